"""The defining series: right fractions agree to order 60, and each single changed term is seen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Expr, Integer, Poly, Rational, symbols

from derivations.series import agrees

pytestmark = pytest.mark.slow

A, B, RHO, MU = symbols("a b rho mu")
MEMORY = (1 - A * RHO) * (1 - B * RHO)
# By hand, for R(k) = rho^|k|: K = (1 - a b rho^2) / ((1 - ab) (1 - a rho) (1 - b rho)), and S is
# its mixed derivative over (1 - ab)^3 (1 - a rho)^2 (1 - b rho)^2.
K = (1 - A * B * RHO**2) / ((1 - A * B) * MEMORY)
BELOW = ((1 - A * B) * MEMORY, (1 - A * B) ** 3 * MEMORY**2)
ABOVE = (1 - A * B * RHO**2, (K.diff(A, B) * BELOW[1]).cancel())
ORDERS = pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])


def powers(k: int) -> Expr:
    return RHO**k


@ORDERS
def test_exponential_input_to_order_60_in_any_rho(order: int) -> None:
    assert agrees(ABOVE[order], BELOW[order], A, B, powers, 60, order)
    assert not agrees(ABOVE[order], BELOW[order], A, B, powers, 60, 1 - order)


@ORDERS
def test_exponential_input_to_order_60_at_a_number(order: int) -> None:
    rho = -Rational(3, 5)
    above, below = (side[order].subs(RHO, rho) for side in (ABOVE, BELOW))
    assert agrees(above, below, A, B, lambda k: Fraction(-3, 5) ** k, 60, order)
    assert not agrees(above, below, A, B, lambda k: Fraction(3, 5) ** k, 9, order)


@ORDERS
@pytest.mark.parametrize("side", ["numerator", "denominator"])
def test_each_single_changed_term_is_seen(order: int, side: str) -> None:
    forms = {"numerator": ABOVE[order], "denominator": BELOW[order]}
    for exponents, c in Poly(forms[side], A, B, RHO).terms():
        term = A ** exponents[0] * B ** exponents[1] * RHO ** exponents[2]
        for wrong in (-2 * c * term, term / 1000, c * term * (RHO - 1)):
            planted = forms | {side: forms[side] + wrong}
            if Poly(planted["denominator"], A, B).coeff_monomial(1) != 0:
                sides = planted["numerator"], planted["denominator"]
                assert not agrees(*sides, A, B, powers, 6, order)


def test_white_input_and_a_level() -> None:
    def lag(k: int) -> Expr:
        return MU**2 + int(k == 0)

    above = (1 - A) * (1 - B) + MU**2 * (1 - A * B)
    below = (1 - A * B) * (1 - A) * (1 - B)
    assert agrees(above, below, A, B, lag, 12)
    assert not agrees(above.subs(MU, 2 * MU), below, A, B, lag, 12)
    assert agrees(1 + A * B, (1 - A * B) ** 3, A, B, lambda k: int(k == 0), 12, 1)
    assert agrees(1 + RHO * A, (1 - A * B) * (1 + RHO * A), A, B, lambda k: int(k == 0), 9)
    assert agrees(Integer(0), 1 - A, A, B, lambda k: 0, 3)
    assert not agrees(Integer(1), 1 - A, A, B, lambda k: 0, 3)


@pytest.mark.parametrize("far", [A**6, B**6, A**6 * B**2], ids=str)
def test_a_difference_is_seen_from_its_order_on(far: Expr) -> None:
    below = (1 - A * B) * (1 + far)
    assert agrees(Integer(1), below, A, B, lambda k: int(k == 0), 5)
    assert not agrees(Integer(1), below, A, B, lambda k: int(k == 0), 6)


def test_the_two_indices_are_not_mixed_up() -> None:
    # R(k) = [k = 0] + [k = 1] / 2: K = (1 + (a + b) / 2) / (1 - ab).
    lags = [Integer(1), Rational(1, 2), *[Integer(0)] * 9]
    assert agrees(1 + (A + B) / 2, 1 - A * B, A, B, lags.__getitem__, 9)
    assert not agrees(1 + A, 1 - A * B, A, B, lags.__getitem__, 9)
    assert not agrees(1 + B, 1 - A * B, A, B, lags.__getitem__, 9)


def test_empty_checks_are_refused() -> None:
    with pytest.raises(ValueError, match="order: 1 is below"):
        agrees(A**2, Integer(1), A, B, powers, 1)
    with pytest.raises(ValueError, match="denominator: it vanishes"):
        agrees(A, A * (1 - A * B), A, B, powers, 5)
    with pytest.raises(ValueError, match="derivatives: 2 is not 0 or 1"):
        agrees(Integer(1), Integer(1), A, B, powers, 5, 2)
