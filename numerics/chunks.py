"""A chunk of many steps as one matrix product, shared by all points of a group.

L steps of z' = A z + b xi are z_L = A^L z_0 + W xi_1..L. The matrices are built in float64 from the
float64 eigenvalues and the state is carried in float64; only the product W xi may be float32.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from numerics.doubling import root, stationary
from numerics.innovations import IMPULSE, innovations, words_needed
from numerics.linear import Linear
from numerics.threefry import words

Pairs = tuple[tuple[int, int], ...]


class Shape(NamedTuple):
    """All that a compiled program of a group depends on but its numbers.

    Args:
        points: P, points that share their innovations.
        length: L, steps of a chunk, a multiple of 32.
        chunks: chunks of a block; the random words of one block are held in memory.
        lanes: C, chains that run side by side.
        law: law of the innovations.
        precision: `mixed` (products in float32) or `double`.
        links: for each coordinate those that its new value depends on after L steps.
        pairs: products of coordinates that are averaged.
    """

    points: int
    length: int
    chunks: int
    lanes: int
    law: str
    precision: str
    links: tuple[tuple[int, ...], ...]
    pairs: Pairs

    @property
    def size(self) -> int:
        """Coordinates of one point."""
        return len(self.links)

    @property
    def block(self) -> int:
        """Steps of one chain in one block."""
        return self.chunks * self.length

    @property
    def dtype(self) -> np.dtype:
        """Type of the matrix products."""
        return np.dtype(np.float32 if self.precision == "mixed" else np.float64)


class Arrays(NamedTuple):
    """The numbers of a group.

    Args:
        power: A^L, shape (n, n, P, 1).
        drive: W, shape (n P, L), of the shape's dtype.
        root: factor of the moments from which chains start, shape (n, n, P, 1).
    """

    power: Array
    drive: Array
    root: Array


def pairs_of(problems: Sequence[Linear]) -> Pairs:
    """List the products of coordinates that the quantities of some problems need."""
    forms = [np.abs(form) for problem in problems for form in problem.forms.values()]
    return tuple((int(i), int(j)) for i, j in np.argwhere(np.triu(sum(forms)) > 0))


def links_of(problems: Sequence[Linear]) -> tuple[tuple[int, ...], ...]:
    """List for each coordinate those that reach it within some steps."""
    size = len(problems[0].noise)
    near = sum(np.abs(problem.matrix) for problem in problems) + np.eye(size)
    reached = np.linalg.matrix_power(near > 0, size)
    return tuple(tuple(int(j) for j in np.flatnonzero(row)) for row in reached)


def arrays(problems: Sequence[Linear], shape: Shape, start: str) -> Arrays:
    """Build the matrices of a group in float64.

    Args:
        problems: P problems of n coordinates.
        shape: the group's shape.
        start: `law` draws the start from the stationary second moments, found by doubling the
            recurrence; `zero` starts at zero.

    Returns:
        The group's numbers, as NumPy arrays.
    """
    powers, drives, roots = [], [], []
    for problem in problems:
        columns = [problem.noise]
        for _ in range(shape.length - 1):
            columns.append(problem.matrix @ columns[-1])
        drives.append(np.array(columns[::-1]).T)
        powers.append(np.linalg.matrix_power(problem.matrix, shape.length))
        factor = root(stationary(problem)) if start == "law" else np.zeros_like(problem.matrix)
        roots.append(factor)
    drive = np.stack(drives, axis=1).reshape(-1, shape.length).astype(shape.dtype)
    return Arrays(_last(powers), drive, _last(roots))  # type: ignore[arg-type]


def start(shape: Shape, numbers: Arrays, normal: Array) -> tuple[Array, ...]:
    """Place the chains of one replica.

    Args:
        shape: the group's shape.
        numbers: the group's arrays.
        normal: independent normal numbers, shape (n, P, C).

    Returns:
        n coordinates, each of shape (P, C).
    """
    return tuple(_sum(list(numbers.root[i] * normal)) for i in range(shape.size))


def block_words(shape: Shape, key: Array, block: Array) -> Array:
    """Make the random words of one block, or the impulses that stand in for them.

    Args:
        shape: the group's shape.
        key: the replica's two key words.
        block: number of the block.

    Returns:
        Words, shape (chunks, words of a lane and chunk, C).
    """
    rows = words_needed(shape.law, shape.length)
    if shape.law == IMPULSE:
        at_first = jnp.eye(rows, shape.lanes, dtype=jnp.uint32) * (block == 0).astype(jnp.uint32)
        return jnp.zeros((shape.chunks, rows, shape.lanes), jnp.uint32).at[0].set(at_first)
    count = shape.chunks * rows * shape.lanes
    return words(key, block, count).reshape(shape.chunks, rows, shape.lanes)


def drawn(shape: Shape, chunk_words: Array) -> Array:
    """Turn the words of one chunk into its innovations, shape (L, C)."""
    return innovations(shape.law, chunk_words, shape.dtype)


def product(first: Array, second: Array) -> Array:
    """Multiply matrices at full precision: without this a GPU may use TF32."""
    return jnp.matmul(first, second, precision=lax.Precision.HIGHEST)


def advanced(
    shape: Shape, numbers: Arrays, state: tuple[Array, ...], xi: Array
) -> tuple[Array, ...]:
    """Advance the state by one chunk.

    Args:
        shape: the group's shape.
        numbers: the group's arrays.
        state: n coordinates, each of shape (P, C).
        xi: innovations, shape (L, C).

    Returns:
        The coordinates L steps later.
    """
    kicks = product(numbers.drive, xi).reshape(shape.size, shape.points, shape.lanes)
    return tuple(
        _sum([numbers.power[i, j] * state[j] for j in links] + [kicks[i].astype(jnp.float64)])
        for i, links in enumerate(shape.links)
    )


def _sum(terms: list[Any]) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _last(matrices: list[np.ndarray]) -> np.ndarray:
    return np.stack(matrices, axis=-1)[..., None]
