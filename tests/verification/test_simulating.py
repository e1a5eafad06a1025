"""`linrec simulate` as a stranger meets it: answers, bad input, interruptions, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sympy import I, Rational

from derivations import catalogue
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from numerics import checkpoint, plan
from verification import cli
from verification.alone import alone
from verification.cli import main
from verification.output import BusyError
from verification.simulation import session as simulating
from verification.simulation import truth as simulation_truth
from verification.simulation.grid import rounded

pytestmark = pytest.mark.slow

COMPLEX = "lambda=9/10+I/5, lambda_0=7/10-I/3, rho=-2/5"
REAL = "lambda=-7/10, lambda_0=9/10, rho=3/10"
POINT = {LAMBDA: Rational(9, 10) + I / 5, LAMBDA_0: Rational(7, 10) - I / 3, RHO: Rational(-2, 5)}
NAMES = (
    *("state_moment", "state_kernel", "sensitivity_moment", "sensitivity_kernel"),
    *("teacher_student_loss", "input_state", "input_sensitivity"),
)
Record = dict[str, Any]
Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
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


def once(*at: str, steps: str = "2e6") -> tuple[str, ...]:
    points = [part for text in at for part in ("--at", text)]
    return (*points, "--steps", steps, "--devices", "1")


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


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut runs into pieces, and interrupt after the third snapshot."""
    whole = simulating.watched

    def until(snapshots: Any, *rest: Any, **more: Any) -> Iterator[Any]:
        for k, snapshot in enumerate(whole(snapshots, *rest, **more)):
            yield snapshot
            if k == 3:
                raise KeyboardInterrupt

    monkeypatch.setattr(simulating, "watched", until)
    monkeypatch.setattr(plan, "PIECE", 2e5)


def test_an_interrupted_run_goes_on_to_the_same_end(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    stopped: None,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "run"
    # not one of the points below shares its form with the other
    asked = (*once(COMPLEX, "lambda=0.999"), "--form", "thinned", "--no-predict", "--json")
    asked = (*asked, "--lanes", "8", "-o", str(folder))
    assert run(*asked) == 130
    seen = capsys.readouterr()
    partial = json.loads(seen.out)["simulations"]
    assert not any(record["complete"] for record in partial)
    assert 0 < partial[0]["steps"] < partial[0]["settings"]["steps"]
    assert seen.err.splitlines()[-1] == "interrupted; what is on disk is valid"
    assert f"-o {folder}" in seen.err
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == partial

    monkeypatch.undo()
    monkeypatch.setattr(plan, "PIECE", 2e5)
    assert run(*asked) == 0
    resumed = json.loads(capsys.readouterr().out)["simulations"]
    assert run(*asked[:-2]) == 0
    straight = json.loads(capsys.readouterr().out)["simulations"]
    for one, other in zip(resumed, straight, strict=True):
        assert one["complete"]
        assert one["estimates"] == other["estimates"]
        assert one["steps"] == other["steps"]
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == resumed

    assert run(*asked, "--seed", "1") == 2  # another run in the same folder
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert (folder / "records.jsonl").read_text(encoding="utf-8").splitlines() == lines


def test_a_folder_that_cannot_be_written_is_74(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("kept", encoding="utf-8")
    for option in (("-o", str(blocker / "x")), ("--plot", str(blocker / "x.png"))):
        assert run(*once("lambda=1/2"), "--quiet", *option) == 74
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert blocker.read_text(encoding="utf-8") == "kept"


def test_a_full_disk_is_74(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save", full)
    assert run(*once("lambda=1/2"), "--quiet", "-o", str(tmp_path / "run")) == 74
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "No space left on device" in line
    assert "checkpoint.npz" in line


def test_a_broken_pipe_is_not_taken_for_a_full_disk(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(simulating, "_write", broken)
    assert run(*once("lambda=1/2"), "--quiet") == 1
    assert capsys.readouterr().err == ""


def test_the_record_of_a_loss_that_is_zero_has_no_score(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*once("lambda=0.9"), "--jsonl") == 0
    record = json.loads(capsys.readouterr().out)
    loss = record["estimates"]["teacher_student_loss"]
    assert (loss["exact"], loss["z"], loss["predicted_stderr"]) == (0, None, 0)


def test_one_run_at_a_time_and_no_report_of_a_trial(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = (*once("lambda=1/2"), "--quiet", "-o", str(tmp_path))
    with alone(tmp_path):
        assert run(*asked) == 75
        why = "another run is writing here; wait for it or give another folder"
        assert capsys.readouterr().err == f"linrec: -o {tmp_path}: {why}\n"
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    (tmp_path / "question.json").touch()
    assert run(*asked) == 2
    assert "holds the report of a trial; give another folder" in capsys.readouterr().err
    (tmp_path / "question.json").unlink()
    assert run(*asked) == 0


def test_the_folder_is_held_for_as_long_as_the_run_takes(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole, held = simulating._write, []

    def busy(*arguments: Any) -> None:
        with pytest.raises(BusyError), alone(tmp_path):
            pass
        held.append(True)
        whole(*arguments)

    monkeypatch.setattr(simulating, "_write", busy)
    assert run(*once("lambda=1/2"), "--quiet", "-o", str(tmp_path)) == 0
    assert held
    with alone(tmp_path):
        pass
