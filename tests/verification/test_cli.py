"""The command line as a stranger meets it: answers, files, bad input, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verification.commands import run
from verification.output import OutputError, write

SENSITIVITY = ("eval", "sensitivity_kernel", "--at")


@pytest.mark.parametrize(
    ("at", "exact", "value"),
    [
        ("lambda=1/2, lambda_0=-1/2, rho=1/2", "3472/5625", "0.61724444444444444444"),
        (
            "lambda=3/5+3/5*I, lambda_0=1/2-1/2*I, rho=3/4",
            "150156125/5896178 + 30796725/5896178*I",
            "25.466687912067783571 + 5.2231674484725528978*I",
        ),
        ("λ=0.5; lam_0=1/3; ρ=0.25", "424692/148225", "2.8651846854444257042"),
    ],
)
def test_eval(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    at: str,
    exact: str,
    value: str,
) -> None:
    assert run(monkeypatch, *SENSITIVITY, at, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["name"] == "sensitivity_kernel"
    assert (answer["exact"], answer["value"], answer["digits"]) == (exact, value, 20)
    assert set(answer["at"]) == {"lambda", "lambda_0", "rho"}


def test_digits(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    at = "lambda=1/10, rho=0"
    assert run(monkeypatch, "eval", "state_moment", "--at", at, "--digits", "30", "--json") == 0
    assert json.loads(capsys.readouterr().out)["value"] == "1.01010101010101010101010101010"


BAD = (
    ("eval", "state_kernel", "--at", "lambda=6/5, lambda_0=1/2, rho=0"),
    ("eval", "state_moment", "--at", "lambda=1/2, rho=3/2"),
    ("eval", "state_moment", "--at", "lambda=nan, rho=0"),
    ("eval", "state_moment", "--at", "lambda=1/2"),
    ("eval", "state_moment", "--at", "lambda=1/2, rho=0, mu=1"),
    ("eval", "state_moment", "--at", "lambda=1/2, rho=I"),
    ("eval", "state_moment", "--at", "lambda==1/2"),
    ("eval", "state_moment", "--at", "lambda=__import__('os').system('true'), rho=0"),
    ("eval", "state_moment", "--at", "lambda=1/0, rho=0"),
    ("eval", "state_moment_general", "--at", "lambda=1/2"),
    ("eval", "state_moment"),
    ("eval", "state_moment", "--at", "lambda=1/2, rho=0", "--digits", "0"),
    ("eval", "state_momnet", "--at", "lambda=1/2, rho=0"),
    ("show", "nothing"),
    ("latex", "nothing"),
    ("latex", "state_kernel", "state_moment", "-o", "both.tex"),
    ("check", "nothing"),
    ("check", "state_kernel", "--rung", "belief"),
    ("audit", "paper/eq-7"),
    ("audit", "--expect", "missing.json"),
    ("nonsense",),
)


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_gets_one_line_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, *arguments) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments", [("latex", "state_kernel"), ("check", "state_kernel")], ids=str
)
def test_an_output_that_cannot_be_written_is_74(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("kept", encoding="utf-8")
    assert run(monkeypatch, *arguments, "-o", str(blocker / "inside" / "x.tex")) == 74
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert blocker.read_text(encoding="utf-8") == "kept"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_list_and_show(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert "sensitivity_kernel" in listed["closed_forms"]
    assert run(monkeypatch, "show", "sensitivity_moment") == 0
    text = capsys.readouterr().out
    assert "|lambda| < 1, -1 <= rho <= 1" in text
    assert "E[h(lambda) x] =" in text
    assert run(monkeypatch, "show", "paper/B.2.1-rho-1", "--json") == 0
    card = json.loads(capsys.readouterr().out)
    assert card["domain"] == "|lambda| < 1, rho = 1"
    assert card["formula"] == "1/((1 - lambda)*(1 - lambda_bar))"


@pytest.mark.long
@pytest.mark.slow
def test_latex_files_of_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run(monkeypatch, "latex", "-o", str(tmp_path / "all")) == 0
    written = {path.name for path in (tmp_path / "all").iterdir()}
    assert {"state_kernel.tex", "sensitivity_moment_general.tex", "sources.bib"} <= written


@pytest.mark.slow
def test_latex_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    two = ("state_kernel", "sensitivity_moment")
    assert run(monkeypatch, "latex", *two, "-o", str(tmp_path / "some")) == 0
    written = {path.name for path in (tmp_path / "some").iterdir()}
    assert written == {"state_kernel.tex", "sensitivity_moment.tex", "sources.bib"}
    target = tmp_path / "paper.tex"
    assert run(monkeypatch, "latex", *two, "--standalone", "--derivation", "-o", str(target)) == 0
    text = target.read_text(encoding="utf-8")
    assert text.rstrip().endswith(r"\end{document}")
    assert text.count(r"\subsection*") == len(two)
    assert "The rows, a prime marking the next value, are" in text
    assert target.with_suffix(".bib").exists()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a full device")
def test_a_full_output_gets_one_line_and_its_own_code() -> None:
    command = [sys.executable, "-P", "-c", "from verification.cli import main; main()"]
    root = Path(__file__).resolve().parents[2]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, "show", "state_kernel"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 74
    (line,) = done.stderr.splitlines()
    assert line.startswith("linrec: standard output: ")


def test_what_is_no_regular_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="is no regular file"):
        write(pipe, "text")
    assert pipe.is_fifo()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(tmp_path / "link", "text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text"
