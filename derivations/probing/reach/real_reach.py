"""Where a real map of one coordinate stays in the disk, read off the table of its pieces."""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from derivations.probing.reach.charted import reach_by_charts
from derivations.probing.reach.cover import sign_on
from derivations.probing.reach.ends import Number, between, bounds, compared, order_at
from derivations.probing.reach.intervals import Interval
from derivations.probing.reach.pieces import Piece, Table, table
from derivations.probing.reach.portions import Group, groups
from derivations.probing.reach.reached import Contact, Departure, Reach, Valid
from derivations.probing.reach.spans import Span, inner
from derivations.probing.reach.spread import (
    absolute,
    is_injective,
    is_monotone,
    memory_range,
    root,
    size_range,
)


def reach_of_map(
    expression: Expr, symbol: Symbol, span: Span, deadline: float, *, squared: bool = False
) -> Reach:
    """Decide where a real map, or the squared size of a complex one, stays inside.

    Args:
        expression: of one symbol.
        symbol: which one.
        span: the ends of the open interval.
        deadline: when to give up, on the monotonic clock.
        squared: whether the map is |lambda|^2.

    Returns:
        What was found.
    """
    cut = table(expression, symbol, span, deadline)
    parts = None if cut is None else groups(cut, expression, symbol, deadline)
    if cut is None:
        return reach_by_charts(expression, symbol, span, deadline)
    found = Reach(poles=cut.poles, monotone=is_monotone(cut), injective=is_injective(cut))
    if parts is None:
        return found._replace(reason="limits at the ends not found, or not told from the circle")
    if not parts:
        leaves = _departure(None, cut, (), expression, symbol, squared)
        reason = "monotone pieces: nowhere inside"
        return found._replace(inside=False, leaves=leaves, reason=reason)
    group = max(parts, key=_length)
    valid = (group[0].low, group[-1].high)
    whole = valid == span and not cut.poles
    size = size_range(group, squared=squared)
    return found._replace(
        inside=whole,
        leaves=None if whole else _departure(span, cut, group, expression, symbol, squared),
        valid=Valid(symbol, *valid),
        contacts=_contacts(group, expression, symbol),
        size=size,
        memory=memory_range(size),
        reason="monotone pieces",
    )


def _length(group: Group) -> tuple[int, float]:
    low, high = group[0].low, group[-1].high
    ends = (not low.low.is_finite()) + (not high.high.is_finite())
    if ends:  # among unbounded ones that of the larger coordinates
        return ends, float(not high.high.is_finite())
    return 0, float((high.ball - low.ball).mid())


def _contacts(group: Group, expression: Expr, symbol: Symbol) -> tuple[Contact, ...]:
    found = []
    places = [(group[0].low, group[0].start, True)]
    places += [(part.high, part.stop, k == len(group) - 1) for k, part in enumerate(group)]
    for place, value, is_end in places:
        for sign in (-1, 1):
            if compared(value, sign) == 0:
                order = order_at(expression, symbol, place)
                found.append(Contact(symbol, place, Integer(sign), order, is_end))
    return tuple(found)


def _departure(
    span: Span | None,
    cut: Table,
    group: Group,
    expression: Expr,
    symbol: Symbol,
    squared: bool,
) -> Departure:
    place, value = None, None
    if span is not None:
        value_at = {group[0].low: group[0].start, group[-1].high: group[-1].stop}
        place = next(end for end in value_at if end not in span or end in _poles(cut))
        value = value_at[place]
        finite = value is not None and value.low.is_finite() and place not in _poles(cut)
        value = value if finite else None
    outside = _outside(cut, group, place)
    for low, high in outside:
        at = inner((low, high))
        if at is not None and sign_on(expression**2 - 1, symbol, Interval(at, at)) == 1:
            point = between(at, at)
            held = bounds(expression, symbol, point)
            size = None if held is None else _size(held._replace(exact=None), squared)
            return Departure(symbol, place, value, ((symbol, point.exact),), size)
    return Departure(symbol, place, value, (), None)


def _size(held: Number, squared: bool) -> Number:
    return root(absolute(held)) if squared else absolute(held)


def _poles(cut: Table) -> set[Number]:
    return {pole.omega for pole in cut.poles}


def _outside(cut: Table, group: Group, place: Number | None) -> list[Span]:
    """List the spans on which the map may be outside, those next to the place first."""
    spans: list[Span] = []
    for piece in cut.pieces:
        spans += _rest(piece, group)
    return sorted(spans, key=lambda span: place not in span)


def _rest(piece: Piece, group: Group) -> list[Span]:
    inside = [p for p in group if not (p.high.low <= piece.low.low or p.low.low >= piece.high.low)]
    if not inside:
        return [(piece.low, piece.high)]
    low = [(piece.low, inside[0].low)] if inside[0].low != piece.low else []
    high = [(inside[-1].high, piece.high)] if inside[-1].high != piece.high else []
    return low + high
