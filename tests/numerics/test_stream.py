"""Streams: the same numbers for any pieces, interruptions and devices, or a refusal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerics import checkpoint, devices
from numerics.plan import Group, plan
from numerics.points import Point, exponential
from numerics.settings import Settings
from numerics.stream import Snapshot, stream

pytestmark = pytest.mark.slow

POINTS = (Point(0.999, 0.99, 0.9), Point(0.5, 0.3, -0.2), Point(0.5 + 0.3j, -0.25, 0.4))
SETTINGS = Settings(2**19, replicas=4, lanes=2)
PIECES, SEED = 7, 11


def planned(settings: Settings = SETTINGS, points: tuple[Point, ...] = POINTS) -> tuple[Group, ...]:
    return plan([exponential(point) for point in points], settings)


@pytest.fixture(autouse=True)
def _seven_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    cut(monkeypatch, PIECES)


def cut(monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    monkeypatch.setattr("numerics.stream.ticks", lambda groups, scale: pieces)


def run(**changes: Any) -> list[Snapshot]:
    return list(stream(planned(), SEED, **changes))


@pytest.fixture(scope="module")
def right() -> Snapshot:
    """Give the end of a run in one piece."""
    with pytest.MonkeyPatch.context() as patched:
        cut(patched, 1)
        return run()[-1]


def test_snapshots(right: Snapshot) -> None:
    groups, snapshots = planned(), run()
    assert len({group.form for group in groups}) == 2
    assert [snapshot.done for snapshot in snapshots] == list(range(PIECES + 1))
    first, last = snapshots[0], snapshots[-1]
    assert first.estimates == ({},) * len(POINTS)
    assert first.steps == (0,) * len(POINTS)
    for group in groups:
        for index in group.indices:
            assert last.steps[index] == group.steps >= SETTINGS.steps
            for mean in last.estimates[index].values():
                assert mean.batches == group.replicas * (
                    group.shape.lanes if group.form.__name__.endswith("thinned") else 1
                )
    assert last.state_steps == sum(group.steps * len(group.indices) for group in groups)
    assert last.pieces == PIECES
    assert 0 < snapshots[1].seconds <= last.seconds
    assert last.estimates == right.estimates
    assert snapshots[-2].estimates != right.estimates


@pytest.mark.parametrize("pieces", [2, 5, 100])
def test_pieces_do_not_matter(
    right: Snapshot, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, pieces)
    last = run()[-1]
    assert last.done == pieces
    assert repr(last.estimates) == repr(right.estimates)


def test_points_come_back_in_order(right: Snapshot) -> None:
    # the slow point is thinned, and only E|h|^2 of a slow point is large
    sizes = [estimates["sensitivity_moment"].mean.real for estimates in right.estimates]
    assert sizes[0] > 1000 * max(sizes[1:])
    assert (
        right.estimates[2]["state_kernel"].stderr.imag
        > 0
        == right.estimates[1]["state_kernel"].stderr.imag
    )


def test_seeds_decide(right: Snapshot) -> None:
    *_, other = stream(planned(), SEED + 1)
    for one, two in zip(right.estimates, other.estimates, strict=True):
        assert all(one[name].mean != two[name].mean for name in one)


@pytest.mark.parametrize("stop", [0, 1, 4, 7])
def test_a_closed_run_goes_on(right: Snapshot, stop: int, tmp_path: Path) -> None:
    path, running = tmp_path / "run", stream(planned(), SEED, path=tmp_path / "run")
    for _ in range(stop + 1):
        before = next(running)
    running.close()
    assert path.exists() == (stop > 0)
    again = run(path=path)
    assert again[0].done == before.done == stop
    assert again[0].estimates == before.estimates
    assert repr(again[-1].estimates) == repr(right.estimates)
    assert again[-1].steps == right.steps
    assert again[-1].state_steps == right.state_steps - before.state_steps


def test_ctrl_c_in_the_consumer_leaves_whole_pieces(right: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "run"
    running = stream(planned(), SEED, path=path)
    for _ in range(4):
        next(running)
    with pytest.raises(KeyboardInterrupt):
        running.throw(KeyboardInterrupt)
    again = run(path=path)
    assert again[0].done == 3
    assert repr(again[-1].estimates) == repr(right.estimates)


@pytest.mark.parametrize("place", ["_advanced", "gathered", "_snapshot"])
@pytest.mark.parametrize("turn", [4, 5])
def test_ctrl_c_inside_leaves_whole_pieces(
    right: Snapshot, tmp_path: Path, place: str, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # three groups: in the middle of a piece where it is the groups that are counted
    path, left = tmp_path / "run", [turn if place == "_snapshot" else 3 * turn - 1]
    home: Any = devices if place == "gathered" else sys.modules["numerics.stream"]
    real = getattr(home, place)

    def interrupted(*arguments: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(home, place, interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(path=path)
    again = run(path=path)
    assert 0 < again[0].done < PIECES
    assert repr(again[-1].estimates) == repr(right.estimates)


def test_checkpoints_are_written_when_they_are_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    monkeypatch.setattr(checkpoint, "save", lambda path, name, done, whole: written.append(done))
    run(path=tmp_path / "run", every=0.0)
    assert written == list(range(1, PIECES + 1))
    written.clear()
    run(path=tmp_path / "run", every=1e9)
    assert written == [PIECES]


def test_another_run_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run"
    run(path=path)
    others = (
        (planned(), SEED + 1, "seed = 11 there, 12 here"),
        (planned(SETTINGS._replace(steps=2**20)), SEED, "steps = "),
        (planned(SETTINGS._replace(law="gaussian")), SEED, "points and settings"),
        (planned(SETTINGS._replace(precision="double")), SEED, "points and settings"),
        (planned(points=(POINTS[0], Point(0.5, 0.3, 0.2), POINTS[2])), SEED, "points and settings"),
    )
    for groups, seed, match in others:
        with pytest.raises(ValueError, match=match) as caught:
            next(stream(groups, seed, path=path))
        assert "\n" not in str(caught.value)
    drawn = tuple(planned(SETTINGS._replace(law=law)) for law in ("gaussian", "laplace"))
    assert drawn[0][0].blocks == drawn[1][0].blocks  # the law is all that differs
    *_, _last = stream(drawn[0], SEED, path=tmp_path / "gaussian")
    with pytest.raises(ValueError, match="points and settings"):
        next(stream(drawn[1], SEED, path=tmp_path / "gaussian"))
    monkeypatch.setattr("numerics.stream.FORMAT", 2)
    with pytest.raises(ValueError, match="format = 1 there, 2 here"):
        run(path=path)


def test_versions_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run"
    run(path=path)
    monkeypatch.setattr("numerics.stream.version", lambda name: "9.9.9")
    with pytest.raises(ValueError, match=r"linrec = .* there, 9\.9\.9 here"):
        run(path=path)


def test_a_full_disk_leaves_the_former_checkpoint(
    right: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    running = stream(planned(), SEED, path=path, every=0.0)
    for _ in range(4):
        next(running)
    former = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            next(running)
    assert path.read_bytes() == former
    assert os.listdir(tmp_path) == ["run"]
    again = run(path=path)
    assert again[0].done == 3
    assert repr(again[-1].estimates) == repr(right.estimates)


def test_devices_that_cannot_share_are_refused() -> None:
    (group, *_) = planned()
    odd = group._replace(replicas=3)
    mesh = type("Two", (), {"size": 2})()
    match = "replicas = 3: must be a multiple of the 2 devices; "
    with pytest.raises(ValueError, match=match):
        next(stream((odd,), SEED, mesh=mesh))


def test_estimates_are_means_of_their_batches(right: Snapshot) -> None:
    for estimates in right.estimates:
        for mean in estimates.values():
            assert np.isfinite([mean.mean, mean.stderr]).all()
            assert mean.stderr.real > 0
            assert mean.batches >= 4
