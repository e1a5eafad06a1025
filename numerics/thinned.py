"""Averages over chunk ends: nearly free of loss where the chunk is short against the memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from numerics import chunks
from numerics.chunks import Arrays, Shape, advanced, block_words, drawn
from numerics.linear import Linear

COST = 1.0  # of a state-step, roughly, in those of the thinned form


class Carry(NamedTuple):
    """Where one replica stands.

    Args:
        state: n coordinates, each of shape (P, C).
        sums: the products of coordinates summed over chunk ends, each of shape (P, C).
    """

    state: tuple[Array, ...]
    sums: tuple[Array, ...]


def start(shape: Shape, numbers: Arrays, normal: Array) -> Carry:
    """Begin a replica; see `numerics.chunks.start`."""
    state = chunks.start(shape, numbers, normal)
    return Carry(state, (jnp.zeros_like(state[0]),) * len(shape.pairs))


def advance(shape: Shape, numbers: Arrays, carry: Carry, key: Array, block: Array) -> Carry:
    """Run one block.

    Args:
        shape: the group's shape.
        numbers: the group's arrays.
        carry: where the replica stands.
        key: the replica's two key words.
        block: number of the block.

    Returns:
        Where it stands afterwards.
    """

    def chunk(carry: Carry, chunk_words: Array) -> tuple[Carry, None]:
        state = advanced(shape, numbers, carry.state, drawn(shape, chunk_words))
        sums = (
            total + state[i] * state[j]
            for total, (i, j) in zip(carry.sums, shape.pairs, strict=True)
        )
        return Carry(state, tuple(sums)), None

    return lax.scan(chunk, carry, block_words(shape, key, block))[0]


def weights(shape: Shape, problems: Sequence[Linear]) -> np.ndarray:
    """Write the quantities as combinations of the shape's pairs.

    Args:
        shape: the group's shape.
        problems: its P problems.

    Returns:
        Weights, shape (P, quantities, pairs).
    """
    doubled = np.array([1 if i == j else 2 for i, j in shape.pairs])
    rows, columns = np.array(shape.pairs).T
    forms = [np.stack(list(problem.forms.values())) for problem in problems]
    return np.stack([doubled * form[:, rows, columns] for form in forms])


def sums(shape: Shape, weights: np.ndarray, carry: Carry) -> np.ndarray:
    """Sum each quantity over the chunk ends of each chain.

    Args:
        shape: the group's shape.
        weights: see `weights`.
        carry: NumPy arrays with a leading axis of R replicas.

    Returns:
        Sums, shape (R C, P, quantities).
    """
    each = np.stack(carry.sums, axis=-1)  # (R, P, C, pairs)
    summed: np.ndarray = np.einsum("rpck,pqk->rcpq", each, weights)
    return summed.reshape(-1, *summed.shape[2:])


def looks(shape: Shape, blocks: int) -> int:
    """Count the summands of one batch of `sums` after some blocks."""
    return blocks * shape.chunks
