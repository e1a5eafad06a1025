"""Inputs of other laws with the same autocovariance rho^|lag|: telegraph, and sample-and-hold.

They are not linear in their noise, so no matrix can be read off them: they are for Monte-Carlo.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array, lax


def telegraph(key: Array, correlation: float, shape: tuple[int, int]) -> Array:
    """Draw random telegraph signals, x' = -x with probability (1 - rho) / 2.

    Args:
        key: a JAX random key.
        correlation: rho, in [-1, 1].
        shape: (replicates, time).

    Returns:
        Stationary signs, shape (replicates, time).
    """
    first, flips = jax.random.split(key)
    keep = jax.random.bernoulli(flips, (1 + correlation) / 2, shape)
    begin = jax.random.rademacher(first, (shape[0], 1), dtype=jnp.float64)
    return begin * jnp.cumprod(jnp.where(keep, 1.0, -1.0), axis=1)


def sample_and_hold(key: Array, correlation: float, shape: tuple[int, int]) -> Array:
    """Draw Laplace values that are held: x' = sign(rho) x with probability |rho|, else afresh.

    Args:
        key: a JAX random key.
        correlation: rho, in [-1, 1].
        shape: (replicates, time).

    Returns:
        Stationary signals of unit variance, shape (replicates, time).
    """
    first, second, third = jax.random.split(key, 3)
    fresh = jax.random.laplace(first, shape, dtype=jnp.float64) / jnp.sqrt(2.0)
    held = jax.random.bernoulli(second, abs(correlation), shape)
    begin = jax.random.laplace(third, (shape[0],), dtype=jnp.float64) / jnp.sqrt(2.0)

    def advance(x: Array, now: tuple[Array, Array]) -> tuple[Array, Array]:
        x = jnp.where(now[1], jnp.sign(correlation) * x, now[0])
        return x, x

    return lax.scan(advance, begin, (fresh.T, held.T))[1].T
