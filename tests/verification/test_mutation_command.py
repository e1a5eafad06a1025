"""`linrec mutants` as it is typed: counts as JSON, exit codes, refusals in one line."""

from __future__ import annotations

import json

import pytest
from sympy import Integer, Rational

from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from tests.verification import commands
from verification.mutation import killing


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    return commands.run(monkeypatch, "mutants", *arguments)


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "linrec/state_kernel", "--order2", "30", "--json") == 0
    record = json.loads(capsys.readouterr().out)["state_kernel"]
    for order in ("order1", "order2"):
        counts = [
            record[order][kind] for kind in ("duplicates", "degenerate", "equivalent", "distinct")
        ]
        assert record[order]["total"] == sum(counts)
        assert record[order]["killed"] == {"exact": record[order]["distinct"]}
        assert record[order]["survivors"] == []
    (equal,) = record["order1"]["equivalents"]
    assert equal["operator"] == "symbol negated"
    assert "reduced fractions" in equal["proof"]
    assert record["order1"]["by_operator"]["exponent - 1"]["exact"] > 0


def test_a_survivor_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blind = {LAMBDA: Rational(1, 2), LAMBDA_0: Rational(-1, 3), RHO: Integer(0)}
    monkeypatch.setattr(killing, "point_of", lambda claim, seed: blind)
    assert run(monkeypatch, "state_kernel") == 1
    assert "alive (exact)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no_such_formula",), "no such formula"),
        (("state_kernel_white", "--rung", "montecarlo"), "not about the exponential input"),
        (("state_kernel", "--order2", "-1"), "--order2"),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    assert run(monkeypatch, *arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
