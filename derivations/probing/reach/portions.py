"""The parts of a map's monotone pieces that lie strictly inside the unit disk."""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, Integer, Symbol

from derivations.probing.reach.cover import crossing
from derivations.probing.reach.ends import Number, compared, known, recognised
from derivations.probing.reach.intervals import UndefinedError, enclose
from derivations.probing.reach.pieces import Piece, Table
from derivations.probing.reach.spans import interval


class Portion(NamedTuple):
    """A monotone part of a map that stays inside.

    Args:
        low: its lower end.
        high: its upper end.
        start: the limit of the map at the lower end, None if not known.
        stop: the limit at the upper end.
    """

    low: Number
    high: Number
    start: Number | None
    stop: Number | None


Group = tuple[Portion, ...]


def groups(
    table: Table, expression: Expr, symbol: Symbol, deadline: float
) -> tuple[Group, ...] | None:
    """Collect the largest intervals on which a map stays inside, touching the circle allowed.

    Args:
        table: its monotone pieces.
        expression: the map.
        symbol: its variable.
        deadline: when to give up, on the monotonic clock.

    Returns:
        Neighbouring portions of each interval, in order; None if undecided.
    """
    poles = {pole.omega for pole in table.poles}
    found: list[list[Portion]] = []
    for piece in table.pieces:
        cut = portion(piece, expression, symbol, deadline)
        if cut is None:
            return None
        if not cut:
            continue
        joins = found and found[-1][-1].high == cut[0].low and cut[0].low not in poles
        if joins:
            found[-1] += cut
        else:
            found.append(list(cut))
    return tuple(tuple(group) for group in found)


def portion(piece: Piece, expression: Expr, symbol: Symbol, deadline: float) -> Group | None:
    """Cut off what is outside of the disk.

    Args:
        piece: on which the map is monotone.
        expression: the map.
        symbol: its variable.
        deadline: when to give up, on the monotonic clock.

    Returns:
        One portion, or none if all is outside; None if undecided.
    """
    whole = Portion(piece.low, piece.high, piece.start, piece.stop)
    if _is_inside(piece, expression, symbol):
        return (whole,)
    way = piece.rising or 1
    starts, stops = _sides(piece.start, way), _sides(piece.stop, way)
    if starts is None or stops is None:
        return None
    if starts[1] >= 0 or stops[0] <= 0:
        return ()
    if piece.rising == 0:  # a constant: on the circle it is outside
        return (whole,) if starts[0] > 0 else ()
    for is_high, bound, side in ((False, -way, starts[0]), (True, way, stops[1])):
        if (side <= 0 and is_high) or (side >= 0 and not is_high):
            continue
        place = crossed(piece, expression, symbol, bound, deadline)
        if place is None:
            return None
        value = known(Integer(bound))
        ends = {"high": place, "stop": value} if is_high else {"low": place, "start": value}
        whole = whole._replace(**ends)
    return (whole,)


def crossed(
    piece: Piece, expression: Expr, symbol: Symbol, bound: int, deadline: float
) -> Number | None:
    """Find where a monotone piece takes a value that it is known to take.

    Args:
        piece: on which the map is monotone.
        expression: the map.
        symbol: its variable.
        bound: the value.
        deadline: when to give up, on the monotonic clock.

    Returns:
        The place, or None if it was not found.
    """
    ends = crossing(
        expression - bound, symbol, interval((piece.low, piece.high)), piece.rising, deadline
    )
    return None if ends is None else recognised(expression - bound, symbol, *ends)


def _is_inside(piece: Piece, expression: Expr, symbol: Symbol) -> bool:
    try:
        held = enclose(expression, {symbol: interval((piece.low, piece.high))})
    except UndefinedError:
        return False
    return is_within(held.low + 1, held.low_open) and is_within(1 - held.high, held.high_open)


def is_within(room: object, is_open: bool) -> bool:
    """Say whether a bound leaves room to the circle, or meets it without being a value.

    Args:
        room: a ball, the distance of the bound from the circle.
        is_open: whether the bound itself is no value.

    Returns:
        True if no value is on the circle or beyond.
    """
    return bool(room > 0 or (room == 0 and is_open))  # type: ignore[operator]


def _sides(end: Number | None, way: int) -> tuple[int, int] | None:
    """Compare a limit with where a piece enters the disk, and with where it leaves."""
    enters, leaves = compared(end, -way), compared(end, way)
    return None if enters is None or leaves is None else (way * enters, way * leaves)
