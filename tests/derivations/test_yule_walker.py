"""Autocovariances: the filter's own identity, G as their series, and the kernels of any input."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Expr, Integer, Poly, Rational, fraction, symbols

from derivations import series
from derivations.field import identical, reduce, value
from derivations.yule_walker import autocovariances, generating, kernels

pytestmark = pytest.mark.slow

A, B, Z, V = symbols("a b z v")
PHI, THETA = symbols("phi_1:4"), symbols("theta_1:3")
ORDERS = [(0, 0), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0)]
COUNT = 8


def filtered(phi: tuple[Expr, ...], known: tuple[Expr, ...], lag: int) -> Expr:
    """Apply the filter to both sides: the autocovariance of x_t - sum_k phi_k x_{t-k}."""
    weights = [Integer(1), *(-c for c in phi)]
    return sum(
        (
            c * d * known[abs(lag + i - j)]
            for i, c in enumerate(weights)
            for j, d in enumerate(weights)
        ),
        Integer(0),
    )


def noise(theta: tuple[Expr, ...], lag: int) -> Expr:
    """Correlate the moving average with itself."""
    weights = [Integer(1), *theta]
    return V * sum((c * d for c, d in zip(weights, weights[lag:], strict=False)), Integer(0))


@pytest.mark.parametrize(("p", "q"), ORDERS)
def test_the_filter_leaves_the_moving_average(p: int, q: int) -> None:
    phi, theta = PHI[:p], THETA[:q]
    known = autocovariances(phi, theta, V, COUNT)
    assert len(known) == COUNT
    for lag in range(COUNT - p):
        assert identical(filtered(phi, known, lag), noise(theta, lag))


@pytest.mark.parametrize(("p", "q"), ORDERS)
@pytest.mark.parametrize("at", range(3))
def test_a_planted_autocovariance_is_rejected(p: int, q: int, at: int) -> None:
    phi, theta = PHI[:p], THETA[:q]
    known = list(autocovariances(phi, theta, V, COUNT))
    known[at] += V / 1000
    assert not identical(filtered(phi, tuple(known), at), noise(theta, at))


def test_known_cases() -> None:
    (phi, second), (theta,) = PHI[:2], THETA[:1]
    assert identical(autocovariances((phi,), (), 1 - phi**2, 5)[4], phi**4)
    variance, lagged = autocovariances((phi,), (theta,), V, 2)
    assert identical(variance, V * (1 + 2 * phi * theta + theta**2) / (1 - phi**2))
    assert identical(lagged, V * (1 + phi * theta) * (phi + theta) / (1 - phi**2))
    first = autocovariances((phi, second), (), V, 2)
    assert identical(first[1] / first[0], phi / (1 - second))
    assert autocovariances((), (theta,), V, 4)[2:] == (0, 0)


@pytest.mark.parametrize("count", range(6))
def test_as_many_as_wanted(count: int) -> None:
    longest = autocovariances(PHI[:2], THETA, V, 6)
    assert autocovariances(PHI[:2], THETA, V, count) == longest[:count]


def test_roots_on_the_circle_have_no_autocovariance() -> None:
    half = Rational(1, 2)
    for phi in ((Integer(1),), (half, half), (-half, half), (Integer(0), -Integer(1))):
        with pytest.raises(ValueError, match="phi: roots r and 1/r"):
            autocovariances(phi, (), V, 2)


@pytest.mark.parametrize(("p", "q"), ORDERS)
def test_g_is_the_series_of_the_autocovariances(p: int, q: int) -> None:
    phi = (Rational(1, 2), -Rational(1, 3), Rational(1, 5))[:p]
    theta = (Rational(2, 7), -Rational(3, 4))[:q]
    known = autocovariances(phi, theta, Integer(2), 41)
    above, below = (e.as_poly(Z) for e in fraction(generating(phi, theta, Integer(2), Z)))
    sums = Poly([*reversed(known[1:]), known[0] / 2], Z)
    assert all(power > 40 for (power,), c in (above - below * sums).terms() if c)
    wrong = Poly([*reversed(known[1:]), known[0]], Z)
    assert not all(power > 40 for (power,), c in (above - below * wrong).terms() if c)


def test_g_of_an_exponential_input() -> None:
    rho = PHI[0]
    form = generating((rho,), (), 1 - rho**2, Z)
    assert identical(form, (1 + rho * Z) / (2 * (1 - rho * Z)))
    assert not identical(form, (1 + rho * Z) / (1 - rho * Z))
    assert identical(generating((rho,), (), 1 - rho**2, A * B), form.subs(Z, A * B))


@pytest.mark.parametrize(("p", "q"), [(1, 0), (1, 1), pytest.param(2, 0, marks=pytest.mark.slow)])
def test_kernels_are_those_of_the_structure_theorem(p: int, q: int) -> None:
    phi, theta = PHI[:p], THETA[:q]
    form = generating(phi, theta, V, Z)
    state = (form.subs(Z, A) + form.subs(Z, B)) / (1 - A * B)
    found = kernels(phi, theta, V, A, B)
    assert identical(found[0], state)
    assert identical(found[1], state.diff(A, B))
    assert not identical(found[1], state.diff(A, A))


AR2 = (Rational(3, 10), -Rational(2, 5))
MA = (Rational(1, 3),)


@pytest.mark.parametrize("derivatives", [0, 1], ids=["K", "S"])
@pytest.mark.parametrize("theta", [(), MA], ids=["AR(2)", "ARMA(2,1)"])
def test_kernels_have_the_defining_series(theta: tuple[Expr, ...], derivatives: int) -> None:
    known = [Fraction(int(r.p), int(r.q)) for r in autocovariances(AR2, theta, Integer(1), 31)]
    form = reduce(kernels(AR2, theta, Integer(1), A, B)[derivatives])
    above, below = fraction(form)
    assert series.agrees(above, below, A, B, known.__getitem__, 30, derivatives)
    assert not series.agrees(above + A * B, below, A, B, known.__getitem__, 30, derivatives)
    known[7] += Fraction(1, 10**9)
    assert not series.agrees(above, below, A, B, known.__getitem__, 30, derivatives)


def test_symbols_and_numbers_agree() -> None:
    point = {PHI[0]: AR2[0], PHI[1]: AR2[1], THETA[0]: MA[0], V: Integer(3)}
    exact = autocovariances(AR2, MA, Integer(3), COUNT)
    form = autocovariances(PHI[:2], THETA[:1], V, COUNT)
    assert tuple(value(f, point) for f in form) == exact
