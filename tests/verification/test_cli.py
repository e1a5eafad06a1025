"""The command line as a stranger meets it: answers, bad input, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from verification import panel
from verification.claims import ours, stated
from verification.cli import main
from verification.output import OutputError, write

ROOT = Path(__file__).resolve().parents[2]
SENSITIVITY = ("eval", "sensitivity_kernel", "--at")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["linrec", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


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


def test_check_reports_and_writes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    assert (
        run(monkeypatch, "check", "state_kernel", "--rung", "proof", "--json", "-o", str(folder))
        == 0
    )
    answer = json.loads(capsys.readouterr().out)
    (claim,) = answer["claims"]
    assert (claim["id"], claim["verdict"], claim["rung"]) == (
        "linrec/state_kernel",
        "proved",
        "proof",
    )
    assert answer["counts"] == {"proved": 1, "accepted": 0, "rejected": 0, "undecided": 0}
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["claims"] == [claim]
    record = json.loads((folder / "records.jsonl").read_text(encoding="utf-8"))
    assert record == {**claim, "crc": record["crc"]}


def test_a_rejected_claim_is_1_in_check_and_0_in_audit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", "paper/C.2.2-S", "--rung", "exact", "--quiet") == 1
    assert run(monkeypatch, "audit", "paper/C.2.2-S", "--rung", "exact", "--json") == 0
    (claim,) = json.loads(capsys.readouterr().out)["claims"]
    assert claim["verdict"] == "rejected"
    assert claim["published"] != claim["exact"]
    assert set(claim["counterexample"]) == {"lambda", "lambda_0", "rho"}
    assert "1 - rho**2" in claim["correction"]


def test_an_undecided_claim_is_3(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "check", "state_kernel", "--rung", "consistency", "--quiet") == 3


def test_audit_against_expected_verdicts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pinned = tmp_path / "pinned.json"
    only = ("audit", "paper/eq-5", "--rung", "proof", "--quiet", "--expect", str(pinned))
    pinned.write_text('{"paper/eq-5": "proved"}', encoding="utf-8")
    assert run(monkeypatch, *only) == 0
    pinned.write_text('{"paper/eq-5": "rejected"}', encoding="utf-8")
    assert run(monkeypatch, *only) == 1
    pinned.write_text('{"paper/eq-5": "proved", "paper/eq-6": "proved"}', encoding="utf-8")
    assert run(monkeypatch, *only) == 1
    pinned.write_text("[", encoding="utf-8")
    assert run(monkeypatch, *only) == 2


BOTH = ("audit", "paper/C.2.2-S", "--with-ours", "--json")


@pytest.mark.long
@pytest.mark.slow
def test_our_claims_hold_in_a_joint_audit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *BOTH, "--rung", "proof", "--rung", "enclosure") == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["accepted"] == len(ours.HARMONICS)
    assert counts["proved"] == len(ours.IDS) - len(ours.HARMONICS) + len(stated.ids())


@pytest.mark.slow
def test_our_claims_must_hold_in_a_joint_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "MOST", 1)
    assert run(monkeypatch, *BOTH, "--rung", "consistency") == 3


@pytest.mark.slow
def test_human_readable_audit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "audit", "companion/visualization_S.estimate", "--rung", "proof") == 0
    text = capsys.readouterr().out
    for piece in (
        "smallest counterexample",
        "ratio",
        "1 - rho should be 1 - rho**2",
        "rho = 1, rho = 0",
    ):
        assert piece in text


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


@pytest.mark.slow
def test_interrupt_leaves_a_valid_report(tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    code = (
        "import os, signal, sys, threading, time\n"
        "from pathlib import Path\n"
        "from verification.cli import main\n"
        "def interrupt():\n"
        f"    records = Path({str(records)!r})\n"
        "    while not records.exists() or not records.stat().st_size: time.sleep(0.1)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        # a parent may have told its children to ignore the signal
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"sys.argv = ['linrec', 'check', '-o', {str(tmp_path)!r}]\n"
        "threading.Thread(target=interrupt, daemon=True).start()\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 130
    assert done.stderr.strip().splitlines()[-1] == "interrupted; what is on disk is valid"
    assert f"to go on, give the same command again, with -o {tmp_path}" in done.stderr
    assert not (tmp_path / "report.json").exists()
    lines = records.read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        assert json.loads(line)["verdict"] == "proved"


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
