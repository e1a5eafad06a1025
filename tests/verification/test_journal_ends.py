"""Runs that end too early, killed, interrupted or on a full disk, leave a valid beginning."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.verification.journals import QUESTION, RECORDS, answered, content
from verification import journal
from verification.journal import opened
from verification.output import OutputError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, bytes]:
    """Give what an undisturbed run leaves behind."""
    answered(tmp_path / "undisturbed")
    return content(tmp_path / "undisturbed")


def test_an_interrupt_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(path: Path, text: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        answered(tmp_path, 1)
        patched.setattr(journal, "write", interrupt)
        with pytest.raises(KeyboardInterrupt):
            answered(tmp_path)
    told = f"to go on, give the same command again, with -o {tmp_path}\n"
    assert capsys.readouterr().err == told
    with opened(tmp_path, QUESTION, quiet=False):
        pass
    assert capsys.readouterr().err == f"-o {tmp_path}: 15 records were there and are taken over\n"


@pytest.mark.parametrize("call", ["write", "fsync", "ftruncate"])
def test_a_disk_that_says_no_leaves_a_valid_beginning(
    tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(handle: int, *_: Any) -> None:
        os.pwrite(handle, b"{", os.fstat(handle).st_size)  # a torn line
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "run"
    answered(folder, 7)
    with monkeypatch.context() as patched:
        patched.setattr(journal.os, call, full)
        with pytest.raises(OutputError) as failed:
            answered(folder)
    records = folder / "records.jsonl"
    why = "No space left on device; choose a place that can be written"
    assert str(failed.value) == f"-o {records}: {why}"
    assert not (folder / "report.json").exists()
    assert answered(folder) in (7, 8)  # a whole line may be there although it was not confirmed
    assert content(folder) == whole


def test_a_disk_that_takes_a_part_is_given_the_rest(
    tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = os.write
    monkeypatch.setattr(journal.os, "write", lambda handle, data: put(handle, data[:3]))
    answered(tmp_path / "run")
    assert content(tmp_path / "run") == whole


def test_every_record_is_on_the_disk_before_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    sync = os.fsync
    monkeypatch.setattr(journal.os, "fsync", lambda h: (synced.append(h), sync(h))[1])
    with opened(tmp_path, QUESTION, quiet=True) as found:
        for record in RECORDS:
            before = len(synced)
            found.keep(record)
            assert len(synced) == before + 1


CHILD = """
import json, sys
from pathlib import Path
from verification.journal import opened
folder, question, records = sys.argv[1], *map(json.loads, sys.argv[2:])
with opened(Path(folder), question, quiet=True) as found:
    for record in records[len(found.there):]:
        found.keep(record)
    found.finish({"claims": records})
"""


def killed(folder: Path, seconds: float) -> int:
    """Run, and kill it so long after its first record."""
    told = map(json.dumps, (QUESTION, RECORDS))
    with subprocess.Popen([sys.executable, "-c", CHILD, folder, *told], cwd=ROOT) as child:
        path = folder / "records.jsonl"
        before = path.read_bytes() if path.exists() else b""
        while child.poll() is None and not (path.exists() and path.read_bytes() != before):
            time.sleep(1e-4)
        time.sleep(seconds)
        child.kill()
    return child.returncode


@pytest.mark.slow
def test_killed_runs_go_on_to_the_same_end(
    tmp_path: Path, whole: dict[str, bytes], salt: int
) -> None:
    rng, parts = random.Random(salt), set()
    for run in map(str, range(3)):
        folder = tmp_path / run
        while killed(folder, rng.uniform(0, 3e-3)):
            parts.add((folder / "records.jsonl").stat().st_size)
        # a report that was cut off stays under its temporary name
        assert {name: data for name, data in content(folder).items() if name in whole} == whole
    assert len(parts) > 2
