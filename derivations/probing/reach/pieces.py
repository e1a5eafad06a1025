"""A real map cut into pieces on which it is monotone, with its limits at their ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from sympy import Expr, Symbol, diff, factor, simplify, together

from derivations.probing.patience import within
from derivations.probing.reach.ends import Number, between, bounds, known
from derivations.probing.reach.guards import Pole, factors, real, sign_inside, split
from derivations.probing.reach.limits import limit_at
from derivations.probing.reach.spans import Span, inner

SHARE = 0.8  # seconds for one way to write the derivative


class Piece(NamedTuple):
    """An interval on which a map is real, smooth and monotone.

    Args:
        low: its lower end.
        high: its upper end.
        rising: 1 if the map increases strictly, -1 if it decreases strictly, 0 if it is constant.
        start: the limit at the lower end, None if not known.
        stop: the limit at the upper end.
    """

    low: Number
    high: Number
    rising: int
    start: Number | None
    stop: Number | None


class Table(NamedTuple):
    """All pieces in order, and where the map has no value."""

    pieces: tuple[Piece, ...]
    poles: tuple[Pole, ...]


def table(expression: Expr, symbol: Symbol, span: Span, deadline: float) -> Table | None:
    """Cut an interval at the poles and at the zeros of the derivative, all of them.

    Args:
        expression: a real map of one symbol.
        symbol: which one.
        span: the ends of the open interval, infinities allowed.
        deadline: when to give up, on the monotonic clock.

    Returns:
        The table, or None if the limits do not allow to decide.
    """
    cut = real(expression, symbol, span, deadline)
    if cut is None:
        return None
    spans, poles, settled = cut
    for slope in _slopes(expression, symbol):
        share = min(deadline, time.monotonic() + SHARE)
        pieces = _monotone(expression, slope, symbol, spans, settled, share)
        if pieces is not None:
            return Table(tuple(pieces), poles)
    return None


def _slopes(expression: Expr, symbol: Symbol) -> Iterator[Expr]:
    """Write the derivative as products in several ways, one of which may show its sign."""
    slope, before = diff(expression, symbol), set[Expr]()
    ways = (lambda e: factor(together(e)), lambda e: e, lambda e: factor(simplify(e)))
    for change in ways:
        found = within(1.0, change, slope)
        if found is not None and found not in before:
            before.add(found)
            yield found


def _monotone(
    expression: Expr,
    slope: Expr,
    symbol: Symbol,
    spans: list[Span],
    settled: set[Expr],
    deadline: float,
) -> list[Piece] | None:
    bases = [base for base in factors(slope) if base not in settled]
    cut = split(bases, symbol, spans, deadline) if slope != 0 else spans
    if cut is None:
        return None
    ends = {place for span in spans for place in span}
    pieces = []
    for span in cut:
        rising = sign_inside(slope, symbol, span) if slope != 0 else 0
        if rising is None:
            return None
        values = []
        for place, side in ((span[0], "+"), (span[1], "-")):
            values.append(_value(expression, symbol, place, side, place in ends, deadline))
        pieces.append(Piece(*span, rising, *_agreeing(expression, symbol, span, rising, values)))
    return pieces


def _agreeing(
    expression: Expr, symbol: Symbol, span: Span, rising: int, ends: list[Number | None]
) -> list[Number | None]:
    """Drop limits that a value inside contradicts, should the algebra have erred."""
    place = inner(span)
    held = None if place is None else bounds(expression, symbol, between(place, place))
    if held is None or not rising:
        return ends
    low, high = ends if rising > 0 else reversed(ends)
    wrong = (low is not None and low.low > held.high) or (high is not None and high.high < held.low)
    return [None, None] if wrong else ends


def _value(
    expression: Expr, symbol: Symbol, place: Number, side: str, is_end: bool, deadline: float
) -> Number | None:
    if not is_end:
        return bounds(expression, symbol, place)
    if place.exact is None:
        return bounds(expression, symbol, place)
    found = limit_at(expression, symbol, place.exact, side, deadline)
    return None if found is None else known(found)
