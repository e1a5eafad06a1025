"""Independent chains at a fixed time, against exact moments within their own errors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import jax
import numpy as np
import pytest

from numerics.chains import BATCH, chains
from numerics.estimate import Estimate
from numerics.gaussian import GaussianRational, exact
from numerics.laws import JUMPS
from numerics.oracle import finite_moments
from numerics.settings import LAWS
from numerics.simulate import Products, as_arrays
from numerics.system import System

Build = Callable[..., System]
A, B = GaussianRational(Fraction(3, 10), Fraction(2, 5)), exact(Fraction(-1, 2))
RHO, STEPS, SHORT = Fraction(2, 5), 10, 2
# Errors come from independent replicates: |z| < 6 fails with probability 2e-9 for each real
# comparison in the normal limit.
Z = 6

FEW = ("laplace", "uniform", "telegraph")  # gaussian chains are those of the other tests
CASES = [pytest.param(law, marks=() if law in FEW else pytest.mark.long) for law in (*LAWS, *JUMPS)]

pytestmark = pytest.mark.slow


def check(found: Products, build: Build, steps: int) -> None:
    one, two = build(RHO, A), build(RHO, B)
    for i, p in enumerate((one, two)):
        for j, q in enumerate((one, two)):
            table = finite_moments(p, q, steps)
            within(found.state, (i, j), complex(table[1][1]))
            within(found.sensitivity, (i, j), complex(table[2][2]))
            within(found.input_state, (j,), complex(table[0][1]))
            within(found.input_sensitivity, (j,), complex(table[0][2]))


def within(estimate: Estimate, place: tuple[int, ...], right: complex) -> None:
    gap, error = complex(estimate.mean[place]) - right, complex(estimate.error[place])
    assert abs(gap.real) <= Z * error.real
    assert abs(gap.imag) <= Z * error.imag
    assert error.real < 0.1 * max(abs(right), 0.1)  # else the comparison sees nothing


@pytest.mark.parametrize("law", CASES)
def test_chains(exponential: Build, key: jax.Array, law: str) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    found = chains(arrays, key, replicates=2 * BATCH - 1, steps=STEPS, law=law)
    assert found.state.replicates == 2 * BATCH
    check(found, exponential, STEPS)


@pytest.mark.parametrize("steps", [2, pytest.param(3, marks=pytest.mark.long)])
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


def test_an_unknown_law_is_refused(exponential: Build, key: jax.Array) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    with pytest.raises(ValueError, match="law = 'cauchy': must be one of rademacher"):
        chains(arrays, key, replicates=BATCH, steps=STEPS, law="cauchy")
