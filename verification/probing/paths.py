"""Ways to the unit circle: which coordinate leads there, to which end, and |lambda| on the way."""

from __future__ import annotations

from typing import NamedTuple

from sympy import Expr, Rational, Symbol, oo

from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.reach import Reach
from verification.enclosure import enclosure
from verification.points import Point

DIGITS, DOUBLINGS = 12, 40
MIDDLE = Rational(1, 2)  # of a coordinate without ends, and the distance from one end


class Way(NamedTuple):
    """A way to the circle.

    Args:
        symbol: the coordinate that moves.
        end: where it goes.
        start: a point on the way.
        other: the end it comes from.
    """

    symbol: Symbol
    end: Expr
    start: Rational
    other: Expr


def way(unit: Parameterization, found: Reach) -> Way | None:
    """Choose the end at which lambda tends to 1, or else another, or the nearest to the circle.

    Args:
        unit: the parameterization.
        found: where it stays in the disk, and where it meets the circle.

    Returns:
        The way; None if there is no interval of one coordinate to follow.
    """
    if found.valid is None:
        return None
    symbol = found.valid.symbol
    low, high = (_bound(end.decimal(30)) for end in (found.valid.low, found.valid.high))
    start = middle(low, high)
    ends = [c for c in found.contacts if c.is_end and c.symbol == symbol]
    if ends:
        chosen = next((c for c in ends if c.eigenvalue == 1), ends[0])
        return _towards_end(symbol, low, high, is_low=chosen.omega == found.valid.low)
    modulus = unit.eigenvalue.xreplace(dict(unit.constants))
    rest = {c.symbol: middle(c.low, c.high) for c in unit.coordinates}
    last = Rational(2) ** DOUBLINGS
    sizes = {e: size(modulus, {**rest, symbol: towards(start, e, last)}) for e in (low, high)}
    return _towards_end(symbol, low, high, is_low=sizes[low] > sizes[high])


def _towards_end(symbol: Symbol, low: Expr, high: Expr, *, is_low: bool) -> Way:
    end, other = (low, high) if is_low else (high, low)
    return Way(symbol, end, middle(low, high), other)


def _bound(decimal: str) -> Expr:
    infinite = {"oo": oo, "-oo": -oo}
    return infinite[decimal] if decimal in infinite else Rational(decimal)


def middle(low: Expr, high: Expr) -> Rational:
    """Choose a number inside an interval that may be infinite."""
    low, high = (e if e in (oo, -oo) else Rational(str(e.evalf(30))) for e in (low, high))
    if low == -oo and high == oo:
        return MIDDLE
    if high == oo:
        return low + MIDDLE
    return high - MIDDLE if low == -oo else (low + high) / 2


def towards(start: Rational, end: Expr, step: Rational) -> Rational:
    """Go a step from the start, of any size, which never passes the end."""
    if end in (oo, -oo):
        return start + step if end == oo else start - step
    return end - (end - start) / (1 + step)


def size(expression: Expr, point: Point) -> float:
    """Compute |expression| at a point, 0 where it has no value."""
    return abs(value(expression, point))


def value(expression: Expr, point: Point) -> complex:
    """Compute an expression at a point, 0 where it has no value."""
    try:
        return complex(enclosure(expression, point, DIGITS))
    except ArithmeticError:
        return 0j
