"""The theorems about normalised states hold, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Expr, I, Integer, Rational

from derivations.field import identical, value
from derivations.symbols import LAMBDA, LAMBDA_BAR, NU, RHO
from derivations.theorems import normalization, normalization_tanh, radial, radial_variance
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.kernels_exponential import metric
from derivations.theorems.normalization_tanh import remaining, tends_to
from tests.derivations.theorems.checking import called

MODULES = (normalization, normalization_tanh, radial, radial_variance)
THEOREMS = tuple(theorem for module in MODULES for theorem in module.theorems())
NUMBERS = [Rational(k, 4) for k in range(-3, 4)]


def test_arguments_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not tends_to(Rational(1, 4))
    monkeypatch.setattr(normalization, "metric", lambda square: 1 / (1 - square) ** 2)
    assert not called(THEOREMS, "normalised-metric").parts[3].holds()
    monkeypatch.setattr(normalization_tanh, "remaining", lambda square: 1 - RHO * square * 0)
    assert not called(THEOREMS, "tanh-optimal").parts[4].holds()


def radial_part(point: dict[Expr, Expr]) -> Expr:
    """The square of A_nu: what is left of E|d_nu y|^2 after the metric, from first principles."""
    kernel = state(LAMBDA, LAMBDA_BAR)
    gain = kernel.diff(LAMBDA) / kernel
    back = kernel.diff(LAMBDA_BAR) / kernel
    turn = LAMBDA * gain - LAMBDA_BAR * back
    return value(-(turn**2) / (4 * LAMBDA * LAMBDA_BAR), point)


def test_a_real_eigenvalue_is_needed() -> None:
    """The metric alone is right for real eigenvalues, or white input, and for no others."""
    for x, y, rho in product(NUMBERS, repeat=3):
        if 0 < x**2 + y**2 < 1:
            point = {LAMBDA: x + I * y, LAMBDA_BAR: x - I * y, RHO: rho}
            assert (radial_part(point) == 0) == (y == 0 or rho == 0)
            assert radial_part(point) >= 0


def test_tanh_needs_correlation_below_one() -> None:
    for rho, expected in ((1, 0), (-1, 0), (Rational(-9, 10), None)):
        ends = remaining(LAMBDA**2).subs(RHO, rho).cancel()
        assert (ends == expected) is (expected is not None)


def test_the_gain_of_white_input_is_needed() -> None:
    """Another gain, gamma = 1 - nu, leaves a relative sensitivity that depends on the input."""
    found = set()
    for rho in NUMBERS:
        kernel = state(NU, NU).xreplace({RHO: rho})
        slopes = sensitivity(NU, NU).xreplace({RHO: rho})
        gain = 1 - NU
        total = kernel - gain * kernel.diff(NU) + gain**2 * slopes
        found.add((total / (gain**2 * kernel)).subs(NU, Rational(1, 3)))
    assert len(found) == len(NUMBERS)


@pytest.mark.parametrize("steps", range(4))
def test_radial_theorems_need_a_stationary_input(steps: int) -> None:
    """An impulse n steps ago: h = lambda^n x."""
    power = NU ** (2 * steps)
    slopes = steps**2 * NU ** (2 * steps - 2)
    normalised = NU**2 / (1 - NU**2) * power - NU * power.diff(NU) + (1 - NU**2) * slopes
    assert not identical(normalised, power / (1 - NU**2))
    assert not identical((1 - NU**2) * slopes, (NU * power).diff(NU))


def test_radial_theorems_need_an_infinite_past() -> None:
    """White input from an empty start, T steps long: the sums over lags stop."""
    for steps in range(1, 5):
        variance = sum((NU ** (2 * n) for n in range(steps)), Integer(0))
        slopes = sum((n**2 * NU ** (2 * n - 2) for n in range(1, steps)), Integer(0))
        assert not identical((1 - NU**2) * slopes, (NU * variance).diff(NU))


def test_the_phase_has_no_such_law() -> None:
    """E|d_theta (gamma h)|^2 / E|gamma h|^2 depends on the input."""
    point = {LAMBDA: Rational(1, 2) * I, LAMBDA_BAR: -Rational(1, 2) * I}
    ratios = {
        value(sensitivity(LAMBDA, LAMBDA_BAR) / state(LAMBDA, LAMBDA_BAR), {**point, RHO: rho})
        for rho in NUMBERS
        if rho >= 0
    }
    assert len(ratios) == 4


def test_the_metric_is_even_in_rho() -> None:
    square = LAMBDA**2
    assert identical(metric(square), metric(square).xreplace({RHO: -RHO}))
