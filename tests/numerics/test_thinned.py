"""Averages over chunk ends: against a loop over steps and against the plain simulator."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from numerics import cells, plain, thinned
from numerics.chunks import Arrays, Shape, arrays, block_words, drawn
from numerics.doubling import stationary
from numerics.linear import Linear
from numerics.points import Point, exponential
from numerics.threefry import key_words
from tests.alike import one_in
from tests.numerics.groups import (
    BLOCKS,
    CHUNKS,
    EPS,
    LANES,
    LENGTH,
    POINTS,
    REAL,
    ROUNDING,
    SLOW,
    laid_out,
)

pytestmark = pytest.mark.slow


@cache
def program(shape: Shape) -> Any:
    def run(numbers: Arrays, normal: jax.Array, own: jax.Array, blocks: jax.Array) -> Any:
        def block(index: jax.Array, carry: thinned.Carry) -> thinned.Carry:
            return thinned.advance(shape, numbers, carry, own, index)

        begun = thinned.start(shape, numbers, normal)
        return lax.fori_loop(jnp.uint32(0), blocks, block, begun)

    return jax.jit(run)


def ran(
    shape: Shape, numbers: Arrays, key: jax.Array, blocks: int = BLOCKS
) -> tuple[thinned.Carry, np.ndarray]:
    """Run one replica from normal numbers; give its end and where it began, (n, P, C)."""
    normal = jax.random.normal(key, (shape.size, shape.points, shape.lanes))
    placed = jax.tree.map(jnp.asarray, numbers)
    carry = program(shape)(placed, normal, key_words(key), jnp.uint32(blocks))
    begun = np.einsum("ijp,jpc->ipc", numbers.root[..., 0], normal)
    return jax.tree.map(np.asarray, carry), begun


def loop(
    shape: Shape, problems: list[Linear], key: jax.Array, z: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Do the same step by step in NumPy; give the state and the sums (C, P, quantities)."""
    total = np.zeros((shape.lanes, len(problems), 7), complex)
    for block in range(BLOCKS):
        for chunk in block_words(shape, key_words(key), jnp.uint32(block)):
            for xi in np.asarray(drawn(shape, chunk), float):
                z = np.stack(
                    [
                        problem.matrix @ z[:, p] + np.outer(problem.noise, xi)
                        for p, problem in enumerate(problems)
                    ],
                    axis=1,
                )
            for p, problem in enumerate(problems):
                for q, form in enumerate(problem.forms.values()):
                    total[:, p, q] += np.einsum("ic,ij,jc->c", z[:, p], form, z[:, p])
    return z, total


def sizes(problems: list[Linear]) -> np.ndarray:
    """Bound each quantity by Cauchy and Schwarz, which no cancelling makes smaller."""
    roots = [np.sqrt(np.diag(stationary(problem))) for problem in problems]
    return np.array(
        [
            [z @ np.abs(f) @ z for f in p.forms.values()]
            for p, z in zip(problems, roots, strict=True)
        ]
    )


def room(problems: list[Linear], looks: int) -> np.ndarray:
    """Bound the rounding of sums: some 10 L roundings of numbers of up to 6 deviations."""
    return 10 * LENGTH * EPS * 36 * looks * sizes(problems)


@pytest.mark.parametrize("law", one_in(2, ["rademacher", "gaussian", "uniform", "laplace"]))
@POINTS
def test_sums_are_those_of_a_loop(points: tuple[Point, ...], law: str, key: jax.Array) -> None:
    problems, shape = laid_out(points, law)
    numbers = arrays(problems, shape, "law")
    carry, begun = ran(shape, numbers, key)
    state, total = loop(shape, problems, key, begun)
    whole = jax.tree.map(lambda leaf: leaf[None], carry)
    found = thinned.sums(shape, thinned.weights(shape, problems), whole)
    assert found.shape == total.shape
    assert np.all(np.abs(found - total) <= room(problems, BLOCKS * CHUNKS)[None])
    assert np.abs(np.stack(carry.state) - state).max() <= ROUNDING * np.abs(state).max()
    # other lanes, points or words would be seen
    assert np.abs(found[::-1] - total).max() > 1e-3
    assert np.abs(found[:, ::-1] - total).max() > 1e-3


@POINTS
def test_the_end_is_where_plain_steps_end(points: tuple[Point, ...], key: jax.Array) -> None:
    problems, shape = laid_out(points, "rademacher")
    numbers = arrays(problems, shape, "zero")
    carry, _ = ran(shape, numbers, key)
    cell, cell_numbers = cells.of_system(tuple(map(exponential, points)))
    slow = plain.Shape(cell, len(points), LENGTH, CHUNKS, LANES, "rademacher")
    placed = jax.tree.map(jnp.asarray, cell_numbers)
    end = plain.start(slow, placed, jnp.zeros(0))
    advance = jax.jit(
        lambda carry, block: plain.advance(slow, placed, carry, key_words(key), block)
    )
    for block in range(BLOCKS):
        end = advance(end, jnp.uint32(block))
    inputs, *pairs = jax.tree.leaves(end.state)
    parts = np.stack([inputs, *pairs]).astype(complex)
    right = np.concatenate([parts.real, parts.imag])
    kept = np.flatnonzero(np.abs(right).max(axis=(1, 2)))
    found = np.stack(carry.state)
    assert np.abs(found - right[kept]).max() <= ROUNDING * np.abs(found).max()
    # a drive in the wrong order, which no average over chunk ends could tell, ends elsewhere
    wrong, _ = ran(shape, numbers._replace(drive=numbers.drive[:, ::-1]), key)
    assert np.abs(np.stack(wrong.state) - right[kept]).max() > 1e-3


def test_mixed_precision_follows_double_on_the_same_draws(key: jax.Array) -> None:
    found = []
    for precision in ("mixed", "double"):
        problems, shape = laid_out(SLOW, "rademacher", precision)
        carry, _ = ran(shape, arrays(problems, shape, "law"), key, blocks=400)
        whole = jax.tree.map(lambda leaf: leaf[None], carry)
        found.append(thinned.sums(shape, thinned.weights(shape, problems), whole).mean(axis=0))
    gap = np.abs(found[0] - found[1]) / (sizes(problems) * thinned.looks(shape, 400))
    assert 0 < gap.max() <= 1e-6


def test_looks_and_replicas(key: jax.Array) -> None:
    problems, shape = laid_out(REAL, "rademacher")
    carry, _ = ran(shape, arrays(problems, shape, "law"), key)
    other, _ = ran(shape, arrays(problems, shape, "law"), jax.random.fold_in(key, 1))
    both = jax.tree.map(lambda *leaves: np.stack(leaves), carry, other)
    weights = thinned.weights(shape, problems)
    found = thinned.sums(shape, weights, both)
    assert found.shape == (2 * LANES, 2, 7)
    single = [
        thinned.sums(shape, weights, jax.tree.map(lambda a: a[None], c)) for c in (carry, other)
    ]
    assert np.array_equal(found, np.concatenate(single))
    assert len(np.unique(found[:, 0, 0])) == 2 * LANES
    assert thinned.looks(shape, BLOCKS) == BLOCKS * CHUNKS
