"""Points of a simulation: typed, from a file, or refused; options from a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import pytest
from sympy import I, Integer, Rational

from numerics.settings import FORMS, LAWS, PRECISIONS, STARTS
from verification.cli import main
from verification.commands.simulating import simulate
from verification.errors import InputError
from verification.simulation.grid import OPTIONS, places, settings_of
from verification.simulation.session import Asked

GRID = """
[settings]
steps = 1e6
law = "laplace"
form = "thinned"
seed = 7

[grid]
lambda = [0.1, "9/10 + I/5"]
rho = [0, "-1/3", 1e-3]

[[point]]
"λ" = -0.3
lam_0 = "I/7"
"""


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    path = tmp_path / "grid.toml"
    path.write_text(GRID, encoding="utf-8")
    return path


def test_decimals_are_exact_and_the_product_is_taken(grid: Path) -> None:
    typed, *found = places(("lambda=1/2; rho=0.1",), grid)
    assert typed == (Rational(1, 2), Rational(1, 2), Rational(1, 10))
    numbers = [Rational(1, 10), Rational(9, 10) + I / 5]
    rhos = [Integer(0), Rational(-1, 3), Rational(1, 1000)]
    assert found[:-1] == [(a, a, rho) for a in numbers for rho in rhos]
    assert found[-1] == (Rational(-3, 10), I / 7, 0)
    assert found[0].numeric.eigenvalue == 0.1
    assert settings_of(grid) == {"steps": "1e6", "law": "laplace", "form": "thinned", "seed": "7"}


@pytest.mark.slow
def test_the_command_line_wins_over_the_file(
    grid: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--grid", str(grid), "--law", "uniform", "--devices", "1", "--quiet", "--jsonl"]
    monkeypatch.setattr(sys, "argv", ["linrec", "simulate", *asked])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == 7
    assert {record["settings"]["law"] for record in records} == {"uniform"}
    assert {record["seed"] for record in records} == {7}
    assert [record["at"]["rho"] for record in records[:3]] == ["0", "-1/3", "1/1000"]
    assert records[-1]["at"] == {"lambda": "-3/10", "lambda_0": "0 + 1/7*I", "rho": "0"}
    for record in records:
        for found in record["estimates"].values():
            scores = found["z"] if isinstance(found["z"], list) else [found["z"]]
            assert all(z is None or abs(z) < 6 for z in scores)


BAD = (
    "[grid",
    "grid = 1",
    "point = 1",
    "settings = 1\n[grid]\nlambda = 0.5",
    "[other]\nx = 1",
    "[grid]\nrho = [0.5]",
    "[grid]\nlambda = [0.5, nan]",
    "[grid]\nlambda = [0.5, inf]",
    "[grid]\nlambda = [[0.5]]",
    "[grid]\nlambda = [true]",
    "[grid]\nlambda = [1979-05-27]",
    "[grid]\nlambda = ['__import__(\"os\")']",
    "[grid]\nlambda = []",
    "[grid]\nlambda = [1.5]",
    "[grid]\nlambda = [0.5]\nlam = [0.5]",
    "[grid]\nlambda = [0.5]\nmu = [0.5]",
    "[grid]\nlambda = [0.5]\nrho = ['I']",
    f"[grid]\nlambda = {[0.5] * 65}\nrho = {[0.5] * 65}",
    "[[point]]\nrho = 0.5",
)


def read(path: Path) -> None:
    settings_of(path)
    places((), path)


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:40])
def test_bad_grids_are_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(path)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    "line", ["step = 1", "steps = [1]", "folder = 'x'", "law = 'cauchy'", "seed = 'x'", "lanes = 0"]
)
def test_bad_settings_are_refused_in_one_line(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(f"[settings]\n{line}\n[grid]\nlambda = 0.5", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["linrec", "simulate", "--steps", "1e6", "--grid", str(path)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_command_offers_what_the_simulator_has() -> None:
    options = {parameter.name: parameter for parameter in simulate.params}
    known = (("law", LAWS), ("precision", PRECISIONS), ("form", FORMS), ("start", STARTS))
    for name, values in known:
        choice = options[name].type
        assert isinstance(choice, click.Choice)
        assert tuple(choice.choices) == values
    assert set(OPTIONS) <= set(options)
    assert set(options) == set(Asked._fields)
