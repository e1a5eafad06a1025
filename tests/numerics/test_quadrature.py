"""Averages over frequency: the exact moments to rounding, wherever the input has a density."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics import quadrature
from numerics.gaussian import GaussianRational, exact
from numerics.oracle import stationary_moments
from numerics.system import System

Build = Callable[..., System]
A = GaussianRational(Fraction(1, 2), Fraction(2, 5))
B = GaussianRational(Fraction(-3, 5), Fraction(1, 7))
PARTS = st.fractions(Fraction(-3, 5), Fraction(3, 5), max_denominator=30)
INSIDE = st.builds(GaussianRational, PARTS, PARTS)
CORRELATIONS = st.fractions(Fraction(-9, 10), Fraction(9, 10), max_denominator=30)


def gap(build: Build, parameters: tuple[Fraction, ...], *pair: GaussianRational) -> float:
    """Measure the largest error of all moments, in units of the rounding that is allowed for."""
    found, nodes = quadrature.stationary(build(*parameters, *pair))
    table = stationary_moments(*(build(*parameters, number) for number in pair))
    x = len(table) - 3
    truth = [table[-2][-2], table[-1][-1], table[-2][x], table[-1][x]]
    values = [found.state[0, 1], found.sensitivity[0, 1]]
    values += [found.input_state[0], found.input_sensitivity[0]]
    errors = [abs(v - complex(t)) / max(1, abs(v)) for v, t in zip(values, truth, strict=True)]
    return max(errors) / (nodes * quadrature.EPS)


@given(a=INSIDE, b=INSIDE, rho=CORRELATIONS)
def test_exponential_input(
    exponential: Build, a: GaussianRational, b: GaussianRational, rho: Fraction
) -> None:
    # no value averaged is larger: f <= (1 + |rho|)/(1 - |rho|), |T| <= (1 - |a|)^-2, |a| < 0.85
    assert gap(exponential, (rho,), a, b) < 19 * (1 - 0.85) ** -4


def test_a_constant_is_added_to_the_density(with_mean: Build) -> None:
    assert gap(with_mean, (Fraction(2, 3), Fraction(5, 4)), A, B) < 10


def test_nodes_grow_with_memory(exponential: Build) -> None:
    counts = [
        quadrature.stationary(exponential(Fraction(1, 3), exact(number)))[1]
        for number in (Fraction(1, 2), Fraction(99, 100))
    ]
    assert counts[0] < counts[1]
    near = exact(Fraction(99, 100))
    assert gap(exponential, (Fraction(1, 3),), near, near) < 1


@pytest.mark.parametrize("rho", [-1, 1])
def test_power_at_one_frequency_is_noticed(exponential: Build, rho: int) -> None:
    with pytest.raises(quadrature.Lines, match="carries a variance of 0"):
        quadrature.stationary(exponential(Fraction(rho), A))


def test_a_start_with_more_variance_than_the_rows_keep(exponential: Build) -> None:
    wrong = exponential(Fraction(1, 2), A)._replace(spread=(exact(2),))
    with pytest.raises(quadrature.Lines):
        quadrature.stationary(wrong)


def test_too_few_nodes_are_an_error(exponential: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quadrature, "MOST", 128)
    with pytest.raises(ArithmeticError, match="do not suffice"):
        quadrature.stationary(exponential(Fraction(1, 2), exact(Fraction(99, 100))))


def test_a_transfer_function_without_its_delay_is_off(
    exponential: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E[dh dh'] does not see the delay of the derivative; E[x dh] does."""

    def undelayed(eigenvalues: np.ndarray, circle: np.ndarray, order: int) -> np.ndarray:
        answer: np.ndarray = (1 / (1 - eigenvalues[:, None] / circle)) ** (1 + order)
        return answer

    monkeypatch.setattr(quadrature, "_transfer", undelayed)
    assert gap(exponential, (Fraction(1, 2),), A, B) > 1e10
