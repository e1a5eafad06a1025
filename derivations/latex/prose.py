"""Sentences of a theorem are laid out: lists of parts, wide formulas on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from derivations.latex.breaking import TEXT_WIDTH
from derivations.latex.width import width

WIDE = 8.5  # in em; an inline formula with fractions that is wider is displayed
LONG = 10.0  # in em; a longer formula in a line may be broken between factors
BESIDE = 30.0  # in em; displays that follow each other share a line up to this width
INDENT = 2.5  # in em, of lists
_PIECE = re.compile(r"(\\\[.*?\\\]|\$[^$]*\$)", re.DOTALL)
_ITEM = re.compile(r"(?:(?<=[.;:] )|^)\((i{1,3}|iv|v)\) ")
_BETWEEN = re.compile(r"(,|;)? ?(and|or)? ?")
_FACTOR = re.compile(r"(?:\^\{[^{}]*\}|\))\(")
_RELATION = re.compile(r"=|\\leq(?![a-z])|\\geq(?![a-z])")


class Formula(NamedTuple):
    """A formula on a line of its own.

    Args:
        body: LaTeX without delimiters.
        is_laid_out: whether it was displayed already, and is left as it is.
    """

    body: str
    is_laid_out: bool = False


def listed(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Split sentences into what comes before (i), (ii), ... and the parts.

    Args:
        text: LaTeX, whole sentences.

    Returns:
        The text before, and a label and a text for each part; no parts unless there are two.
    """
    found = [one for one in _ITEM.finditer(text) if text[: one.start()].count("$") % 2 == 0]
    if len(found) < 2:
        return text.strip(), ()
    ends = (*(one.start() for one in found[1:]), len(text))
    pairs = zip(found, ends, strict=True)
    parts = tuple((f"({one[1]})", text[one.end() : end].strip()) for one, end in pairs)
    return text[: found[0].start()].strip(), parts


def statement(text: str, references: Mapping[str, str]) -> str:
    """Lay a statement out.

    Args:
        text: LaTeX, whole sentences.
        references: LaTeX by the name of a theorem that may be named in it.

    Returns:
        LaTeX for the inside of a theorem.
    """
    before, parts = listed(" ".join(text.split()))
    lines = [spread(before or "The following holds.", references)]
    if parts:
        lines.append(r"\begin{itemize}")
        room = TEXT_WIDTH - INDENT
        lines += [rf"\item[{label}] {spread(one, references, room)}" for label, one in parts]
        lines.append(r"\end{itemize}")
    return "\n".join(lines)


def paragraph(text: str, references: Mapping[str, str]) -> str:
    """Write a paragraph of a proof, formulas left in their lines where they fit.

    Args:
        text: LaTeX.
        references: as in `statement`.

    Returns:
        LaTeX.
    """
    return spread(" ".join(text.split()), references, least=0.62 * TEXT_WIDTH)


def spread(
    text: str, references: Mapping[str, str], room: float = TEXT_WIDTH, least: float = WIDE
) -> str:
    """Display the wide formulas of a text.

    Args:
        text: LaTeX on one line.
        references: as in `statement`.
        room: the width of the text in em.
        least: how wide a formula with fractions must be to be displayed.

    Returns:
        LaTeX.
    """
    pieces = [piece for piece in _PIECE.split(text) if piece]
    shown = _to_display(pieces, least)
    done: list[str | Formula] = []
    for place, piece in enumerate(pieces):
        if place in shown:
            done = _displayed(done, piece[1:-1], room)
        elif piece.startswith("$"):
            done.append(_breakable(piece))
        elif piece.startswith(r"\["):
            done.append(Formula(piece[2:-2].strip(), is_laid_out=True))
        else:
            done.append(_with_references(piece, references))
    return _written(done, room)


def _to_display(pieces: list[str], least: float) -> set[int]:
    """Choose the wide formulas outside parentheses, and those with fractions beside them."""
    depth, able = 0, list[int]()
    for place, piece in enumerate(pieces):
        if piece.startswith("$") and place and depth == 0 and r"\frac" in piece:
            able.append(place)
        depth += 0 if piece.startswith(("$", r"\[")) else piece.count("(") - piece.count(")")
    shown = {place for place in able if width(pieces[place][1:-1]) > least}
    for place in (*able, *reversed(able)):
        beside = [p for p in (place - 2, place + 2) if p in shown]
        if any(_BETWEEN.fullmatch(pieces[(p + place) // 2]) for p in beside):
            shown.add(place)
    return shown


def _breakable(piece: str) -> str:
    """Let a long formula in a line be broken between factors that are powers or sums."""
    places = [one.end() - 1 for one in _FACTOR.finditer(piece) if _is_outside(piece[: one.end()])]
    if width(piece[1:-1]) <= LONG or r"\left" in piece:
        return piece
    ends = zip([0, *places], [*places, len(piece)], strict=True)
    return r"\penalty900 ".join(piece[start:end] for start, end in ends)


def _is_outside(before: str) -> bool:
    """Say whether what ends with an opening parenthesis has no other one open."""
    return before.count("{") == before.count("}") and before.count("(") == before.count(")") + 1


def _displayed(done: list[str | Formula], body: str, room: float) -> list[str | Formula]:
    """Add a formula to be displayed, beside the one before where little stands between."""
    if len(done) > 1 and isinstance(done[-2], Formula) and isinstance(done[-1], str):
        before, between = done[-2], done[-1]
        found = _BETWEEN.fullmatch(between)
        wide = width(before.body) + width(body)
        if found and not before.is_laid_out and wide < min(BESIDE, room - 3):
            word = rf"\text{{ {found[2]} }}" if found[2] else r"\ "
            both = rf"{before.body}{found[1] or ''}\quad{word}\quad {body}"
            return [*done[:-2], Formula(both)]
    return [*done, Formula(body)]


def _written(done: list[str | Formula], room: float) -> str:
    lines = list[str]()
    for place, piece in enumerate(done):
        if isinstance(piece, Formula):
            after = done[place + 1] if place + 1 < len(done) else ""
            mark = after[:1] if isinstance(after, str) and after[:1] in tuple(".,;:") else ""
            mark = "{:}" if mark == ":" else mark
            lines.append(f"\\[\n{_body(piece, mark, room)}\n\\]")
        else:
            before = done[place - 1] if place else ""
            text = piece[1:] if isinstance(before, Formula) and piece[:1] in ".,;:" else piece
            lines.append(text.lstrip() if isinstance(before, Formula) else text)
    return re.sub(r" *\n *", "\n", _together(lines)).strip()


def _together(lines: list[str]) -> str:
    whole = ""
    for line in lines:
        whole = f"{whole.rstrip()}\n{line}\n" if line.startswith("\\[\n") else whole + line
    return whole


def _body(piece: Formula, mark: str, room: float) -> str:
    """Write a display, broken at its relations where it is too wide."""
    if piece.is_laid_out or width(piece.body) <= room:
        return piece.body + mark
    first, *rest = _split(piece.body)
    rows = [first + rest[0] if rest else first, *rest[1:]]
    rows = [row.replace("=", "&=", 1) if k == 0 else f"&{row}" for k, row in enumerate(rows)]
    whole = " \\\\\n".join(rows)
    return f"\\begin{{split}}\n{whole}{mark}\n\\end{{split}}"


def _split(body: str) -> list[str]:
    """Split before every relation that stands in no braces."""
    parts, start = list[str](), 0
    for found in _RELATION.finditer(body):
        opened = body[: found.start()].replace(r"\{", "").replace(r"\}", "")
        if opened.count("{") == opened.count("}"):
            parts.append(body[start : found.start()])
            start = found.start()
    return [*parts, body[start:]]


def _with_references(text: str, references: Mapping[str, str]) -> str:
    """Write the names of other theorems as references; a single word only where one is meant."""
    for name in sorted(references, key=len, reverse=True):
        pattern = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
        pattern += "" if "-" in name else r"(?=, \()"
        text = re.sub(pattern, references[name].replace("\\", r"\\"), text)
    return text
