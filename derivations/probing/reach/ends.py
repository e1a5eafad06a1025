"""Real numbers that are known exactly or between bounds, and zeros recognised in closed form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from flint import arb, ctx, fmpz
from sympy import Expr, Rational, Symbol, diff, exp, expand, log, pi, simplify, sqrt, tanh

from derivations.probing.patience import within
from derivations.probing.reach.cover import BITS, sign_on
from derivations.probing.reach.intervals import Interval, UndefinedError, enclose, point

ORDERS = 8  # of derivatives that are looked at
PARTS = 1000  # largest denominator of a fraction that is tried for an enclosed number


class Number(NamedTuple):
    """A real number or an infinity, known exactly or between two bounds.

    Args:
        exact: its closed form, if it has been recognised and proved.
        low: an exact lower bound.
        high: an exact upper bound.
    """

    exact: Expr | None
    low: arb
    high: arb

    def __hash__(self) -> int:  # a ball without end has none of its own
        return hash((self.exact, str(self.low), str(self.high)))

    def __str__(self) -> str:
        return str(self.decimal(20)) if self.exact is None else str(self.exact)

    def decimal(self, digits: int = 20) -> str:
        """Write the number in decimals.

        Args:
            digits: significant digits, all of them right where they are printed.

        Returns:
            Decimals, or `oo`, `-oo`.
        """
        if not self.low.is_finite():
            return "oo" if self.low > 0 else "-oo"
        with ctx.workprec(BITS):
            text: str = self.ball.str(digits, radius=False)
        return text

    @property
    def ball(self) -> arb:
        """One ball around both bounds."""
        with ctx.workprec(BITS):
            return self.low.union(self.high)


def known(exact: Expr) -> Number:
    """Make a number of a closed form.

    Args:
        exact: a real constant, or an infinity.

    Returns:
        The form with its bounds.
    """
    held = point(exact)
    return Number(exact, held.low, held.high)


def between(low: arb, high: arb) -> Number:
    """Make a number of two bounds.

    Args:
        low: exact lower bound.
        high: exact upper bound.

    Returns:
        The number, exact if the bounds agree.
    """
    return known(fraction(low)) if low == high and low.is_finite() else Number(None, low, high)


def fraction(number: arb) -> Rational:
    """Write an exact finite ball as a fraction.

    Args:
        number: of radius zero.

    Returns:
        The same number.
    """
    mantissa, exponent = map(int, number.man_exp())
    value = Fraction(mantissa) * Fraction(2) ** exponent
    return Rational(value.numerator, value.denominator)


def compared(number: Number | None, bound: int) -> int | None:
    """Compare with a whole number, by the bounds or else exactly.

    Args:
        number: what to compare, None if it is not known.
        bound: with what.

    Returns:
        -1, 0 or 1 for less, equal and greater; None if undecided.
    """
    if number is None:
        return None
    if number.low > bound or number.high < bound:
        return 1 if number.low > bound else -1
    if number.exact is None:
        return None
    return 0 if is_zero(number.exact - bound) else None


def recognised(function: Expr, symbol: Symbol, low: arb, high: arb) -> Number:
    """Look for a closed form of the only zero between two bounds.

    Args:
        function: which has exactly one zero there.
        symbol: its variable.
        low: exact lower bound.
        high: exact upper bound.

    Returns:
        The zero; exact only where putting it in gives zero exactly.
    """
    if low == high:
        return known(fraction(low))
    ball = low.union(high)
    for candidate in _candidates(ball):
        held = point(candidate)
        near = held.low >= low and held.high <= high
        if not near:  # at the very edge: the zero itself if there is none beside it
            hull = Interval(min(low, held.low), max(high, held.high))
            near = sign_on(diff(function, symbol), symbol, hull) in (1, -1)
        if near and is_zero(function.xreplace({symbol: candidate})):
            return Number(candidate, held.low, held.high)
    return Number(None, low, high)


def _candidates(ball: arb) -> Iterator[Expr]:
    sign = 1 if ball > 0 else -1
    ways: tuple[tuple[arb | None, Callable[[Expr], Expr]], ...] = (
        (ball, lambda q: q),
        (ball / arb.pi(), lambda q: q * pi),
        (ball**2, lambda q: sign * sqrt(q)),
        (ball.exp() if abs(ball) < 20 else None, lambda q: log(q)),
        (ball.log() if ball > 0 else None, lambda q: exp(q)),
        ((2 * ball).exp() if abs(ball) < 10 else None, lambda q: log(q) / 2),
        ((-(ball.exp())).exp() if abs(ball) < 3 else None, lambda q: log(-log(q))),
    )
    for measure, back in ways:
        ratio = _ratio(measure) if measure is not None else None
        if ratio is not None:
            yield back(ratio)


def _ratio(ball: arb) -> Rational | None:
    middle = Fraction(str(fraction(ball.mid()))).limit_denominator(PARTS)
    number = arb(fmpz(middle.numerator)) / arb(fmpz(middle.denominator))
    small = ball.rad() < arb(10) ** -12
    return (
        Rational(middle.numerator, middle.denominator) if small and ball.overlaps(number) else None
    )


def bounds(expression: Expr, symbol: Symbol, place: Number) -> Number | None:
    """Enclose a value, exactly where the place is exact.

    Args:
        expression: of one symbol.
        symbol: which one.
        place: a finite number.

    Returns:
        The value, or None where there may be none.
    """
    try:
        held = enclose(expression, {symbol: Interval(place.low, place.high)})
    except UndefinedError:
        return None
    exact = None
    if place.exact is not None:
        exact = _plain(expression.xreplace({symbol: place.exact}), held)
    return Number(exact, held.low, held.high)


def is_zero(constant: Expr) -> bool:
    """Prove that a constant is zero.

    Args:
        constant: without symbols.

    Returns:
        True if it is; False if it is not, or if no proof was found.
    """
    if constant.is_Rational:
        return bool(constant == 0)
    try:
        held = point(constant)
    except (UndefinedError, ValueError):
        return False
    if held.low > 0 or held.high < 0:
        return False
    plain = constant.replace(tanh, lambda x: (exp(2 * x) - 1) / (exp(2 * x) + 1))
    return expand(plain) == 0 or within(0.5, simplify, plain) == 0


def _plain(value: Expr, held: Interval) -> Expr:
    """Replace a value by a fraction that it is proved to be."""
    if value.is_Rational or not held.low.is_finite() or not held.high.is_finite():
        return value
    ratio = _ratio(held.low.union(held.high))
    return ratio if ratio is not None and is_zero(value - ratio) else value


def order_at(expression: Expr, symbol: Symbol, place: Number) -> int | None:
    """Count the derivatives that vanish at an exact place, where the map is smooth.

    Args:
        expression: the map.
        symbol: its variable.
        place: where it takes a value to be approached.

    Returns:
        The order to which the value is taken, None if not known.
    """
    if not place.low.is_finite():
        return None
    slope = expression
    for order in range(1, ORDERS):
        slope = diff(slope, symbol)
        held = bounds(slope, symbol, place)
        if held is None:
            return None
        if held.low > 0 or held.high < 0:
            return order
        if held.exact != 0:
            return None
    return None
