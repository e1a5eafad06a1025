"""The value and the slope of a map in ball arithmetic, by power series: no formula is derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from flint import acb, acb_series, ctx, fmpq
from sympy import Add, E, Expr, I, Integer, Mul, Pow, Rational, Symbol, cos, exp, log, pi, sin, tanh

from derivations.parameterizations.parameterization import Parameterization
from numerics.lags import BITS

ORDER = 2  # value and slope
CONSTANTS: Mapping[Expr, Callable[[], acb]] = MappingProxyType(
    {I: lambda: acb(0, 1), pi: acb.pi, E: lambda: acb(1).exp()}
)
FUNCTIONS: Mapping[type[Expr], Callable[[acb_series], acb_series]] = MappingProxyType(
    {
        exp: lambda z: z.exp(),
        log: lambda z: z.log(),
        cos: lambda z: z.cos(),
        sin: lambda z: z.sin(),
        tanh: lambda z: 1 - 2 / ((2 * z).exp() + 1),
    }
)


class Local(NamedTuple):
    """A unit at a point.

    Args:
        eigenvalue: lambda.
        eigenvalue_slopes: its derivatives by each of n coordinates, shape (n,).
        gain: gamma.
        gain_slopes: its derivatives, shape (n,).
    """

    eigenvalue: acb
    eigenvalue_slopes: tuple[acb, ...]
    gain: acb
    gain_slopes: tuple[acb, ...]


def local(unit: Parameterization, point: Mapping[Symbol, Rational]) -> Local:
    """Evaluate the maps of a unit and their derivatives.

    Args:
        unit: the parameterization.
        point: a number for each coordinate.

    Returns:
        Balls that contain them.

    Raises:
        ArithmeticError: where a map has no value, as at a pole.
    """
    known = {**dict(unit.constants), **point}
    pairs = [
        tuple(expanded(side, known, symbol) for side in (unit.eigenvalue, unit.gain))
        for symbol in unit.symbols
    ]
    (eigenvalue, _), (gain, _) = pairs[0]
    slopes = tuple(one[1] for one, _ in pairs), tuple(other[1] for _, other in pairs)
    return Local(eigenvalue, slopes[0], gain, slopes[1])


def expanded(expression: Expr, values: Mapping[Symbol, Expr], direction: Symbol) -> tuple[acb, acb]:
    """Expand an expression about a point to first order.

    Args:
        expression: sums, products, powers, numbers, symbols and `FUNCTIONS`.
        values: exact numbers for its symbols.
        direction: the symbol that moves.

    Returns:
        Its value and its derivative.

    Raises:
        ArithmeticError: if there is none.
        TypeError: at a node that is not known.
    """
    with ctx.workprec(BITS):
        known: dict[Expr, acb_series] = {}
        for symbol, number in values.items():
            value = _at(number, {})[0]
            known[symbol] = acb_series([value, acb(int(symbol == direction))], ORDER)
        try:
            found = _at(expression, known)
        except (ValueError, ZeroDivisionError) as error:  # the library's words for a pole
            raise ArithmeticError(f"{expression}: has a pole at that point") from error
        value, slope = found[0], found[1]
        if not (value.is_finite() and slope.is_finite()):
            raise ArithmeticError(f"{expression}: has no value with a slope at that point")
        return value, slope


def _at(node: Expr, known: dict[Expr, acb_series]) -> acb_series:
    if node not in known:
        known[node] = _evaluated(node, known)
    return known[node]


def _evaluated(node: Expr, known: dict[Expr, acb_series]) -> acb_series:
    if isinstance(node, Rational):
        return _constant(acb(fmpq(int(node.p), int(node.q))))
    if node in CONSTANTS:
        return _constant(CONSTANTS[node]())
    if isinstance(node, Add | Mul):
        first, *rest = (_at(part, known) for part in node.args)
        for part in rest:
            first = first + part if isinstance(node, Add) else first * part
        return first
    if isinstance(node, Pow):
        return _power(_at(node.base, known), node.exp, known)
    if node.func not in FUNCTIONS:
        raise TypeError(f"{type(node).__name__} {node}: has no series here; use exp, log, tanh ...")
    return FUNCTIONS[node.func](_at(node.args[0], known))


def _constant(number: acb) -> acb_series:
    return acb_series([number], ORDER)


def _power(base: acb_series, exponent: Expr, known: dict[Expr, acb_series]) -> acb_series:
    if isinstance(exponent, Integer):
        whole = _constant(acb(1))
        for _ in range(abs(int(exponent))):
            whole = whole * base
        return whole if exponent > 0 else 1 / whole
    return (base.log() * _at(exponent, known)).exp()
