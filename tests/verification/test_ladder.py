"""Every rung is examined by its own examiner, on the terms that were asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from verification import claims, ladder
from verification.evidence.finding import AGREES, RUNGS, SILENT, UNDECIDED, Finding
from verification.terms import Terms

EXAMINERS = {
    "proof": "proof",
    "exact": "exact",
    "enclosure": "enclosure",
    "driven": "jumping",
    "quadrature": "quadrature",
    "montecarlo": "montecarlo",
    "consistency": "consistency",
}
TERMS = Terms(salt=5, noise="laplace")
ENDLESS = next(claim for claim in map(claims.find, claims.IDS) if claim.is_endless)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note what examiners are asked; each answers with its own name as detail."""
    seen: list[Any] = []

    def examiner(name: str) -> Callable[..., Finding]:
        def examine(*given: Any, **named: Any) -> Finding:
            seen.append((name, given, named))
            return Finding(name, AGREES, f"seen by {name}")

        return examine

    for module in (*EXAMINERS.values(), "rows"):
        monkeypatch.setattr(getattr(ladder, module), "examine", examiner(module))
    return seen


def test_each_rung_has_its_own_examiner(asked: list[Any]) -> None:
    claim = claims.find("state_kernel")
    found = ladder.climb(claim, TERMS)
    assert [f.detail for f in found.findings] == [f"seen by {EXAMINERS[r]}" for r in RUNGS]
    assert found.claim is claim
    assert asked == [
        ("proof", (claim,), {}),
        ("exact", (claim, 5), {}),
        ("enclosure", (claim, 5), {}),
        ("jumping", (claim, "laplace"), {}),
        ("quadrature", (claim,), {}),
        ("montecarlo", (claim, 5), {"noise": "laplace"}),
        ("consistency", (claim,), {}),
    ]


def test_claims_about_rows_go_to_rows(asked: list[Any]) -> None:
    claim = claims.find("state_moment_leaky")
    ladder.climb(claim, TERMS)
    assert asked == [("rows", (claim, rung, 5), {}) for rung in RUNGS]


def test_an_endless_input_is_enclosed_alone(asked: list[Any]) -> None:
    found = ladder.climb(ENDLESS, TERMS).findings
    assert asked == [("enclosure", (ENDLESS, 5), {})]
    silent = [(f.rung, f.outcome, f.detail) for f in found if f.detail != "seen by enclosure"]
    why = "no finite state makes the input"
    assert silent == [(rung, SILENT, why) for rung in RUNGS if rung != "enclosure"]


def test_rungs_left_out_are_not_begun_and_the_order_is_the_ladder_s(asked: list[Any]) -> None:
    claim = claims.find("state_kernel")
    ladder.climb(claim, Terms(("consistency", "exact"), 5))
    assert [name for name, *_ in asked] == ["exact", "consistency"]


def test_the_budget_is_over_on_the_second(
    asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((10.0, 14.9, 15.0, 10.0))
    monkeypatch.setattr(ladder.time, "monotonic", lambda: next(clock))
    claim = claims.find("state_kernel")
    found = ladder.climb(claim, Terms(("proof", "exact", "driven"), budget=5)).findings
    told = "not begun: the budget of 5 s was spent"
    assert [(f.outcome, f.detail) for f in found] == [
        (AGREES, "seen by proof"),
        (UNDECIDED, told),
        (AGREES, "seen by jumping"),
    ]
    assert found[1].rung == "exact"
