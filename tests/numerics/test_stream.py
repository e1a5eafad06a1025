"""Long runs: chains and time averages, against exact moments within their own errors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import jax
import numpy as np
import pytest

from numerics.estimate import Estimate
from numerics.gaussian import GaussianRational, exact
from numerics.oracle import finite_moments, stationary_moments
from numerics.simulate import Products, as_arrays
from numerics.stream import BATCH, chains, time_average
from numerics.system import System

Build = Callable[..., System]
A, B = GaussianRational(Fraction(3, 10), Fraction(2, 5)), exact(Fraction(-1, 2))
RHO, STEPS, SHORT = Fraction(2, 5), 10, 2
# Errors come from independent replicates: |z| < 6 fails with probability 2e-9 for each real
# comparison in the normal limit, 2e-8 for the 255 degrees of freedom of `time_average`.
Z = 6

pytestmark = pytest.mark.slow


def check(found: Products, build: Build, steps: int | None) -> None:
    one, two = build(RHO, A), build(RHO, B)
    for i, p in enumerate((one, two)):
        for j, q in enumerate((one, two)):
            table = stationary_moments(p, q) if steps is None else finite_moments(p, q, steps)
            within(found.state, (i, j), complex(table[1][1]))
            within(found.sensitivity, (i, j), complex(table[2][2]))
            within(found.input_state, (j,), complex(table[0][1]))
            within(found.input_sensitivity, (j,), complex(table[0][2]))


def within(estimate: Estimate, place: tuple[int, ...], right: complex) -> None:
    gap, error = complex(estimate.mean[place]) - right, complex(estimate.error[place])
    assert abs(gap.real) <= Z * error.real
    assert abs(gap.imag) <= Z * error.imag
    assert error.real < 0.1 * max(abs(right), 0.1)  # else the comparison sees nothing


@pytest.mark.parametrize("law", ["gaussian", "rademacher"])
def test_chains(exponential: Build, key: jax.Array, law: str) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    found = chains(arrays, key, replicates=2 * BATCH - 1, steps=STEPS, law=law)
    assert found.state.replicates == 2 * BATCH
    check(found, exponential, STEPS)


@pytest.mark.parametrize("steps", [2, 3])
def test_chains_have_exactly_the_length_asked_for(
    exponential: Build, key: jax.Array, steps: int
) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    check(chains(arrays, key, replicates=2 * BATCH, steps=steps), exponential, steps)


def test_chains_see_a_wrong_horizon(exponential: Build, key: jax.Array) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    found = chains(arrays, key, replicates=BATCH, steps=SHORT)
    with pytest.raises(AssertionError):
        check(found, exponential, STEPS)


def test_time_average(exponential: Build, key: jax.Array) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    # One chunk of 128 steps forgets the start to 2^-128.
    found = time_average(arrays, key, replicates=256, chunks=4, chunk=128)
    check(found, exponential, None)


def test_time_average_with_a_mean(with_mean: Build, key: jax.Array) -> None:
    mu, sigma = Fraction(-2, 3), Fraction(1, 2)
    systems = [with_mean(mu, sigma, e) for e in (A, B)]
    found = time_average(
        as_arrays(with_mean(mu, sigma, A, B)), key, replicates=256, chunks=2, chunk=128
    )
    table = stationary_moments(*systems)
    within(found.state, (0, 1), complex(table[2][2]))
    within(found.sensitivity, (0, 1), complex(table[3][3]))


def test_keys_decide(exponential: Build, key: jax.Array) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    other = jax.random.fold_in(key, 7)
    first, again, changed = (
        chains(arrays, k, replicates=BATCH, steps=SHORT).state.mean for k in (key, key, other)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, changed)


def test_batches_are_different_chains(exponential: Build, key: jax.Array) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    one = chains(arrays, key, replicates=BATCH, steps=SHORT).state
    two = chains(arrays, key, replicates=2 * BATCH, steps=SHORT).state
    assert not np.array_equal(one.mean, two.mean)  # a repeated batch would leave the mean
    assert two.replicates == 2 * one.replicates


def test_chunks_are_different_noise(exponential: Build, key: jax.Array) -> None:
    arrays = as_arrays(exponential(Fraction(0), exact(0)))
    chunks, chunk, replicates = 4, 32, 512
    found = time_average(arrays, key, replicates=replicates, chunks=chunks, chunk=chunk)
    # h = x is white here, Var x^2 = 2; repeated chunks would double the error. The spread of 512
    # averages is known to 1/sqrt(2 * 511) = 3.1%, six times which is 0.19.
    expected = np.sqrt(2 / (chunks * chunk * replicates))
    assert abs(float(found.state.error[0, 0]) / expected - 1) < 0.19
