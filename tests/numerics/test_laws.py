"""Inputs of other laws: the autocovariance they promise, and the moments this gives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import exp, sqrt

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm

from numerics.estimate import of_samples
from numerics.gaussian import GaussianRational, exact
from numerics.laws import JUMPS
from numerics.noise import draw
from numerics.oracle import finite_moments
from numerics.simulate import Products, as_arrays, follow, products
from numerics.system import System
from tests.alike import one_in

LAWS = {name: jax.jit(law) for name, law in JUMPS.items()}
Atoms = list[tuple[float, float]]
RHOS = [Fraction(3, 5), Fraction(-2, 5)]
REPLICATES = 100_000
A, B = GaussianRational(Fraction(3, 10), Fraction(2, 5)), exact(Fraction(-1, 2))
STEPS = 12
SHAPE = (REPLICATES, STEPS)  # one shape keeps JAX from compiling anew
# Standard errors come from independent replicates. |z| < 6 fails with probability 2e-9 for each
# comparison of real numbers in the normal limit; there are about 100 of them in this file.
Z = 6

pytestmark = pytest.mark.slow


def drawn(law: str, key: jax.Array, rho: Fraction | float) -> jax.Array:
    return LAWS[law](draw(key, SHAPE), jnp.asarray(float(rho)))


@pytest.mark.parametrize("rho", RHOS, ids=str)
@pytest.mark.parametrize("law", LAWS)
def test_autocovariance(key: jax.Array, law: str, rho: Fraction) -> None:
    signals = np.asarray(drawn(law, key, rho))
    assert abs(signals[:, 5].mean()) < Z * signals[:, 5].std() / sqrt(REPLICATES)
    for begin, lag in ((0, 0), (4, 0), (0, 1), (4, 1), (1, 2), (2, 3), (2, 5)):
        each = signals[:, begin] * signals[:, begin + lag]
        error = each.std(ddof=1) / sqrt(REPLICATES)
        assert abs(each.mean() - float(rho) ** lag) <= Z * error


@pytest.mark.parametrize("rho", RHOS, ids=str)
@pytest.mark.parametrize("law", LAWS)
def test_recurrence_has_the_moments_of_the_exponential_input(
    exponential: Callable[..., System], key: jax.Array, law: str, rho: Fraction
) -> None:
    systems = [exponential(rho, eigenvalue) for eigenvalue in (A, B)]
    arrays = as_arrays(exponential(rho, A, B))
    signals = drawn(law, key, rho)
    final = jax.jit(jax.vmap(lambda x: follow(arrays.eigenvalues, x)))(signals)
    found = jax.vmap(lambda state: products(arrays.readout, state))(final)
    for i, j in ((0, 0), (0, 1), (1, 1)):
        exact_table = finite_moments(systems[i], systems[j], STEPS)
        check(found.state[:, i, j], complex(exact_table[1][1]))
        check(found.sensitivity[:, i, j], complex(exact_table[2][2]))
        check(found.input_state[:, j], complex(exact_table[0][1]))
        check(found.input_sensitivity[:, j], complex(exact_table[0][2]))


# Each value of a signal depends on its normal through a few events. A noise that takes one value
# for each, weighted by its probability, has for every product of two values, and so for every
# second moment of the recurrence, the exact expectation.
FEW = 6
CLOSE = 1e-6  # from an event's edge, so that an edge elsewhere is seen


def telegraph_atoms(rho: float) -> tuple[Atoms, Atoms]:
    edge = float(norm.ppf((1 + rho) / 2))
    kept, flipped = (edge - CLOSE, (1 + rho) / 2), (edge + CLOSE, (1 - rho) / 2)
    return [(-CLOSE, 0.5), (CLOSE, 0.5)], [kept, flipped]


def hold_atoms(rho: float) -> tuple[Atoms, Atoms]:
    # the Laplace law of unit variance is below -1 with probability exp(-sqrt 2) / 2
    low = exp(-sqrt(2)) / 2
    fresh = [float(norm.ppf(abs(rho) + (1 - abs(rho)) * p)) for p in (low, 1 - low)]
    edge = float(norm.ppf(abs(rho))) - CLOSE
    later = [(edge, abs(rho)), *((noise, (1 - abs(rho)) / 2) for noise in fresh)]
    return [(float(norm.ppf(p)), 0.5) for p in (low, 1 - low)], later


ATOMS = {"telegraph": telegraph_atoms, "sample-and-hold": hold_atoms}


def largest_gap(exponential: Callable[..., System], law: str, rho: Fraction, run: float) -> float:
    """Compare exact expectations, of the law run at `run`, with exact moments after `FEW` steps."""
    first, later = ATOMS[law](float(rho))
    paths = list(product(first, *[later] * (FEW - 1)))
    noise, chance = (np.array([[atom[k] for atom in path] for path in paths]) for k in (0, 1))
    signals = JUMPS[law](jnp.asarray(noise), jnp.asarray(run))
    arrays = as_arrays(exponential(rho, A, B))
    final = jax.vmap(lambda x: follow(arrays.eigenvalues, x))(signals)
    found = jax.vmap(lambda state: products(arrays.readout, state))(final)
    means = Products(*(np.tensordot(chance.prod(axis=1), np.asarray(t), 1) for t in found))
    systems = [exponential(rho, eigenvalue) for eigenvalue in (A, B)]
    gaps = []
    for i, j in ((0, 0), (0, 1), (1, 1)):
        exact_table = finite_moments(systems[i], systems[j], FEW)
        gaps += [
            means.state[i, j] - complex(exact_table[1][1]),
            means.sensitivity[i, j] - complex(exact_table[2][2]),
            means.input_state[j] - complex(exact_table[0][1]),
            means.input_sensitivity[j] - complex(exact_table[0][2]),
        ]
    return max(map(abs, gaps))


# Sums of 486 paths at most, whose products are below 100; probabilities err by a few roundings.
ROUNDING = 1e3 * 100 * float(np.finfo(float).eps)


@pytest.mark.parametrize("rho", RHOS, ids=str)
@pytest.mark.parametrize("law", one_in(2, JUMPS))
def test_second_moments_after_any_number_of_steps_are_those_of_gaussian_noise(
    exponential: Callable[..., System], law: str, rho: Fraction
) -> None:
    assert largest_gap(exponential, law, rho, float(rho)) <= ROUNDING


@pytest.mark.parametrize("law", JUMPS)
def test_another_correlation_would_be_seen(exponential: Callable[..., System], law: str) -> None:
    assert largest_gap(exponential, law, RHOS[0], 0.99 * float(RHOS[0])) > 1e3 * ROUNDING


@pytest.mark.parametrize("law", JUMPS)
def test_ends_of_the_normal_law_give_finite_signals(law: str) -> None:
    ends = jnp.asarray([[40.0, -40.0, 40.0, 0.0], [-40.0, 40.0, 0.0, -40.0]])
    for rho in (0.0, 0.5, -0.5, 1.0, -1.0):
        assert jnp.isfinite(JUMPS[law](ends, jnp.asarray(rho))).all()


def check(samples: jax.Array, expected: complex) -> None:
    estimate = of_samples(samples)
    gap, error = complex(estimate.mean) - expected, complex(estimate.error)
    # The imaginary part of a real quantity is exactly zero, with no error.
    assert abs(gap.real) <= Z * error.real
    assert abs(gap.imag) <= Z * error.imag


def test_telegraph_takes_two_values(key: jax.Array) -> None:
    signals = drawn("telegraph", key, 0.3)
    assert set(np.unique(signals)) == {-1.0, 1.0}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("rho", [1.0, -1.0])
def test_edges_are_deterministic(key: jax.Array, law: str, rho: float) -> None:
    signals = drawn(law, key, rho)
    assert jnp.array_equal(signals[:, 1:], rho * signals[:, :-1])


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_sample_and_hold_holds(key: jax.Array, rho: float) -> None:
    signals = np.asarray(drawn("sample-and-hold", key, rho))
    held = (signals[:, 1:] == signals[:, :-1]).mean()
    # Independent coins of variance rho (1 - rho).
    assert abs(held - rho) <= Z * sqrt(rho * (1 - rho) / (REPLICATES * (STEPS - 1)))
