"""Exact fractions: reduced forms are unique, and evaluation agrees with substitution."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Expr, I, Integer, Rational, Symbol, expand, symbols

from derivations.field import fractions_over, identical, reduce, value, walk

X, Y = symbols("x y")
SMALL = st.fractions(min_value=-3, max_value=3, max_denominator=12)
GAUSSIAN = st.builds(lambda a, b: rational(a) + I * rational(b), SMALL, SMALL)


def rational(number: Fraction) -> Rational:
    return Rational(number.numerator, number.denominator)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ((X**2 - Y**2) / (X - Y), X + Y, True),
        (1 / (1 - X) - 1 / (1 + X), 2 * X / (1 - X**2), True),
        ((X + I * Y) * (X - I * Y), X**2 + Y**2, True),
        (1 / (1 - X), 1 / (1 + X), False),
        ((X + I * Y) ** 2, X**2 + Y**2, False),
        (Integer(2), Rational(4, 2), True),
        (X, Y, False),
    ],
    ids=str,
)
def test_identity_of_rational_functions(left: Expr, right: Expr, *, same: bool) -> None:
    assert identical(left, right) is same
    assert (reduce(left - right) == 0) is same


def test_reduced_form_is_one_fraction() -> None:
    assert reduce((X**2 - 1) / (X - 1)) == X + 1
    assert reduce(1 / X + 1 / Y) == (X + Y) / (X * Y)


def test_field_has_the_imaginary_unit_only_on_demand() -> None:
    assert "I" not in str(fractions_over(X, Y).domain)
    assert str(fractions_over(X, I * Y).domain) == "QQ_I"


@pytest.mark.slow
@given(a=GAUSSIAN, b=GAUSSIAN)
def test_value_is_substitution(a: Expr, b: Expr) -> None:
    expression = (X - Y) ** 3 * (2 + I * X) + X / 7
    assert value(expression, {X: a, Y: b}) == expand(expression.subs({X: a, Y: b}))


@given(a=GAUSSIAN.filter(bool))
def test_value_divides(a: Expr) -> None:
    assert expand(value(X**-3, {X: a}) * a**3) == 1


def test_poles_are_errors() -> None:
    with pytest.raises(ZeroDivisionError, match="vanishes"):
        value(1 / (1 - X) ** 2, {X: Integer(1)})


def test_walk_in_other_arithmetic() -> None:
    answer = walk((1 + X) ** -2 + 3 * Y, {X: Fraction(1, 2), Y: Fraction(2, 3)}, lambda n: int(n))
    assert answer == Fraction(4, 9) + 2
    assert walk(X, {X: 5.0}, float) == 5.0


def test_walk_prefers_given_leaves() -> None:
    product = Symbol("p") * X
    assert walk(product, {product: 7}, int) == 7
