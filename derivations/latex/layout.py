"""Where a long right-hand side is broken, by an estimate of how wide LaTeX will be."""

from __future__ import annotations

import re

from derivations.latex.formula import Summand, closed
from derivations.latex.pieces import Signed, joined

TEXT_WIDTH = 34.0  # in em: an article at 10pt

_EM = {"+": 1.22, "-": 1.22, "=": 1.34, ",": 0.45, "(": 0.39, ")": 0.39, "|": 0.28, "'": 0.3}
_TOKEN = re.compile(r"\\operatorname\{Re\}|\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\.|[{}^_]|[^\s&]")
_NO_WIDTH = (r"\bar", r"\left", r"\right", r"\mathbb")


def width(latex: str) -> float:
    """Estimate how wide a formula will be set.

    Args:
        latex: a formula of this package, of one line or several.

    Returns:
        The width of its widest line in em.
    """
    return _run(_TOKEN.findall(latex), 1.0)


def _run(tokens: list[str], scale: float) -> float:
    widest = line = 0.0
    while tokens and tokens[0] != "}":
        if tokens[0] == r"\\":
            line = 0.0
        line += _atom(tokens, scale)
        widest = max(widest, line)
    del tokens[:1]
    return widest


def _atom(tokens: list[str], scale: float) -> float:
    token = tokens.pop(0) if tokens else ""
    if token == "{":
        return _run(tokens, scale)
    if token in ("^", "_"):
        return _atom(tokens, 0.7 * scale)
    if token == r"\frac":
        return max(_atom(tokens, scale), _atom(tokens, scale)) + 0.24
    if token in ("", r"\\", *_NO_WIDTH) or token.startswith((r"\begin", r"\end")):
        return 0.0
    if token == r"\operatorname{Re}":
        return 1.35 * scale
    return _EM.get(token, 0.55) * scale


def broken(
    left: str, parts: tuple[Summand, ...], limit: float = TEXT_WIDTH, *, punctuation: str = ""
) -> str:
    """Set an equation, over several lines where it is too wide for one.

    Args:
        left: the left-hand side.
        parts: the summands of the right-hand side.
        limit: the width of a line in em.
        punctuation: what stands at the end.

    Returns:
        A line, or a `split` of lines each of which begins with a sign.
    """
    whole = joined(fitted(parts, limit))
    if "\n" not in whole and width(left) + width(f"= {whole}") <= limit:
        return f"{left} = {whole}{punctuation}"
    room = limit - width(left) - 1.4
    head, *rest = packed(fitted(parts, room), room)
    if not rest:
        return f"{left} = {joined(head)}{punctuation}"
    lines = [rf"{left} &= {joined(head)}"]
    lines += [rf"&\quad {continued(line)}" for line in rest]
    return "\n".join((r"\begin{split}", " \\\\\n".join(lines) + punctuation, r"\end{split}"))


def fitted(parts: tuple[Summand, ...], room: float) -> tuple[Signed, ...]:
    """Write summands, the numerator of one that is too wide over several lines.

    Args:
        parts: the summands; none means zero.
        room: the width of a line in em.

    Returns:
        Signed terms.
    """
    return tuple((part.written.sign, _fitted(part, room)) for part in parts) or ((1, "0"),)


def _fitted(part: Summand, room: float) -> str:
    above, below = part.written.above, part.written.below
    if width(part.latex) <= room or len(above) == 1 or part.is_real_part or not below:
        return closed(part)
    head, *rest = packed(above, 0.95 * room)
    rows = [f"&{joined(head)}", *(rf"&\quad {continued(line)}" for line in rest)]
    inner = " \\\\\n".join(rows)
    return f"\\frac{{\\begin{{aligned}}\n{inner}\n\\end{{aligned}}}}{{{below}}}"


def packed(terms: tuple[Signed, ...], room: float) -> list[tuple[Signed, ...]]:
    """Distribute terms over lines.

    Args:
        terms: signed terms.
        room: the width of a line in em.

    Returns:
        The lines, each as full as fits and none without a term.
    """
    lines: list[tuple[Signed, ...]] = []
    for term in terms:
        if lines and _measure((*lines[-1], term)) <= room:
            lines[-1] = (*lines[-1], term)
        else:
            lines.append((term,))
    return lines


def _measure(terms: tuple[Signed, ...]) -> float:
    return sum(1.22 + width(body) for _, body in terms)


def continued(terms: tuple[Signed, ...]) -> str:
    """Write a line that continues a sum, beginning with its sign."""
    return " ".join(f"{'-+'[sign > 0]} {body}" for sign, body in terms)
