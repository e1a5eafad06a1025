"""A gated unit that runs: its moments under independence, and on its input where they are known."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import stdtrit

from numerics.gate import Means, Measured, measure

pytestmark = pytest.mark.slow

POINT, CHAINS, BURN = (0.75, 1.25), 8192, 80
LEVEL = 1e-7  # of a t interval
NODES, MASSES = hermegauss(120)
MASSES = MASSES / MASSES.sum()


def gate(x: Array, w: Array, b: Array) -> Array:
    return jax.nn.sigmoid(w * x + b)


def by_rule(*powers: int) -> np.ndarray:
    """Give E[x^p f^q f_w^r f_b^s (1 - f)^t] by a Gauss rule."""
    f = 1 / (1 + np.exp(-POINT[0] * NODES - POINT[1]))
    slope = f * (1 - f)
    rows = (NODES, f, slope * NODES, slope, 1 - f)
    return MASSES @ np.prod([row**p for row, p in zip(rows, powers, strict=True)], axis=0)


def stationary(rho: float, coupled: bool) -> Means:
    """Solve E[h x], E[d x], E[h h], E[h d], E[d d] one by one, the gates being independent."""
    k = int(coupled)  # gamma = 1 - k f
    m, p = by_rule(0, 1, 0, 0, 0), by_rule(0, 2, 0, 0, 0)
    a = np.array([by_rule(0, 0, 1, 0, 0), by_rule(0, 0, 0, 1, 0)])
    c = np.array([by_rule(0, 1, 1, 0, 0), by_rule(0, 1, 0, 1, 0)])
    mixed = by_rule(0, 0, 1, 1, 0)
    q = np.array([[by_rule(0, 0, 2, 0, 0), mixed], [mixed, by_rule(0, 0, 0, 2, 0)]])
    hx = rho * (1 - k * m) / (1 - m * rho)  # with the next x
    dx = rho * (a * hx - k * a) / (1 - m * rho)
    hh = (2 * (m - k * p) * hx + 1 - 2 * k * m + k * p) / (1 - p)
    hd = c * hh + (m - k * p) * dx + (a - 2 * k * c) * hx - k * (a - c)
    half = np.outer(c, hd / (1 - p) - k * dx)
    return Means(hh, (half + half.T + q * (hh - 2 * k * hx + k)) / (1 - p))


def agrees(found: Measured, expected: Means) -> bool:
    """Compare each part by a t interval; the roundings are far below its width."""
    width = -stdtrit(CHAINS - 1, LEVEL / 2)
    rows = zip(found.mean, found.error, expected, strict=True)
    return all(np.all(np.abs(mean - true) <= width * error) for mean, error, true in rows)


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.0, 0.7, -0.6])
@pytest.mark.parametrize("coupled", [False, True])
def test_noise_of_its_own(rho: float, coupled: bool, key: Array) -> None:
    found = measure(gate, POINT, rho, key, CHAINS, BURN, True, coupled=coupled, burn=BURN)
    assert agrees(found, stationary(rho, coupled))
    assert not agrees(found, stationary(rho, not coupled))
    assert not agrees(found, stationary(rho + 0.2, coupled))


@pytest.mark.slow
def test_white_input_on_the_gate(key: Array) -> None:
    """Without (1 - f) a white input on the gate changes nothing; with it the mean is not 0."""
    found = measure(gate, POINT, 0.0, key, CHAINS, BURN, False, burn=BURN)
    assert agrees(found, stationary(0.0, False))
    coupled = measure(gate, POINT, 0.0, key, CHAINS, BURN, False, coupled=True, burn=BURN)
    m, p = by_rule(0, 1, 0, 0, 0), by_rule(0, 2, 0, 0, 0)
    average = by_rule(1, 0, 0, 0, 1) / (1 - m)
    state = (by_rule(2, 0, 0, 0, 2) + 2 * by_rule(1, 1, 0, 0, 1) * average) / (1 - p)
    assert agrees(coupled, Means(state, coupled.mean.metric))
    apart = stationary(0.0, True)
    assert not agrees(coupled, coupled.mean._replace(state=apart.state))
    assert not agrees(coupled, coupled.mean._replace(metric=apart.metric))


@pytest.mark.slow
def test_correlated_input_on_the_gate_is_seen(key: Array) -> None:
    found = measure(gate, POINT, 0.7, key, CHAINS, BURN, False, burn=BURN)
    assert not agrees(found, stationary(0.7, False))


@pytest.mark.slow
def test_a_wrong_derivative_is_rejected(key: Array) -> None:
    @jax.custom_jvp
    def wrong(x: Array, w: Array, b: Array) -> Array:
        return gate(x, w, b)

    @wrong.defjvp
    def _(primals: tuple[Array, ...], tangents: tuple[Array, ...]) -> tuple[Array, Array]:
        value, slope = jax.jvp(gate, primals, tangents)
        return value, 1.1 * slope

    found = measure(wrong, POINT, -0.6, key, CHAINS, BURN, True, burn=BURN)
    assert not agrees(found, stationary(-0.6, False))


@pytest.mark.slow
def test_a_constant_gate_is_a_geometric_sum(key: Array) -> None:
    """After 3 steps of white input E h^2 = 1 + f^2 + f^4, E (dh/df)^2 = 1 + 4 f^2."""

    def constant(x: Array, f: Array) -> Array:
        return f + 0 * x

    found = measure(constant, (0.5,), 0.0, key, CHAINS, 1, False, burn=2)
    assert agrees(found, Means(1 + 0.25 + 0.0625, np.array([[2.0]])))
    assert not agrees(found, Means(4 / 3, np.array([[2.25]])))


def test_refusals(key: Array) -> None:
    for arguments, word in (
        ((1.5, key, 9, 9), "rho"),
        ((0.5, key, 1, 9), "chains"),
        ((0.5, key, 9, 0), "steps"),
    ):
        with pytest.raises(ValueError, match=word):
            measure(gate, jnp.ones(2), *arguments, True)
