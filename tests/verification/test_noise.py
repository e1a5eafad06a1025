"""`--noise`: chains of another law through the whole command line, and what it says of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numerics.laws import JUMPS
from numerics.settings import LAWS
from tests.verification.commands import run
from verification.evidence import montecarlo
from verification.evidence.driven import NOT_QUADRATIC
from verification.terms import GAUSSIAN, NOISES

pytestmark = pytest.mark.slow

S, PRINTED_S = "sensitivity_kernel", "paper/C.2.2-S"
PROVED = "A right claim is rejected with probability below 1e-09 in this run."
ASYMPTOTIC = (
    "A right claim is rejected with probability about 1e-09 in this run, asymptotically, for "
)


def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *a: str) -> Any:
    code = run(monkeypatch, *a, "--rung", "montecarlo", "--json")
    (record,) = json.loads(capsys.readouterr().out)["claims"]
    return code, record


def test_names_are_those_of_the_judge() -> None:
    """They are spelled out there, so that the command line starts without JAX."""
    assert NOISES[0] == GAUSSIAN
    assert sorted(NOISES) == sorted((*LAWS, *JUMPS))


@pytest.mark.parametrize("noise", ["rademacher", pytest.param("telegraph", marks=pytest.mark.long)])
def test_check_under_another_law(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], noise: str
) -> None:
    code, record = asked(monkeypatch, capsys, "check", S, "--noise", noise)
    assert (code, record["verdict"]) == (0, "accepted")
    assert (record["alpha"], record["asymptotic"]) == (0, montecarlo.ALPHA)
    assert record["findings"][0]["detail"].startswith("asymptotic")
    assert f"{noise} noise" in record["findings"][0]["detail"]
    code, record = asked(monkeypatch, capsys, "check", PRINTED_S, "--noise", noise)
    assert (code, record["verdict"]) == (1, "rejected")


def test_gaussian_noise_stays_a_theorem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ([], ["--noise", "gaussian"]):
        code, record = asked(monkeypatch, capsys, "check", S, *more)
        assert (code, record["alpha"], record["asymptotic"]) == (0, montecarlo.ALPHA, 0)


@pytest.mark.parametrize("noise", ["gaussian", "uniform"])
def test_what_is_said_of_the_rate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], noise: str
) -> None:
    assert run(monkeypatch, "check", S, "--rung", "montecarlo", "--noise", noise) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (PROVED in said) is (noise == "gaussian")
    assert (f"{ASYMPTOTIC}{noise} noise." in said) is (noise != "gaussian")


@pytest.mark.parametrize(
    "noise", ["telegraph", pytest.param("sample-and-hold", marks=pytest.mark.long)]
)
def test_driven_says_why_it_does_not_apply(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], noise: str
) -> None:
    assert run(monkeypatch, "check", S, "--noise", noise, "--rung", "driven", "--json") == 3
    (record,) = json.loads(capsys.readouterr().out)["claims"]
    (finding,) = record["findings"]
    assert finding["outcome"] == "not applicable"
    assert finding["detail"] == f"{noise} noise: {NOT_QUADRATIC}"


def test_driven_is_the_same_for_all_innovations(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for noise in ("gaussian", "laplace"):
        assert run(monkeypatch, "check", S, "--noise", noise, "--rung", "driven", "--json") == 0
        found.append(json.loads(capsys.readouterr().out)["claims"])
    assert found[0] == found[1]


def test_audit_under_another_law(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, record = asked(monkeypatch, capsys, "audit", PRINTED_S, "--noise", "laplace")
    assert (code, record["verdict"], record["slip"]) == (0, "rejected", ["1 - rho", "1 - rho**2"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", S, "--noise", "cauchy"),
        ("check", "--formula", "1", "--against", "state_moment_white", "--noise", "laplace"),
    ],
    ids=["unknown", "formula"],
)
def test_bad_noise_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(monkeypatch, *arguments) == 2
    seen = capsys.readouterr()
    assert (seen.out, len(seen.err.strip().splitlines())) == ("", 1)
