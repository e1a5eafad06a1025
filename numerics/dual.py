"""Numbers that carry their derivative, over any kind of number, nested for higher derivatives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Number = Any


@dataclass(frozen=True)
class Dual:
    """A number v + s epsilon with epsilon^2 = 0: a value and its derivative in one direction.

    Parts may themselves be `Dual`. A plain number beside a nested one is a constant in every
    direction, a `Dual` beside one of more levels has its slope in the outermost direction.

    Args:
        value: v.
        slope: s.
    """

    value: Number
    slope: Number

    def __add__(self, other: Number) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + other, self.slope)

    def __mul__(self, other: Number) -> Dual:
        if isinstance(other, Dual):
            slope = self.value * other.slope + self.slope * other.value
            return Dual(self.value * other.value, slope)
        return Dual(self.value * other, self.slope * other)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: Number) -> Dual:
        return self.__add__(-other)

    def __rsub__(self, other: Number) -> Dual:
        return (-self).__add__(other)

    def __truediv__(self, other: Number) -> Dual:
        if isinstance(other, Dual):
            value = _over(self.value, other.value)
            return Dual(value, _over(self.slope - value * other.slope, other.value))
        return Dual(_over(self.value, other), _over(self.slope, other))

    def __rtruediv__(self, other: Number) -> Dual:
        value = _over(other, self.value)
        return Dual(value, -_over(value * self.slope, self.value))

    def __pow__(self, exponent: int) -> Dual:
        if exponent < 0:
            return 1 / self**-exponent
        if exponent == 0:
            return Dual(self.value**0, 0 * self.slope)
        return Dual(self.value**exponent, exponent * self.value ** (exponent - 1) * self.slope)

    __radd__ = __add__
    __rmul__ = __mul__


def seed(number: Number, slope: Number = 1) -> Dual:
    """Mark a number as the variable of differentiation, or as a function of it.

    Seeding twice, seed(seed(x)), gives second derivatives: f(seed(seed(x))) holds f(x), f'(x) and
    again f'(x), f''(x).

    Args:
        number: the value, which may be a `Dual` of another direction.
        slope: its derivative.

    Returns:
        number + slope epsilon.
    """
    return Dual(number, slope)


def value_of(number: Number) -> Number:
    """Give the value of a `Dual`, and any other number as it is."""
    return number.value if isinstance(number, Dual) else number


def slope_of(number: Number) -> Number:
    """Give the slope of a `Dual`, and zero for any other number."""
    return number.slope if isinstance(number, Dual) else 0 * number


def levels(number: Number) -> int:
    """Count how deep a number is nested: 0 for a plain one, 2 for second derivatives."""
    if not isinstance(number, Dual):
        return 0
    return 1 + max(levels(number.value), levels(number.slope))


def leafwise(function: Callable[[Number], Number], number: Number) -> Number:
    """Apply a function to the plain numbers inside a number.

    Args:
        function: from plain numbers to plain numbers.
        number: plain, `Dual` or nested.

    Returns:
        The number of the same levels.
    """
    if isinstance(number, Dual):
        return Dual(leafwise(function, number.value), leafwise(function, number.slope))
    return function(number)


def coordinates(state: Iterable[Number], depth: int) -> tuple[Number, ...]:
    """Flatten a state: the values of all n numbers, then all their slopes, level by level.

    Args:
        state: n numbers of at most `depth` levels.
        depth: levels to unfold.

    Returns:
        n 2^depth plain numbers; for depth 1, number i has its slope at n + i, for depth 2 its inner
        slope at n + i, its outer slope at 2 n + i and its second derivative at 3 n + i.
    """
    numbers = tuple(state)
    if depth == 0:
        return numbers
    values = coordinates(map(value_of, numbers), depth - 1)
    return values + coordinates(map(slope_of, numbers), depth - 1)


def from_coordinates(numbers: tuple[Number, ...], depth: int) -> tuple[Number, ...]:
    """Fold plain numbers into a state, the inverse of `coordinates`.

    Args:
        numbers: n 2^depth plain numbers.
        depth: levels of every number of the state.

    Returns:
        The state, n numbers.
    """
    if depth == 0:
        return numbers
    half = len(numbers) // 2
    values, slopes = (from_coordinates(p, depth - 1) for p in (numbers[:half], numbers[half:]))
    return tuple(Dual(v, s) for v, s in zip(values, slopes, strict=True))


def _over(numerator: Number, denominator: Number) -> Number:
    if isinstance(numerator, int) and isinstance(denominator, int):
        return Fraction(numerator, denominator)  # else two integers would make a float
    return numerator / denominator
