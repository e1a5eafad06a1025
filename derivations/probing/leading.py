"""The leading term C t^k of a formula as t tends to 0 from above, exact."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from sympy import Expr, Integer, Mul, Pow, Symbol, exp, gcd, ilcm, log, nan, oo, tanh, zoo

from derivations.probing.compact import compact
from derivations.probing.generators import exponent_terms

T = Symbol("t", positive=True)
ZERO, ONE = Integer(0), Integer(1)
DEPTH = 24  # derivatives taken before giving up


class Leading(NamedTuple):
    """The term C t^k, with C = 0 and k = oo for zero.

    Args:
        constant: C.
        power: k.
    """

    constant: Expr
    power: Expr


def towards(expressions: tuple[Expr, ...], symbol: Symbol, end: Expr, *, is_low: bool) -> Expr:
    """Choose how a coordinate tends to an end, so that formulas become power series.

    Args:
        expressions: formulas that hold the coordinate.
        symbol: the coordinate.
        end: a number, or plus or minus infinity.
        is_low: whether the end is approached from above.

    Returns:
        The coordinate as a function of `T`.
    """
    if end not in (oo, -oo):
        return end + T if is_low else end - T
    sign = ONE if end == oo else -ONE
    steps = [pair for e in expressions for pair in _steps(e, symbol)]
    if not steps:
        return sign / T
    rate = steps[0][1]
    return -sign * log(T) / (rate * reduce(gcd, (abs(s) for s, other in steps if other == rate)))


def leading(expression: Expr, symbol: Symbol, path: Expr) -> Leading | None:
    """Find the leading term along a path.

    Args:
        expression: a formula.
        symbol: its coordinate.
        path: the coordinate as a function of `T`.

    Returns:
        The term; None where the formula is no power series in a root of t, as far as can be told.
    """
    moved = _exponentials(expression).xreplace({symbol: path})
    roots = [node.exp.q for node in moved.atoms(Pow) if node.exp.is_Rational]
    for root in dict.fromkeys((1, 2, reduce(ilcm, roots, 1))):
        found = _of_product(moved.subs(T, T**root).replace(exp, _inside).replace(_is_root, _pulled))
        if found is not None:
            return Leading(found.constant, found.power / root)
    return None


def _of_product(product: Expr) -> Leading | None:
    if product == 0:
        return Leading(ZERO, oo)
    constant, power = ONE, ZERO
    for factor in Mul.make_args(product):
        found = _of_factor(factor)
        if found is None:
            return None
        constant, power = constant * found.constant, power + found.power
    return Leading(compact(constant), power)


def _of_factor(factor: Expr) -> Leading | None:
    if not factor.has(T):
        return Leading(factor, ZERO)
    if factor == T:
        return Leading(ONE, ONE)
    if isinstance(factor, Pow) and factor.exp.is_Rational:
        found = _of_factor(factor.base)
        return found and Leading(found.constant**factor.exp, found.power * factor.exp)
    if isinstance(factor, Mul):
        return _of_product(factor)
    # poles, as of tanh in e^omega = 1/t, are only seen to cancel in one fraction
    return _by_derivatives(factor) or _by_parts(compact(factor), factor)


def _by_parts(fraction: Expr, factor: Expr) -> Leading | None:
    if fraction == factor:
        return None
    if fraction == 0 or isinstance(fraction, Mul | Pow):
        return _of_product(fraction)
    return _by_derivatives(fraction)


def _by_derivatives(function: Expr) -> Leading | None:
    """Take the first derivative that does not vanish at 0, of a function that is analytic there."""
    size = ONE
    for order in range(DEPTH):
        value = function.subs(T, 0)
        if value.has(nan, zoo, oo, -oo):
            return None
        value = compact(value)
        if value != 0:
            return Leading(value / size, Integer(order))
        function, size = function.diff(T), size * (order + 1)
    return None


def _exponentials(expression: Expr) -> Expr:
    return expression.replace(tanh, _tanh)


def _inside(exponent: Expr) -> Expr:
    return exp(compact(exponent)) if exponent.has(T) else exp(exponent)


def _is_root(node: Expr) -> bool:
    return isinstance(node, Pow) and node.exp.is_Rational and not node.exp.is_Integer


def _pulled(root: Expr) -> Expr:
    # over one denominator, whose powers of t SymPy then takes out of the root
    found: Expr = compact(root.base) ** root.exp if root.base.has(T) else root
    return found


def _tanh(argument: Expr) -> Expr:
    return 1 - 2 / (exp(2 * argument) + 1)


def _steps(expression: Expr, symbol: Symbol) -> list[tuple[Expr, Expr]]:
    """List the pairs u, r for which a power e^(u r omega) occurs, u rational, r positive."""
    powers = _exponentials(expression).atoms(exp)
    terms = [term for power in powers for term in exponent_terms(power)]
    return [(step, m / symbol) for step, m in terms if (m / symbol).is_positive]
