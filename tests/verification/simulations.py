"""`linrec simulate` within a test: two points, options of a short run, and the command."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from verification import cli
from verification.cli import main

COMPLEX = "lambda=9/10+I/5, lambda_0=7/10-I/3, rho=-2/5"
REAL = "lambda=-7/10, lambda_0=9/10, rho=3/10"
Run = Callable[..., int]


def once(*at: str, steps: str = "2e6") -> tuple[str, ...]:
    points = [part for text in at for part in ("--at", text)]
    return (*points, "--steps", steps, "--devices", "1")


def simulate(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a call of the command; a fixture is made of this where it is needed."""

    def leave(code: int) -> None:
        raise SystemExit(code)

    def call(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["linrec", "simulate", *arguments])
        monkeypatch.setattr(cli, "_leave", leave)
        with pytest.raises(SystemExit) as stopped:
            main()
        assert isinstance(stopped.value.code, int)
        return stopped.value.code

    return call
