"""Plain steps: any cell, against a loop in NumPy, with as many random numbers as it wants."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from numerics import plain
from numerics.cells import Arrays, Cell, Values
from numerics.innovations import innovations, words_needed
from numerics.threefry import key_words, words

pytestmark = pytest.mark.slow

LENGTH, CHUNKS, LANES, BLOCKS, POINTS = 32, 3, 4, 2, 2
DOUBLE = np.dtype(np.float64)


def squashed(numbers: Any, state: Any, randoms: Values) -> Any:
    """Advance h' = tanh(a h + xi) + b eta and count the steps."""
    xi, eta = randoms
    a, b = numbers
    return {"h": jnp.tanh(a * state["h"] + xi) + b * eta, "steps": state["steps"] + 1.0}


def observed(numbers: Any, state: Any) -> Values:
    del numbers
    return (state["h"] ** 2, state["h"] * state["steps"])


CELL = Cell(squashed, observed, ("second", "timed"), randoms=2)
NUMBERS = Arrays(
    (np.array([[0.9], [-0.4]]), np.array([[0.5], [0.25]])),
    {"h": np.array([[0.1], [2.0]]), "steps": np.zeros((POINTS, 1))},
)


def ran(shape: plain.Shape, key: jax.Array, blocks: int = BLOCKS) -> plain.Carry:
    numbers = jax.tree.map(jnp.asarray, NUMBERS)

    @jax.jit
    def run(own: jax.Array) -> Any:
        begun = plain.start(shape, numbers, jnp.zeros((0, POINTS, LANES)))
        each = jnp.arange(blocks, dtype=jnp.uint32)
        return lax.scan(
            lambda carry, block: (plain.advance(shape, numbers, carry, own, block), None),
            begun,
            each,
        )[0]

    carry: plain.Carry = jax.tree.map(np.asarray, run(key_words(key)))
    return carry


def loop(law: str, key: jax.Array) -> tuple[np.ndarray, np.ndarray]:
    """Give the end and the sums, (C, P, quantities), one step and one random number at a time."""
    rows = words_needed(law, LENGTH) * CELL.randoms
    (a, b), h = NUMBERS.numbers, np.broadcast_to(NUMBERS.state["h"], (POINTS, LANES)).copy()
    total, steps = np.zeros((LANES, POINTS, 2)), 0
    for block in range(BLOCKS):
        made = words(key_words(key), jnp.uint32(block), CHUNKS * rows * LANES)
        for chunk in made.reshape(CHUNKS, rows, LANES):
            for xi, eta in np.asarray(innovations(law, chunk, DOUBLE)).reshape(LENGTH, 2, LANES):
                h, steps = np.tanh(a * h + xi) + b * eta, steps + 1
                total += np.stack([h**2, h * steps], axis=-1).transpose(1, 0, 2)
    return h, total


@pytest.mark.parametrize("law", ["rademacher", "laplace"])
def test_a_cell_of_ones_own(law: str, key: jax.Array) -> None:
    shape = plain.Shape(CELL, POINTS, LENGTH, CHUNKS, LANES, law)
    carry = ran(shape, key)
    found = plain.sums(shape, plain.weights(shape, None), jax.tree.map(lambda a: a[None], carry))
    h, total = loop(law, key)
    steps = BLOCKS * shape.block
    assert np.all(carry.state["steps"] == steps)
    # |a| < 1 and tanh contracts, so that rounding does not grow; XLA's tanh is good to some ulps
    assert np.abs(carry.state["h"] - h).max() <= 1e-13 * np.abs(h).max()
    assert np.abs(found - total).max() <= 1e-13 * steps * np.abs(total).max()
    # the two random numbers are two, and so are lanes and points
    assert len(np.unique(found[..., 0])) == LANES * POINTS
    assert np.abs(found[:, ::-1] - total).max() > 1e-3
    assert plain.looks(shape, BLOCKS) == steps


def test_replicas_go_before_lanes(key: jax.Array) -> None:
    shape = plain.Shape(CELL, POINTS, LENGTH, CHUNKS, LANES, "gaussian")
    one, two = ran(shape, key), ran(shape, jax.random.fold_in(key, 1))
    both = jax.tree.map(lambda *leaves: np.stack(leaves), one, two)
    found = plain.sums(shape, plain.weights(shape, None), both)
    assert found.shape == (2 * LANES, POINTS, 2)
    for place, carry in enumerate((one, two)):
        for quantity, total in enumerate(carry.sums):
            mine = found[place * LANES : (place + 1) * LANES, :, quantity]
            assert np.array_equal(mine, total.T)


def test_blocks_are_different_noise(key: jax.Array) -> None:
    shape = plain.Shape(CELL, POINTS, LENGTH, CHUNKS, LANES, "uniform")
    once, twice = (ran(shape, key, blocks).sums[0] for blocks in (1, 2))
    assert np.abs(twice / once - 2).max() > 1e-3
