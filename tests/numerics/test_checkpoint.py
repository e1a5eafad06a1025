"""Checkpoints: whole or not at all, of one run alone, and never code."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
import pytest

from numerics import checkpoint
from numerics.checkpoint import HEADER, load, save

# np.load leaves a file that is no archive open, and the warning comes when it is collected.
LEAK = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
UNCAUGHT = "load lets errors of spoiled archives and headers through"
UNSEEN = "load takes any number of pieces done"
IDENTITY = {"format": 1, "linrec": "0.1.0", "seed": 7, "pieces": 9, "points and settings": "ab12"}
DONE = 4


class Carry(NamedTuple):
    state: tuple[np.ndarray, ...]
    sums: dict[str, np.ndarray]


def carries(seed: int = 0) -> tuple[Carry, ...]:
    draw = np.random.default_rng(seed)
    return tuple(
        Carry(
            (draw.standard_normal((2, 3)), draw.standard_normal(4).astype(np.float32)),
            {"a": draw.integers(9, size=5).astype(np.uint32), "b": draw.standard_normal(2) + 1j},
        )
        for _ in range(12)  # more leaves than one digit counts, in their own order
    )


def equal(one: Any, two: Any) -> bool:
    pairs = zip(jax.tree.leaves(one), jax.tree.leaves(two), strict=True)
    same = all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in pairs)
    return same and jax.tree.structure(one) == jax.tree.structure(two)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a checkpoint that is right."""
    place = tmp_path / "run.npz"
    save(place, IDENTITY, DONE, carries())
    return place


def refused(path: Path, match: str, identity: dict[str, Any] | None = None) -> None:
    with pytest.raises(ValueError, match=match) as caught:
        load(path, IDENTITY if identity is None else identity, carries(1))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"checkpoint = {path}: must be ")


def test_what_is_saved_is_loaded(path: Path) -> None:
    done, found = load(path, IDENTITY, carries(1))
    assert done == DONE
    assert equal(found, carries())
    assert not equal(found, carries(1))
    assert os.listdir(path.parent) == [path.name]


def test_folders_are_made_and_files_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "run"
    for seed in (0, 5):
        save(path, IDENTITY, seed, carries(seed))
        done, found = load(path, IDENTITY, carries())
        assert done == seed
        assert equal(found, carries(seed))
    assert os.listdir(path.parent) == ["run"]


@pytest.mark.parametrize("name", IDENTITY)
def test_another_run_is_refused(path: Path, name: str) -> None:
    there = IDENTITY[name]
    other = {**IDENTITY, name: "other"}
    refused(path, rf"this very run \({name} = {there} there, other here\); ", other)
    del other[name]
    refused(path, rf"\({name} = {there} there, None here\)", other)
    refused(path, r"\(law = None there, 3 here\)", {**IDENTITY, "law": 3})


@pytest.mark.parametrize("change", ["shape", "dtype", "fewer", "more"])
def test_other_shapes_are_refused(path: Path, change: str) -> None:
    like = list(carries())
    if change == "shape":
        like[3] = like[3]._replace(state=(np.zeros((3, 2)), like[3].state[1]))
    elif change == "dtype":
        like[3] = like[3]._replace(state=(np.zeros((2, 3), np.float32), like[3].state[1]))
    elif change == "fewer":
        like = like[:-1]
    else:
        like = [*like, like[0]]
    with pytest.raises(ValueError, match="must be of this run's shapes; "):
        load(path, IDENTITY, like)


@LEAK
def test_a_file_cut_short_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:length])
        refused(path, "a readable checkpoint of this run; name another file, or remove this one")


@LEAK
@pytest.mark.xfail(raises=(NotImplementedError, RuntimeError), reason=UNCAUGHT)
def test_a_flipped_byte_never_gives_other_numbers(path: Path) -> None:
    whole, right = path.read_bytes(), carries()
    for place in range(0, len(whole), 31):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            done, found = load(path, IDENTITY, carries(1))
        except ValueError:
            continue
        assert done == DONE  # the byte was one that no number depends on
        assert equal(found, right)


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
    leaves = {f"leaf{i}": leaf for i, leaf in enumerate(jax.tree.leaves(carries()))}
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


OPEN = {
    **dict.fromkeys(("deep json", "endless done", "locked", "huge"), UNCAUGHT),
    **dict.fromkeys(("negative done", "done beyond the end", "half done"), UNSEEN),
}
CASES = [
    pytest.param(name, marks=pytest.mark.xfail(reason=OPEN[name])) if name in OPEN else name
    for name in HOSTILE
]


@LEAK
@pytest.mark.parametrize("name", CASES)
def test_what_is_no_checkpoint_is_refused(path: Path, name: str) -> None:
    path.write_bytes(HOSTILE[name])
    refused(path, "a readable checkpoint")


def test_one_array_and_a_folder_are_refused(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    refused(path, "a readable checkpoint")
    refused(path.parent, "a readable checkpoint")


@pytest.mark.parametrize("call", ["fsync", "fdopen", "replace"])
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()], ids=repr)
def test_a_failed_write_leaves_the_former_file(
    path: Path, call: str, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise failure

    former = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(Path if call == "replace" else checkpoint.os, call, fail)
        with pytest.raises(type(failure)):
            save(path, IDENTITY, DONE + 1, carries(2))
    assert path.read_bytes() == former
    assert os.listdir(path.parent) == [path.name]
    save(path, IDENTITY, DONE + 1, carries(2))
    assert load(path, IDENTITY, carries())[0] == DONE + 1


def test_bytes_reach_the_disk_before_the_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    sync, rename = os.fsync, Path.replace
    monkeypatch.setattr(checkpoint.os, "fsync", lambda f: (seen.append("sync"), sync(f))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (seen.append("rename"), rename(a, b))[1])
    save(path, IDENTITY, DONE, carries())
    assert seen == ["sync", "rename"]
