"""Evidence for closed forms of rows: both rungs agree on right ones and reject wrong ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest
from sympy import Expr, I, Rational, Symbol

from derivations import catalogue, second_road
from derivations.moments import Solution
from derivations.recurrences import ALPHA, KAPPA, M
from derivations.symbols import LAMBDA, LAMBDA_BAR, RHO
from verification import claims
from verification.agreement import PATIENCE, Case, Draw
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
    claim = published(*WRONG[error])
    finding = rows.examine(claim, rung, salt)
    assert (finding.rung, finding.outcome) == (rung, CONTRADICTS)
    if rung == "proof":
        assert finding.detail == f"{second_road.derive(rows.name_of(claim))[0]} lead elsewhere"


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


def test_the_chance_counts_the_degree_in_what_is_drawn(salt: int) -> None:
    # lambda = (1 - t^2)/(1 + t^2): of degrees (2, 2) in t, hence (1 + lambda rho)/(1 - lambda rho)
    # of degrees (5, 5), and its difference from another such fraction of 10, over as much
    claim = published("state_moment_normalised", (1 + LAMBDA * RHO) / (1 - LAMBDA * RHO))
    finding = rows.examine(claim, "exact", salt)
    expected = rows.POINTS * (math.log2(PATIENCE * 20) - rows.UNLIKELY)
    assert finding.data == {"log2_false_pass": expected}


def test_symbols_that_stand_for_functions_are_drawn_freely(salt: int) -> None:
    wrong = published("state_moment_zoh", 1 / (1 - Symbol("e")))
    assert rows.examine(wrong, "exact", salt).detail.endswith("(e drawn freely)")
    more = published("sensitivity_moment_softplus", 1 / (1 - Symbol("e")))
    assert rows.examine(more, "exact", salt).detail.endswith("(e, f drawn freely)")


def test_averages_and_other_rungs_are_silent(salt: int) -> None:
    average = claims.find("state_average_variance_white")
    assert rows.examine(average, "proof", salt).outcome == AGREES
    silent = rows.examine(average, "exact", salt)
    told = "averages have no exact value at a point"
    assert (silent.rung, silent.outcome, silent.detail) == ("exact", SILENT, told)
    wrong = published("state_average_variance_white", 2 * SQUARE**3)
    assert rows.examine(wrong, "proof", salt).outcome == CONTRADICTS
    for rung in RUNGS[2:]:
        silent = rows.examine(claims.find("state_moment_leaky"), rung, salt)
        assert (silent.rung, silent.outcome) == (rung, SILENT)
        assert silent.detail == "not run for own rows"


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
    told = "the stationarity equations leave a residual"
    assert (finding.rung, finding.outcome, finding.detail) == ("proof", UNDECIDED, told)


def test_a_bar_is_folded_where_eigenvalues_are_real_and_only_there() -> None:
    expression = (1 + RHO * LAMBDA_BAR) / (2 - LAMBDA)
    real, plane = claims.find("state_moment_tanh"), claims.find("state_kernel")
    assert (real.real_only, plane.real_only) == (True, False)
    assert rows.folded(real, expression) == (1 + RHO * LAMBDA) / (2 - LAMBDA)
    assert rows.folded(plane, expression) == expression


def test_the_square_of_the_imaginary_unit_is_minus_one() -> None:
    claim = claims.find("state_moment_leaky")
    around = (1 + 2 * I * RHO) * (1 - 2 * I * RHO) / (1 + 4 * RHO**2)
    assert (claim.published * around).has(I)
    assert rows.agrees(claim, claim.published * around)
    assert not rows.agrees(claim, claim.published * (1 + 2 * I * RHO))


def test_equations_without_a_solution_add_no_relations(monkeypatch: pytest.MonkeyPatch) -> None:
    unsolved = replace(catalogue.derive("state_moment_leaky"), solution=None)
    monkeypatch.setattr(rows, "catalogue", SimpleNamespace(derive=lambda name: unsolved))
    claim = claims.find("state_moment_leaky")
    assert rows.agrees(claim, claim.published)
    assert not rows.agrees(claim, claim.published * RHO)
    assert rows.proof(claim).outcome == UNDECIDED


def test_a_pole_at_a_point_is_drawn_again(monkeypatch: pytest.MonkeyPatch, salt: int) -> None:
    compared, tried = rows.agreement.compared, []

    def poles(sequence: Iterator[bool]) -> None:
        def examined(case: Case, drawn: Draw) -> tuple[object, object]:
            tried.append(drawn)
            if next(sequence):
                raise ZeroDivisionError
            return compared(case, drawn)

        monkeypatch.setattr(rows.agreement, "compared", examined)

    claim = claims.find("state_moment_leaky")
    poles(iter([True, False] * 3))
    assert rows.examine(claim, "exact", salt).outcome == AGREES
    assert len(tried) == 6
    assert all(one.point != other.point for one, other in pairwise(tried))
    poles(iter([True] * PATIENCE))
    told = f"divides by zero: {claim.id}: has a pole wherever it is tried"
    found = rows.examine(claim, "exact", salt)
    assert (found.rung, found.outcome, found.detail) == ("exact", CONTRADICTS, told)
