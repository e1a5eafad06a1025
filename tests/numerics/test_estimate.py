"""Estimates: merged batches are the whole, whatever the split."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import lax

from numerics.estimate import Estimate, merge, of_samples

pytestmark = pytest.mark.slow

EPS = np.finfo(float).eps
LARGEST = 1e3
REALS = st.floats(-LARGEST, LARGEST, allow_subnormal=False)
LENGTH = 6  # one shape keeps JAX from compiling anew


def close(found: Estimate, expected: Estimate) -> None:
    # Each mean is off by at most count * eps * LARGEST; squares of deviations (at most 2 LARGEST
    # each way) are summed over count terms; merging adds a few more roundings of the same size.
    size = float(jnp.real(expected.replicates))
    assert found.replicates == expected.replicates
    assert abs(found.mean - expected.mean) <= 8 * size * EPS * LARGEST
    assert abs(found.spread - expected.spread) <= 16 * size**2 * EPS * (2 * LARGEST) ** 2


@pytest.mark.slow
@settings(max_examples=60)
@given(numbers=st.lists(REALS, min_size=2 * LENGTH, max_size=2 * LENGTH), turned=st.booleans())
def test_merge_is_the_whole(numbers: list[float], *, turned: bool) -> None:
    samples = jnp.asarray(numbers)
    if turned:
        samples = lax.complex(samples, samples[::-1] ** 2 / LARGEST)
    whole = of_samples(samples)
    first, second = of_samples(samples[:LENGTH]), of_samples(samples[LENGTH:])
    close(merge(first, second), whole)
    close(merge(second, first), whole)


@pytest.mark.parametrize("cut", [1, 2, 7])
def test_unequal_batches(cut: int) -> None:
    samples = jnp.asarray([3.0, -1.0, 4.0, 1.0, -5.0, 9.0, 2.0, 6.0])
    close(merge(of_samples(samples[:cut]), of_samples(samples[cut:])), of_samples(samples))


def test_error_is_the_standard_error() -> None:
    samples = np.array([3.0, -1.0, 4.0, 1.0, -5.0])
    expected = samples.std(ddof=1) / np.sqrt(5)
    assert abs(of_samples(jnp.asarray(samples)).error - expected) <= 10 * EPS * expected


def test_error_of_complex_samples_is_by_parts() -> None:
    real, imag = np.array([3.0, -1.0, 4.0, 1.0]), np.array([1.0, 5.0, -9.0, 2.0])
    error = of_samples(jnp.asarray(real + 1j * imag)).error
    expected = (real.std(ddof=1) + 1j * imag.std(ddof=1)) / 2
    assert abs(error - expected) <= 10 * EPS * abs(expected)


def test_entries_are_estimated_apart() -> None:
    samples = jnp.asarray([[1.0, 10.0], [3.0, 10.0], [5.0, 10.0]])
    estimate = of_samples(samples)
    assert estimate.mean.tolist() == [3.0, 10.0]
    assert estimate.spread.tolist() == [8.0, 0.0]


def test_a_planted_merge_is_seen() -> None:
    first, second = of_samples(jnp.asarray([1.0, 2.0])), of_samples(jnp.asarray([7.0, 9.0, 11.0]))
    right = merge(first, second)
    forgotten = first.spread + second.spread
    assert abs(forgotten - right.spread) > 1
    assert abs((first.mean + second.mean) / 2 - right.mean) > 0.1
