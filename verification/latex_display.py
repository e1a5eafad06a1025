r"""An equation over several lines is read, with letters that stand for its longest parts.

`S = \frac{N}{D}, \\ N = ..., \\ D = ...` is the right-hand side of its first equation, the letters
that the others explain put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sympy import Expr

from verification.errors import InputError, refusal
from verification.latex_reader import PRINTED, read_latex

_LAYOUT = re.compile(
    r"^%.*$|\\label\{[^{}]*\}|\{\\allowdisplaybreaks|^with$|(?<=\\end\{align\*\})\}", re.MULTILINE
)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:equation\*?|align\*|split)\}")
_INNER = re.compile(r"\\begin\{aligned\}|\\end\{aligned\}|\\\\(?:\[[^\]]*\])?\*?|[{}]|=")


def read_display(text: str, letters: Mapping[str, Expr], *, argument: str = "display") -> Expr:
    """Read the right-hand side of an equation as `derivations.latex` sets it.

    Args:
        text: a display or a fragment.
        letters: the symbols of the formula by their LaTeX.
        argument: what an error calls the text.

    Returns:
        The expression.

    Raises:
        InputError: if it is no such equation, or if a letter is explained twice or is taken.
    """
    equations = equations_in(text)
    if not equations:
        raise InputError(refusal(argument, text, "is no equation", "give a left and a right side"))
    (_, right), *legend = equations
    known: dict[str, Expr] = dict(letters)
    for letter, meaning in legend:
        if letter in known:
            raise InputError(refusal(argument, letter, "has two meanings", "rename it"))
        known[letter] = read_latex(meaning, argument=argument, letters=letters, limits=PRINTED)
    return read_latex(right, argument=argument, letters=known, limits=PRINTED)


def equations_in(text: str) -> list[tuple[str, str]]:
    """Split the lines of displays into equations.

    Args:
        text: LaTeX of displayed equations and of nothing else.

    Returns:
        Left and right sides; a right side keeps its line breaks.

    Raises:
        InputError: if a line belongs to no equation.
    """
    bare = _ENVIRONMENT.sub(r"\\\\", _LAYOUT.sub("", text))
    found: list[list[str]] = []
    waiting = ""
    for row in _rows(bare):
        left, equals, right = _halves(row)
        if equals:
            found.append([f"{waiting}{left}".strip(" &\n"), right])
            waiting = ""
        elif found and re.match(r"[&\s]*(?:\\quad\s*)+(?:[-+]|\\cdot)", row):
            found[-1][1] += f" \\\\\n{row}"
        else:
            waiting += row
    if waiting.strip(" &\n.,"):
        raise InputError(refusal("line", waiting, "belongs to no equation", "begin it with a sign"))
    return [(re.sub(r"\s*\\quad$", "", left), right.strip().rstrip(".,")) for left, right in found]


def _rows(text: str) -> list[str]:
    rows, start, depth = list[str](), 0, 0
    for found in _INNER.finditer(text):
        if found[0].startswith(r"\begin"):
            depth += 1
        elif found[0].startswith(r"\end"):
            depth -= 1
        elif found[0].startswith("\\\\") and not depth:
            rows.append(text[start : found.start()])
            start = found.end()
    return [row for row in (*rows, text[start:]) if row.strip()]


def _halves(row: str) -> tuple[str, bool, str]:
    """Split a row at a sign of equality outside of braces and inner environments."""
    depth = 0
    for found in _INNER.finditer(row):
        depth += {"{": 1, r"\begin{aligned}": 1, "}": -1, r"\end{aligned}": -1}.get(found[0], 0)
        if found[0] == "=" and not depth:
            return row[: found.start()], True, row[found.end() :]
    return "", False, row
