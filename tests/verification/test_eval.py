"""`linrec eval --enclose`: intervals on the command line, also where nothing exact can be given."""

from __future__ import annotations

import json
import sys
from fractions import Fraction

import pytest

from verification.cli import main
from verification.decimals import in_brackets

pytestmark = pytest.mark.slow


def answer(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["linrec", "eval", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code


def test_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = "lambda=3/5+3/5*I, lambda_0=1/2-1/2*I, rho=3/4"
    arguments = ("sensitivity_kernel", "--at", where, "--digits", "30", "--enclose")
    assert answer(monkeypatch, *arguments, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    written = found["enclosure"]
    exact = {"re": Fraction(150156125, 5896178), "im": Fraction(30796725, 5896178)}
    assert set(written) == set(exact)
    for part, number in exact.items():
        assert abs(Fraction(written[part]["mid"]) - number) <= Fraction(written[part]["rad"])
        assert Fraction(written[part]["rad"]) < Fraction(10) ** -28
    assert len(written["re"]["mid"].replace(".", "")) == 30
    assert answer(monkeypatch, *arguments) == 0
    assert capsys.readouterr().out.splitlines()[2] == in_brackets(written)
    real = ("sensitivity_moment", "--at", "lambda=3/5+3/5*I, rho=-3/4", "--enclose", "--json")
    assert answer(monkeypatch, *real) == 0
    assert set(json.loads(capsys.readouterr().out)["enclosure"]) == {"mid", "rad"}
    assert answer(monkeypatch, "state_moment", "--at", "lambda=1, rho=0", "--enclose") == 2


def test_a_value_that_is_not_rational_is_given_in_decimals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("state_moment_zoh", "--at", "a=-1/3, Delta=1/7, rho=1/2", "--enclose")
    assert answer(monkeypatch, *arguments, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["exact"] is None
    assert found["enclosure"]["mid"] == found["value"]
    assert answer(monkeypatch, *arguments) == 0
    assert capsys.readouterr().out.splitlines() == [
        found["value"],
        in_brackets(found["enclosure"]),
    ]
