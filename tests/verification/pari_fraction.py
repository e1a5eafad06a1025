"""Fractions of PARI's polynomials, their denominators kept in factors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from cypari import pari


class Fraction(NamedTuple):
    """A fraction.

    Args:
        num: a polynomial.
        den: the factors of the denominator, by their text, with their exponents.
    """

    num: Any
    den: Counter[str]


def degree(poly: Any, z: Any) -> int:
    """Tell the degree in a variable, 0 for zero."""
    return int(poly.poldegree(z)) if poly != 0 else 0


def terms(poly: Any, variables: tuple[Any, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    """List the terms in some variables: their powers and coefficients."""
    if not variables:
        if poly != 0:
            yield (), poly
        return
    first, *rest = variables
    for power in range(degree(poly, first) + 1):
        coefficient = poly.polcoef(power, first)
        for powers, found in terms(coefficient, tuple(rest)):
            yield (power, *powers), found


def at_zero(poly: Any) -> Any:
    """Put zero for every variable."""
    while str(poly.type()) == "t_POL":
        poly = poly.polcoef(0)
    return poly


def whole(poly: Any) -> Fraction:
    """Make a fraction of a polynomial."""
    return Fraction(poly, Counter())


def quotient(e: Fraction) -> tuple[Any, Any]:
    """Expand the denominator."""
    below = pari(1)
    for factor, power in e.den.items():
        below *= pari(factor) ** power
    return e.num, below


def plus(one: Fraction, two: Fraction) -> Fraction:
    """Add."""
    common = one.den | two.den
    left, right = (e.num * quotient(Fraction(0, common - e.den))[1] for e in (one, two))
    return Fraction(left + right, common)


def minus(one: Fraction, two: Fraction) -> Fraction:
    """Subtract."""
    return plus(one, Fraction(-two.num, two.den))


def times(one: Fraction, two: Fraction) -> Fraction:
    """Multiply."""
    return Fraction(one.num * two.num, one.den + two.den)


def power_of(e: Fraction, power: int) -> Fraction:
    """Take a power."""
    return Fraction(e.num**power, Counter({d: k * power for d, k in e.den.items()}))
