"""From findings to a word: contradiction beats all, undecided is never accepted."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from verification import claims, ladder
from verification.evidence.finding import (
    AGREES,
    CONTRADICTS,
    RUNGS,
    SILENT,
    UNDECIDED,
    Finding,
)
from verification.ladder import climb
from verification.terms import Terms
from verification.verdict import VERDICTS, judge

CLAIM = claims.find("state_kernel")
OUTCOMES = (AGREES, CONTRADICTS, UNDECIDED, SILENT)


def findings(**outcomes: str) -> tuple[Finding, ...]:
    return tuple(Finding(rung, outcome, "") for rung, outcome in outcomes.items())


TABLE = (
    ({}, "undecided", ""),
    ({"proof": AGREES}, "proved", "proof"),
    ({"exact": AGREES}, "accepted", "exact"),
    ({"driven": AGREES}, "accepted", "driven"),
    ({"enclosure": AGREES, "driven": AGREES}, "accepted", "enclosure"),
    ({"quadrature": AGREES, "enclosure": SILENT}, "accepted", "quadrature"),
    ({"montecarlo": AGREES}, "accepted", "montecarlo"),
    ({"consistency": AGREES}, "undecided", ""),
    ({"consistency": UNDECIDED}, "undecided", ""),
    ({"consistency": CONTRADICTS}, "rejected", "consistency"),
    ({"proof": UNDECIDED, "exact": AGREES}, "accepted", "exact"),
    ({"proof": SILENT, "montecarlo": UNDECIDED}, "undecided", ""),
    ({"proof": AGREES, "montecarlo": CONTRADICTS}, "rejected", "montecarlo"),
    ({"exact": CONTRADICTS, "driven": CONTRADICTS}, "rejected", "exact"),
    ({"montecarlo": UNDECIDED, "consistency": AGREES}, "undecided", ""),
)


@pytest.mark.parametrize(("outcomes", "word", "rung"), TABLE, ids=range(len(TABLE)))
def test_table(outcomes: dict[str, str], word: str, rung: str) -> None:
    seen = findings(**outcomes)
    verdict = judge(CLAIM, seen)
    assert (verdict.word, verdict.rung) == (word, rung)
    assert verdict.claim is CLAIM
    assert verdict.findings is seen


def test_every_combination_of_outcomes() -> None:
    for outcomes in product(OUTCOMES, repeat=len(RUNGS)):
        by_rung = dict(zip(RUNGS, outcomes, strict=True))
        word = judge(CLAIM, findings(**by_rung)).word
        supports = [r for r in RUNGS if by_rung[r] == AGREES and r != "consistency"]
        assert word in VERDICTS
        assert (word == "rejected") == (CONTRADICTS in outcomes)
        assert (word in {"proved", "accepted"}) <= bool(supports)
        assert (word == "proved") <= (by_rung["proof"] == AGREES)


def test_a_contradiction_wins_in_any_order() -> None:
    seen = findings(proof=AGREES, exact=UNDECIDED, montecarlo=CONTRADICTS)
    assert {judge(CLAIM, order).word for order in permutations(seen)} == {"rejected"}


def test_alpha_adds_up() -> None:
    seen = (Finding("exact", AGREES, ""), Finding("montecarlo", UNDECIDED, "", 1e-9))
    assert judge(CLAIM, seen).alpha == 1e-9
    assert judge(CLAIM, seen * 2).alpha == 2e-9


def test_climbing_stops_at_no_rung_of_its_own() -> None:
    verdict = climb(CLAIM, Terms(("exact", "proof")))
    assert [finding.rung for finding in verdict.findings] == ["proof", "exact"]
    assert (verdict.word, verdict.rung, verdict.alpha) == ("proved", "proof", 0.0)
    assert climb(CLAIM, Terms(("exact",))).word == "accepted"
    assert climb(CLAIM, Terms(("consistency",))).word == "undecided"
    assert climb(CLAIM, Terms(())).word == "undecided"


def test_no_rung_begins_when_the_budget_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 1.0, 6.0, 7.0))
    monkeypatch.setattr(ladder.time, "monotonic", lambda: next(clock))
    seen = climb(CLAIM, Terms(("proof", "exact", "quadrature"), budget=5))
    assert [f.outcome for f in seen.findings] == [AGREES, UNDECIDED, UNDECIDED]
    assert seen.findings[1].detail == "not begun: the budget of 5 s was spent"
    assert (seen.word, seen.rung) == ("proved", "proof")


def test_a_budget_spent_at_once_leaves_a_claim_undecided() -> None:
    assert climb(CLAIM, Terms(budget=0)).word == "undecided"
