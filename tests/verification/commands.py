"""The command line within a test: run, what it tells as JSON, and an empty folder for it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from verification.cli import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["linrec", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go into an empty folder; a fixture is made of this where it is needed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
