"""Noise: the moments of its laws, and drives that are orthogonal."""

from __future__ import annotations

from math import sqrt

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from numerics.noise import LAWS, draw, impulses, rotated

COUNT = 200_000
KURTOSIS = {"gaussian": 3.0, "rademacher": 1.0}
EIGHTH = {"gaussian": 105.0, "rademacher": 1.0}


@pytest.mark.parametrize("law", LAWS)
def test_moments_of_the_laws(key: jax.Array, law: str) -> None:
    noise = np.asarray(draw(key, (COUNT, 2), law))
    first, second = noise.T
    fourth = KURTOSIS[law]
    # Sums of COUNT independent terms of known variance: |z| < 6 fails with probability 2e-9 each.
    limit = 6 / sqrt(COUNT)
    assert abs(first.mean()) < limit
    assert abs((first**2).mean() - 1) <= limit * sqrt(fourth - 1)
    assert abs((first**4).mean() - fourth) <= limit * sqrt(EIGHTH[law] - fourth**2)
    assert abs((first * second).mean()) < limit
    assert abs((first[1:] * first[:-1]).mean()) < limit * sqrt(COUNT / (COUNT - 1))


@pytest.mark.parametrize("law", LAWS)
def test_keys_decide(key: jax.Array, law: str) -> None:
    other = jax.random.fold_in(key, 1)
    assert jnp.array_equal(draw(key, (64,), law), draw(key, (64,), law))
    assert not jnp.array_equal(draw(key, (64,), law), draw(other, (64,), law))
    assert draw(key, (3, 2), law).dtype == jnp.float64


def test_unknown_law(key: jax.Array) -> None:
    with pytest.raises(ValueError, match="law = 'cauchy': must be one of gaussian, rademacher"):
        draw(key, (2,), "cauchy")


@pytest.mark.parametrize("kind", [impulses, rotated], ids=["impulses", "rotated"])
@pytest.mark.parametrize("length", [1, 2, 17])
def test_drives_average_to_the_identity(kind: object, length: int) -> None:
    rows = np.asarray(kind(length))  # type: ignore[operator]
    assert rows.shape == (2 * length, length)
    assert np.array_equal(rows[:length], -rows[length:])
    # Householder reflections leave an error of a small multiple of length * eps.
    tolerance = 20 * length * np.finfo(float).eps
    assert np.abs(rows.T @ rows / len(rows) - np.eye(length)).max() <= tolerance


def test_rotations_differ_by_seed() -> None:
    assert not jnp.array_equal(rotated(5), rotated(5, seed=1))
    assert jnp.array_equal(rotated(5), rotated(5, seed=0))
