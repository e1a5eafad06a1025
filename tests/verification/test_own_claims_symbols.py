"""Symbols in formulas of one's own about families: real, conjugate, in their domain, refused."""

from __future__ import annotations

import pytest
from sympy import Symbol

from derivations import catalogue
from tests.verification.family_claims import judged, of
from tests.verification.family_formulas import TEXT
from verification.errors import InputError
from verification.evidence import rows
from verification.evidence.finding import AGREES, CONTRADICTS
from verification.own_claims.claim import NAMES


def test_conjugates_are_kept_where_eigenvalues_are_complex() -> None:
    bar = Symbol("lambda_bar")
    assert bar in of("1/|1-lambda|^2", "state_moment_constant").published.free_symbols
    assert bar in of(r"\frac{1}{1-\bar{\lambda}}", "state_moment_constant").published.free_symbols
    for real in (
        of("1/|1-lambda|^2", "state_moment_constant", "real"),
        of("1/(1-lambda)^2", "state_moment_constant"),
    ):
        assert real.real_only
        assert bar not in real.published.free_symbols
        assert rows.proof(real).outcome == AGREES
    complex_one = of("1/(1-lambda)^2", "state_moment_constant", "complex")
    assert rows.proof(complex_one).outcome == CONTRADICTS


def test_what_is_real_is_its_own_conjugate() -> None:
    for text in ("alpha", "conj(alpha)", "|alpha|^2/alpha", "Re(alpha)", "alpha + Im(rho)"):
        assert of(text, "state_moment_leaky").published == Symbol("alpha")
    assert of("conj(lambda)", "state_moment_tanh").published == Symbol("lambda")
    assert of(r"|\lambda|^2", "state_moment_tanh").published == Symbol("lambda") ** 2


REFUSED = (
    ("1", "state_moment_gatd", "", "try state_moment_gated"),
    ("1", "sensitivty_kernel_leaky", "", "try sensitivity_kernel_leaky"),
    ("1", "state_moment_leaky", "complex", "is for real parameters; leave it out"),
    ("lambda", "state_moment_leaky", "", "use numbers, alpha, rho"),
    ("Delta", "state_moment_polar", "", "nu, theta, rho, t"),
    ("alpha_bar", "state_moment_leaky", "", "not a known name"),
    (r"\lambda", "state_moment_leaky", "", r"use \alpha, \rho"),
    (r"K(\alpha,\alpha)", "state_moment_leaky", "", "does not belong"),
    (r"G(\alpha)", "state_moment_leaky", "", "does not belong"),
    ("1/(alpha-alpha)", "state_moment_leaky", "", "divides by zero"),
    ("1/(gamma^2-1+lambda^2)", "state_kernel_normalised", "", "divides by zero everywhere"),
)


@pytest.mark.parametrize(("formula", "against", "domain", "why"), REFUSED)
def test_what_cannot_be_judged_is_refused(
    formula: str, against: str, domain: str, why: str
) -> None:
    record = judged(formula, against, domain)
    assert record["verdict"] == "refused", record
    assert why in record["reason"]
    assert record["reason"].isprintable()


def test_close_matches_come_from_all_names() -> None:
    assert set(catalogue.NAMES) < set(NAMES)
    with pytest.raises(InputError, match="try sensitivity_moment_zoh_Delta"):
        of("1", "sensitivity_moment_zoh_delta")


@pytest.mark.slow
def test_the_domain_says_what_symbols_stand_for() -> None:
    record = judged(TEXT["state_moment_zoh"], "state_moment_zoh")
    assert record["domain"] == (
        "a real, Delta real, -1 <= rho <= 1; e = exp(Delta*a); wherever its moments are stationary"
    )
    assert record["judged_for"] == "real a, Delta, rho"


@pytest.mark.parametrize("formula", ["I*alpha", "alpha + I*rho*(1-rho)"])
def test_complex_numbers_may_stand_in_a_formula(formula: str, salt: int) -> None:
    claim = of(formula, "state_moment_leaky")
    assert rows.proof(claim).outcome == CONTRADICTS
    assert rows.at_points(claim, salt).outcome == CONTRADICTS
    right = of(f"({TEXT['state_moment_leaky']})*(I^2 + 2)", "state_moment_leaky")
    assert rows.proof(right).outcome == AGREES
