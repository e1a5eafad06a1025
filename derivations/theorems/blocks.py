"""What theorems are built of: closed forms at other symbols, sides compared modulo square roots."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sympy import Expr, Integer, Symbol

from derivations import catalogue
from derivations.quotient import quotient, ring_over
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from derivations.theorems.theorem import D, Identity, expanded

UNIT = Symbol("i")
TURN = (UNIT, Integer(-1))  # the relation of the imaginary unit


def kernel(a: Expr, b: Expr, rho: Expr = RHO) -> Expr:
    """Give K(a, b) = E[h(a) h(b)] under exponential input.

    Args:
        a: first eigenvalue.
        b: second eigenvalue.
        rho: correlation of the input over one step.

    Returns:
        The closed form that the stationarity equations lead to.
    """
    return _at("state_kernel", a, b, rho)


def sensitivity(a: Expr, b: Expr, rho: Expr = RHO) -> Expr:
    """Give S(a, b) = E[dh(a) dh(b)] under exponential input.

    Args:
        a: first eigenvalue.
        b: second eigenvalue.
        rho: correlation of the input over one step.

    Returns:
        The closed form that the stationarity equations lead to.
    """
    return _at("sensitivity_kernel", a, b, rho)


def _at(name: str, a: Expr, b: Expr, rho: Expr) -> Expr:
    return _closed(name).xreplace({LAMBDA: a, LAMBDA_0: b, RHO: rho})


@cache
def _closed(name: str) -> Expr:
    return catalogue.derive(name).expression


def squared_slope(gain: Expr, theta: Symbol, at: Expr, rho: Expr = RHO) -> Expr:
    """Write E[(d(gain h)/dtheta)^2] for real lambda out by the product rule.

    Args:
        gain: what multiplies the state, a function of theta.
        theta: the parameter.
        at: lambda as a function of theta.
        rho: correlation of the input over one step.

    Returns:
        gain^2 lambda'^2 S + gain gain' dK/dtheta + gain'^2 K, with `D` for derivatives.
    """
    state, slope = kernel(at, at, rho), D(gain, theta)
    return (
        gain**2 * D(at, theta) ** 2 * sensitivity(at, at, rho)
        + gain * slope * D(state, theta)
        + slope**2 * state
    )


def agree(identity: Identity) -> bool:
    """Decide whether both sides of an identity are one rational function.

    Args:
        identity: the identity.

    Returns:
        True exactly when their difference cancels once the roots' squares are put in.
    """
    left, right = expanded(identity)
    return vanishes(left - right, dict(identity.relations))


def vanishes(expression: Expr, squares: Mapping[Symbol, Expr]) -> bool:
    """Decide whether a rational expression in symbols and square roots is zero.

    Args:
        expression: rational in its symbols.
        squares: the square of each symbol that stands for a root.

    Returns:
        True exactly when it cancels.
    """
    symbols = set(expression.free_symbols).union(*(s.free_symbols for s in squares.values()))
    ring = ring_over(symbols | set(squares) or {RHO})
    gap = quotient(expression, ring)
    for root, square in squares.items():
        gap = gap.without_root(str(root), quotient(square, ring))
    return not gap
