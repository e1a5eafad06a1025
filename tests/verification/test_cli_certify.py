"""Certificates from the command line: written, checked, compared with the catalogue, refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from verification import recheck
from verification.cli import main
from verification.recheck import Certificate

CHECKER = Path(recheck.__file__)
EXAMPLE = Path(__file__).resolve().parents[2] / "examples/gated_leaky.toml"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["linrec", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kernel.json"
    assert run(monkeypatch, "certify", "sensitivity_kernel", "-o", str(path)) == 0
    return path


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


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


def test_a_wrong_published_form_has_no_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    assert run(monkeypatch, "certify", "paper/B.2.2-exponential", "-o", str(path)) == 1
    assert "is false, see `linrec audit`" in capsys.readouterr().err
    assert not path.exists()


@pytest.mark.parametrize("name", ["paper/1-product", "paper/2.2-diverges"])
def test_what_is_false_without_a_certificate_is_said_to_be(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", name) == 1
    assert "is false, see `linrec audit`" in capsys.readouterr().err


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


def test_several_go_into_a_folder_as_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("certify", "paper/C.2.2-S", "state_kernel", "-o", str(tmp_path / "both"))
    assert run(monkeypatch, *asked) == 1
    assert [path.name for path in (tmp_path / "both").iterdir()] == ["state_kernel.json"]
    assert "1 certificates; 0 proved without, 1 false" in capsys.readouterr().err
    asked = ("certify", "state_kernel", "state_moment", "-o", str(tmp_path / "both.json"))
    assert run(monkeypatch, *asked) == 2


def test_what_is_proved_without_certificate_says_how(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", "state_average_variance") == 3
    caught = capsys.readouterr()
    assert caught.out == ""
    assert "proof without certificate, " in caught.err
    assert "Poisson equation" in caught.err


def test_a_theorem_goes_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", "pick-kernel", "-o", str(tmp_path / "one.json")) == 2
    assert "one file for several certificates" in capsys.readouterr().err
    assert run(monkeypatch, "certify", "theorem/pick-kernel", "-o", str(tmp_path / "all")) == 0
    files = sorted(str(path) for path in (tmp_path / "all").iterdir())
    assert len(files) > 2
    capsys.readouterr()
    assert run(monkeypatch, "recheck", "--quiet", *files) == 0
    assert capsys.readouterr().out == ""


def test_a_recurrence_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.json"
    asked = ("certify", "state_moment", "--system", str(EXAMPLE), "-o", str(path))
    assert run(monkeypatch, *asked) == 0
    cert = json.loads(path.read_text())
    assert "h' = " in "\n".join(Certificate(cert).check())
    assert run(monkeypatch, "recheck", str(path), "--json") == 0
    assert told(capsys)["catalogue"] == "unknown name"


@pytest.mark.parametrize("arguments", [(), ("--all", "state_kernel"), ("nix",)])
def test_what_certify_refuses(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "certify", *arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
