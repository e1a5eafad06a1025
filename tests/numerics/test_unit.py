"""A unit run on orthogonal noise: exact expectations, against sums and against plain NumPy."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array, lax

from numerics import unit
from numerics.unit import Measured, coloured, measure

pytestmark = pytest.mark.slow

TIME = 24
POINT = (0.7, -1.3)
EPS = float(np.finfo(float).eps)
# every number is a sum of at most 2 TIME^2 products, all below 10
ROUNDING = 2 * TIME**2 * 10 * 8 * EPS


def eigenvalue(nu: Array, theta: Array) -> Array:
    return lax.complex(jnp.tanh(nu) * jnp.cos(theta), jnp.tanh(nu) * jnp.sin(theta))


def gain(nu: Array, theta: Array) -> Array:
    return jnp.sqrt(1 - jnp.tanh(nu) ** 2) * jnp.exp(theta / 5)


def autocovariance(rho: float) -> np.ndarray:
    return 1.5 * rho ** np.arange(TIME)


def by_hand(covariance: np.ndarray) -> Measured:
    """The same moments as double sums, derivatives of the two maps written out."""
    nu, theta = POINT
    a, g = np.tanh(nu) * np.exp(1j * theta), np.sqrt(1 - np.tanh(nu) ** 2) * np.exp(theta / 5)
    slopes = [(1 - np.tanh(nu) ** 2) * np.exp(1j * theta), 1j * a]
    gains = [-np.tanh(nu) * g, g / 5]
    lags = np.arange(TIME)
    u = a**lags
    v = lags * a ** np.maximum(lags - 1, 0)
    matrix = covariance[np.abs(lags[:, None] - lags)]

    def moment(one: np.ndarray, other: np.ndarray) -> float:
        return float((one @ matrix @ other.conj()).real)

    def gram(rows: list[np.ndarray]) -> np.ndarray:
        return np.array([[moment(one, other) for other in rows] for one in rows])

    plain = [slope * v for slope in slopes]
    coupled = [h * u + g * dh for h, dh in zip(gains, plain, strict=True)]
    bare = gram(plain)
    inputs = float(g**2 * np.sum(np.abs(u) ** 2))
    return Measured(moment(g * u, g * u), gram(coupled), g**2 * bare, bare, inputs)


def farthest(one: Measured, other: Measured) -> dict[str, float]:
    pairs = zip(Measured._fields, one, other, strict=True)
    return {name: float(np.max(np.abs(np.asarray(a) - b))) for name, a, b in pairs}


@pytest.fixture(scope="module", params=[0.6, -0.6], ids="rho={}".format)
def case(request: Any) -> tuple[Measured, Measured]:
    known = autocovariance(request.param)
    return measure(eigenvalue, gain, POINT, known), by_hand(known)


def test_moments_against_sums_by_hand(case: tuple[Measured, Measured]) -> None:
    found, true = case
    assert max(farthest(found, true).values()) < ROUNDING
    assert np.shape(found.coupled) == (2, 2)


def test_the_moments_are_not_each_other(case: tuple[Measured, Measured]) -> None:
    found, _ = case
    moments = [np.asarray(m) for m in (found.coupled, found.detached, found.plain)]
    for k, one in enumerate(moments):
        assert all(np.abs(np.diag(one - other)).min() > 1e-3 for other in moments[:k])
    assert abs(float(found.state) - float(found.inputs)) > 1e-3


def test_a_plain_sum_that_forgets_to_conjugate_is_seen(case: tuple[Measured, Measured]) -> None:
    found, _ = case
    lags = np.arange(TIME)
    u = (np.tanh(POINT[0]) * np.exp(1j * POINT[1])) ** lags
    assert abs(float(found.inputs) - float(gain(*POINT)) ** 2 * (u @ u).real) > 1e-2


def test_real_eigenvalues_and_a_gain_that_is_a_number() -> None:
    found = measure(jnp.tanh, lambda omega: jnp.asarray(1.0), (0.4,), autocovariance(-0.6))
    lags = np.arange(TIME)
    a, matrix = np.tanh(0.4), autocovariance(-0.6)[np.abs(lags[:, None] - lags)]
    v = (1 - a**2) * lags * a ** np.maximum(lags - 1, 0)
    assert abs(float(found.state) - a**lags @ matrix @ a**lags) < ROUNDING
    assert abs(float(found.coupled[0, 0]) - v @ matrix @ v) < ROUNDING
    assert float(found.coupled[0, 0]) == float(found.detached[0, 0]) == float(found.plain[0, 0])


@pytest.mark.parametrize("known", [autocovariance(-0.6), np.ones(TIME), (-1.0) ** np.arange(TIME)])
def test_a_root_of_any_toeplitz_matrix(known: np.ndarray) -> None:
    lags, root = np.arange(TIME), coloured(known)
    matrix = known[np.abs(lags[:, None] - lags)]
    assert np.abs(root @ root.T - matrix).max() < ROUNDING
    assert np.abs(root @ root.T - matrix[0, 0] * np.eye(TIME)).max() > 0.5


def test_a_run_starts_from_rest() -> None:
    inputs = np.random.default_rng(0).normal(size=TIME)
    a = complex(0.3, -0.5)
    h = 0j
    for x in inputs:
        h = a * h + x
    assert abs(complex(unit.run(jnp.asarray(a), jnp.asarray(inputs))) - h) < ROUNDING
