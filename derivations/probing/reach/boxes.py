"""A cover of a box of coordinates, on each part of which a map is proved to stay inside."""

from __future__ import annotations

import time
from itertools import product

from flint import arb
from sympy import Expr, Symbol

from derivations.probing.reach.cover import middle
from derivations.probing.reach.ends import Number, fraction
from derivations.probing.reach.intervals import Box, Interval, UndefinedError, enclose
from derivations.probing.reach.portions import is_within

PARTS = 2000
POINTS = (0, 0.5, -0.5, 1, -1, 0.125, -0.125, 1.5, -1.5, 2, -2, 3, -3, 5, -5, 9, -9, 40, -40)


def inside_box(expression: Expr, box: Box, deadline: float) -> bool | None:
    """Prove that a real map stays strictly between -1 and 1.

    Args:
        expression: of several symbols.
        box: an interval for each.
        deadline: when to give up, on the monotonic clock.

    Returns:
        True, or None if undecided.
    """
    stack, looked = [box], 0
    while stack:
        part, looked = stack.pop(), looked + 1
        if looked > PARTS or time.monotonic() > deadline:
            return None
        if _stays(expression, part):
            continue
        halves = _halves(part)
        if halves is None:
            return None
        stack += halves
    return True


def _stays(expression: Expr, box: Box) -> bool:
    try:
        held = enclose(expression, box)
    except UndefinedError:
        return False
    return is_within(held.low + 1, held.low_open) and is_within(1 - held.high, held.high_open)


def _halves(box: Box) -> list[Box] | None:
    symbol = max(box, key=lambda s: (not box[s].low.is_finite()) + (not box[s].high.is_finite()))
    widths = {s: i.high - i.low for s, i in box.items()}
    if widths[symbol].is_finite():
        symbol = max(widths, key=lambda s: float(widths[s].mid()))
    span = box[symbol]
    cut = middle(span)
    if cut is None:
        return None
    low, high = span._replace(high=cut, high_open=False), span._replace(low=cut, low_open=False)
    return [{**box, symbol: high}, {**box, symbol: low}]


def witness(
    expression: Expr, box: Box, deadline: float
) -> tuple[tuple[tuple[Symbol, Expr], ...], Number] | None:
    """Look for a point at which a real map exceeds one in size, and prove it there.

    Args:
        expression: of several symbols.
        box: an interval for each.
        deadline: when to give up, on the monotonic clock.

    Returns:
        The point and the size of the map there, or None.
    """
    places = [[p for p in map(arb, POINTS) if s.low < p < s.high] + _inner(s) for s in box.values()]
    for chosen in product(*places):
        if time.monotonic() > deadline:
            return None
        point = {s: Interval(p, p) for s, p in zip(box, chosen, strict=True)}
        try:
            held = enclose(expression**2, point)
        except UndefinedError:
            continue
        if held.low > 1 and held.high.is_finite():
            size = Number(None, held.low.sqrt().lower(), held.high.sqrt().upper())
            return tuple((s, fraction(p)) for s, p in zip(box, chosen, strict=True)), size
    return None


def _inner(span: Interval) -> list[arb]:
    cut = middle(span)
    return [] if cut is None else [cut]
