"""Averages over every step, from Gram matrices of chunk starts and innovations.

Within a chunk the state is linear in u = (z_0, xi_1, ..., xi_L), so the sum over its steps of a
quadratic quantity is a quadratic form in u: sums of u u^T over chunks and lanes are all it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from numerics import chunks
from numerics.chunks import Arrays, Shape, advanced, block_words, drawn, product
from numerics.linear import Linear

COST = 2.0  # of a state-step, roughly, in those of the thinned form


class Carry(NamedTuple):
    """Where one replica stands; sums run over chunks and, but for `starts`, over lanes.

    Args:
        state: n coordinates, each of shape (P, C).
        starts: sums of z_i z_j for i <= j, each of shape (P, C).
        mixed: sums of z xi^T, shape (n P, L).
        noise: sums of xi xi^T, shape (L, L), the same for all points.
    """

    state: tuple[Array, ...]
    starts: tuple[Array, ...]
    mixed: Array
    noise: Array


def start(shape: Shape, numbers: Arrays, normal: Array) -> Carry:
    """Begin a replica; see `numerics.chunks.start`."""
    size, length = shape.size, shape.length
    state = chunks.start(shape, numbers, normal)
    return Carry(
        state,
        (jnp.zeros_like(state[0]),) * (size * (size + 1) // 2),
        jnp.zeros((size * shape.points, length)),
        jnp.zeros((length, length)),
    )


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
        state, xi = carry.state, drawn(shape, chunk_words)
        flat = jnp.stack(state).astype(shape.dtype).reshape(-1, shape.lanes)
        seen = zip(carry.starts, np.argwhere(np.triu(np.ones((shape.size,) * 2))), strict=True)
        return Carry(
            advanced(shape, numbers, state, xi),
            tuple(total + state[i] * state[j] for total, (i, j) in seen),
            carry.mixed + product(flat, xi.T).astype(jnp.float64),
            carry.noise + product(xi, xi.T).astype(jnp.float64),
        ), None

    return lax.scan(chunk, carry, block_words(shape, key, block))[0]


def weights(shape: Shape, problems: Sequence[Linear]) -> np.ndarray:
    """Write the sum over a chunk of each quantity as a quadratic form in u.

    Args:
        shape: the group's shape.
        problems: its P problems.

    Returns:
        Forms, shape (P, quantities, n + L, n + L).
    """
    return np.stack([_summed_forms(shape, problem) for problem in problems])


def sums(shape: Shape, weights: np.ndarray, carry: Carry) -> np.ndarray:
    """Sum each quantity over every step and lane of each replica.

    Args:
        shape: the group's shape.
        weights: see `weights`.
        carry: NumPy arrays with a leading axis of R replicas.

    Returns:
        Sums, shape (R, P, quantities).
    """
    grams = np.stack(_grams(shape, carry))
    summed: np.ndarray = np.einsum("pruv,pquv->rpq", grams, weights, optimize=True)
    return summed


def looks(shape: Shape, blocks: int) -> int:
    """Count the summands of one batch of `sums` after some blocks."""
    return blocks * shape.block * shape.lanes


def _grams(shape: Shape, carry: Carry) -> list[np.ndarray]:
    """Assemble the sums of u u^T of each point, shape (R, n + L, n + L)."""
    size, replicas = shape.size, len(carry.noise)
    mixed = np.asarray(carry.mixed).reshape(replicas, size, shape.points, shape.length)
    rows, columns = np.triu_indices(size)
    grams = []
    for point in range(shape.points):
        starts = np.zeros((replicas, size, size))
        values = np.stack([total[:, point].sum(axis=-1) for total in carry.starts], axis=-1)
        starts[:, rows, columns] = values
        starts[:, columns, rows] = values
        cross = mixed[:, :, point]
        upper = np.concatenate([starts, cross], axis=2)
        lower = np.concatenate([cross.transpose(0, 2, 1), carry.noise], axis=2)
        grams.append(np.concatenate([upper, lower], axis=1))
    return grams


def _summed_forms(shape: Shape, problem: Linear) -> np.ndarray:
    size, wide = shape.size, shape.size + shape.length
    seen = np.zeros((shape.length + 1, size, wide))
    seen[0] = np.eye(size, wide)
    for step in range(shape.length):
        seen[step + 1] = problem.matrix @ seen[step]
        seen[step + 1, :, size + step] += problem.noise
    steps = seen[1:].reshape(-1, wide)
    return np.stack(
        [
            steps.T @ np.einsum("ij,tjw->tiw", form, seen[1:]).reshape(-1, wide)
            for form in problem.forms.values()
        ]
    )
