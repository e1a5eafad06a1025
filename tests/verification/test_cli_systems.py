"""The command line on a recurrence of the user's own, on horizons, and on the new families."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from sympy import Symbol

import linrec
from derivations.field import identical
from tests.verification.commands import run
from verification.expression import parse_expression
from verification.own import read_file

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/gated_leaky.toml"
HEAVY = ("state_space",)
EXAMPLES = [
    pytest.param(path, marks=pytest.mark.long if path.stem in HEAVY else ())
    for path in sorted(EXAMPLE.parent.glob("*.toml"))
]
POINT = "alpha=1/4, phi_1=1/2, phi_2=-1/3, m_1=1/2, m_2=1/3, m_3=1/4, m_4=1/5"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_shown_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "show", "--system", str(path)) == 0
    text = capsys.readouterr().out
    assert "h' = " in text
    for name in read_file(path).names:
        assert f"\n{name}: " in text


def test_show_as_json_holds_the_whole_formula(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "show", "sensitivity_kernel", "--system", str(EXAMPLE), "--json") == 0
    card = json.loads(capsys.readouterr().out)
    assert len(card["formula"]) > 2000
    assert "..." not in card["formula"]
    assert card["rows"][2] == "h' = (1 - alpha*f)*h + alpha*f*x'"


@pytest.mark.parametrize("name", ["state_moment", "sensitivity_moment", "state_replicate_variance"])
def test_eval_of_ones_own_is_exact(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("eval", name, "--system", str(EXAMPLE), "--at", POINT, "--json")
    assert run(monkeypatch, *command) == 0
    answer = json.loads(capsys.readouterr().out)
    exact = Fraction(answer["exact"])
    assert abs(float(answer["value"]) / float(exact) - 1) < 1e-15
    assert exact == Fraction(str(read_file(EXAMPLE).value(name, POINT)))


def test_finite_horizon_at_a_point_tends_to_the_stationary_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    values = []
    for more in (("--horizon", "1"), ("--horizon", "40"), ()):
        assert run(monkeypatch, "eval", "state_moment", "--at", "lambda=-1/2, rho=1/3", *more) == 0
        values.append(Fraction(capsys.readouterr().out.split()[0]))
    assert values[0] == 1  # one step from rest: h = x
    assert 0 < abs(values[1] - values[2]) < Fraction(1, 10**8)


def test_a_horizon_needs_no_stability(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("eval", "sensitivity_moment_white", "--at", "lambda=1", "--horizon", "9")
    assert run(monkeypatch, *command) == 0
    assert capsys.readouterr().out.split()[0] == str(8 * 9 * 17 // 6)


def test_symbolic_horizon_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "show", "state_moment_selective", "--horizon", "--json") == 0
    assert "**T" in json.loads(capsys.readouterr().out)["after T"]


def test_latex_of_ones_own_leaves_out_aloud(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "own.tex"
    command = ("latex", "--system", str(EXAMPLE), "--standalone", "-o", str(path))
    assert run(monkeypatch, *command) == 0
    assert "state_replicate_variance is left out" in capsys.readouterr().err
    text = path.read_text(encoding="utf-8")
    assert text.startswith(r"\documentclass")
    assert r"\texttt{state\_kernel}" in text


BAD = (
    ("show", "--system", "nowhere.toml"),
    ("show",),
    ("show", "state_moment_ar_2", "--horizon"),
    ("eval", "nothing", "--system", str(EXAMPLE), "--at", POINT),
    ("eval", "state_moment", "--system", str(EXAMPLE), "--at", "alpha=1/4"),
    ("eval", "state_moment", "--system", str(EXAMPLE), "--at", POINT.replace("1/4", "9", 1)),
    ("eval", "state_moment", "--system", str(EXAMPLE), "--at", POINT.replace("m_2=1/3", "m_2=1/5")),
    ("eval", "state_moment", "--system", str(EXAMPLE), "--at", POINT.replace("-1/3", "2/3")),
    ("eval", "state_moment_leaky", "--at", "alpha=2, rho=1/2"),
    ("eval", "state_moment_gated", "--at", "m_1=1/2, m_2=5/4, rho=1/2"),
    ("eval", "state_moment_zoh", "--at", "a=-1, Delta=1/10, rho=1/2", "--horizon", "3"),
    ("eval", "state_moment", "--at", "lambda=1/2, rho=3", "--horizon", "3"),
    ("eval", "state_kernel_general", "--at", "lambda=1/2, lambda_0=1/3", "--horizon", "3"),
    ("eval", "state_moment", "--at", "lambda=1/2, rho=1/3", "--horizon", "3", "--enclose"),
    ("latex", "--system", str(EXAMPLE), "state_average_variance"),
)


@pytest.mark.parametrize("command", BAD, ids=" ".join)
def test_bad_input_gets_one_line(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *command) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert len(seen.err.strip().splitlines()) == 1
    assert seen.err.startswith("linrec: ")


def test_check_takes_a_family(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", "sensitivity_moment_gru", "--json", "--quiet") == 0
    (claim,) = json.loads(capsys.readouterr().out)["claims"]
    assert claim["verdict"] == "proved"


@pytest.mark.parametrize(
    ("product", "by_hand"),
    [
        ("E[h]", "0"),
        ("E[h h h h]", "3/(1 - lambda**2)**2"),
        ("E[h d[lambda] h]", "lambda/(1 - lambda**2)**2"),
        ("E[h h_0]", "1/(1 - lambda*lambda_0)"),
        ("E[h d[lambda] d[lambda] h]", "2*lambda**2/(1 - lambda**2)**3"),
    ],
)
def test_any_product_of_states_may_be_asked_for(product: str, by_hand: str) -> None:
    unit = linrec.recurrence(
        rows=["h' = lambda*h + xi"], parameters=["lambda"], learned=["lambda"], noise={"xi": "1"}
    )
    names = {name: Symbol(name) for name in ("lambda", "lambda_0")}
    expected = parse_expression(by_hand, names)
    assert identical(unit.derive(product).expression, expected)
    assert not identical(unit.derive(product).expression, expected + 1)
