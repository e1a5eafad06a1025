"""Averages over every step: the Gram form against the plain simulator on the same draws."""

from __future__ import annotations

from functools import cache
from itertools import product
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from numerics import cells, gram, plain
from numerics.chunks import Shape, arrays
from numerics.doubling import stationary
from numerics.linear import Linear
from numerics.points import Point, exponential
from numerics.settings import LAWS
from numerics.threefry import key_words
from tests.numerics.groups import (
    BLOCKS,
    CHUNKS,
    COMPLEX,
    LANES,
    LENGTH,
    POINTS,
    REAL,
    ROUNDING,
    SLOW,
    laid_out,
)

pytestmark = pytest.mark.slow

# every case compiles two programs; mixed precision takes signs at points of both kinds
FEW = ((REAL, "rademacher"), (COMPLEX, "laplace"))
CASES = [
    pytest.param(points, law, marks=() if (points, law) in FEW else pytest.mark.long)
    for points, law in product((REAL, COMPLEX), LAWS)
]


@cache
def program(form: ModuleType, shape: Any) -> Any:
    def run(numbers: Any, own: jax.Array, blocks: jax.Array) -> Any:
        def block(index: jax.Array, carry: Any) -> Any:
            return form.advance(shape, numbers, carry, own, index)

        begun = form.start(shape, numbers, jnp.zeros((shape.size, shape.points, shape.lanes)))
        return lax.fori_loop(jnp.uint32(0), blocks, block, begun)

    return jax.jit(run)


def ran(form: ModuleType, shape: Any, numbers: Any, key: jax.Array, blocks: int = BLOCKS) -> Any:
    """Run one replica from zero; give its end with an axis of replicas."""
    placed = jax.tree.map(jnp.asarray, numbers)
    carry = program(form, shape)(placed, key_words(key), jnp.uint32(blocks))
    return jax.tree.map(lambda leaf: np.asarray(leaf)[None], carry)


def fast(problems: list[Linear], shape: Shape, key: jax.Array, blocks: int = BLOCKS) -> np.ndarray:
    """Sum every quantity over steps and lanes by the Gram form, shape (P, quantities)."""
    carry = ran(gram, shape, arrays(problems, shape, "zero"), key, blocks)
    summed: np.ndarray = gram.sums(shape, gram.weights(shape, problems), carry)[0]
    return summed


def slow(points: tuple[Point, ...], law: str, key: jax.Array) -> np.ndarray:
    """Do the same by plain steps."""
    cell, numbers = cells.of_system(tuple(map(exponential, points)))
    shape = plain.Shape(cell, len(points), LENGTH, CHUNKS, LANES, law)
    carry = ran(plain, shape, numbers, key)
    summed: np.ndarray = plain.sums(shape, plain.weights(shape, None), carry).sum(axis=0)
    return summed


def sizes(problems: list[Linear], looks: int) -> np.ndarray:
    """Bound each sum by Cauchy and Schwarz, which no cancelling makes smaller."""
    roots = [np.sqrt(np.diag(stationary(problem))) for problem in problems]
    return looks * np.array(
        [
            [z @ np.abs(f) @ z for f in p.forms.values()]
            for p, z in zip(problems, roots, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("points", "law"), CASES, ids=lambda p: {REAL: "real", COMPLEX: "complex"}.get(p, p)
)
def test_sums_are_those_of_plain_steps(points: tuple[Point, ...], law: str, key: jax.Array) -> None:
    problems, shape = laid_out(points, law)
    room = sizes(problems, gram.looks(shape, BLOCKS))
    found, right = fast(problems, shape, key), slow(points, law, key)
    assert np.all(np.abs(found - right) <= ROUNDING * room)
    # one block more, another key, or the points in another order would be seen
    for wrong in (
        fast(problems, shape, key, BLOCKS + 1),
        fast(problems, shape, jax.random.fold_in(key, 1)),
        found[::-1],
    ):
        assert np.all(np.abs(wrong - right).max(axis=1) > 1e-6 * room.max(axis=1))


@POINTS
def test_mixed_precision_sums_are_close(points: tuple[Point, ...], key: jax.Array) -> None:
    problems, shape = laid_out(points, "rademacher", "mixed")
    room = sizes(problems, gram.looks(shape, BLOCKS))
    gap = np.abs(fast(problems, shape, key) - slow(points, "rademacher", key)) / room
    assert ROUNDING < gap.max() <= 1e-6


def test_mixed_precision_follows_double_near_the_circle(key: jax.Array) -> None:
    found, blocks = [], 400
    for precision in ("mixed", "double"):
        problems, shape = laid_out(SLOW, "rademacher", precision)
        carry = ran(gram, shape, arrays(problems, shape, "law"), key, blocks)
        found.append(gram.sums(shape, gram.weights(shape, problems), carry)[0])
    gap = np.abs(found[0] - found[1]) / sizes(problems, gram.looks(shape, blocks))
    assert 0 < gap.max() <= 1e-6


def test_a_drive_in_the_wrong_order_is_seen(key: jax.Array) -> None:
    problems, shape = laid_out(COMPLEX, "rademacher")
    numbers = arrays(problems, shape, "zero")
    carry = ran(gram, shape, numbers._replace(drive=numbers.drive[:, ::-1]), key)
    wrong = gram.sums(shape, gram.weights(shape, problems), carry)[0]
    room = sizes(problems, gram.looks(shape, BLOCKS))
    assert (np.abs(wrong - slow(COMPLEX, "rademacher", key)) / room).max() > 1e-4


@pytest.mark.parametrize("part", ["starts", "mixed", "noise"])
def test_every_sum_is_needed(part: str, key: jax.Array) -> None:
    problems, shape = laid_out(REAL, "gaussian")
    carry = ran(gram, shape, arrays(problems, shape, "zero"), key)
    planted = carry._replace(**{part: jax.tree.map(np.zeros_like, getattr(carry, part))})
    weights = gram.weights(shape, problems)
    gap = np.abs(gram.sums(shape, weights, planted) - gram.sums(shape, weights, carry))[0]
    assert np.all(gap.max(axis=1) > 1e-3)


def test_weights_by_hand() -> None:
    problems, shape = laid_out(COMPLEX, "gaussian", length=32)
    draws = np.random.default_rng(8).standard_normal(shape.size + 32)
    weights = gram.weights(shape, problems)
    for place, problem in enumerate(problems):
        z, total = draws[: shape.size], np.zeros(7, complex)
        for xi in draws[shape.size :]:
            z = problem.matrix @ z + problem.noise * xi
            total += [z @ form @ z for form in problem.forms.values()]
        found = np.einsum("quv,u,v->q", weights[place], draws, draws)
        assert np.abs(found - total).max() <= ROUNDING * np.abs(total).max()


def test_replicas_stay_apart(key: jax.Array) -> None:
    problems, shape = laid_out(REAL, "rademacher")
    numbers, weights = arrays(problems, shape, "zero"), gram.weights(shape, problems)
    one, two = (ran(gram, shape, numbers, k) for k in (key, jax.random.fold_in(key, 1)))
    both = jax.tree.map(lambda *leaves: np.concatenate(leaves), one, two)
    found = gram.sums(shape, weights, both)
    assert found.shape == (2, 2, 7)
    for place, carry in enumerate((one, two)):
        alone = gram.sums(shape, weights, carry)[0]
        assert np.abs(found[place] / alone - 1).max() <= ROUNDING
    assert np.abs(found[0] / found[1] - 1).min() > 1e-6
    assert gram.looks(shape, 5) == 5 * CHUNKS * LENGTH * LANES
