"""`linrec check` and `linrec audit`: verdicts, reports, exit codes, an interruption."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verification.commands import run
from verification import panel
from verification.claims import ours, stated

ROOT = Path(__file__).resolve().parents[2]


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
