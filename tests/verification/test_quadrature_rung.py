"""Rung `quadrature`: averages over frequency contradict what is wrong, and know their limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import nan

from derivations import catalogue
from derivations.symbols import RHO
from verification import claims
from verification.evidence import quadrature
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT

SCALAR = (*catalogue.STREAMED, "linrec/input_state", "linrec/input_sensitivity")
RIGHT = ("paper/eq-5", "paper/eq-6", "paper/B.2.1-exponential", "companion/1D-case.loss")
WRONG = (
    *("paper/lemma-1", "paper/B.2.2-tangent", "paper/B.2.2-general", "paper/B.2.2-exponential"),
    *("paper/C.2.2-S", "paper/B.3.1-gamma", "companion/visualization_S.estimate"),
)


@pytest.mark.parametrize("name", [*SCALAR, *RIGHT])
def test_right_formulas_agree(name: str) -> None:
    finding = quadrature.examine(claims.find(name))
    assert (finding.outcome, finding.alpha) == (AGREES, 0)


@pytest.mark.parametrize("name", WRONG)
def test_wrong_formulas_are_contradicted(name: str) -> None:
    assert quadrature.examine(claims.find(name)).outcome == CONTRADICTS


@pytest.mark.parametrize("name", SCALAR[:5])
def test_a_relative_error_of_a_billionth_is_seen(name: str) -> None:
    claim = claims.find(name)
    wrong = replace(claim, published=claim.published * (1 + RHO / 10**9))
    assert quadrature.examine(wrong).outcome == CONTRADICTS


def test_not_a_number_is_a_contradiction() -> None:
    wrong = replace(claims.find("state_kernel"), published=nan)
    assert quadrature.examine(wrong).outcome == CONTRADICTS


@pytest.mark.parametrize("name", ["paper/B.2.1-rho-1", "paper/B.3.2-phase-rho-1"])
def test_power_at_one_frequency_has_no_density(name: str) -> None:
    finding = quadrature.examine(claims.find(name))
    assert finding.outcome == SILENT
    assert "carries a variance of 0" in finding.detail


def test_limits_are_left_to_proof() -> None:
    assert quadrature.examine(claims.find("paper/2.2-diverges")).outcome == SILENT
