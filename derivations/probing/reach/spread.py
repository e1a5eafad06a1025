"""Which values a map takes on an interval, in size and as a memory, and whether it repeats one."""

from __future__ import annotations

import itertools

from flint import arb
from sympy import Abs, Integer, oo, sqrt

from derivations.probing.reach.ends import Number, compared, is_zero, known
from derivations.probing.reach.pieces import Table
from derivations.probing.reach.portions import Group
from derivations.probing.reach.reached import Range

Bound = tuple[Number, bool]


def size_range(group: Group, *, squared: bool = False) -> Range | None:
    """Bound |lambda| on neighbouring monotone portions.

    Args:
        group: the portions.
        squared: whether the map is |lambda|^2.

    Returns:
        The greatest lower and least upper bound, None if an end is not known.
    """
    bounds = list[Bound]()
    for k, part in enumerate(group):
        for value, is_met in ((part.start, k > 0), (part.stop, k < len(group) - 1)):
            if value is None:
                return None
            size = absolute(value)
            bounds.append((root(size) if squared else size, is_met))
        signs = compared(part.start, 0), compared(part.stop, 0)
        if None in signs:
            return None
        if signs[0] == -signs[1] != 0:  # type: ignore[operator]
            bounds.append((known(Integer(0)), True))
        if part.start is not None and part.start == part.stop:  # a constant is met everywhere
            bounds.append((bounds[-1][0], True))
    low, high = _extreme(bounds, -1), _extreme(bounds, 1)
    return Range(low[0], high[0], low[1], high[1])


def absolute(number: Number) -> Number:
    """Take the absolute value.

    Args:
        number: real or infinite.

    Returns:
        Its size.
    """
    exact = None if number.exact is None else Abs(number.exact)
    if number.low >= 0:
        return number
    if number.high <= 0:
        return Number(exact, -number.high, -number.low)
    high = number.high if number.high > -number.low else -number.low
    return Number(exact, arb(0), high)


def root(number: Number) -> Number:
    """Take the square root.

    Args:
        number: not negative.

    Returns:
        Its root.
    """
    if number.exact is not None:
        return known(sqrt(number.exact))
    return Number(None, number.low.sqrt().lower(), number.high.sqrt().upper())


def memory_range(size: Range | None) -> Range | None:
    """Turn the range of |lambda| into that of 1/(1 - |lambda|).

    Args:
        size: the range of |lambda|, at most one.

    Returns:
        The range of the memory, infinite where |lambda| is one.
    """
    if size is None:
        return None
    return Range(memory(size.low), memory(size.high), size.has_low, size.has_high)


def memory(size: Number) -> Number:
    """Compute 1/(1 - |lambda|).

    Args:
        size: |lambda|, at most one.

    Returns:
        The memory, or infinity.
    """
    if compared(size, 1) == 0:
        return known(oo)
    if size.exact is not None:
        return known(1 / (1 - size.exact))
    high = (1 / (1 - size.high)).upper() if size.high < 1 else arb.pos_inf()
    return Number(None, (1 / (1 - size.low)).lower(), high)


def _extreme(bounds: list[Bound], way: int) -> Bound:
    best, is_met = bounds[0]
    for number, is_value in bounds[1:]:
        if _equal(number, best):
            is_met = is_met or is_value
        elif way * number.ball.mid() > way * best.ball.mid() or not number.low.is_finite():
            best, is_met = number, is_value
    return best, is_met


def _equal(a: Number, b: Number) -> bool:
    if a.low > b.high or b.low > a.high:
        return False
    if a.exact is None or b.exact is None:
        return a == b
    return bool(a.exact == b.exact) or is_zero(a.exact - b.exact)


def is_monotone(table: Table) -> bool | None:
    """Decide whether a map rises throughout, or falls throughout, across its poles too.

    Args:
        table: its monotone pieces.

    Returns:
        The decision, None if it is open.
    """
    ways = {piece.rising for piece in table.pieces}
    if len(ways) != 1 or 0 in ways:
        return False if ways else None
    way, steps = ways.pop(), [True]
    for piece, after in zip(table.pieces, table.pieces[1:], strict=False):
        if piece.high == after.low and all(pole.omega != piece.high for pole in table.poles):
            continue
        if piece.stop is None or after.start is None:
            return None
        ends = (piece.stop, after.start) if way > 0 else (after.start, piece.stop)
        if ends[0].low > ends[1].high or ends[0].exact == oo or ends[1].exact == -oo:
            return False
        steps.append(bool(ends[0].high <= ends[1].low))
    return True if all(steps) else None


def is_injective(table: Table) -> bool | None:
    """Decide whether a map takes no value twice.

    Args:
        table: its monotone pieces.

    Returns:
        True for a monotone map, or one whose pieces take different values; None if it is open.
    """
    pieces, poles = table.pieces, {pole.omega for pole in table.poles}
    if is_monotone(table):
        return True
    for piece, after in itertools.pairwise(pieces):
        turns = piece.rising != after.rising
        if turns and piece.high == after.low and piece.high not in poles:
            return False
    if any(piece.rising == 0 for piece in pieces):
        return False
    held = [sorted((p.start, p.stop), key=_middle) for p in pieces if p.start and p.stop]
    if len(held) < len(pieces) or not pieces:
        return None
    held.sort(key=lambda ends: _middle(ends[0]))
    if all(a[1].high <= b[0].low for a, b in itertools.pairwise(held)):
        return True
    overlap = any(a[1].low > b[0].high for a, b in itertools.pairwise(held))
    return False if overlap else None


def _middle(number: Number) -> float:
    return float(number.ball.mid()) if number.low.is_finite() else float(number.low)
