"""The slow obvious simulator: one step at a time, for any cell, linear or not."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from numerics.cells import Arrays, Cell, Values
from numerics.innovations import innovations, words_needed
from numerics.threefry import words

COST = 50.0  # of a state-step, roughly, in those of the thinned form


class Shape(NamedTuple):
    """All that a compiled program depends on but its numbers; see `numerics.chunks.Shape`.

    Args:
        cell: the recurrence.
        points: P.
        length: L, a multiple of 32; every step is averaged, so it only sets how words are laid out.
        chunks: chunks of a block.
        lanes: C.
        law: law of the innovations.
        precision: always `double`.
    """

    cell: Cell
    points: int
    length: int
    chunks: int
    lanes: int
    law: str
    precision: str = "double"

    @property
    def size(self) -> int:
        """Normal numbers that place a chain: none."""
        return 0

    @property
    def block(self) -> int:
        """Steps of one chain in one block."""
        return self.chunks * self.length


class Carry(NamedTuple):
    """Where one replica stands.

    Args:
        state: pytree of arrays of shape (P, C).
        sums: each quantity summed over steps, each of shape (P, C).
    """

    state: Any
    sums: Values


def start(shape: Shape, numbers: Arrays, normal: Array) -> Carry:
    """Begin a replica from the state in its numbers; no normal numbers are needed."""
    del normal
    wide = (shape.points, shape.lanes)
    state = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, wide), numbers.state)
    seen = shape.cell.observe(numbers.numbers, state)
    return Carry(state, tuple(jnp.zeros_like(jnp.broadcast_to(value, wide)) for value in seen))


def advance(shape: Shape, numbers: Arrays, carry: Carry, key: Array, block: Array) -> Carry:
    """Run one block, step by step.

    Args:
        shape: the group's shape.
        numbers: the group's numbers.
        carry: where the replica stands.
        key: the replica's two key words.
        block: number of the block.

    Returns:
        Where it stands afterwards.
    """
    cell = shape.cell

    def one(carry: Carry, randoms: Array) -> tuple[Carry, None]:
        state = cell.step(numbers.numbers, carry.state, tuple(randoms[:, None, :]))
        seen = cell.observe(numbers.numbers, state)
        return Carry(state, tuple(t + s for t, s in zip(carry.sums, seen, strict=True))), None

    def chunk(carry: Carry, chunk_words: Array) -> tuple[Carry, None]:
        drawn = innovations(shape.law, chunk_words, np.dtype(np.float64))
        each = drawn.reshape(shape.length, cell.randoms, shape.lanes)
        return lax.scan(one, carry, each)[0], None

    rows = words_needed(shape.law, shape.length) * cell.randoms
    count = shape.chunks * rows * shape.lanes
    made = words(key, block, count).reshape(shape.chunks, rows, shape.lanes)
    return lax.scan(chunk, carry, made)[0]


def weights(shape: Shape, problems: Any) -> np.ndarray:
    """Give what `sums` needs besides the carry: nothing."""
    del shape, problems
    return np.empty(0)


def sums(shape: Shape, weights: np.ndarray, carry: Carry) -> np.ndarray:
    """Sum each quantity over the steps of each chain.

    Args:
        shape: the group's shape.
        weights: not needed.
        carry: NumPy arrays with a leading axis of R replicas.

    Returns:
        Sums, shape (R C, P, quantities).
    """
    del shape, weights
    each = np.stack(carry.sums, axis=-1).transpose(0, 2, 1, 3)
    return each.reshape(-1, *each.shape[2:])


def looks(shape: Shape, blocks: int) -> int:
    """Count the summands of one batch of `sums` after some blocks."""
    return blocks * shape.block
