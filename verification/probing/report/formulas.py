"""Formulas of a report: as MathML with the LaTeX that was drawn, or as text where that fails."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from verification.probing.report.breaking import lines, width
from verification.probing.report.latex_tree import Node, read, row
from verification.probing.report.writing import inline, math, to_latex

ROOM = 36.0  # in em, of a page
LONGEST = 12_000  # characters of LaTeX that are drawn


class Formula(NamedTuple):
    """A formula that can be drawn.

    Args:
        left: its left side, perhaps empty.
        right: its right side.
        latex: of the whole.
    """

    left: Node
    right: Node
    latex: str


def formula(left: str, right: object) -> Formula | None:
    """Read both sides of an equation.

    Args:
        left: LaTeX, perhaps empty.
        right: LaTeX.

    Returns:
        The formula; None if there is none, or it is not of the kind that is drawn.
    """
    if not isinstance(right, str) or not right.strip() or len(right) > LONGEST:
        return None
    try:
        sides = read(left), read(right)
    except (ValueError, RecursionError):
        return None
    return Formula(*sides, " = ".join(filter(None, map(to_latex, sides))))


def block(of: Formula, label: str) -> str:
    """Draw an equation, over several lines where it is wide.

    Args:
        of: the formula.
        label: the formula as plain text.

    Returns:
        HTML.
    """
    whole = row(*of.left.parts, *_equals(of), *of.right.parts)
    if width(whole) <= ROOM:
        return f'<div class="formula">{math((whole,), label=label)}</div>'
    drawn = (tuple(line) for line in lines(of.left, of.right, ROOM))
    return f'<div class="formula">{math(*drawn, label=label)}</div>'


def _equals(of: Formula) -> tuple[Node, ...]:
    return (Node("sign", "="),) if of.left.parts else ()


def within(latex: object, text: object, *, tall: bool = False) -> str:
    """Draw a short formula in a line of text.

    Args:
        latex: the formula.
        text: what is shown if it cannot be drawn.
        tall: whether fractions are as large as in a display.

    Returns:
        HTML.
    """
    found = formula("", latex)
    shown = "" if text is None else str(text)
    return inline(found.right, tall=tall) if found else f"<code>{escape(shown)}</code>"
