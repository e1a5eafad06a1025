"""An estimate of how wide a formula will be set, from the widths of the letters at 10pt."""

from __future__ import annotations

import re
from types import MappingProxyType

_CLASSES = (  # widths in em and what is about as wide, binary signs with their spaces
    (0.0, r"\left \right \mathbb \displaystyle \\ \allowbreak"),
    (0.17, r"\,"),
    (0.3, r"| ' [ ] i l"),
    (0.4, r"( ) j t \iota \epsilon"),
    (0.46, r"\bigl( \bigr) , b c e q r s z \delta \zeta \theta \tau \xi \langle \rangle"),
    (0.52, r"0 1 2 3 4 5 6 7 8 9 . a d g k o p v y \nu \rho \gamma \eta \upsilon"),
    (0.6, r"f h n u x I L \Bigl( \Bigr) \alpha \beta \kappa \lambda \mu \pi \sigma \phi \chi"),
    (0.65, r"\psi \omega \partial \Gamma \infty S"),
    (0.75, r"w A B C E J R V Y Z \Lambda \Sigma \Upsilon \Xi \Theta \Omega \Psi \Phi"),
    (0.84, r"m D F G H K N O P Q T U X \Delta \Pi \tan \sin \cos \exp \log"),
    (1.0, r"M W \quad \tanh \sinh \cosh"),
    (1.23, r"+ - \cdot"),
    (1.34, r"= < > \leq \geq \in \to"),
    (2.0, r"\qquad \lim"),
)
_EM = MappingProxyType({token: em for em, tokens in _CLASSES for token in tokens.split()})
_TOKEN = re.compile(
    r"\\operatorname\{\w+\}|\\mathrm\{\w+\}|\\(?:begin|end)\{\w+\}|\\[bB]igg?[lr][()]|\\[A-Za-z]+|\\."
    r"|[{}^_]|[^\s&]"
)
_SCRIPT = 0.8  # script letters are set wider than they are small


def width(latex: str) -> float:
    """Estimate how wide a formula will be set.

    Args:
        latex: a formula of this package, of one line or several.

    Returns:
        The width of its widest line in em.
    """
    return _run(_TOKEN.findall(latex)[::-1], 1.0)


def _run(tokens: list[str], scale: float) -> float:
    """Measure up to the end of a group; tokens are taken from the end of the list."""
    widest = line = 0.0
    while tokens and tokens[-1] != "}":
        if tokens[-1] == r"\\":
            line = 0.0
        line += _atom(tokens, scale)
        widest = max(widest, line)
    del tokens[-1:]
    return widest


def _atom(tokens: list[str], scale: float) -> float:
    token = tokens.pop() if tokens else ""
    if token == "{":
        return _run(tokens, scale)
    if token in ("^", "_"):
        return _scripts(token, tokens, scale)
    if token in (r"\frac", r"\tfrac"):
        inner = scale if token == r"\frac" else _SCRIPT * scale
        return max(_atom(tokens, inner), _atom(tokens, inner)) + 0.26
    if token == r"\sqrt":
        return _atom(tokens, scale) + 0.9 * scale
    if token == "" or token.startswith((r"\begin", r"\end")):
        return 0.0
    word = re.fullmatch(r"\\(?:operatorname|mathrm)\{(\w+)\}", token)
    if word:
        return (0.2 + 0.52 * len(word[1])) * scale
    return _EM.get(token, 0.6) * scale


def _scripts(token: str, tokens: list[str], scale: float) -> float:
    """Measure an index and an exponent above each other."""
    first = _atom(tokens, _SCRIPT * scale)
    if tokens and tokens[-1] in ("^", "_") and tokens[-1] != token:
        tokens.pop()
        first = max(first, _atom(tokens, _SCRIPT * scale))
    return first + 0.05
