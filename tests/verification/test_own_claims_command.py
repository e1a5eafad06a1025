"""Formulas from the command line: verdict, counterexample, correction, exit code, limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verification.formulas import IN_LATEX, NOTEBOOK, RIGHT
from verification.cli import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STATE = "(1-rho^2*lambda*lambda_0)/((1-rho*lambda)*(1-rho*lambda_0)*(1-lambda*lambda_0))"
HEAVY = "(lambda+lambda_0+rho)^64*(lambda-lambda_0+rho)^64*(2*lambda+lambda_0-rho+3)^64"
# right, since what is added is zero, but to see that all of it must be written out
TOO_HEAVY = f"{HEAVY}*((lambda+rho)^2-lambda^2-2*lambda*rho-rho^2)/(lambda+2*rho+3)^64 + {{}}"


def linrec(*arguments: str, typed: str = "") -> tuple[int, str, str, float]:
    code = "from verification.cli import main; main()"
    before = used()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        input=typed,
    )
    return done.returncode, done.stdout, done.stderr, used() - before


def used() -> float:
    # processor seconds of finished children and of theirs: what the machine does beside is not in
    times = os.times()
    return times.children_user + times.children_system


def test_the_misprint_is_rejected_in_five_seconds() -> None:
    arguments = ("check", "--formula", NOTEBOOK, "--against", "sensitivity_kernel")
    code, out, err, seconds = linrec(*arguments)
    assert (code, err) == (1, "")
    assert seconds < 5
    for line in (
        "formula: rejected",
        "real lambda, lambda_0: -1 < lambda < 1, -1 < lambda_0 < 1, -1 <= rho <= 1",
        "lambda = 0, lambda_0 = 0, rho = -1: published 3, exact 1, ratio 3",
        "1 - rho should be 1 - rho**2",
        "((1 - rho**2)*(1 + lambda*lambda_0) + rho**2*(1 - lambda*lambda_0)**3",
    ):
        assert line in out


@pytest.mark.parametrize("formula", [RIGHT, IN_LATEX])
def test_a_right_formula_from_standard_input_is_proved(formula: str) -> None:
    arguments = ("check", "--formula", "-", "--against", "sensitivity_kernel", "--json")
    code, out, err, _ = linrec(*arguments, typed=f"{formula}\n")
    assert (code, err) == (0, "")
    (claim,) = json.loads(out)["claims"]
    assert (claim["verdict"], claim["rung"]) == ("proved", "proof")
    assert claim["formula"] == formula


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--formula", "mu", "--against", "state_kernel"), "use numbers, lambda, lambda_0, rho"),
        (("--formula", r"\mu\lambda", "--against", "state_kernel"), r"use \lambda, \lambda_{0}, "),
        (("--formula", "1"), "Give --formula with --against"),
        (("--against", "state_kernel"), "Give --formula with --against"),
        (("--domain", "real"), "Give --formula with --against"),
        (("state_kernel", "--formula", "1", "--against", "state_kernel"), "and no NAME"),
        (("--formula", "1", "--against", "state_kernel", "--claims", "a"), "and no NAME"),
        (("--claims", "none.toml"), "No such file"),
        (("--formula", "1", "--against", "state_kernel", "--rung", "driven"), "proof or exact"),
        (("--formula", "1", "--against", "state_kernel", "--budget", "nan"), "--budget: nan"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    why: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["linrec", "check", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    seen = capsys.readouterr()
    assert (stopped.value.code, seen.out) == (2, "")
    assert why in seen.err
    assert len(seen.err.splitlines()) == 1


def test_a_formula_too_heavy_to_prove_is_refused_within_the_limit() -> None:
    arguments = ("--formula", TOO_HEAVY.format(STATE), "--against", "state_kernel")
    code, out, err, seconds = linrec("check", *arguments, "--budget", "2", "--json")
    assert (code, out) == (2, "")
    assert "refused: too heavy (limit 2 s)" in err
    assert len(err.splitlines()) == 1
    # at most two seconds of algebra, the rest is two interpreters that start
    assert seconds < 7


def test_the_other_claims_of_a_file_are_still_judged(tmp_path: Path) -> None:
    white = "1/(1-lambda*lambda_0)"
    formulas = {
        "first": (white, "state_kernel_white"),
        "power": ("((lambda+1)**64)**64", "state_kernel"),
        "tower": ("exp(exp(exp(100)))", "state_kernel"),
        "heavy": (TOO_HEAVY.format(STATE), "state_kernel"),
        "wrong and heavy": (HEAVY, "state_kernel"),
        "last": (RIGHT, "sensitivity_kernel"),
    }
    table = "[[claim]]\nid = '{}'\nformula = '{}'\nagainst = '{}'\n"
    text = "".join(table.format(name, *pair) for name, pair in formulas.items())
    path, folder = tmp_path / "mine.toml", tmp_path / "report"
    path.write_text(text, encoding="utf-8")
    code, out, _, _ = linrec(
        "check", "--claims", str(path), "--budget", "3", "--jsonl", "-o", str(folder)
    )
    verdicts = {item["id"]: item["verdict"] for item in map(json.loads, out.splitlines())}
    assert verdicts == {
        "first": "proved",
        "power": "refused",
        "tower": "refused",
        "heavy": "refused",
        "wrong and heavy": "rejected",
        "last": "proved",
    }
    assert code == 1
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["claims"] == [json.loads(line) for line in out.splitlines()]
    assert report["counts"]["refused"] == 3
