"""The theorems about bounds and growth with rho hold, slips are seen, hypotheses are needed."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Expr, I, Rational

from derivations.field import identical, value
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from derivations.theorems import bounds, bounds_monotone
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.bounds_monotone import decreases
from derivations.theorems.kernels_exponential import gain
from tests.derivations.theorems.checking import called

THEOREMS = (*bounds.theorems(), *bounds_monotone.theorems())
NUMBERS = [Rational(k, 8) for k in range(-7, 8)]
KERNEL, SLOPES = state(LAMBDA, LAMBDA), sensitivity(LAMBDA, LAMBDA)


def ratio(point: dict[Expr, Expr]) -> Expr:
    return value(SLOPES / KERNEL, point)


def test_the_conditions_on_a_grid() -> None:
    """Both directions of both equivalences, and the bounds that hold everywhere."""
    for first, second in product(NUMBERS, repeat=2):
        found, size = ratio({LAMBDA: first, RHO: second}), abs(first)
        low = first**2 * (1 - second**2 * first**2) + 2 * second * first * (1 - first**2)
        assert (found <= 1 / (1 - first) ** 2) == (first >= 0)
        assert (found >= 1 / (1 - first**2) ** 2) == (low >= 0)
        assert 1 / (1 + size) ** 2 <= found <= 1 / (1 - size) ** 2


@pytest.mark.parametrize("rho", [1, -1])
def test_both_bounds_are_attained(rho: int) -> None:
    for number in NUMBERS:
        assert ratio({LAMBDA: number, RHO: Rational(rho)}) == 1 / (1 - rho * number) ** 2


def test_the_metric_bound_is_attained() -> None:
    """Where the gain vanishes: between two numbers of opposite sign, for some rho."""
    for rho in (Rational(1, 2), Rational(-3, 4)):
        ends = [value(gain(LAMBDA, LAMBDA), {LAMBDA: z, RHO: rho}) for z in NUMBERS]
        assert min(ends) < 0 < max(ends)


def test_correlations_that_are_not_negative_are_needed() -> None:
    """(ii) fails for a negative correlation, and for a negative eigenvalue."""
    better = (1 + LAMBDA**2) / (1 - LAMBDA**2) ** 2
    for first, second in product(NUMBERS, repeat=2):
        point = {LAMBDA: first, RHO: second}
        assert (ratio(point) >= value(better, point)) == (first * second >= 0)


def test_arguments_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "sensitivity", lambda a, b: state(a, b) / (1 - a * b) ** 2)
    for place in (9, 10, 11):
        assert called(THEOREMS, "sensitivity-bounds").parts[place].holds() is (place == 9)
    monkeypatch.setattr(bounds, "sensitivity", lambda a, b: state(a, b) * (a - b))
    assert not called(THEOREMS, "sensitivity-bounds").parts[9].holds()
    monkeypatch.setattr(bounds_monotone, "state", lambda a, b: RHO * a / a + b)
    assert not decreases(complex_too=True)
    assert not decreases(complex_too=False)


def test_equal_real_eigenvalues_are_needed() -> None:
    """A turned eigenvalue of positive real part, where the sensitivity falls with rho."""
    falling = sensitivity(LAMBDA, LAMBDA_BAR).diff(RHO)
    turned = [x + I * y for x, y in product(NUMBERS[8:], repeat=2) if x**2 + y**2 < 1]
    places = [{LAMBDA: z, LAMBDA_BAR: z.conjugate(), RHO: Rational(1, 2)} for z in turned]
    assert any(value(falling, place) < 0 for place in places)


def test_an_input_that_flips_sign_is_the_same_only_with_both_signs() -> None:
    assert identical(KERNEL, KERNEL.xreplace({LAMBDA: -LAMBDA, RHO: -RHO}))
    assert not identical(KERNEL, KERNEL.xreplace({RHO: -RHO}))
