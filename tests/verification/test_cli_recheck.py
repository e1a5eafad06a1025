"""Certificates checked from the command line, by it or alone, against the catalogue, refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.verification.commands import run, told
from verification import recheck
from verification.recheck import Certificate

CHECKER = Path(recheck.__file__)


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kernel.json"
    assert run(monkeypatch, "certify", "sensitivity_kernel", "-o", str(path)) == 0
    return path


def test_a_certificate_is_valid_and_the_catalogue_s(
    kernel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "recheck", str(kernel), "--json") == 0
    record = told(capsys)
    assert (record["valid"], record["reason"], record["catalogue"]) == (True, None, "same")
    assert "where |lambda*lambda_0| < 1" in record["claims"]
    assert run(monkeypatch, "recheck", str(kernel)) == 0
    assert "valid (sensitivity_kernel, in the catalogue)" in capsys.readouterr().out
    assert run(monkeypatch, "recheck", str(kernel), "--quiet") == 0
    assert capsys.readouterr().out == ""


def test_the_checker_alone_reads_the_same_file(kernel: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "recheck.py").write_text(CHECKER.read_text())
    command = [sys.executable, "-I", "-S", "recheck.py", str(kernel)]
    done = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "E[d[lambda]h(lambda) d[lambda_0]h(lambda_0)] = " in done.stdout
    done = subprocess.run(command[:-1], cwd=alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "python -I -S recheck.py FILE" in done.stderr


def changed(path: Path, **parts: Any) -> None:
    """Put other parts in and let the certificate say what it then shows."""
    cert = {**json.loads(path.read_text()), **parts}
    cert["says"] = Certificate(cert).says()
    path.write_text(json.dumps(cert))


def test_a_wrong_formula_with_matching_text_is_not_valid(
    kernel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ((left, right),) = json.loads(kernel.read_text())["claims"]
    changed(kernel, claims=[[left, ["*", 2, right]]])
    assert run(monkeypatch, "recheck", str(kernel), "--json") == 1
    record = told(capsys)
    assert not record["valid"]
    assert record["claims"] == []
    assert record["reason"] == "claim 1: does not hold"


def test_a_true_statement_on_other_rows_is_not_the_catalogue_s(
    kernel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(kernel.read_text())["rows"]
    (drive,) = [row for row in rows if row[0] == "x'"]
    flipped = ["+", ["*", -1, "xi"], *(part for part in drive[1][1:] if part != "xi")]
    changed(kernel, rows=[[left, flipped if left == "x'" else row] for left, row in rows])
    assert Certificate(json.loads(kernel.read_text())).check()
    assert run(monkeypatch, "recheck", str(kernel), "--json") == 1
    assert "rows differ" in told(capsys)["reason"]


def test_a_name_that_the_catalogue_does_not_know(
    kernel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(kernel, name="mine")
    assert run(monkeypatch, "recheck", str(kernel), "--json") == 0
    assert told(capsys)["catalogue"] == "unknown name"


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (None, "No such file"),
        ("{", "is no JSON"),
        ("\xff\xfe", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_files_that_cannot_be_read(
    content: str | None,
    phrase: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "broken.json"
    if content is not None:
        path.write_bytes(content.encode("latin-1"))
    assert run(monkeypatch, "recheck", str(path)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert phrase in line


@pytest.mark.parametrize("content", ["[]", "null", "{}", '{"version": 1}', "7", '"text"'])
def test_json_that_is_no_certificate_is_not_valid(
    content: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    assert run(monkeypatch, "recheck", str(path), "--json") == 1
    reason = told(capsys)["reason"]
    assert reason.startswith("malformed: ")
    assert "Error" not in reason


def test_a_folder_stands_for_its_files(
    kernel: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, bad = tmp_path / "several", "bad.json"
    folder.mkdir()
    assert run(monkeypatch, "recheck", str(folder)) == 2
    assert "Is a directory" in capsys.readouterr().err
    (folder / bad).write_text("{}")
    (folder / "good.json").write_text(kernel.read_text())
    assert run(monkeypatch, "recheck", str(folder)) == 1
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == f"{folder / bad}: not valid: malformed: nothing is said of 'roots'"
    assert second.startswith(f"{folder / 'good.json'}: valid")


def test_an_inequality_cannot_pass_for_an_identity(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", "exponents", "-o", str(tmp_path)) == 0
    path = tmp_path / "theorem-exponents-0.json"
    changed(path, positive=False)
    assert Certificate(json.loads(path.read_text())).check()
    capsys.readouterr()
    assert run(monkeypatch, "recheck", str(path), "--json") == 1
    assert "positive differ" in told(capsys)["reason"]


def test_a_file_that_is_missing_does_not_stop_the_others(
    kernel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(monkeypatch, "recheck", "nix.json", str(kernel)) == 2
    seen = capsys.readouterr()
    assert "No such file" in seen.err
    assert "valid" in seen.out
