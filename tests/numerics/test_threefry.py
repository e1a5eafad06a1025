"""Threefry by counter: published vectors, the words of JAX itself, and blocks that never meet."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.random import threefry_2x32

from numerics import threefry as module
from numerics.threefry import key_words, threefry, words

# Known answers for threefry2x32 with 20 rounds, as the Random123 distribution lists them.
KNOWN = [
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF,) * 2, (0xFFFFFFFF,) * 2, (0x1CB996FC, 0xBB002BE7)),
    ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
]
COUNT = 4096
HIGH = 2**32 - 2


def encrypted(key: tuple[int, int], counter: tuple[int, int]) -> tuple[int, int]:
    first, second = threefry(
        jnp.array(key, jnp.uint32), *(jnp.array([c], jnp.uint32) for c in counter)
    )
    return int(first[0]), int(second[0])


def block(key: jax.Array, number: int, count: int = COUNT) -> np.ndarray:
    return np.asarray(words(key_words(key), jnp.uint32(number), count))


@pytest.mark.parametrize(("key", "counter", "answer"), KNOWN)
def test_known_answers(
    key: tuple[int, int], counter: tuple[int, int], answer: tuple[int, int]
) -> None:
    assert encrypted(key, counter) == answer


@pytest.mark.parametrize("name", ["ROTATIONS", "PARITY"])
def test_a_wrong_constant_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"ROTATIONS": module.ROTATIONS[::-1], "PARITY": module.PARITY ^ np.uint32(1)}
    monkeypatch.setattr(module, name, wrong[name])
    key, counter, answer = KNOWN[2]
    assert encrypted(key, counter) != answer


@pytest.mark.parametrize("number", [0, 1, HIGH])
def test_the_words_of_jax(key: jax.Array, number: int) -> None:
    counters = np.concatenate(
        [np.full(COUNT // 2, number, np.uint32), np.arange(COUNT // 2, dtype=np.uint32)]
    )
    theirs = np.asarray(threefry_2x32(jax.random.key_data(key), jnp.asarray(counters)))
    assert np.array_equal(block(key, number), theirs)


def test_both_words_together_are_the_bits_of_jax(key: jax.Array) -> None:
    first, second = np.split(block(key, 0), 2)
    assert np.array_equal(first ^ second, jax.random.bits(key, (COUNT // 2,), jnp.uint32))


def decrypted(key: jax.Array, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, ...]:
    """Undo the rounds, so that words tell from which counters they came."""
    own = np.asarray(key_words(key))
    keys = (own[0], own[1], own[0] ^ own[1] ^ np.uint32(0x1BD11BDA))
    rotations = ((13, 15, 26, 6), (17, 29, 16, 24))
    for turn in reversed(range(5)):
        first = first - keys[(turn + 1) % 3]
        second = second - keys[(turn + 2) % 3] - np.uint32(turn + 1)
        for distance in reversed(rotations[turn % 2]):
            mixed = first ^ second
            second = (mixed >> np.uint32(distance)) | (mixed << np.uint32(32 - distance))
            first = first - second
    return first - keys[0], second - keys[1]


def test_blocks_share_no_counter(key: jax.Array) -> None:
    seen = set()
    with np.errstate(over="ignore"):
        for number in (0, 1, 2, HIGH):
            high, low = decrypted(key, *np.split(block(key, number), 2))
            assert np.all(high == number)
            assert np.array_equal(low, np.arange(COUNT // 2))
            seen |= set(zip(high.tolist(), low.tolist(), strict=True))
    assert len(seen) == 4 * COUNT // 2


def test_a_longer_block_begins_like_a_shorter_one(key: jax.Array) -> None:
    short, long = (np.split(block(key, 3, count), 2) for count in (64, 128))
    for part, whole in zip(short, long, strict=True):
        assert np.array_equal(part, whole[:32])


def test_keys_decide(key: jax.Array) -> None:
    other = jax.random.fold_in(key, 1)
    assert np.array_equal(block(key, 0), block(key, 0))
    # two words agree by chance with probability 2^-32, one of 4096 with 10^-6
    assert not np.any(block(key, 0) == block(other, 0))
    assert not np.any(block(key, 0) == block(key, 1))
