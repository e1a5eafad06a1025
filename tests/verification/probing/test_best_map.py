"""The optimal map as a function: its sensitivity is constant, and closed forms where known."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derivations.symbols import LAMBDA
from tests.alike import one_in
from verification.errors import InputError
from verification.lowering import lower
from verification.probing.best_map import Best, joined, optimal
from verification.session import strict

pytestmark = pytest.mark.slow

strict()
STATED = 3e-4
ROOT = "sqrt(1-lambda^2)"


def unevenness(best: Best) -> float:
    """How far lambda'^2 A is from 1 between, and at, the points of the table."""
    low, high = best.reach
    omegas = jnp.linspace(low, high, 2001)[1:-1]
    slope = jax.vmap(jax.grad(best.eigenvalue))
    values = jax.vmap(best.eigenvalue)(omegas)
    # nearer to 1 the density is rounded: it holds powers of 1 - lambda^2
    inside = jnp.abs(values) < 1 - 1e-5
    density = lower(best.optimum.density, (LAMBDA,))
    found = slope(omegas) ** 2 * jnp.broadcast_to(density(values), values.shape)
    assert int(inside.sum()) > 500
    return float(jnp.max(jnp.where(inside, jnp.abs(found - 1), 0)))


CASES = {
    "no gain, white": ("", "white", False),
    "held fixed": (ROOT, "rho=9/10", True),
    "an average": ("1-lambda", "rho=-2/5", False),
    "held average": ("1-lambda", "mixture 0.3@0 0.7@0.9", True),
    "no gain, exponential": ("", "rho=1/2", False),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, list(CASES)[1:] + list(CASES)[:1]))
def test_the_sensitivity_is_constant(name: str) -> None:
    gain, source, detached = CASES[name]
    best = optimal(gain, input=source, detached=detached)
    assert float(best.eigenvalue(jnp.asarray(0.0))) == pytest.approx(0, abs=1e-15)
    assert unevenness(best) < STATED
    low, high = best.reach
    assert low < 0 < high
    values = jax.vmap(best.eigenvalue)(jnp.linspace(low, high, 501))
    assert bool((jnp.diff(values) > 0).all())
    assert float(jnp.max(jnp.abs(values))) < 1
    wrong = best._replace(eigenvalue=lambda omega: best.eigenvalue(omega * 1.001))
    assert unevenness(wrong) > STATED


@pytest.mark.slow
def test_closed_forms() -> None:
    best = optimal(ROOT)
    omegas = jnp.linspace(-3, 3, 41)
    assert best.optimum.eigenvalue is not None
    assert jnp.max(jnp.abs(jax.vmap(best.eigenvalue)(omegas) - jnp.tanh(omegas))) < 1e-14
    assert best.reach == pytest.approx((-6, 6), abs=1e-6)
    white = optimal("", input="white")
    assert white.optimum.eigenvalue is None or unevenness(white) < STATED


def test_a_table_joined_by_cubics_has_its_values_and_slopes() -> None:
    omegas = np.array([-2.0, -0.5, 0.25, 3.0])
    heights, slopes = np.array([-1.0, -0.25, 0.5, 0.75]), np.array([0.5, 0.25, 1.5, 0.125])
    function = joined(omegas, heights, slopes)
    at = jnp.asarray(omegas)
    assert jnp.max(jnp.abs(jax.vmap(function)(at) - jnp.tanh(jnp.asarray(heights)))) < 1e-15
    assert jnp.max(jnp.abs(function(at) - jnp.tanh(jnp.asarray(heights)))) < 1e-15
    for side in (-1e-9, 1e-9):
        slope = jax.vmap(jax.grad(function))(at + side)
        expected = jnp.asarray(slopes / np.cosh(heights) ** 2)
        assert jnp.max(jnp.abs(slope - expected)) < 1e-7  # the second derivative times 1e-9
    cubic = joined(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 8.0]), np.array([0.0, 3.0, 12.0]))
    beyond = jnp.asarray([0.5, 1.5, 2.25])
    assert jnp.max(jnp.abs(jnp.arctanh(cubic(beyond)) / beyond**3 - 1)) < 1e-6


@pytest.mark.parametrize(
    ("gain", "source", "phrase"),
    [
        ("", "exponential", "leaves a symbol open"),
        ("0", "white", "leaves nothing to learn"),
        ("sqrt(", "white", "--gain"),
        ("lambda*q", "white", "q is not known"),
        ("", "pink", "--input"),
    ],
)
def test_refusals(gain: str, source: str, phrase: str) -> None:
    with pytest.raises(InputError) as caught:
        optimal(gain, input=source)
    assert phrase in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(("gain", "detached"), [("", False), ("1-lambda", True), (ROOT, False)])
def test_a_constant_input_has_a_best_map(gain: str, *, detached: bool) -> None:
    best = optimal(gain, input="rho=1", detached=detached)
    assert np.isfinite(best.reach).all()
    assert best.reach[0] < best.reach[1]


@pytest.mark.slow
def test_an_average_of_a_constant_input_learns_nothing() -> None:
    with pytest.raises(InputError, match="leaves nothing to learn"):
        optimal("1-lambda", input="rho=1")
