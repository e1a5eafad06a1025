"""Sealed records: what is read back is a beginning of what was written, however it was spoiled."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from verification.sealed import decoded, encoded

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
PLAIN = st.recursive(
    LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(TEXT, x), max_leaves=6
)
FINITE = PLAIN.filter(lambda value: "Infinity" not in json.dumps(value))
RECORDS = st.lists(st.builds(lambda rest: {"id": "a", "value": rest}, FINITE), max_size=5)
QUESTION = 0x12345678


def written(records: list[dict[str, Any]], crc: int = QUESTION) -> bytes:
    data = b""
    for record in records:
        line, crc = encoded(record, crc)
        data += line
    return data


def sample(salt: int) -> list[dict[str, Any]]:
    rng = random.Random(salt)
    return [{"id": f"λ {k}\n", "value": [rng.random(), "é" * rng.randrange(9)]} for k in range(12)]


def is_beginning(data: bytes, records: list[dict[str, Any]], crc: int = QUESTION) -> int:
    there, length, _ = decoded(data, crc)
    assert list(there) == records[: len(there)]
    assert data[:length] == written(records[: len(there)])
    return len(there)


@given(RECORDS)
def test_what_is_written_is_read(records: list[dict[str, Any]]) -> None:
    data = written(records)
    assert is_beginning(data, records) == len(records)
    for line, record in zip(data.split(b"\n"), records, strict=False):
        assert list(json.loads(line)) == [*record, "crc"]


def test_a_file_cut_anywhere_keeps_every_whole_line(salt: int) -> None:
    records = sample(salt)
    data = written(records)
    for length in range(len(data)):
        assert is_beginning(data[:length], records) == data[:length].count(b"\n")


def test_a_flipped_bit_ends_the_beginning_there(salt: int) -> None:
    records, rng = sample(salt), random.Random(salt)
    data = written(records)
    for _ in range(2000):
        place = rng.randrange(len(data))
        spoiled = data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        assert is_beginning(spoiled, records) == data[:place].count(b"\n")


def test_bytes_overwritten_inserted_and_left_out(salt: int) -> None:
    records, rng = sample(salt), random.Random(salt)
    data = written(records)
    for _ in range(2000):
        one, other = sorted(rng.randrange(len(data)) for _ in range(2))
        middle = rng.randbytes(rng.choice((0, 1, other - one)))
        spoiled = data[:one] + middle + data[other:]
        # bytes put in may by chance be those that were there
        pairs = zip(data, spoiled, strict=False)
        same = next((k for k, (a, b) in enumerate(pairs) if a != b), len(spoiled))
        assert is_beginning(spoiled, records) == data[:same].count(b"\n")


def test_lines_that_lost_the_seal_between_them_do_not_fit(salt: int) -> None:
    records = sample(salt)
    lines = written(records).splitlines(keepends=True)
    for k, line in enumerate(lines[:-1]):
        body = line[: line.rindex(b', "crc"')]
        merged = [*lines[:k], body, *lines[k + 1 :]]
        assert is_beginning(b"".join(merged), records) == k


def test_lines_that_change_places_do_not_fit(salt: int) -> None:
    records, rng = sample(salt), random.Random(salt)
    lines = written(records).splitlines(keepends=True)
    for _ in range(200):
        mixed = rng.choices(lines, k=len(lines))
        right = next(k for k, line in enumerate([*mixed, b""]) if [line] != lines[k : k + 1])
        assert is_beginning(b"".join(mixed), records) == right


def test_records_of_another_question_are_not_read(salt: int) -> None:
    records = sample(salt)
    assert is_beginning(written(records, QUESTION ^ 1), records) == 0


def test_what_follows_goes_on_from_the_beginning(salt: int) -> None:
    records = sample(salt)
    data = written(records)
    for length in range(0, len(data), 7):
        there, kept, crc = decoded(data[:length], QUESTION)
        assert data[:kept] + written(records[len(there) :], crc) == data
