"""A formula that is too wide is broken into lines; its longest parts are given letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from derivations.latex.width import width as width_of_latex
from verification.probing.report.latex_tree import Node, row
from verification.probing.report.writing import delimiters, to_latex

TEXT_WIDTH = 33.0  # in em, of an article at 10pt
EQUALS, INDENT = 1.4, 1.0
SIGNS = ("+", "-")


class Line(NamedTuple):
    """A line of an equation.

    Args:
        left: what stands before the sign of equality; empty in a continued line.
        right: the rest, with the sign of equality where there is a left side.
    """

    left: Node
    right: Node


class _Word(NamedTuple):
    """Parts that stay on one line, and how deep in parentheses they begin."""

    parts: tuple[Node, ...]
    depth: int = 0


class _Found(NamedTuple):
    """The words of a row, and what its letters stand for."""

    words: tuple[_Word, ...]
    legend: tuple[tuple[Node, Node], ...] = ()


def width(node: Node) -> float:
    """Estimate how wide a formula will be set, in em."""
    return width_of_latex(to_latex(node))


def lines(left: Node, right: Node, limit: float = TEXT_WIDTH) -> tuple[Line, ...]:
    """Break an equation into lines, followed by those of its letters.

    Args:
        left: its left-hand side, perhaps empty.
        right: its right-hand side.
        limit: how wide a line may be, in em.

    Returns:
        The lines. A part that cannot be broken, such as an exponent, may still be too wide.
    """
    taken = to_latex(row(left, right))
    names = (
        row(Node("script", "", (row(Node("letter", letter)), row(Node("number", str(k))), row())))
        for letter in (c for c in "QPFBJYZ" if c not in taken)
        for k in range(1, 100)
    )
    done: list[Line] = []
    queue = [(left, right)]
    while queue:
        head, body = queue.pop(0)
        room = limit - max(width(left), width(head)) - EQUALS  # all are aligned
        found, legend = _equation(head, body, room, names)
        done += found
        queue += legend
    return tuple(done)


def _equation(
    left: Node, right: Node, room: float, names: Iterator[Node]
) -> tuple[list[Line], tuple[tuple[Node, Node], ...]]:
    sign = row(Node("sign", "=")) if left.parts else row()
    if width(right) <= room:
        return [Line(left, row(*sign.parts, *right.parts))], ()
    found = _words(right, room - INDENT, names, 0)
    first, *rest = _filled(found.words, room)
    head = Line(left, row(*sign.parts, *first))
    return [head, *(Line(row(), row(*parts)) for parts in rest)], found.legend


def _filled(words: tuple[_Word, ...], room: float) -> list[tuple[Node, ...]]:
    """Put as many words on each line as it holds."""
    filled: list[tuple[Node, ...]] = []
    current: tuple[Node, ...] = ()
    for word in words:
        if current and width(row(*current, *word.parts)) > room:
            filled.append(current)
            current = (*(Node("space", r"\quad") for _ in range(1 + word.depth)), *word.parts)
        else:
            current = (*current, *word.parts)
    return [*filled, current]


def terms(node: Node) -> list[tuple[Node, ...]]:
    """Split a row into terms, each with the sign before it."""
    found: list[tuple[Node, ...]] = [()]
    for part in node.parts:
        if part.kind == "sign" and part.text in SIGNS and found[-1]:
            found.append((part,))
        else:
            found[-1] = (*found[-1], part)
    return [term for term in found if term]


def _words(node: Node, room: float, names: Iterator[Node], depth: int) -> _Found:
    words: tuple[_Word, ...] = ()
    legend: tuple[tuple[Node, Node], ...] = ()
    for term in terms(node):
        found = _term(term, room, names, depth)
        words, legend = words + found.words, legend + found.legend
    return _Found(words, legend)


def _term(term: tuple[Node, ...], room: float, names: Iterator[Node], depth: int) -> _Found:
    """Keep a term whole if it fits, else open or name the widest of its factors."""
    if width(row(*term)) <= room:
        return _Found((_Word(term, depth),))
    place = max(range(len(term)), key=lambda k: width(term[k]))
    before, widest, after = term[:place], term[place], term[place + 1 :]
    if widest.kind == "row" or _is_table(widest):
        inner = _named_cells(widest, room, names)
        return _Found((_Word((*before, inner[0], *after), depth),), inner[1])
    if widest.kind == "fraction":
        return _named_fraction(before, widest, after, room, names, depth)
    power: tuple[Node, ...] = ()
    fence = widest
    if widest.kind == "script" and not widest.parts[1].parts and len(widest.parts[0].parts) == 1:
        fence, power = widest.parts[0].parts[0], (widest.parts[2],)
    if fence.kind != "fence":
        return _Found(tuple(_Word(parts, depth) for parts in _factors(term)))
    return _opened(before, fence, power, after, room, names, depth)


def _factors(term: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    """Break a product before each factor, a sign staying with what follows it."""
    current: tuple[Node, ...] = ()
    for k, part in enumerate(term):
        glued = not current or current[-1].kind in ("sign", "word") or part.kind == "space"
        if glued or (k and term[k - 1].kind == "script" and _is_function(term[k - 1])):
            current = (*current, part)
        else:
            yield current
            current = (part,)
    yield current


def _is_function(node: Node) -> bool:
    return bool(node.parts[0].parts) and node.parts[0].parts[0].kind == "word"


def _opened(
    before: tuple[Node, ...],
    fence: Node,
    power: tuple[Node, ...],
    after: tuple[Node, ...],
    room: float,
    names: Iterator[Node],
    depth: int,
) -> _Found:
    """Break inside of a parenthesis."""
    opening, closing = delimiters(fence)
    inner = _words(fence.parts[0], room - INDENT * (depth + 1), names, depth + 1)
    end: Node = Node("close", closing)
    if power:
        end = Node("script", "", (row(end), row(), power[0]))
    first, *rest = inner.words
    words = [_Word((*before, Node("open", opening), *first.parts), depth), *rest]
    words[-1] = words[-1]._replace(parts=(*words[-1].parts, end, *after))
    return _Found(tuple(words), inner.legend)


def _named_fraction(
    before: tuple[Node, ...],
    fraction: Node,
    after: tuple[Node, ...],
    room: float,
    names: Iterator[Node],
    depth: int,
) -> _Found:
    """Give letters to a numerator and a denominator that are too wide."""
    legend: list[tuple[Node, Node]] = []
    shown = []
    for part in fraction.parts:
        if width(part) > room - 2:
            letter = next(names)
            legend.append((letter, part))
            shown.append(letter)
        else:
            shown.append(part)
    short = Node("fraction", "", tuple(shown))
    return _Found((_Word((*before, short, *after), depth),), tuple(legend))


def _is_table(node: Node) -> bool:
    return node.kind == "table" or (
        node.kind == "fence" and [part.kind for part in node.parts[0].parts] == ["table"]
    )


def _named_cells(
    node: Node, room: float, names: Iterator[Node]
) -> tuple[Node, tuple[tuple[Node, Node], ...]]:
    """Give letters to the cells of a matrix that are wider than their share, each once."""
    if not _is_table(node):
        return node, ()
    table = node if node.kind == "table" else node.parts[0].parts[0]
    share = room / max(len(line.parts) for line in table.parts) - 2
    legend: dict[Node, Node] = {}
    rows = []
    for line in table.parts:
        for cell in line.parts:
            if width(cell) > share and cell not in legend:
                legend[cell] = next(names)
        rows.append(row(*(legend.get(cell, cell) for cell in line.parts)))
    short = Node("table", table.text, tuple(rows))
    whole = short if node.kind == "table" else node._replace(parts=(row(short),))
    return whole, tuple((letter, cell) for cell, letter in legend.items())
