"""`linrec simulate` and its folder: interrupted, resumed, full, busy, not to be written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from numerics import checkpoint, plan
from tests.verification.simulations import COMPLEX, Run, once, simulate
from verification.alone import alone
from verification.output import BusyError
from verification.simulation import session as simulating

pytestmark = pytest.mark.slow

run = pytest.fixture(simulate)


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut runs into pieces, and interrupt after the third snapshot."""
    whole = simulating.watched

    def until(snapshots: Any, *rest: Any, **more: Any) -> Iterator[Any]:
        for k, snapshot in enumerate(whole(snapshots, *rest, **more)):
            yield snapshot
            if k == 3:
                raise KeyboardInterrupt

    monkeypatch.setattr(simulating, "watched", until)
    monkeypatch.setattr(plan, "PIECE", 2e5)


def test_an_interrupted_run_goes_on_to_the_same_end(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    stopped: None,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "run"
    # not one of the points below shares its form with the other
    asked = (*once(COMPLEX, "lambda=0.999"), "--form", "thinned", "--no-predict", "--json")
    asked = (*asked, "--lanes", "8", "-o", str(folder))
    assert run(*asked) == 130
    seen = capsys.readouterr()
    partial = json.loads(seen.out)["simulations"]
    assert not any(record["complete"] for record in partial)
    assert 0 < partial[0]["steps"] < partial[0]["settings"]["steps"]
    assert seen.err.splitlines()[-1] == "interrupted; what is on disk is valid"
    assert f"-o {folder}" in seen.err
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == partial

    monkeypatch.undo()
    monkeypatch.setattr(plan, "PIECE", 2e5)
    assert run(*asked) == 0
    resumed = json.loads(capsys.readouterr().out)["simulations"]
    assert run(*asked[:-2]) == 0
    straight = json.loads(capsys.readouterr().out)["simulations"]
    for one, other in zip(resumed, straight, strict=True):
        assert one["complete"]
        assert one["estimates"] == other["estimates"]
        assert one["steps"] == other["steps"]
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == resumed

    assert run(*asked, "--seed", "1") == 2  # another run in the same folder
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert (folder / "records.jsonl").read_text(encoding="utf-8").splitlines() == lines


def test_a_folder_that_cannot_be_written_is_74(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("kept", encoding="utf-8")
    for option in (("-o", str(blocker / "x")), ("--plot", str(blocker / "x.png"))):
        assert run(*once("lambda=1/2"), "--quiet", *option) == 74
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert blocker.read_text(encoding="utf-8") == "kept"


def test_a_full_disk_is_74(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save", full)
    assert run(*once("lambda=1/2"), "--quiet", "-o", str(tmp_path / "run")) == 74
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "No space left on device" in line
    assert "checkpoint.npz" in line


def test_a_broken_pipe_is_not_taken_for_a_full_disk(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(simulating, "_write", broken)
    assert run(*once("lambda=1/2"), "--quiet") == 1
    assert capsys.readouterr().err == ""


def test_one_run_at_a_time_and_no_report_of_a_trial(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = (*once("lambda=1/2"), "--quiet", "-o", str(tmp_path))
    with alone(tmp_path):
        assert run(*asked) == 75
        why = "another run is writing here; wait for it or give another folder"
        assert capsys.readouterr().err == f"linrec: -o {tmp_path}: {why}\n"
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    (tmp_path / "question.json").touch()
    assert run(*asked) == 2
    assert "holds the report of a trial; give another folder" in capsys.readouterr().err
    (tmp_path / "question.json").unlink()
    assert run(*asked) == 0


def test_the_folder_is_held_for_as_long_as_the_run_takes(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole, held = simulating._write, []

    def busy(*arguments: Any) -> None:
        with pytest.raises(BusyError), alone(tmp_path):
            pass
        held.append(True)
        whole(*arguments)

    monkeypatch.setattr(simulating, "_write", busy)
    assert run(*once("lambda=1/2"), "--quiet", "-o", str(tmp_path)) == 0
    assert held
    with alone(tmp_path):
        pass
