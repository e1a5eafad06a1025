"""The radius of a mean of quadratic forms: never too small, and not wastefully large."""

from __future__ import annotations

import zlib

import mpmath
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from verification.evidence.chernoff import Law, cumulant, law_of, radius

ONE = np.ones((1, 1))
ZERO = np.zeros(1)


def tails(count: int, distance: float) -> mpmath.mpf:
    """Give P(|chi^2_count / count - 1| > distance), both sides."""
    shape = mpmath.mpf(count) / 2
    above = mpmath.gammainc(shape, shape * (1 + distance), mpmath.inf, regularized=True)
    below = mpmath.gammainc(shape, 0, shape * max(0, 1 - distance), regularized=True)
    return above + below


@pytest.mark.parametrize("alpha", [1e-1, 1e-3, 1e-9])
@pytest.mark.parametrize("count", [1, 10, 10_000])
def test_covers_chi_square(count: int, alpha: float) -> None:
    assert tails(count, radius(ONE, ONE, ZERO, count, alpha)) <= alpha


@pytest.mark.parametrize("alpha", [1e-1, 1e-3, 1e-6, 1e-9])
def test_is_not_much_larger_than_needed(alpha: float) -> None:
    assert tails(10_000, radius(ONE, ONE, ZERO, 10_000, alpha) / 1.6) > alpha


def test_sign_of_the_form_does_not_matter() -> None:
    radii = [radius(sign * ONE, ONE, ZERO, 30, 1e-6) for sign in (1, -1)]
    assert radii[0] == radii[1]


def test_scales_with_the_form_and_the_covariance() -> None:
    unit = radius(ONE, ONE, ZERO, 30, 1e-6)
    rounding = 1e3 * np.finfo(float).eps * unit  # 400 grid points, each a few dozen roundings
    assert abs(radius(3 * ONE, ONE, ZERO, 30, 1e-6) / 3 - unit) < rounding
    assert abs(radius(ONE, 3 * ONE, ZERO, 30, 1e-6) / 3 - unit) < rounding


def test_shrinks_with_count_and_grows_with_certainty() -> None:
    by_count = [radius(ONE, ONE, ZERO, n, 1e-6) for n in (10, 100, 1000)]
    by_alpha = [radius(ONE, ONE, ZERO, 100, alpha) for alpha in (1e-1, 1e-6, 1e-12)]
    assert by_count == sorted(by_count, reverse=True)
    assert by_alpha == sorted(by_alpha)


CASES = {
    "definite": ([[1.0, 0.5], [0.5, 2.0]], [[2.0, -0.7], [-0.7, 1.0]], [0.0, 0.0]),
    "indefinite": ([[1.0, 0.0], [0.0, -2.0]], [[1.0, 0.3], [0.3, 1.0]], [0.0, 0.0]),
    "with a mean": ([[0.0, 0.5], [0.5, 0.0]], [[1.0, -0.4], [-0.4, 2.0]], [1.5, -1.0]),
}


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("name", CASES)
def test_measured_false_alarm_stays_below_alpha(salt: int, name: str, count: int) -> None:
    form, covariance, mean = map(np.array, CASES[name])
    generator = np.random.default_rng([salt, zlib.crc32(f"{name}/{count}".encode())])
    draws = generator.multivariate_normal(mean, covariance, (4000, count))
    means = np.einsum("tni,ij,tnj->tn", draws, form, draws).mean(axis=1)
    centre = np.trace(covariance @ form) + mean @ form @ mean
    alarms = np.abs(means - centre) > radius(form, covariance, mean, count, 1e-1)
    # Alarms come at a rate below alpha = 0.1: the theorem leaves a factor of 2 or more, and 4000
    # coins at rate 0.05 exceed 0.1 with probability below exp(-4000 * 0.0138) < 1e-23.
    assert alarms.mean() < 1e-1


def test_a_radius_without_the_mean_would_be_too_small() -> None:
    form, covariance, mean = map(np.array, CASES["with a mean"])
    right = radius(form, covariance, mean, 60, 1e-3)
    assert right > 1.05 * radius(form, covariance, np.zeros(2), 60, 1e-3)


@pytest.mark.parametrize("s", [-3.0, -0.1, 0.05, 0.2])
@pytest.mark.parametrize("shift", [0.0, 1.5])
def test_cumulant_of_a_shifted_square(s: float, shift: float) -> None:
    # the noncentral chi-square law with one degree of freedom, times two
    found = cumulant(law_of(2 * ONE, ONE, np.array([shift])), s)
    expected = 2 * s * shift**2 / (1 - 4 * s) - np.log(1 - 4 * s) / 2
    assert abs(found - expected) < 1e-14 * (1 + abs(expected))


@pytest.mark.parametrize("name", CASES)
def test_moments_are_the_derivatives_of_the_cumulant(name: str) -> None:
    form, covariance, mean = map(np.array, CASES[name])
    law, step = law_of(form, covariance, mean), 1e-4
    up, down = cumulant(law, step), cumulant(law, -step)
    # both differ from the derivatives by the order of step^2 times higher cumulants below 1e4
    assert abs((up - down) / (2 * step) - law.expectation) < 1e4 * step**2
    assert abs((up + down) / step**2 - law.variance) < 1e4 * step**2


def least(law: Law, cost: float) -> float:
    """Minimise (L(s) + cost)/s over every s up to the pole by another method."""
    last = 1 / (2 * max(law.eigenvalues.max(), 1e-4 * np.abs(law.eigenvalues).max()))
    found = minimize_scalar(
        lambda u: (cumulant(law, last * np.exp(u)) + cost) / (last * np.exp(u)),
        bounds=(np.log(1e-6), np.log(1 - 1e-9)),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return float(found.fun)


MORE = {
    **CASES,
    "half definite": ([[0.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]),
    "small, with a mean": ([[2e-4, 0.0], [0.0, -1e-4]], [[1.0, 0.3], [0.3, 1.0]], [0.5, -1.0]),
}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("count", "alpha"), [(1, 1e-9), (60, 1e-3), (10_000, 1e-6)])
@pytest.mark.parametrize("name", MORE)
def test_is_the_best_that_the_theorem_allows(
    name: str, count: int, alpha: float, sign: int
) -> None:
    form, covariance, mean = map(np.array, MORE[name])
    law, mirrored = (law_of(s * form, covariance, mean) for s in (sign, -sign))
    cost = np.log(2 / alpha) / count
    best = max(least(one, cost) - one.expectation for one in (law, mirrored))
    found = radius(sign * form, covariance, mean, count, alpha)
    # With s the best tilt and t the next one below it, t >= s/q, convexity of the centred L gives
    # L(t) <= L(s) t/s, hence (L(t) + cost)/t <= (L(s) + q cost)/s: at most q times the best.
    q = 0.999e6 ** (1 / 399)
    assert best * (1 - 1e-6) < found < best * q
