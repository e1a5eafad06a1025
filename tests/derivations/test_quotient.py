"""Exact fractions: a field, one pair for equal fractions, nothing lost on the way to SymPy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import QQ, Add, Expr, Float, I, Integer, Rational, Symbol, nan, oo, pi, sqrt, symbols

from derivations.factored import LONG
from derivations.field import identical
from derivations.quotient import Quotient, Ring, quotient, ring_over

pytestmark = pytest.mark.slow

X, Y = symbols("x y")
RING = ring_over((Y, X))
FIELD = QQ.frac_field(X, Y)
X_PLUS_Y, X_MINUS_1 = (quotient(e, RING).num for e in (X + Y, X - 1))


def polynomial(terms: dict[tuple[int, int], int]) -> Expr:
    return Add(*(c * X**i * Y**j for (i, j), c in terms.items()))


POWERS = st.tuples(st.integers(0, 2), st.integers(0, 2))
POLYNOMIALS = st.dictionaries(POWERS, st.integers(-4, 4), max_size=3).map(polynomial)
NOT_ZERO = POLYNOMIALS.filter(lambda p: p != 0)
FRACTIONS = st.tuples(POLYNOMIALS, NOT_ZERO).map(lambda pair: pair[0] / pair[1])


def given_twice(expression: Expr) -> tuple[Quotient, Any]:
    return quotient(expression, RING), FIELD.from_sympy(expression)


def agree(ours: Quotient, theirs: Any) -> bool:
    return not FIELD.from_sympy(ours.expression()) - theirs  # its own == minds the sign of a pair


def is_canonical(fraction: Quotient) -> bool:
    upright = fraction.den.leading_coefficient() > 0
    return bool(upright and fraction.num.gcd(fraction.den).is_one())


@settings(max_examples=40)
@given(left=FRACTIONS, right=FRACTIONS)
def test_arithmetic_is_that_of_sympy(left: Expr, right: Expr) -> None:
    (a, a_there), (b, b_there) = given_twice(left), given_twice(right)
    assert agree(a + b, a_there + b_there)
    assert agree(a - b, a_there - b_there)
    assert agree(a * b, a_there * b_there)
    assert agree(-a, -a_there)
    assert agree(a**3, a_there**3)
    if b_there:
        assert agree(a / b, a_there / b_there)
        assert agree(b**-2, 1 / b_there**2)
    assert not agree(a + RING.one, a_there)


@settings(max_examples=60)
@given(left=FRACTIONS, right=FRACTIONS, third=FRACTIONS)
def test_equal_fractions_are_equal_pairs(left: Expr, right: Expr, third: Expr) -> None:
    a, b, c = (quotient(e, RING) for e in (left, right, third))
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert (a * b) * c == a * (b * c)
    assert (a + b) * c == a * c + b * c
    assert a - a == RING.zero
    assert a + RING.zero == a == a * RING.one
    if b:
        assert a / b * b == a
        assert b**-1 * b == RING.one == b**0
    assert all(map(is_canonical, (a, -a, a + b, a - b, a * b)))


@settings(max_examples=40)
@given(top=POLYNOMIALS, bottom=NOT_ZERO, common=NOT_ZERO)
def test_common_factors_cancel(top: Expr, bottom: Expr, common: Expr) -> None:
    short, long = quotient(top / bottom, RING), quotient(top * common / (bottom * common), RING)
    by_hand = quotient(top * common, RING) / quotient(bottom * common, RING)
    assert short == long == by_hand
    assert is_canonical(by_hand)


def test_planted_pairs_are_not_canonical() -> None:
    right = quotient((X + Y) / (2 * X - 2), RING)
    turned = Quotient(-right.num, -right.den)
    for wrong in (turned, Quotient(3 * right.num, 3 * right.den), Quotient(X_PLUS_Y**2, X_PLUS_Y)):
        assert not is_canonical(wrong)
    assert turned != right
    assert is_canonical(right)


@settings(max_examples=40)
@given(expression=FRACTIONS)
def test_expression_multiplies_back(expression: Expr) -> None:
    found = quotient(expression, RING)
    assert identical(found.expression(), expression)
    if found:
        assert identical(found.expression((X_PLUS_Y, X_MINUS_1)), expression)
    assert not identical(found.expression() + X, expression)


def test_expression_is_factored_and_likely_divisors_are_taken_out() -> None:
    found = quotient((X**2 - Y**2) ** 2 / (X**2 - 2 * X + 1), RING)
    expected = {X + Y: 2, X - Y: 2, X - 1: -2}
    for likely in ((), (X_PLUS_Y,), (X_PLUS_Y, X_MINUS_1), (quotient(X * Y - 3, RING).num,)):
        assert dict(part.as_base_exp() for part in found.expression(likely).args) == expected


def test_a_long_numerator_is_taken_apart_by_likely_divisors_alone() -> None:
    first = Add(*((i + 2 * j + 1) * X**i * Y**j for i in range(8) for j in range(8)))
    second = Add(*((3 * i + j + 1) * X**i * Y**j for i in range(8) for j in range(8)))
    found = quotient(first * second / (X - 1), RING)
    assert len(found.num) > LONG
    whole, apart = found.expression(), found.expression((quotient(first, RING).num,))
    assert len(whole.args) == 2
    assert len(apart.args) == 3
    assert identical(whole, first * second / (X - 1))
    assert identical(apart, whole)


@pytest.mark.parametrize("number", [sqrt(2), pi, I, Float("0.5"), nan, oo], ids=str)
def test_numbers_must_be_rational(number: Expr) -> None:
    with pytest.raises(ValueError, match="not rational in the parameters; write") as caught:
        RING.number(number)
    assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="not rational"):
        quotient(1 + X * number, RING)


def test_numbers_are_taken_in_exactly() -> None:
    third = RING.number(Rational(-4, 6))
    assert third.expression() == Rational(-2, 3)
    assert third + third + third == RING.number(Integer(-2))
    assert is_canonical(third)
    assert not RING.zero
    assert RING.zero.expression() == 0


def test_division_by_zero() -> None:
    nothing = quotient(X - Y, RING) - quotient(X - Y, RING)
    with pytest.raises(ZeroDivisionError, match="division by a fraction that is zero"):
        RING.one / nothing
    with pytest.raises(ZeroDivisionError, match="zero"):
        nothing**-1


GAMMA, LAMBDA = Symbol("gamma"), Symbol("lambda")
ROOTED: Ring = ring_over((GAMMA, LAMBDA, X))
PLACE = ROOTED.context.names().index("gamma")
SQUARE = quotient(1 - LAMBDA**2, ROOTED)


def at_a_triple(expression: Expr, wrong: int = 0) -> Expr:
    """Put in lambda = 3/5 and gamma = 4/5, a point of the curve gamma^2 = 1 - lambda^2."""
    return expression.xreplace({LAMBDA: Rational(3, 5), GAMMA: Rational(4 + wrong, 5)})


@settings(max_examples=30)
@given(
    weights=st.lists(st.integers(-3, 3), min_size=6, max_size=6),
    below=st.integers(1, 3),
)
def test_the_square_of_a_root_is_put_in(weights: list[int], below: int) -> None:
    top = sum((w * GAMMA**k * (LAMBDA + X) ** (5 - k) for k, w in enumerate(weights)), Integer(0))
    before = top / (X + below * GAMMA**2)
    after = quotient(before, ROOTED).without_root("gamma", SQUARE)
    assert identical(at_a_triple(after.expression()), at_a_triple(before))
    assert not after.den.degrees()[PLACE]
    assert after.num.degrees()[PLACE] <= 1


def test_even_powers_vanish_and_a_wrong_square_is_seen() -> None:
    before = (GAMMA**4 + X * GAMMA**2) / (1 - GAMMA**2)
    after = quotient(before, ROOTED).without_root("gamma", SQUARE)
    right = (1 - LAMBDA**2) * (1 - LAMBDA**2 + X) / LAMBDA**2
    assert after == quotient(right, ROOTED)
    wrong = quotient(before, ROOTED).without_root("gamma", SQUARE + ROOTED.one)
    assert wrong != after
    assert not identical(at_a_triple(wrong.expression()), at_a_triple(before))


def test_a_ring_knows_its_symbols_by_name() -> None:
    assert ring_over((Y, X, X)) == RING
    assert quotient(X / Y, RING).ring == RING
    assert quotient(X / Y - Y, RING).size == 3


@settings(max_examples=30)
@given(weights=st.lists(st.integers(-3, 3), min_size=4, max_size=4))
def test_powers_are_collected(weights: list[int]) -> None:
    terms = (w * X**k * (1 + Y) ** (k + 1) for k, w in enumerate(weights))
    found = quotient(sum(terms, Integer(0)) / (1 - Y), RING)
    collected = dict(found.by_powers(("x",)))
    expected = {
        X**k: quotient(w * (1 + Y) ** (k + 1) / (1 - Y), RING) for k, w in enumerate(weights) if w
    }
    assert collected == expected
    assert quotient(1 / (X - Y), RING).by_powers(("x",)) == []
