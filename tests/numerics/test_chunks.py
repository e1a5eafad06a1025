"""Chunks as matrix products: impulses through the very kernels give the stationary moments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from scipy.stats import norm

from numerics import chunks, gram, thinned
from numerics import linear as linear_module
from numerics.chunks import Arrays, Shape, arrays, block_words, links_of, pairs_of, start
from numerics.doubling import stationary, value
from numerics.innovations import words_needed
from numerics.linear import Linear, linear
from numerics.points import Point, exponential
from numerics.system import State, System, step
from numerics.threefry import key_words, words
from tests.numerics.wrong_arrays import (
    flipped_correlation,
    louder_noise,
    one_step_short,
    reversed_in_time,
    single_precision,
    swapped_points,
)

pytestmark = pytest.mark.slow

LENGTH, CHUNKS, BLOCKS = 64, 16, 400  # 41 memories of 10^4 steps: e^-82 is forgotten
REAL = (Point(0.9999, 0.9998, 0.9), Point(0.99, 0.5, -0.7))
COMPLEX = (Point(0.95 + 0.2j, 0.5 - 0.2j, -0.3), Point(-0.6 + 0.79j, 0.9 + 0.3j, 0.8))
PRECISE = 1e-10
RATE = 1e-6  # how often each test that draws may fail by chance
FORMS = pytest.mark.parametrize("form", [thinned, gram], ids=["thinned", "gram"])
POINTS = pytest.mark.parametrize("points", [REAL, COMPLEX], ids=["real", "complex"])
Run = Callable[[Any], Any]


def problems_of(points: tuple[Point, ...]) -> list[Linear]:
    return [linear(exponential(point)) for point in points]


def shape_of(problems: list[Linear], lanes: int, law: str, precision: str = "double") -> Shape:
    links, pairs = links_of(problems), pairs_of(problems)
    return Shape(len(problems), LENGTH, CHUNKS, lanes, law, precision, links, pairs)


@cache
def channel(form: ModuleType, shape: Shape) -> Run:
    """Compile the answer of a form to impulses: one lane per step of a chunk, or one for all."""

    def run(numbers: Arrays) -> Any:
        def block(index: jax.Array, carry: Any) -> Any:
            return form.advance(shape, numbers, carry, jnp.zeros(2, jnp.uint32), index)

        begun = form.start(shape, numbers, jnp.zeros((shape.size, shape.points, shape.lanes)))
        return lax.fori_loop(jnp.uint32(0), jnp.uint32(BLOCKS), block, begun)

    return jax.jit(run)


def response(form: ModuleType, shape: Shape, problems: list[Linear], numbers: Arrays) -> np.ndarray:
    """Sum each quantity of each point over all answers to impulses, shape (P, quantities)."""
    carry = channel(form, shape)(jax.tree.map(jnp.asarray, numbers))
    whole = jax.tree.map(lambda leaf: np.asarray(leaf)[None], carry)
    summed: np.ndarray = form.sums(shape, form.weights(shape, problems), whole).sum(axis=0)
    return summed


def moments(problems: list[Linear]) -> np.ndarray:
    return np.array([[value(stationary(p), f) for f in p.forms.values()] for p in problems])


def errors(
    form: ModuleType, points: tuple[Point, ...], precision: str = "double", wrong: Any = None
) -> np.ndarray:
    """Give the relative error of the channel, with right arrays or those that `wrong` makes."""
    problems = problems_of(points)
    shape = shape_of(problems, LENGTH if form is thinned else 1, "impulse", precision)
    right = arrays(problems, shape, "zero")
    numbers = right if wrong is None else wrong(problems, shape, right)
    return np.abs(response(form, shape, problems, numbers) / moments(problems) - 1)


@FORMS
@POINTS
def test_impulses_give_the_stationary_moments(form: ModuleType, points: tuple[Point, ...]) -> None:
    assert errors(form, points).max() <= PRECISE


def sizes(problems: list[Linear]) -> np.ndarray:
    """Bound each quantity by Cauchy and Schwarz, which no cancelling makes smaller."""
    roots = [np.sqrt(np.diag(stationary(problem))) for problem in problems]
    return np.array(
        [
            [z @ np.abs(f) @ z for f in p.forms.values()]
            for p, z in zip(problems, roots, strict=True)
        ]
    )


@FORMS
@POINTS
def test_mixed_precision_rounds_the_drive_alone(
    form: ModuleType, points: tuple[Point, ...]
) -> None:
    found, problems = errors(form, points, "mixed"), problems_of(points)
    # Each of the n coordinates of W, and in the other form the state once more, is off by a part
    # of 2^-24 in both factors of a product.
    room = 4 * len(problems[0].noise) * 2.0**-24
    assert np.all(found * np.abs(moments(problems)) <= room * sizes(problems))
    assert found.max() > PRECISE  # so single precision would be seen


@FORMS
@POINTS
@pytest.mark.parametrize(
    "wrong",
    [one_step_short, louder_noise, single_precision, flipped_correlation, swapped_points],
)
def test_wrong_arrays_are_seen(form: ModuleType, points: tuple[Point, ...], wrong: Any) -> None:
    # each point is seen to be wrong by itself
    assert errors(form, points, wrong=wrong).max(axis=1).min() > 100 * PRECISE


@POINTS
def test_a_drive_in_the_wrong_order_is_seen(points: tuple[Point, ...]) -> None:
    assert errors(gram, points, wrong=reversed_in_time).max(axis=1).min() > 0.01
    # At chunk ends another order of independent innovations is the same law, so it takes the
    # comparison on the same draws to see it: `test_arrays_by_hand` below, and test_thinned.
    assert errors(thinned, points, wrong=reversed_in_time).max() <= PRECISE


@FORMS
def test_a_tangent_fed_the_new_state_is_seen(
    form: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fed_the_new_state(rows: System, state: State, xi: complex) -> State:
        after = step(rows, state, xi)
        dh = zip(rows.eigenvalues, state.dh, after.h, strict=True)
        return after._replace(dh=tuple(a * d + h for a, d, h in dh))

    def wrong(problems: list[Linear], shape: Shape, right: Arrays) -> Arrays:
        del problems, right
        monkeypatch.setattr(linear_module, "step", fed_the_new_state)
        return arrays(problems_of(COMPLEX), shape, "zero")

    found = errors(form, COMPLEX, wrong=wrong)
    monkeypatch.undo()
    assert found.max(axis=1).min() > 1e-3
    assert found[:, 0].max() <= PRECISE  # E|h|^2 does not know


def test_links_and_pairs() -> None:
    real = problems_of(REAL)
    assert links_of(real) == ((0,), (0, 1), (0, 2), (0, 1, 3), (0, 2, 4))
    assert pairs_of(real) == ((0, 1), (0, 3), (1, 1), (1, 2), (2, 2), (3, 3), (3, 4))
    both = problems_of(COMPLEX)
    assert links_of(both)[1] == (0, 1, 5)
    assert links_of(both)[7] == (0, 1, 3, 5, 7)


@POINTS
def test_arrays_by_hand(points: tuple[Point, ...]) -> None:
    problems = problems_of(points)
    shape = shape_of(problems, 4, "gaussian")
    numbers = arrays(problems, shape, "law")
    size, draws = shape.size, np.random.default_rng(3).standard_normal(LENGTH)
    drive = numbers.drive.reshape(size, len(points), LENGTH)
    for place, problem in enumerate(problems):
        z = first = np.arange(1.0, size + 1)
        for xi in draws:
            z = problem.matrix @ z + problem.noise * xi
        found = numbers.power[:, :, place, 0] @ first + drive[:, place] @ draws
        scale = np.abs(numbers.power[:, :, place, 0]) @ first + np.abs(drive[:, place]).sum(axis=1)
        assert np.all(np.abs(found - z) <= LENGTH * 20 * 2.0**-52 * (scale + np.abs(z)))
        factor = numbers.root[:, :, place, 0]
        right = stationary(problem)
        sizes = np.sqrt(np.outer(np.diag(right), np.diag(right)))
        # eigenvalues of a matrix of ones on the diagonal, each to some roundings of its norm, size
        assert np.all(np.abs(factor @ factor.T - right) <= 4 * size**2 * 2.0**-52 * sizes)
    assert not np.any(arrays(problems, shape, "zero").root)


def test_starts_have_the_stationary_moments(key: jax.Array) -> None:
    problems, lanes = problems_of(COMPLEX), 2**14
    shape = shape_of(problems, lanes, "gaussian")
    numbers = jax.tree.map(jnp.asarray, arrays(problems, shape, "law"))
    normal = jax.random.normal(key, (shape.size, len(COMPLEX), lanes))
    drawn = np.stack(start(shape, numbers, normal))
    assert drawn.shape == (shape.size, len(COMPLEX), lanes)
    checks = len(COMPLEX) * shape.size**2
    limit = norm.isf(RATE / 2 / checks) / np.sqrt(lanes)
    for place, problem in enumerate(problems):
        z, right = drawn[:, place], stationary(problem)
        square = np.outer(np.diag(right), np.diag(right))
        assert np.all(np.abs(z @ z.T / lanes - right) <= limit * np.sqrt(square + right**2))
        assert limit * np.sqrt(2) < 0.5  # half the moments would be seen


@pytest.mark.parametrize("law", ["rademacher", "laplace"])
def test_words_of_a_block(law: str, key: jax.Array) -> None:
    shape = shape_of(problems_of(REAL), 6, law)
    own, rows = key_words(key), words_needed(law, LENGTH)
    made = block_words(shape, own, jnp.uint32(7))
    assert made.shape == (CHUNKS, rows, 6)
    assert np.array_equal(made.ravel(), words(own, jnp.uint32(7), CHUNKS * rows * 6))
    assert chunks.drawn(shape, made[0]).shape == (LENGTH, 6)


def test_impulses_come_once() -> None:
    shape = shape_of(problems_of(REAL), 3, "impulse")
    own = jnp.zeros(2, jnp.uint32)
    first, second = (np.asarray(block_words(shape, own, jnp.uint32(b))) for b in (0, 1))
    assert np.array_equal(first[0], np.eye(LENGTH, 3))
    assert not np.any(first[1:])
    assert not np.any(second)
