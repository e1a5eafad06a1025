"""`linrec simulate` as a stranger meets it: answers, a table, bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sympy import I, Rational

from derivations import catalogue
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from tests.verification.simulations import COMPLEX, REAL, Run, once, simulate
from verification.simulation import session as simulating
from verification.simulation import truth as simulation_truth
from verification.simulation.grid import rounded

pytestmark = pytest.mark.slow
POINT = {LAMBDA: Rational(9, 10) + I / 5, LAMBDA_0: Rational(7, 10) - I / 3, RHO: Rational(-2, 5)}
NAMES = (
    *("state_moment", "state_kernel", "sensitivity_moment", "sensitivity_kernel"),
    *("teacher_student_loss", "input_state", "input_sensitivity"),
)
Record = dict[str, Any]
run = pytest.fixture(simulate)


def scores(record: Record) -> list[float]:
    values = [found["z"] for found in record["estimates"].values()]
    flat = [z for value in values for z in (value if isinstance(value, list) else [value])]
    return [abs(z) for z in flat if z is not None]


def test_a_real_and_a_complex_point(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*once(COMPLEX, REAL), "--seed", "3", "--json", "--channels") == 0
    there, here = json.loads(capsys.readouterr().out)["simulations"]
    assert there["at"] == {"lambda": "9/10 + 1/5*I", "lambda_0": "7/10 + -1/3*I", "rho": "-2/5"}
    assert here["at"] == {"lambda": "-7/10", "lambda_0": "9/10", "rho": "3/10"}
    for record in (there, here):
        assert tuple(record["estimates"]) == NAMES
        assert record["complete"] is True
        assert record["steps"] == record["settings"]["steps"] >= 2e6
        assert (record["seed"], record["truth"]) == (3, "closed form")
        # 6 standard errors of at least 8 batches: a right formula fails below once in 10^4 runs
        assert max(scores(record)) < 6
        for name, found in record["estimates"].items():
            for channel in ("impulse", "doubling"):
                assert close(record["channels"][channel][name], found["exact"])
    assert all(isinstance(found["mean"], float) for found in here["estimates"].values())
    complex_ones = {n for n, f in there["estimates"].items() if isinstance(f["mean"], list)}
    assert complex_ones == {
        "state_kernel",
        "sensitivity_kernel",
        "input_state",
        "input_sensitivity",
    }
    form = catalogue.derive("sensitivity_kernel")
    exact = rounded(form.value({symbol: POINT[symbol] for symbol in form.variables}))
    assert there["estimates"]["sensitivity_kernel"]["exact"] == [exact.real, exact.imag]


def close(left: Any, right: Any) -> bool:
    first, second = (complex(*v) if isinstance(v, list) else complex(v) for v in (left, right))
    # float32 products round by 2^-24 each, at up to 8 of them a coordinate
    return abs(first - second) <= 2**-20 * abs(second)


def test_a_planted_formula_is_far_off(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = simulation_truth.closed_forms

    def wrong(place: Any) -> dict[str, complex]:
        """Print 1 - rho where 1 - rho^2 is right, as the published form does."""
        values = right(place)
        kernel = values["sensitivity_kernel"] / (1 + float(place.correlation))
        return values | {"sensitivity_kernel": kernel}

    monkeypatch.setattr(simulating, "closed_forms", wrong)
    assert run(*once(REAL), "--json", "--no-predict") == 0
    estimates = json.loads(capsys.readouterr().out)["estimates"]
    assert abs(estimates["sensitivity_kernel"]["z"]) > 6
    assert all(abs(estimates[n]["z"]) < 6 for n in NAMES if n != "sensitivity_kernel")


@pytest.mark.parametrize("form", ["plain", "thinned"])
def test_a_start_at_rest_is_held_against_doubling(
    run: Run, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    short = (*once("lambda=0.995, lambda_0=0.9, rho=-0.3", steps="6e5"), "--start", "zero")
    assert run(*short, "--form", form, "--json", "--law", "uniform", "--lanes", "512") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["truth"] == "doubling"
    assert record["settings"]["form"] == form
    assert max(scores(record)) < 6
    # chains of 1.5 to 3 memories that begin at rest fall far short of the law
    moment = record["estimates"]["state_moment"]
    stationary = rounded(
        catalogue.derive("state_moment").value({LAMBDA: Rational(995, 1000), RHO: Rational(-3, 10)})
    )
    assert moment["exact"] == record["channels"]["doubling"]["state_moment"]
    assert moment["mean"] < stationary.real - 6 * moment["stderr"]


def test_people_get_a_table(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*once("lambda=0.5+I/3, rho=0.25"), "--form", "thinned", "--channels") == 0
    text = capsys.readouterr().out
    for piece in (
        "lambda = 1/2 + 1/3*I, lambda_0 = 1/2 + 1/3*I, rho = 1/4",
        *("state_kernel im", "sensitivity_moment", "observed/predicted", "impulse", "doubling"),
        *("closed form", "rademacher", "1 cpu"),
    ):
        assert piece in text
    assert "interrupted" not in text


BAD = (
    once("lambda=6/5"),
    once("lambda=1/2, rho=1"),
    once("lambda=1/2, rho=3/2"),
    once("lambda=1/2, rho=I"),
    once("rho=1/2"),
    once("lambda=1/2, mu=1"),
    once("lambda=__import__('os').system('true')"),
    once("lambda=0.99999999999999999999999"),
    once(),
    ("--at", "lambda=1/2"),
    once("lambda=1/2", steps="0"),
    once("lambda=1/2", steps="1.5"),
    once("lambda=1/2", steps="-1e6"),
    once("lambda=1/2", steps="many"),
    once("lambda=1/2", steps="1e31"),
    once("lambda=1/2", steps="1e30"),
    once("lambda=0.99999", steps="1e5"),
    (*once("lambda=1/2"), "--law", "cauchy"),
    (*once("lambda=1/2"), "--precision", "half"),
    (*once("lambda=1/2"), "--form", "fast"),
    (*once("lambda=1/2"), "--form", "plain"),
    (*once("lambda=1/2"), "--start", "one"),
    (*once("lambda=1/2"), "--replicas", "0"),
    (*once("lambda=1/2"), "--replicas", "1"),
    (*once("lambda=1/2"), "--lanes", "0"),
    (*once("lambda=1/2", steps="1e15"), "--lanes", "1000000000"),
    (*once("lambda=1/2"), "--seed", "-1"),
    (*once("lambda=1/2"), "--seed", "99999999999999999999"),
    (*once("lambda=1/2"), "--devices", "0"),
    (*once("lambda=1/2"), "--devices", "4097"),
    (*once("lambda=1/2"), "--every", "-1"),
    (*once("lambda=1/2"), "--plot", "picture.jpg"),
    (*once("lambda=1/2"), "--grid", "missing.toml"),
    (*once("lambda=1/2"), "--hosts", "2"),
    (*once("lambda=1/2"), "--coordinator", "nowhere", "--hosts", "2", "--host", "0"),
    (*once("lambda=1/2"), "--coordinator", "a:99999", "--hosts", "2", "--host", "0"),
    (*once("lambda=1/2"), "--coordinator", "a:99", "--hosts", "2", "--host", "2"),
)


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_gets_one_line_and_exit_code_2(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_the_record_of_a_loss_that_is_zero_has_no_score(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*once("lambda=0.9"), "--jsonl") == 0
    record = json.loads(capsys.readouterr().out)
    loss = record["estimates"]["teacher_student_loss"]
    assert (loss["exact"], loss["z"], loss["predicted_stderr"]) == (0, None, 0)
