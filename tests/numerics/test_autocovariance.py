"""Estimates of an autocovariance: what they average, that they are valid, how far they err."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from numerics.autocovariance import BLOCKS, estimated
from tests.alike import one_in
from tests.numerics.transforms import loop_error, transform_error

COUNT = 5


def plainly(rows: np.ndarray, count: int) -> np.ndarray:
    """Average x_t x_{t+k} by two loops, divided by the length."""
    rows = rows - rows.mean()
    sums = [sum(row[t] * row[t + k] for row in rows for t in range(len(row) - k)) for k in range(9)]
    return np.array(sums[:count]) / rows.size


def test_against_two_loops() -> None:
    rows = np.random.default_rng(0).normal(2, 3, (3, 40))
    found, room = estimated(rows, COUNT), rows.var() * (transform_error(40) + loop_error(120))
    np.testing.assert_allclose(found.values, plainly(rows, COUNT), rtol=0, atol=room)
    assert found.sequences == 3
    slightly_bent = plainly(rows - 1e-9 * rows**2, COUNT)
    assert not np.allclose(found.values, slightly_bent, rtol=0, atol=room)


def test_a_single_sequence_is_cut_into_blocks() -> None:
    row = np.random.default_rng(1).normal(size=BLOCKS * 20 + 7)
    found = estimated(row, COUNT)
    blocks = (row - row.mean())[: BLOCKS * 20].reshape(BLOCKS, 20)
    each = np.array([plainly(block[None] - 0, COUNT) for block in blocks])
    assert found.sequences == BLOCKS
    assert found.values.shape == found.errors.shape == (COUNT,)
    # the mean of each block is its own in `plainly`, that of all data in the estimate
    means = blocks.mean(axis=1)
    room = blocks.var() * (transform_error(20) + loop_error(20))
    assert np.abs(found.values - each.mean(axis=0)).max() < 4 * (means**2).mean() + room
    np.testing.assert_array_equal(estimated(row[None], COUNT).values, found.values)


@given(
    arrays.arrays(
        float,
        st.tuples(st.integers(2, 4), st.integers(2 * COUNT, 60)),
        elements=st.floats(-1, 1, width=32),
    )
)
def test_every_estimate_is_that_of_a_stationary_input(rows: np.ndarray) -> None:
    values = estimated(rows, COUNT).values
    lags = np.arange(COUNT)
    matrix = values[np.abs(lags[:, None] - lags)]
    # no eigenvalue moves by more than the largest row of errors; sums of squares are up to 4
    assert np.linalg.eigvalsh(matrix).min() > -4 * COUNT * (transform_error(60) + loop_error(COUNT))


@pytest.mark.parametrize("shape", [(9,), (BLOCKS * 10 - 1,), (4, 9), (1, BLOCKS * 10 - 1), (2, 0)])
@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
def test_short_data_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"at least 10 long for 5 lags; give longer ones"):
        estimated(np.ones(shape), COUNT)


def first_order(rho: float) -> Callable[[np.random.Generator, int, int], np.ndarray]:
    def draw(generator: np.random.Generator, count: int, length: int) -> np.ndarray:
        noise = generator.normal(size=(length, count))
        row = noise[0]
        rows = [row]
        for each in noise[1:]:
            row = rho * row + np.sqrt(1 - rho**2) * each
            rows.append(row)
        return np.array(rows).T

    return draw


RUNS, SEQUENCES, LENGTH = 200, 64, 250


@pytest.mark.parametrize("rho", [0.6, -0.6])
@pytest.mark.slow
def test_the_standard_error_covers_the_truth(rho: float, salt: int) -> None:
    """Within 3 standard errors of what it estimates, at each lag, in 98 of 100 runs.

    A Student variable of 63 degrees is beyond 3 with probability 0.0038; of 200 runs more than 12
    would be with probability < 1e-9 at each lag. The bias from dividing by the whole length, k/n,
    is part of what is estimated.
    """
    draw, generator = first_order(rho), np.random.default_rng(100 + salt)
    lags = np.arange(COUNT)
    truth = rho**lags * (1 - lags / LENGTH)
    found = [estimated(draw(generator, SEQUENCES, LENGTH), COUNT) for _ in range(RUNS)]
    beyond = sum(np.abs(one.values - truth) > 3 * one.errors for one in found)
    assert beyond.max() <= 12
    third = sum(np.abs(one.values - truth) > one.errors / 3 for one in found)
    assert third.min() > RUNS / 2  # nor are the errors far too large: 0.74 are expected beyond


@pytest.mark.parametrize("rho", one_in(2, [-0.6, 0.6]))
@pytest.mark.slow
def test_blocks_of_one_sequence_err_as_much_as_they_say(rho: float, salt: int) -> None:
    """As above with 15 degrees: beyond 5 standard errors with probability 1.6e-4."""
    draw, generator = first_order(rho), np.random.default_rng(200 + salt)
    lags, length = np.arange(COUNT), 250
    truth = rho**lags * (1 - lags / length)
    found = [estimated(draw(generator, 1, BLOCKS * length), COUNT) for _ in range(RUNS)]
    beyond = sum(np.abs(one.values - truth) > 5 * one.errors for one in found)
    assert beyond.max() <= 6
