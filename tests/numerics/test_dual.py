"""Numbers with slopes: the rules of derivatives over exact numbers, floats and nested."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.dual import (
    Dual,
    coordinates,
    from_coordinates,
    leafwise,
    levels,
    seed,
    slope_of,
    value_of,
)
from numerics.gaussian import GaussianRational, exact

pytestmark = pytest.mark.slow

PARTS = st.fractions(-5, 5, max_denominator=9)
NUMBERS = st.builds(GaussianRational, PARTS, PARTS)
DUALS = st.builds(Dual, NUMBERS, NUMBERS)
X = GaussianRational(Fraction(2, 3), Fraction(-1, 4))


def rational_function(x, a):  # type: ignore[no-untyped-def]
    return (3 - x) * x**2 / (a - x) - 1 / x + x / 7 + (x - a) ** -2


def first_derivative(x, a):  # type: ignore[no-untyped-def]
    quotient = ((6 * x - 3 * x**2) * (a - x) + (3 * x**2 - x**3)) / (a - x) ** 2
    return quotient + 1 / x**2 + Fraction(1, 7) - 2 * (x - a) ** -3


@given(x=NUMBERS.filter(bool), a=NUMBERS, s=NUMBERS)
def test_a_rational_function(x: GaussianRational, a: GaussianRational, s: GaussianRational) -> None:
    if x == a:
        return
    found = rational_function(seed(x, s), a)
    assert found == Dual(rational_function(x, a), first_derivative(x, a) * s)


def test_a_wrong_derivative_is_seen() -> None:
    found = rational_function(seed(X), Fraction(5)).slope
    assert found == first_derivative(X, Fraction(5))
    assert found != first_derivative(X, Fraction(5)) + 4 * (X - 5) ** -3


@given(a=DUALS, b=DUALS, c=DUALS)
def test_ring_laws(a: Dual, b: Dual, c: Dual) -> None:
    assert a + b == b + a
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a - b == -(b - a)
    assert a - a == 0 * a


@given(a=DUALS, b=DUALS.filter(lambda b: bool(b.value)), n=st.integers(-4, 4))
def test_division_and_powers(a: Dual, b: Dual, n: int) -> None:
    assert a / b * b == a
    assert b**n * b == b ** (n + 1)
    assert b**0 == Dual(exact(1), exact(0))


@given(a=DUALS, g=NUMBERS.filter(bool), q=PARTS.filter(bool), n=st.integers(1, 9))
def test_mixing(a: Dual, g: GaussianRational, q: Fraction, n: int) -> None:
    for number in (g, q, n):
        constant = Dual(exact(number), exact(0))
        assert number + a == a + number == a + constant
        assert number * a == a * number == a * constant
        assert number - a == constant - a
        assert a - number == a - constant
        assert a / number == a / constant
        if a.value:
            assert number / a == constant / a


def test_integers_stay_exact() -> None:
    assert 1 / seed(3) == Dual(Fraction(1, 3), Fraction(-1, 9))
    assert seed(2) ** -3 == Dual(Fraction(1, 8), Fraction(-3, 16))
    assert seed(2) / 3 == Dual(Fraction(2, 3), Fraction(1, 3))
    assert seed(0) ** 1 == Dual(0, 1)
    assert seed(0) ** 0 == Dual(1, 0)


def test_division_by_a_vanishing_value() -> None:
    with pytest.raises(ZeroDivisionError):
        1 / Dual(exact(0), exact(1))


@pytest.mark.parametrize("exponent", [-3, -1, 2, 5])
def test_second_derivatives(exponent: int) -> None:
    found = seed(seed(X)) ** exponent
    slope = exponent * X ** (exponent - 1)
    curvature = exponent * (exponent - 1) * X ** (exponent - 2)
    assert found == Dual(Dual(X**exponent, slope), Dual(slope, curvature))


def test_mixed_second_derivatives() -> None:
    x, y = Dual(seed(X), 0), seed(Dual(Fraction(3, 5), 0))  # x inner, y outer
    found = x**2 / y
    assert found.slope.slope == -2 * X * Fraction(25, 9)
    assert found.value.slope == 2 * X * Fraction(5, 3)
    assert found.slope.value == -X * X * Fraction(25, 9)


def test_floats() -> None:
    found = rational_function(seed(0.75), 2.0)
    # about 20 operations on numbers below 10
    assert abs(found.slope - first_derivative(0.75, 2.0)) < 200 * 2.0**-52


def test_parts_and_levels() -> None:
    assert (value_of(seed(X, 2)), slope_of(seed(X, 2))) == (X, 2)
    assert (value_of(X), slope_of(X)) == (X, exact(0))
    assert [levels(n) for n in (X, seed(X), seed(seed(X)), seed(X, seed(2)))] == [0, 1, 2, 2]
    assert leafwise(lambda n: 2 * n, seed(seed(3), 5)) == Dual(Dual(6, 2), 10)


def test_coordinates_are_values_then_slopes() -> None:
    assert coordinates((seed(2, 3), 5), 1) == (2, 5, 3, 0)
    nested = (Dual(Dual(1, 2), Dual(3, 4)), seed(5, 6), 7)
    assert coordinates(nested, 2) == (1, 5, 7, 2, 0, 0, 3, 6, 0, 4, 0, 0)
    assert coordinates(nested, 2) != coordinates((*nested[:1], Dual(seed(5, 6), 0), 7), 2)


@pytest.mark.parametrize("depth", range(4))
def test_folding_undoes_unfolding(depth: int) -> None:
    numbers = tuple(range(3 << depth))
    state = from_coordinates(numbers, depth)
    assert len(state) == 3
    assert {levels(number) for number in state} == {depth}
    assert coordinates(state, depth) == numbers
