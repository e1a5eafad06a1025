"""Bounds on degrees, found by walking an expression as it stands, so that nothing is expanded.

A fraction num/den is walked by the degrees of num and den as sums, products and powers make them;
cancelling a common factor could only lower both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType
from typing import NamedTuple

from sympy import Expr


class Degrees(NamedTuple):
    """Total degrees of a fraction of polynomials.

    Args:
        num: of the numerator, at most.
        den: of the denominator, at most.
    """

    num: int
    den: int


CONSTANT, VARIABLE = Degrees(0, 0), Degrees(1, 0)
CURVE = Degrees(2, 2)  # a coordinate of a rational point of the circle, (1 - t^2)/(1 + t^2)
NONE: Mapping[Expr, Degrees] = MappingProxyType({})


def bound(expression: Expr, leaves: Mapping[Expr, Degrees] = NONE) -> Degrees:
    """Bound the degrees of an expression written as one fraction.

    Args:
        expression: rational in its symbols.
        leaves: degrees of symbols that are themselves functions of what is drawn; one by default.

    Returns:
        Degrees of some numerator and denominator whose fraction it is.
    """
    if expression in leaves:
        return leaves[expression]
    if expression.is_Symbol:
        return VARIABLE
    if expression.is_Add or expression.is_Mul:
        join = _sum if expression.is_Add else _product
        return reduce(join, (bound(part, leaves) for part in expression.args))
    if expression.is_Pow and expression.exp.is_Integer:
        num, den = bound(expression.base, leaves)
        exponent = int(expression.exp)
        power = Degrees(abs(exponent) * num, abs(exponent) * den)
        return power if exponent >= 0 else Degrees(power.den, power.num)
    return CONSTANT


def zeros(left: Expr, right: Expr, leaves: Mapping[Expr, Degrees] = NONE) -> int:
    """Bound the degree of a polynomial that vanishes where two sides agree, or one has a pole.

    Args:
        left: an expression.
        right: another, not the same function.
        leaves: as for `bound`.

    Returns:
        The degree of the cleared difference times its denominator, one at least.
    """
    return max(sum(_sum(bound(left, leaves), bound(right, leaves))), 1)


def _sum(left: Degrees, right: Degrees) -> Degrees:
    num = max(left.num + right.den, right.num + left.den)
    return Degrees(num, left.den + right.den)


def _product(left: Degrees, right: Degrees) -> Degrees:
    return Degrees(left.num + right.num, left.den + right.den)
