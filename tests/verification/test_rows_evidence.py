"""Evidence for closed forms of rows: both rungs agree on right ones and reject wrong ones."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from sympy import Expr, Rational, Symbol

from derivations import catalogue, second_road
from derivations.moments import Solution
from derivations.recurrences import ALPHA, KAPPA, M
from derivations.symbols import LAMBDA, RHO
from verification import claims
from verification.claims.claim import Claim
from verification.evidence import rows
from verification.evidence.exact import shown
from verification.evidence.finding import AGREES, CONTRADICTS, RUNGS, SILENT, UNDECIDED
from verification.ladder import climb
from verification.terms import Terms

M_1, M_2 = Symbol("m_1"), Symbol("m_2")
RIGHT = (
    *("state_moment_leaky", "sensitivity_kernel_leaky", "sensitivity_moment_gated"),
    *("state_moment_gru", "sensitivity_moment_zoh_Delta", "sensitivity_moment_tanh"),
    *("state_moment_selective", "state_replicate_variance_any_noise", "state_kernel_ar_2"),
)
SQUARE = 1 / (1 - LAMBDA**2)
DECAY = 1 - ALPHA
WRONG: dict[str, tuple[str, Expr]] = {
    "leaky: the leak left out": (
        "state_moment_leaky",
        (1 + DECAY * RHO) / (1 - DECAY**2) / (1 - DECAY * RHO),
    ),
    "leaky: sign of rho": (
        "state_moment_leaky",
        ALPHA * (1 - DECAY * RHO) / (2 - ALPHA) / (1 + DECAY * RHO),
    ),
    "gated: the mean squared for the mean square": (
        "state_moment_gated",
        (1 + RHO * M_1) / ((1 - M_1**2) * (1 - RHO * M_1)),
    ),
    "selective: one gate": ("state_moment_selective", 1 / (1 - M**2) / (1 - KAPPA**2)),
    "variance: as if normal": ("state_replicate_variance_any_noise", 2 * SQUARE**2),
    "variance: second moment": ("state_replicate_variance_white", 3 * SQUARE**2),
}


def published(name: str, formula: Expr) -> Claim:
    return replace(claims.find(name), published=formula)


@pytest.mark.parametrize("name", RIGHT)
def test_right_formulas_agree(name: str, salt: int) -> None:
    claim = claims.find(name)
    assert claim.has_rows
    for rung in ("proof", "exact"):
        finding = rows.examine(claim, rung, salt)
        assert (finding.rung, finding.outcome, finding.alpha) == (rung, AGREES, 0)
        assert "\n" not in finding.detail
    assert second_road.derive(name)[0] in rows.examine(claim, "proof", salt).detail


@pytest.mark.parametrize("rung", ["proof", "exact"])
@pytest.mark.parametrize("error", WRONG)
def test_wrong_formulas_are_rejected(error: str, rung: str, salt: int) -> None:
    finding = rows.examine(published(*WRONG[error]), rung, salt)
    assert (finding.rung, finding.outcome) == (rung, CONTRADICTS)


@pytest.mark.parametrize("rung", ["proof", "exact"])
@pytest.mark.parametrize("name", RIGHT)
def test_the_least_change_is_rejected(name: str, rung: str, salt: int) -> None:
    right = catalogue.derive(name).expression
    for wrong in (right + Rational(1, 10**30), right * (1 + Rational(1, 10**30)), -right):
        assert rows.examine(published(name, wrong), rung, salt).outcome == CONTRADICTS


def test_another_way_to_write_it_agrees(salt: int) -> None:
    other = 1 / (1 - M_2) * (2 / (1 - RHO * M_1) - 1)
    for rung in ("proof", "exact"):
        assert rows.examine(published("state_moment_gated", other), rung, salt).outcome == AGREES


def test_the_point_of_a_difference_is_told(salt: int) -> None:
    claim = published(*WRONG["leaky: sign of rho"])
    first, again, other = (rows.examine(claim, "exact", s) for s in (salt, salt, salt + 1))
    assert first.data == again.data != other.data
    point = first.data["point"]
    assert {ALPHA, RHO} <= set(point)
    assert first.detail == f"differs at {shown({ALPHA: point[ALPHA], RHO: point[RHO]})}"
    right = catalogue.derive("state_moment_leaky").expression
    assert right.xreplace(point) != claim.published.xreplace(point)


@pytest.mark.parametrize("name", RIGHT)
def test_the_chance_of_a_false_pass_is_told(name: str, salt: int) -> None:
    finding = rows.examine(claims.find(name), "exact", salt)
    bound = finding.data["log2_false_pass"]
    assert f"a wrong formula passes with probability < 2^{math.ceil(bound)}" in finding.detail
    assert bound < -150
    right, (one, *_) = claims.find(name).published, claims.find(name).domain.variables
    longer = right * (1 - one**2) ** 60 / ((1 - one) ** 60 * (1 + one) ** 60)
    more = rows.examine(published(name, longer), "exact", salt).data["log2_false_pass"]
    assert bound < more < -150


def test_symbols_that_stand_for_functions_are_drawn_freely(salt: int) -> None:
    wrong = published("state_moment_zoh", 1 / (1 - Symbol("e")))
    assert rows.examine(wrong, "exact", salt).detail.endswith("(e drawn freely)")


def test_averages_and_other_rungs_are_silent(salt: int) -> None:
    average = claims.find("state_average_variance_white")
    assert rows.examine(average, "proof", salt).outcome == AGREES
    assert rows.examine(average, "exact", salt).outcome == SILENT
    wrong = published("state_average_variance_white", 2 * SQUARE**3)
    assert rows.examine(wrong, "proof", salt).outcome == CONTRADICTS
    for rung in RUNGS[2:]:
        assert rows.examine(claims.find("state_moment_leaky"), rung, salt).outcome == SILENT


def test_verdicts_follow(salt: int) -> None:
    name = "sensitivity_moment_gru"
    right = claims.find(name)
    assert climb(right, Terms(salt=salt)).word == "proved"
    assert climb(right, Terms(("exact",), salt)).word == "accepted"
    wrong = published(name, right.published.xreplace({M_2: M_1}))
    assert climb(wrong, Terms(salt=salt)).word == "rejected"
    assert climb(wrong, Terms(("driven",), salt)).word == "undecided"


def test_proof_needs_equations_without_residual(monkeypatch: pytest.MonkeyPatch, salt: int) -> None:
    monkeypatch.setattr(Solution, "holds", lambda _: False)
    finding = rows.examine(claims.find("state_moment_leaky"), "proof", salt)
    assert (finding.outcome, finding.detail) == (
        UNDECIDED,
        "the stationarity equations leave a residual",
    )
