"""Innovations: exact moments over all words, signs that are bits, and streams without memory."""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm

from numerics.innovations import (
    BITS,
    EXCESS_KURTOSIS,
    IMPULSE,
    drawn,
    innovations,
    words_needed,
)
from numerics.settings import LAWS
from numerics.threefry import key_words, words

pytestmark = pytest.mark.slow

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
SMOOTH = LAWS[1:]
KEPT, PIECE = 24, 2**20
RATE = 1e-6  # how often each test that draws may fail by chance


def all_numbers(law: str) -> Iterator[np.ndarray]:
    """Give the innovation of each of the 2^24 words that float32 tells apart, in pieces."""
    make = jax.jit(lambda w: innovations(law, w[:, None], SINGLE)[:, 0])
    for first in range(0, 2**KEPT, PIECE):
        kept = np.arange(first, first + PIECE, dtype=np.uint32)
        yield np.asarray(make(kept << np.uint32(32 - KEPT)), np.float64)


@pytest.mark.parametrize(
    "law",
    [pytest.param(law, marks=() if law == "gaussian" else pytest.mark.long) for law in SMOOTH],
)
def test_exact_moments_over_all_words(law: str) -> None:
    sums = np.zeros(4)
    for numbers in all_numbers(law):
        sums += [(numbers**power).sum() for power in (1, 2, 3, 4)]
    mean, variance, third, fourth = sums / 2**KEPT
    # Words are midpoints of 2^24 cells of probability e. Where the law's density is bounded below,
    # the midpoint rule errs by O(e^2); only the outermost cells err by more: there z^p is as large
    # as log(1/e)^p for the Laplace law, the steepest, and the cell has weight e. Rounding to single
    # precision adds at most 4 units of 2^-24 to each number, p times that to its power.
    cell = 2.0**-KEPT

    def bound(power: int, size: float) -> float:
        tail = sqrt(0.5) * log(1 / cell)
        return 2 * cell * tail**power + 4 * power * cell * size

    place = LAWS.index(law)
    kurtosis = 3 + EXCESS_KURTOSIS[place]
    assert abs(mean) <= 4 * cell
    assert abs(variance - 1) <= bound(2, 1)
    assert abs(third) <= bound(3, kurtosis)
    assert abs(fourth - kurtosis) <= bound(4, kurtosis)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("dtype", [SINGLE, DOUBLE], ids=str)
def test_opposite_words_give_opposite_numbers(law: str, dtype: np.dtype, key: jax.Array) -> None:
    drawn = words(key_words(key), jnp.uint32(0), 4096).reshape(-1, 2)
    ends = jnp.array([[0, 2**32 - 1]], jnp.uint32)
    drawn = jnp.concatenate([drawn, ends])
    numbers = np.asarray(innovations(law, drawn, dtype))
    assert numbers.dtype == dtype
    assert np.all(np.isfinite(numbers))
    assert np.all(numbers != 0)
    assert np.array_equal(numbers, -np.asarray(innovations(law, ~drawn, dtype)))


@pytest.mark.parametrize("law", SMOOTH)
def test_both_precisions_draw_the_same_numbers(law: str, key: jax.Array) -> None:
    drawn = words(key_words(key), jnp.uint32(0), 4096)[:, None]
    single, double = (np.asarray(innovations(law, drawn, t), float) for t in (SINGLE, DOUBLE))
    # 8 bits less move u by 2^-24, and z by that over the distance of |u| from 1.
    symmetric = (np.asarray(drawn, float) + 0.5) * 2.0 ** (1 - BITS) - 1
    room = 8 * 2.0**-KEPT / (1 - np.abs(symmetric) + 2.0**-KEPT) * (1 + np.abs(double))
    assert np.all(np.abs(single - double) <= room)
    assert np.any(single != double)


def test_signs_are_the_bits_of_the_words(key: jax.Array) -> None:
    drawn = np.asarray(words(key_words(key), jnp.uint32(0), 6)).reshape(2, 3)
    found = np.asarray(innovations("rademacher", jnp.asarray(drawn), SINGLE))
    assert found.shape == (2 * BITS, 3)
    for step in range(2 * BITS):
        for lane in range(3):
            bit = int(drawn[step // BITS, lane]) >> (step % BITS) & 1
            assert found[step, lane] == (1 if bit else -1)


def largest_correlation(signs: np.ndarray, lags: int) -> float:
    """Give the largest |z| of products of signs over lags in time and between lanes."""
    lanes = signs.shape[1]
    worst = 0.0
    for lag in range(1, lags + 1):
        for far in range(4):
            product = signs[lag:, : lanes - far] * signs[:-lag, far:]
            worst = max(worst, abs(float(product.sum())) / sqrt(product.size))
    for far in range(1, lanes):
        product = signs[:, :-far] * signs[:, far:]
        worst = max(worst, abs(float(product.sum())) / sqrt(product.size))
    return worst


def correlation_bound(lags: int, lanes: int) -> float:
    """Divide RATE among the lags; products of signs are sums of independent signs."""
    return float(norm.isf(RATE / 2 / (4 * lags + lanes - 1)))


def test_packed_streams_have_no_memory(key: jax.Array) -> None:
    lags, lanes, rows, blocks = 96, 16, 64, 4
    stream = [
        np.asarray(words(key_words(key), jnp.uint32(b), rows * lanes)).reshape(rows, lanes)
        for b in range(blocks)
    ]
    drawn = jnp.asarray(np.concatenate(stream))
    signs = np.asarray(innovations("rademacher", drawn, DOUBLE))
    limit = correlation_bound(lags, lanes)
    assert largest_correlation(signs, lags) <= limit
    assert abs(signs.sum()) / sqrt(signs.size) <= limit
    # one word of each lane's 64 repeated, or a lane that is another's
    repeated = drawn.at[1::2].set(drawn[::2])
    copied = drawn.at[:, 5].set(drawn[:, 2])
    for planted in (repeated, copied):
        wrong = np.asarray(innovations("rademacher", planted, DOUBLE))
        assert largest_correlation(wrong, lags) > limit


@pytest.mark.parametrize("law", LAWS)
def test_moments_of_a_drawn_stream(law: str, key: jax.Array) -> None:
    steps, lanes = 32 * 512, 8
    drawn = words(key_words(key), jnp.uint32(1), words_needed(law, steps) * lanes)
    numbers = np.asarray(innovations(law, drawn.reshape(-1, lanes), SINGLE), float)
    assert numbers.shape == (steps, lanes)
    limit = float(norm.isf(RATE / 2 / 2)) / sqrt(numbers.size)
    assert abs(numbers.mean()) <= limit
    spread = sqrt(2 + EXCESS_KURTOSIS[LAWS.index(law)])  # of z^2: 0 for signs
    assert abs((numbers**2).mean() - 1) <= limit * spread


def test_impulses_pass_through() -> None:
    drawn = jnp.eye(32, 3, dtype=jnp.uint32)
    assert np.array_equal(innovations(IMPULSE, drawn, DOUBLE), np.eye(32, 3))
    assert words_needed(IMPULSE, 64) == 64
    assert words_needed("rademacher", 64) == 2


@pytest.mark.parametrize("law", LAWS)
def test_numbers_drawn_from_a_key(law: str, key: jax.Array) -> None:
    steps, lanes = 45, 4096  # a number of steps that is no multiple of 32
    numbers = np.asarray(drawn(key, law, steps, lanes))
    assert (numbers.shape, numbers.dtype) == ((steps, lanes), DOUBLE)
    limit = float(norm.isf(RATE / 2 / 3)) / sqrt(numbers.size)
    assert abs(numbers.mean()) <= limit
    spread = sqrt(2 + EXCESS_KURTOSIS[LAWS.index(law)])
    assert abs((numbers**2).mean() - 1) <= limit * spread
    neighbours = numbers[1:] * numbers[:-1]
    assert abs(neighbours.mean()) * sqrt(neighbours.size) <= limit * sqrt(numbers.size)


def test_a_law_that_is_not_known_is_refused(key: jax.Array) -> None:
    with pytest.raises(ValueError, match="law = 'cauchy': must be one of rademacher"):
        drawn(key, "cauchy", 3, 2)
