"""Intervals of extended reals that are proved to hold an expression's values over a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flint import arb, fmpz
from sympy import Expr, Float, Integer, Pow, Rational, Symbol, cos, exp, log, oo, pi, sin, tanh
from sympy.core.numbers import Exp1

INFINITY, ZERO = arb.pos_inf(), arb(0)


class UndefinedError(ArithmeticError):
    """In the box the expression may have no real value; the message says what fails."""


class Interval(NamedTuple):
    """All real numbers between two bounds, each of which is itself excluded where it is open.

    Args:
        low: exact lower bound, or minus infinity.
        high: exact upper bound, or infinity.
        low_open: whether no value equals `low`.
        high_open: whether no value equals `high`.
    """

    low: arb
    high: arb
    low_open: bool = False
    high_open: bool = False

    @property
    def sign(self) -> int | None:
        """1 if all numbers are positive, -1 if all are negative, 0 for zero alone, else None."""
        if self.low > 0 or (self.low == 0 and self.low_open):
            return 1
        if self.high < 0 or (self.high == 0 and self.high_open):
            return -1
        return 0 if self.low == 0 and self.high == 0 else None


Box = Mapping[Symbol, Interval]


def point(number: Expr) -> Interval:
    """Enclose a real number.

    Args:
        number: an exact real number, or an infinity.

    Returns:
        The narrowest interval at the working precision.
    """
    if number in (oo, -oo):
        end = INFINITY if number == oo else -INFINITY
        return Interval(end, end, True, True)
    return enclose(number, {})


def enclose(expression: Expr, box: Box) -> Interval:
    """Bound an expression over a box, outwards; sharply if each symbol stands once.

    Args:
        expression: of exp, log, tanh, sin, cos, powers, sums and products.
        box: an interval for each symbol.

    Returns:
        An interval that holds all values.

    Raises:
        UndefinedError: if it may have no real value somewhere, or has a function not known here.
    """
    if isinstance(expression, Symbol):
        return box[expression]
    if isinstance(expression, Integer):
        return _of_ball(arb(fmpz(int(expression))))
    if isinstance(expression, Rational):
        return _of_ball(arb(fmpz(int(expression.p))) / arb(fmpz(int(expression.q))))
    if isinstance(expression, Float):
        return enclose(Rational(expression), box)
    if expression == pi:
        return _of_ball(arb.pi())
    if isinstance(expression, Exp1):
        return _of_ball(arb(1).exp())
    if expression.is_Add:
        return _total([enclose(term, box) for term in expression.args])
    if expression.is_Mul:
        return _product([enclose(factor, box) for factor in expression.args])
    if isinstance(expression, Pow):
        return _power(expression, box)
    if len(expression.args) == 1:
        return _function(expression, enclose(expression.args[0], box))
    raise UndefinedError(f"{expression.func} is not known here")


def _of_ball(ball: arb, low_open: bool = False, high_open: bool = False) -> Interval:
    return Interval(_down(ball), _up(ball), low_open, high_open)


def _down(ball: arb) -> arb:
    low = -INFINITY if ball.is_nan() else ball.lower()
    return -INFINITY if low.is_nan() else low


def _up(ball: arb) -> arb:
    high = INFINITY if ball.is_nan() else ball.upper()
    return INFINITY if high.is_nan() else high


def _total(terms: list[Interval]) -> Interval:
    low, high = ZERO, ZERO
    for term in terms:
        low, high = _down(low + term.low), _up(high + term.high)
    return Interval(low, high, any(t.low_open for t in terms), any(t.high_open for t in terms))


def _product(factors: list[Interval]) -> Interval:
    found = factors[0]
    for factor in factors[1:]:
        found = _times(found, factor)
    return found


def _times(a: Interval, b: Interval) -> Interval:
    corners = []
    for x, x_open in ((a.low, a.low_open), (a.high, a.high_open)):
        for y, y_open in ((b.low, b.low_open), (b.high, b.high_open)):
            if x == 0 or y == 0:  # nought times infinity is nought: infinity is no value
                is_met = (x == 0 and not x_open) or (y == 0 and not y_open)
                corners.append((ZERO, ZERO, not is_met))
            else:
                corners.append((_down(x * y), _up(x * y), x_open or y_open))
    low, high = corners[0][0], corners[0][1]
    for down, up, _ in corners[1:]:
        low, high = (down if down < low else low), (up if up > high else high)
    return Interval(
        low,
        high,
        all(is_open for down, _, is_open in corners if down == low),
        all(is_open for _, up, is_open in corners if up == high),
    )


def _power(expression: Pow, box: Box) -> Interval:
    base, exponent = expression.args
    inner = enclose(base, box)
    if isinstance(exponent, Integer):
        return _whole_power(inner, int(exponent), base)
    if exponent == Rational(1, 2):
        return _rising(_nonnegative(inner, base), lambda x: x.sqrt())
    if exponent == -Rational(1, 2):
        return _inverse(_rising(_nonnegative(inner, base), lambda x: x.sqrt()), base)
    if exponent.is_Rational and exponent.p > 0:
        return _rising(_nonnegative(inner, base), lambda x: _root(x, exponent))
    product = _times(enclose(exponent, box), _logarithm(inner, base))
    return _exponential(product)


def _root(x: arb, exponent: Rational) -> arb:
    return x if x.is_zero() or not x.is_finite() else x ** (arb(int(exponent.p)) / int(exponent.q))


def _nonnegative(inner: Interval, base: Expr) -> Interval:
    if not inner.low >= 0:
        raise UndefinedError(f"{base} may be negative")
    return inner


def _whole_power(inner: Interval, exponent: int, base: Expr) -> Interval:
    if exponent < 0:
        return _whole_power(_inverse(inner, base), -exponent, base)
    if exponent % 2 == 0:
        inner = _size(inner)
    return _rising(inner, lambda x: x**exponent if x.is_finite() else x)


def _size(inner: Interval) -> Interval:
    if inner.low >= 0:
        return inner
    turned = Interval(-inner.high, -inner.low, inner.high_open, inner.low_open)
    if inner.high <= 0:
        return turned
    high = turned.high if turned.high > inner.high else inner.high
    tops = ((inner.high, inner.high_open), (turned.high, turned.high_open))
    return Interval(ZERO, high, False, all(is_open for top, is_open in tops if top == high))


def _inverse(inner: Interval, base: Expr) -> Interval:
    if inner.sign in (None, 0):
        raise UndefinedError(f"{base} may be zero")
    low = -INFINITY if inner.high == 0 else _down(1 / inner.high)
    high = INFINITY if inner.low == 0 else _up(1 / inner.low)
    return Interval(low, high, inner.high_open, inner.low_open)


def _logarithm(inner: Interval, argument: Expr) -> Interval:
    if inner.sign != 1:
        raise UndefinedError(f"{argument} may be zero or negative")
    return _rising(inner, lambda x: -INFINITY if x.is_zero() else x.log())


def _exponential(inner: Interval) -> Interval:
    found = _rising(inner, lambda x: x.exp())
    return found if found.low > 0 else found._replace(low=ZERO, low_open=True)


def _tanh(inner: Interval) -> Interval:
    found = _rising(inner, lambda x: x.tanh())
    if not found.low > -1:  # so does rounding, or infinity; the value itself is inside
        found = found._replace(low=arb(-1), low_open=True)
    return found if found.high < 1 else found._replace(high=arb(1), high_open=True)


def _rising(inner: Interval, function: Any) -> Interval:
    low, high = _down(function(inner.low)), _up(function(inner.high))
    return Interval(low, high, inner.low_open, inner.high_open)


def _function(expression: Expr, inner: Interval) -> Interval:
    if isinstance(expression, exp):
        return _exponential(inner)
    if isinstance(expression, log):
        return _logarithm(inner, expression.args[0])
    if isinstance(expression, tanh):
        return _tanh(inner)
    if isinstance(expression, sin):
        return _wave(inner, lambda x: x.sin(), arb.pi() / 2)
    if isinstance(expression, cos):
        return _wave(inner, lambda x: x.cos(), ZERO)
    raise UndefinedError(f"{expression.func} is not known here")


def _wave(inner: Interval, function: Any, top: arb) -> Interval:
    if not (inner.low.is_finite() and inner.high.is_finite()):
        return Interval(arb(-1), arb(1))
    ends = (function(inner.low), function(inner.high))
    low = arb(-1) if _meets(inner, top + arb.pi()) else min(map(_down, ends))
    high = arb(1) if _meets(inner, top) else max(map(_up, ends))
    return Interval(low, high)


def _meets(inner: Interval, place: arb) -> bool:
    """Say whether an interval may hold `place` plus a multiple of two pi."""
    first, last = ((end - place) / (2 * arb.pi()) for end in (inner.low, inner.high))
    return bool(first.lower().ceil() <= last.upper().floor())
