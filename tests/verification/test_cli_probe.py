"""`linrec probe` and `linrec compare` as a stranger meets them: reports, answers, tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from derivations.parameterizations import NAMES
from tests.verification.commands import emptied, run
from verification.expression import parse_map
from verification.probing.gate_table import Record
from verification.probing.side_by_side import cells, show, tex
from verification.probing.stages import STEPS

TYPED = ("--gain", "sqrt(1-lambda^2)", "--input", "exponential")
folder = pytest.fixture(emptied)


class Probed:
    """One run of the command, with what it wrote."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "deep" / "report.json"
        with pytest.MonkeyPatch.context() as patch:
            command = ("probe", "tanh(omega)", *TYPED, "-o", str(self.path), "--quiet")
            self.code = run(patch, *command)
        self.record: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Probed:
    return Probed(tmp_path_factory.mktemp("probe"))


@pytest.mark.slow
def test_a_report_has_what_is_promised(probed: Probed) -> None:
    keys = {"lambda", "gain", "input", "domain", "closed_forms", "exponents", "verdict", "optimal"}
    record = probed.record
    assert keys <= set(record)
    assert (record["lambda"], record["missing"]) == ("tanh(omega)", {})
    assert probed.code == 0
    assert len(record["closed_forms"]) == 7
    for key, form in record["closed_forms"].items():
        assert {"expr", "latex", "rung", "verdict"} <= set(form)
        assert form["verdict"] == "proved", key
        assert form["rung"] == "proof"
    assert record["exponents"]["sensitivity_moment"] == 0
    assert record["verdict"].startswith("tamed up to the constant")
    assert [path.name for path in probed.path.parent.iterdir()] == ["report.json"]


@pytest.mark.slow
def test_a_closed_form_can_be_typed_again(probed: Probed) -> None:
    from derivations.probing.forms import forms
    from verification.probing.question import Question, read

    unit, source = read(Question("tanh(omega)", "sqrt(1-lambda^2)", input="exponential"))
    for form in forms(unit, source):
        line = probed.record["closed_forms"][form.key]["expr"]
        again = parse_map(line, ("omega", "rho"))
        assert (again - form.expression).simplify() == 0
        assert (again * 2 - form.expression).simplify() != 0


@pytest.mark.long
@pytest.mark.slow
def test_a_step_over_the_budget_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = "tanh(" * 9 + "omega**3+1/3" + ")" * 9 + "*exp(-omega**2)"
    assert run(monkeypatch, "probe", deep, "--budget", "2", "--json", "--quiet") in (0, 3)
    record = json.loads(capsys.readouterr().out)
    assert record["missing"]
    assert set(record["missing"]) <= set(STEPS)
    assert all("took more than 2 s" in told for told in record["missing"].values())
    assert record["seconds"] < 9 * 2 + 120


def refused_map(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[tuple[str, ...], str]:
    command = ("probe", "3/2*tanh(omega)", "--json", "--quiet")
    assert run(monkeypatch, *command) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "omega = " in told.err
    return command, told.err.split("--domain '")[1].split("'")[0]


@pytest.mark.slow
def test_a_map_that_leaves_is_refused_and_an_interval_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, interval = refused_map(monkeypatch, capsys)
    assert interval == "-log(5)/2 < omega < log(5)/2"  # there tanh(omega) is -2/3 and 2/3


@pytest.mark.long
@pytest.mark.slow
def test_a_map_that_leaves_is_refused_and_the_interval_named_is_accepted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, interval = refused_map(monkeypatch, capsys)
    assert run(monkeypatch, *command, "--domain", interval) == 0
    forms = json.loads(capsys.readouterr().out)["closed_forms"]
    assert {form["verdict"] for form in forms.values()} <= {"proved", "accepted"}


@pytest.mark.long
def test_finitely_many_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    command = ("probe", "tanh", "--horizon", "7", "--json", "--quiet")
    assert run(monkeypatch, *command, "-o", "new/report.json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record == json.loads((folder / "new" / "report.json").read_text())
    assert record["horizon"] == 7
    assert all("T = 7" in form["title"] for form in record["closed_forms"].values())


@pytest.mark.slow
def test_the_optimal_map(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    command = ("probe", "--optimal", "--gain", "sqrt(1-lambda**2)", "-o", "best.json")
    assert run(monkeypatch, *command) == 0
    assert "lambda(omega) = tanh(omega)" in capsys.readouterr().out
    record = json.loads((folder / "best.json").read_text())
    assert record["optimal"]["expr"] == "tanh(omega)"


@pytest.mark.long
@pytest.mark.slow
def test_the_optimal_map_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("probe", "--optimal", "--gain", "sqrt(1-lambda**2)", "--json")
    assert run(monkeypatch, *command) == 0
    assert json.loads(capsys.readouterr().out)["optimal"]["expr"] == "tanh(omega)"


@pytest.mark.slow
def test_a_comparison(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    command = ("compare", "tanh", "exp(-exp(omega))", "--quiet")
    assert run(monkeypatch, *command, "-o", "figure.svg", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in record["rows"]] == ["tanh", "exp(-exp(omega))"]
    for at in record["rows"][0]["at"]:
        assert at["sensitivity_moment"] == pytest.approx(1, abs=1e-10)
    assert "<svg" in (folder / "figure.svg").read_text()
    assert "\\toprule" in tex(record)
    show(record)
    assert "exp(-exp(omega))" in capsys.readouterr().out


def test_the_catalogue_is_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "probe", "--list") == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert set(NAMES) <= listed


def row(**more: Any) -> Record:
    at = [{"memory": 2, "sensitivity_moment": 1.25, "sensitivity_moment_detached": 7.0}]
    whole = {"name": "a_b", "gain": "1", "is_coupled": True, "at": at, "verdict": "tamed"}
    return {**whole, **more}


def test_rows_of_a_table() -> None:
    assert cells(row(), [2, 10]) == ["a_b", "none", "1.25", "–", "tamed"]
    held = row(gain="omega", is_coupled=False)
    assert cells(held, [2])[1:3] == ["held fixed", "7"]
    late = {"name": "x", "at": [], "verdict": None, "missing": "time"}
    assert cells(late, [2])[2:] == ["–", "left out: time"]
    written = tex({"memories": [2], "rows": [row(verdict="100% & ^")]})
    assert r"a\_b & none & 1.25 & 100\% \& \^{} \\" in written


def test_of_several_coordinates_the_first_is_shown() -> None:
    at = [{"memory": 2, "sensitivity_moment_a": 3.0, "sensitivity_moment_b": 4.0}]
    assert cells(row(coordinates=["a", "b"], at=at), [2])[2] == "3"
