r"""Which pieces of LaTeX are letters: one meaning each, none that could be read in two ways.

A letter may be several tokens long, such as `\bar{\lambda}_{0}` or `R(0)`. If no letter begins with
another, save for an index or a prime that follows, a text has one division into letters or none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import permutations
from types import MappingProxyType

from sympy import Expr

from derivations.symbols import GLOSSARY, conjugate
from verification.errors import InputError, refusal

Letter = tuple[str, ...]
Letters = Mapping[Letter, Expr]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\s]")
_START = re.compile(r"(?:[A-Za-z]|\\[A-Za-z]+|\{)(?s:.)*")
_TAKEN = re.compile(
    r"\\(?:[dt]?frac|cdot|times|left|right|[bB]igg?[lrm]?|[lr]vert|Re|overline|begin|end|q?quad"
    r"|displaystyle|textstyle)(?![A-Za-z])|\\(?:operatorname|mathrm|text)\s*\{\s*[Rr]e\s*\}"
)
_UNREADABLE = re.compile(r"[%#&$~/]|\\\\|\\[;:! ]")
_SPACE = r"(?:\s|\\,)*"


def canonical(latex: str) -> Letter:
    """Write a letter in one way: no spaces, thin ones neither, every index in braces.

    Args:
        latex: its LaTeX.

    Returns:
        Its tokens.
    """
    tokens = [token for token in _TOKEN.findall(latex) if token != r"\,"]
    found: list[str] = []
    for k, token in enumerate(tokens):
        is_bare = k > 0 and tokens[k - 1] in ("_", "^") and token != "{"
        found += ["{", token, "}"] if is_bare else [token]
    return tuple(found)


def table(latex: Mapping[str, Expr]) -> Letters:
    """Check that letters can be told from each other and from the rest of a formula.

    Args:
        latex: a symbol, or an expression that is abbreviated, by its letter.

    Returns:
        The same by the tokens of the letters.

    Raises:
        InputError: if some text of these letters has two readings.
    """
    found: dict[Letter, Expr] = {}
    for text, meaning in latex.items():
        if not _START.fullmatch(text) or _TAKEN.match(text) or _UNREADABLE.search(text):
            rule = f"cannot be told from the rest of a formula as the letter of {meaning}"
            raise InputError(refusal("letter", text, rule, r"choose one such as \beta or x_{1}"))
        if found.setdefault(canonical(text), meaning) != meaning:
            rule = f"stands for {meaning} and for {found[canonical(text)]}"
            raise InputError(refusal("letter", text, rule, "rename one"))
    for short, long in permutations(found, 2):
        rest = _bare(long)[len(_bare(short)) :]
        if _bare(long)[: len(_bare(short))] == _bare(short) and rest[:1] not in (("_",), ("'",)):
            rule = f"begins with the letter {''.join(short)}, so that it has two readings"
            raise InputError(refusal("letter", "".join(long), rule, "rename one"))
        if _barred(short) == long and conjugate(found[short]) != found[long]:
            rule = f"is also the conjugate of {found[short]}"
            raise InputError(refusal("letter", "".join(long), rule, "rename one"))
    return MappingProxyType(found)


def _bare(letter: Letter) -> Letter:
    """Take off the outer brace, which does not keep two letters apart."""
    return letter[1:] if letter[:1] == ("{",) else letter


def _barred(letter: Letter) -> Letter:
    place = letter.index("_") if "_" in letter else len(letter)
    return (r"\bar", "{", *letter[:place], "}", *letter[place:])


def expression(letters: Letters) -> str:
    """Write a regular expression that finds the longest letter.

    Args:
        letters: from `table`, at least one.

    Returns:
        The expression, spaces and braces being free where TeX leaves them free.
    """
    longest_first = sorted(letters, key=len, reverse=True)
    return "|".join(map(_spaced, longest_first))


def _spaced(letter: Letter) -> str:
    parts, k = list[str](), 0
    while k < len(letter):
        if letter[k] in "_^" and letter[k + 3 : k + 4] == ("}",):
            index = _one(letter[k + 2])
            after = "(?![0-9.])" if letter[k + 2].isdigit() else ""
            parts += [re.escape(letter[k]), rf"(?:\{{\s*{index}\s*\}}|{index}{after})"]
            k += 4
        else:
            parts.append(_one(letter[k]))
            k += 1
    return _SPACE.join(parts)


def _one(token: str) -> str:
    return re.escape(token) + ("(?![A-Za-z])" if re.fullmatch(r"\\[A-Za-z]+", token) else "")


DEFAULT = table({item.latex: item.symbol for item in GLOSSARY})
