"""Files that are no checkpoints: refused in one line, and never run as code."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerics.checkpoint import HEADER, load, save

# np.load leaves a file that is no archive open, and the warning comes when it is collected.
IDENTITY = {"format": 1, "linrec": "0.1.0", "seed": 7, "pieces": 9}
DONE = 4
CARRIES = (np.linspace(0.0, 1.0, 6).reshape(2, 3), np.arange(5, dtype=np.float32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a checkpoint that is right."""
    place = tmp_path / "run.npz"
    save(place, IDENTITY, DONE, CARRIES)
    return place


def refused(path: Path, match: str) -> None:
    with pytest.raises(ValueError, match=match) as caught:
        load(path, IDENTITY, CARRIES)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"checkpoint = {path}: must be ")


def test_a_file_cut_short_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 31), len(whole) - 1]:
        path.write_bytes(whole[:length])
        refused(path, "a readable checkpoint of this run; name another file, or remove this one")


def test_a_flipped_byte_never_gives_other_numbers(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            done, found = load(path, IDENTITY, CARRIES)
        except ValueError:
            continue
        assert done == DONE  # the byte was one that no number depends on
        assert all(map(np.array_equal, found, CARRIES))


class Bomb:
    """What writes a file where a pickle of it is loaded."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (Path.touch, (self.target,))


def test_no_pickle_is_loaded(path: Path) -> None:
    fired = path.parent / "fired"
    bomb = np.array([Bomb(fired)], dtype=object)
    header = np.array(json.dumps({"identity": IDENTITY, "done": DONE}))
    np.savez(path, allow_pickle=True, **{HEADER: header, "leaf0": bomb})
    with np.load(path, allow_pickle=True) as file:
        file["leaf0"]
    assert fired.exists()  # the bomb is live
    fired.unlink()
    refused(path, "a readable checkpoint")
    np.savez(path, allow_pickle=True, **{HEADER: bomb})
    refused(path, "a readable checkpoint")
    assert not fired.exists()


def with_header(text: str) -> bytes:
    memory = io.BytesIO()
    leaves = {f"leaf{i}": leaf for i, leaf in enumerate(CARRIES)}
    np.savez(memory, **{HEADER: np.array(text)}, **leaves)
    return memory.getvalue()


def squeezed(method: int, content: bytes) -> bytes:
    """Pack a header whose compressed bytes are spoiled."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as file:
        file.writestr(f"{HEADER}.npy", content)
    packed = bytearray(memory.getvalue())
    packed[45:60] = bytes(15)
    return bytes(packed)


def locked() -> bytes:
    """Pack a header that claims to be encrypted."""
    packed = bytearray(with_header("{}"))
    central = packed.index(b"PK\x01\x02")
    packed[central + 8] |= 1
    packed[6] |= 1
    return bytes(packed)


def huge() -> bytes:
    """Pack a header that claims 10^18 numbers."""
    memory = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        memory, {"descr": "<f8", "fortran_order": False, "shape": (10**18,)}
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr(f"{HEADER}.npy", memory.getvalue())
    return whole.getvalue()


def named(done: Any) -> bytes:
    return with_header(json.dumps({"identity": IDENTITY, "done": done}))


HOSTILE = {
    "empty": b"",
    "text": b"step 4 of 9\n",
    "no header": squeezed(zipfile.ZIP_STORED, b""),
    "no json": with_header("{"),
    "deep json": with_header("[" * 100_000),
    "a list": with_header("[1, 2]"),
    "a number": with_header("3"),
    "no identity": with_header('{"done": 1}'),
    "identity of text": with_header('{"identity": "seed", "done": 1}'),
    "no number done": named("four"),
    "endless done": named(float("inf")),
    "negative done": named(-1),
    "done beyond the end": named(10**6),
    "half done": named(2.5),
    "spoiled": squeezed(zipfile.ZIP_DEFLATED, os.urandom(2000)),
    "spoiled bz2": squeezed(zipfile.ZIP_BZIP2, os.urandom(2000)),
    "locked": locked(),
    "huge": huge(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_checkpoint_is_refused(path: Path, name: str) -> None:
    path.write_bytes(HOSTILE[name])
    refused(path, "a readable checkpoint")


def test_one_array_and_a_folder_are_refused(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    refused(path, "a readable checkpoint")
    refused(path.parent, "a readable checkpoint")
