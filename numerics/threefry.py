"""Random words by counter: Threefry-2x32 with 20 rounds, unrolled, both output words used."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = np.uint32(0x1BD11BDA)


def key_words(key: Array) -> Array:
    """Give the two words of a JAX random key.

    Args:
        key: a typed key of the implementation `threefry2x32`.

    Returns:
        uint32 words, shape (2,).
    """
    return jax.random.key_data(key).astype(jnp.uint32)


def threefry(key: Array, first: Array, second: Array) -> tuple[Array, Array]:
    """Encrypt pairs of counters.

    Args:
        key: two uint32 words, shape (2,).
        first: high counters, uint32, any shape.
        second: low counters, of the same shape.

    Returns:
        Two arrays of random uint32 words of that shape.
    """
    keys = (key[0], key[1], key[0] ^ key[1] ^ PARITY)
    first, second = first + keys[0], second + keys[1]
    for turn in range(5):
        for distance in ROTATIONS[turn % 2]:
            first = first + second
            second = first ^ _rotated(second, distance)
        first = first + keys[(turn + 1) % 3]
        second = second + keys[(turn + 2) % 3] + np.uint32(turn + 1)
    return first, second


def words(key: Array, block: Array, count: int) -> Array:
    """Give the random words of one block.

    The counters of block b are (b, 0), (b, 1), ...: no two blocks of a key share a word, and any
    block can be made again by itself.

    Args:
        key: two uint32 words, shape (2,).
        block: number of the block, a uint32 scalar.
        count: how many words, an even number.

    Returns:
        uint32 words, shape (count,).
    """
    low = jnp.arange(count // 2, dtype=jnp.uint32)
    return jnp.concatenate(threefry(key, jnp.broadcast_to(block, low.shape), low))


def _rotated(word: Array, distance: int) -> Array:
    return (word << np.uint32(distance)) | (word >> np.uint32(32 - distance))
