"""Hostile formulas through the whole command line: answered or refused, never run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ATTACKS = Path(__file__).with_name("attacks.txt").read_text(encoding="utf-8").splitlines()
COMMAND = [sys.executable, "-P", "-c", "from verification.cli import main; main()"]


@pytest.mark.slow
def test_a_file_of_attacks_is_refused_or_judged_claim_by_claim(tmp_path: Path) -> None:
    claims = tmp_path / "attacks.toml"
    tables = (
        f"[[claim]]\nid = 'a{i}'\nformula = {json.dumps(text)}\nagainst = 'state_moment'\n"
        for i, text in enumerate(ATTACKS)
        if not any("\ud800" <= letter <= "\udfff" or letter > "\uffff" for letter in text)
    )
    claims.write_text("".join(tables), encoding="utf-8")
    command = [*COMMAND, "check", "--claims", str(claims), "--json", "--budget", "3"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/nonexistent"},
        timeout=300,
        check=False,
    )
    found = json.loads(done.stdout)["claims"]
    assert len(found) >= 300
    assert {claim["verdict"] for claim in found} <= {"refused", "rejected"}
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    # the attacks try to leave a file called canary, or anything else
    assert [path.name for path in tmp_path.iterdir()] == ["attacks.toml"]
