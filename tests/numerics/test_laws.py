"""Inputs of other laws: the autocovariance they promise, and the moments this gives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import sqrt

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from numerics.estimate import of_samples
from numerics.gaussian import GaussianRational, exact
from numerics.laws import sample_and_hold, telegraph
from numerics.oracle import finite_moments
from numerics.simulate import as_arrays, follow, products
from numerics.system import System

LAWS = {law.__name__: jax.jit(law, static_argnames="shape") for law in (telegraph, sample_and_hold)}
RHOS = [Fraction(3, 5), Fraction(-2, 5)]
REPLICATES = 100_000
A, B = GaussianRational(Fraction(3, 10), Fraction(2, 5)), exact(Fraction(-1, 2))
STEPS = 12
SHAPE = (REPLICATES, STEPS)  # one shape keeps JAX from compiling anew
# Standard errors come from independent replicates. |z| < 6 fails with probability 2e-9 for each
# comparison of real numbers in the normal limit; there are about 100 of them in this file.
Z = 6

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("rho", RHOS, ids=str)
@pytest.mark.parametrize("law", LAWS)
def test_autocovariance(key: jax.Array, law: str, rho: Fraction) -> None:
    signals = np.asarray(LAWS[law](key, float(rho), SHAPE))
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
    signals = LAWS[law](key, float(rho), SHAPE)
    final = jax.jit(jax.vmap(lambda x: follow(arrays.eigenvalues, x)))(signals)
    found = jax.vmap(lambda state: products(arrays.readout, state))(final)
    for i, j in ((0, 0), (0, 1), (1, 1)):
        exact_table = finite_moments(systems[i], systems[j], STEPS)
        check(found.state[:, i, j], complex(exact_table[1][1]))
        check(found.sensitivity[:, i, j], complex(exact_table[2][2]))
        check(found.input_state[:, j], complex(exact_table[0][1]))
        check(found.input_sensitivity[:, j], complex(exact_table[0][2]))


def check(samples: jax.Array, expected: complex) -> None:
    estimate = of_samples(samples)
    gap, error = complex(estimate.mean) - expected, complex(estimate.error)
    # The imaginary part of a real quantity is exactly zero, with no error.
    assert abs(gap.real) <= Z * error.real
    assert abs(gap.imag) <= Z * error.imag


def test_telegraph_takes_two_values(key: jax.Array) -> None:
    signals = LAWS["telegraph"](key, 0.3, SHAPE)
    assert set(np.unique(signals)) == {-1.0, 1.0}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("rho", [1.0, -1.0])
def test_edges_are_deterministic(key: jax.Array, law: str, rho: float) -> None:
    signals = LAWS[law](key, rho, SHAPE)
    assert jnp.array_equal(signals[:, 1:], rho * signals[:, :-1])


@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_sample_and_hold_holds(key: jax.Array, rho: float) -> None:
    signals = np.asarray(LAWS["sample_and_hold"](key, rho, SHAPE))
    held = (signals[:, 1:] == signals[:, :-1]).mean()
    # Independent coins of variance rho (1 - rho).
    assert abs(held - rho) <= Z * sqrt(rho * (1 - rho) / (REPLICATES * (STEPS - 1)))
