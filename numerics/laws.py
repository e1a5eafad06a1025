"""Inputs of other laws with the same autocovariance rho^|lag|: telegraph, and sample-and-hold.

They are made of unit normals, one for each value, as the Gaussian input is; but not linearly, so
no matrix can be read off them: they are for Monte-Carlo. Both are stationary from their first
value on, so that after any number of steps from an empty state, and not only in the limit, every
second moment of the recurrence is that of the Gaussian input.
"""

from __future__ import annotations

import math

import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.scipy.special import ndtr, ndtri

from numerics.innovations import by_quantile

# the largest number below 1: beyond it lies the infinite end of the Laplace law
EDGE = 1 - float(np.finfo(float).epsneg)


def telegraph(noise: Array, correlation: Array) -> Array:
    """Make random telegraph signals, x' = -x with probability (1 - rho) / 2.

    Args:
        noise: unit normals, shape (replicates, time).
        correlation: rho, in [-1, 1].

    Returns:
        Stationary signs, shape (replicates, time).
    """
    first = jnp.where(noise[:, :1] < 0, -1.0, 1.0)
    kept = jnp.where(noise[:, 1:] < ndtri((1 + correlation) / 2), 1.0, -1.0)
    return jnp.cumprod(jnp.concatenate([first, kept], axis=1), axis=1)


def sample_and_hold(noise: Array, correlation: Array) -> Array:
    """Make Laplace values that are held: x' = sign(rho) x with probability |rho|, else afresh.

    Args:
        noise: unit normals, shape (replicates, time).
        correlation: rho, in [-1, 1].

    Returns:
        Stationary signals of unit variance, shape (replicates, time).
    """
    levels, size = ndtr(noise), jnp.abs(correlation)
    held = levels <= size
    # above |rho| a level is as good as new: what is left of it makes the fresh value
    fresh = _laplace((levels - size) / jnp.maximum(1 - size, math.ulp(0.0)))

    def advance(x: Array, now: tuple[Array, Array]) -> tuple[Array, Array]:
        x = jnp.where(now[1], jnp.sign(correlation) * x, now[0])
        return x, x

    begin = _laplace(levels[:, 0])
    rest = lax.scan(advance, begin, (fresh[:, 1:].T, held[:, 1:].T))[1]
    return jnp.concatenate([begin[None], rest]).T


def _laplace(level: Array) -> Array:
    return by_quantile("laplace", jnp.clip(2 * level - 1, -EDGE, EDGE))


JUMPS = {"telegraph": telegraph, "sample-and-hold": sample_and_hold}
