"""Innovations of zero mean and unit variance out of random words, law by law."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from numerics.settings import LAWS

IMPULSE = "impulse"
BITS = 32
# Excess kurtosis k4 of each of `numerics.settings.LAWS`: the variance of a time average of a b is
# larger by k4 C_ab(0)^2.
EXCESS_KURTOSIS = (-2.0, 0.0, -1.2, 3.0)


def words_needed(law: str, steps: int) -> int:
    """Count the words that one lane needs.

    Args:
        law: one of `numerics.settings.LAWS`, or `IMPULSE`.
        steps: a multiple of 32.

    Returns:
        One word for 32 signs, one for a number of any other law.
    """
    return steps // BITS if law == "rademacher" else steps


def innovations(law: str, words: Array, dtype: np.dtype) -> Array:
    """Turn random words into innovations.

    Args:
        law: one of `numerics.settings.LAWS`; `IMPULSE` passes the words on as numbers.
        words: uint32, shape (words_needed(law, steps), lanes).
        dtype: float32 or float64.

    Returns:
        Independent numbers of zero mean and unit variance, shape (steps, lanes).
    """
    if law == IMPULSE:
        return words.astype(dtype)
    if law == "rademacher":
        places = jnp.arange(BITS, dtype=jnp.uint32)[None, :, None]
        bits = ((words[:, None, :] >> places) & np.uint32(1)).astype(jnp.int32)
        return (2 * bits - 1).astype(dtype).reshape(-1, words.shape[-1])
    return by_quantile(law, _symmetric(words, dtype))


def drawn(key: Array, law: str, steps: int, lanes: int) -> Array:
    """Draw innovations of any law.

    Args:
        key: a JAX random key.
        law: one of `numerics.settings.LAWS`.
        steps: how many for each lane.
        lanes: how many columns.

    Returns:
        float64 numbers, shape (steps, lanes).

    Raises:
        ValueError: if the law is unknown.
    """
    if law not in LAWS:
        raise ValueError(f"law = {law!r}: must be one of {', '.join(LAWS)}; choose one of these")
    rounded = -(-steps // BITS) * BITS
    words = jax.random.bits(key, (words_needed(law, rounded), lanes), jnp.uint32)
    return innovations(law, words, np.dtype(np.float64))[:steps]


def _symmetric(words: Array, dtype: np.dtype) -> Array:
    """Spread words evenly over (-1, 1): odd multiples of a power of two, never 0 or an end."""
    keep = 24 if dtype == np.dtype(np.float32) else BITS
    kept = (words >> np.uint32(BITS - keep)).astype(dtype)
    scale = np.asarray(2.0 ** (1 - keep), dtype)
    return (kept * scale - 1) + scale / 2


def by_quantile(law: str, symmetric: Array) -> Array:
    """Turn numbers that are even over (-1, 1) into innovations.

    Args:
        law: `gaussian`, `uniform` or `laplace`.
        symmetric: any shape.

    Returns:
        Numbers of zero mean and unit variance, of that shape and type.
    """
    if law == "gaussian":
        return _scaled(lax.erf_inv(symmetric), math.sqrt(2))
    if law == "uniform":
        return _scaled(symmetric, math.sqrt(3))
    return _scaled(jnp.sign(symmetric) * jnp.log1p(-jnp.abs(symmetric)), -math.sqrt(1 / 2))


def _scaled(array: Array, factor: float) -> Array:
    return array * np.asarray(factor, array.dtype)
