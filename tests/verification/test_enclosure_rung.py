"""Rung `enclosure`: right formulas agree to thirty digits, wrong ones are proved to differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Expr, Integer, log

from derivations import catalogue, general
from derivations.general import G, GPrime
from derivations.long_memory import HARMONIC
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, R_0, RHO
from numerics import lags
from verification import claims
from verification.claims.claim import Claim
from verification.evidence import enclosure, exact
from verification.evidence.finding import AGREES, CONTRADICTS, RUNGS, SILENT, UNDECIDED
from verification.ladder import climb
from verification.terms import Terms

pytestmark = pytest.mark.slow

A, B = LAMBDA, LAMBDA_0
STATE, SENSITIVITY = (claims.find(f"{k}_kernel_harmonic") for k in ("state", "sensitivity"))
SCALAR = (*catalogue.STREAMED, "linrec/input_state", "linrec/input_sensitivity")


def published(name: str, formula: Expr) -> Claim:
    return replace(claims.find(name), published=formula)


def of_log(function: Expr) -> Expr:
    """Write the state kernel of the harmonic input with another function for its log(1 - z)."""
    return STATE.published.xreplace({log(1 - z): function.xreplace({A: z}) for z in (A, B)})


@pytest.mark.parametrize("name", SCALAR)
def test_closed_forms_agree(name: str, salt: int) -> None:
    finding = enclosure.examine(claims.find(name), salt)
    assert (finding.outcome, finding.alpha) == (AGREES, 0)


@pytest.mark.parametrize("claim", [STATE, SENSITIVITY], ids=lambda claim: claim.id)
def test_it_is_the_top_rung_where_no_finite_state_makes_the_input(claim: Claim) -> None:
    verdict = climb(claim, Terms())
    assert (verdict.word, verdict.rung) == ("accepted", "enclosure")
    assert {f.rung for f in verdict.findings if f.outcome == SILENT} == {*RUNGS} - {"enclosure"}


WRONG = {
    "harmonic K: sign of the argument": replace(STATE, published=of_log(log(1 + A))),
    "harmonic K: first terms of the logarithm": replace(
        STATE, published=of_log(-sum((A**k / k for k in range(1, 40)), Integer(0)))
    ),
    "harmonic K: R(0)": replace(STATE, published=STATE.published + 1 / (1 - A * B)),
    "harmonic K: conjugate": replace(STATE, published=STATE.published.xreplace({A: LAMBDA_BAR})),
    "harmonic S: of the state": replace(SENSITIVITY, published=STATE.published),
    "general K: sign": published("state_kernel_general", (G(A) - G(B)) / (1 - A * B)),
    "general K: R(0) twice": published("state_kernel_general", (G(A) + G(B) + R_0) / (1 - A * B)),
    "general S: state for derivative": published(
        "sensitivity_kernel_general",
        general.kernels(A, B)[1].replace(GPrime, G),
    ),
    "K: one part in 10^29": published(
        "state_kernel", claims.find("state_kernel").published * (1 + RHO / Integer(10) ** 28)
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_formulas_are_proved_to_differ(name: str, salt: int) -> None:
    assert enclosure.examine(WRONG[name], salt).outcome == CONTRADICTS


def test_a_wrong_claim_about_every_input_that_no_finite_state_betrays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What vanishes for both inputs with finite states is contradicted by one without."""
    monkeypatch.setattr(
        enclosure, "both_sides", lambda _claim, setting, _point: _numbers(setting.name)
    )
    finding = enclosure.examine(claims.find("state_kernel_general"))
    assert finding.outcome == CONTRADICTS
    assert "power law" in finding.detail


def _numbers(name: str) -> tuple[lags.acb, lags.acb]:
    return lags.acb(1), lags.acb(2 if name == "power law" else 1)


def test_the_slip_of_the_appendix_is_contradicted_at_every_salt() -> None:
    for salt in range(8):
        for name in ("paper/C.2.2-S", "paper/B.2.2-exponential", "paper/B.2.2-general"):
            assert enclosure.examine(claims.find(name), salt).outcome == CONTRADICTS


def test_points_follow_the_salt(salt: int) -> None:
    wrong = WRONG["harmonic K: R(0)"]
    first, again, other = (
        enclosure.examine(wrong, s).data["point"] for s in (salt, salt, salt + 1)
    )
    assert first == again != other


def test_what_cannot_be_enclosed_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lags, "LENGTHS", (32,))
    finding = enclosure.examine(claims.find("state_kernel"))
    assert finding.outcome == UNDECIDED
    assert "cannot be enclosed to 30 digits" in finding.detail


def test_wide_balls_are_not_taken_for_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lags, "BOUND", 1e-9)
    assert enclosure.examine(WRONG["K: one part in 10^29"]).outcome == UNDECIDED


def test_limits_are_left_to_proof() -> None:
    assert enclosure.examine(claims.find("paper/2.2-diverges")).outcome == SILENT


def test_the_harmonic_input_has_no_rows() -> None:
    assert STATE.input is HARMONIC
    assert STATE.is_endless
    assert not claims.find("state_kernel").is_endless
    assert exact.examine(claims.find("state_kernel")).outcome == AGREES
