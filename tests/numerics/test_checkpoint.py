"""Checkpoints: whole or not at all, and of one run alone."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
import pytest

from numerics import checkpoint
from numerics.checkpoint import load, save

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
