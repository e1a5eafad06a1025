"""Closed forms against chains at points that Hypothesis chooses, at a stated error rate.

A right formula is ever contradicted with probability at most ALPHA = 1e-9 an example. With 25
examples and up to 1000 more calls while shrinking, on each of three properties, a red run of right
code has probability below 4e-6. The noise is a function of the salt and the exact point, so an
example repeats; nothing is random inside the test.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from sympy import QQ_I, Expr, I, Rational

from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from verification import claims, interpret
from verification.claims.claim import Claim
from verification.evidence import montecarlo
from verification.evidence.finding import CONTRADICTS, UNDECIDED
from verification.evidence.prepared import HORIZONS, Trial, prepare
from verification.points import Point

BATCHES = 2


def rational(low: str, high: str) -> st.SearchStrategy[Rational]:
    bounds = (Fraction(low), Fraction(high))
    numbers = st.fractions(*bounds, max_denominator=12)
    return numbers.map(lambda f: Rational(f.numerator, f.denominator))


REAL = rational("-4/5", "4/5")
PLANE = st.tuples(rational("-3/5", "3/5"), rational("-1/2", "1/2")).map(lambda z: z[0] + I * z[1])
RHOS = rational("-9/10", "9/10")


def outcome(claim: Claim, point: Point, salt: int) -> str:
    assert claim.input is not None
    return montecarlo.examine_at(claim, claim.input, point, salt, BATCHES).outcome


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param("state_kernel", marks=pytest.mark.long), "sensitivity_kernel"]
)
@settings(max_examples=8)
@given(first=REAL, second=REAL, rho=RHOS)
def test_kernels_agree_with_chains_at_real_points(
    name: str, salt: int, first: Expr, second: Expr, rho: Expr
) -> None:
    point = {LAMBDA: first, LAMBDA_0: second, RHO: rho}
    assert outcome(claims.find(name), point, salt) != CONTRADICTS


@pytest.mark.slow
@settings(max_examples=8)
@given(where=PLANE, rho=RHOS)
def test_the_sensitivity_moment_agrees_with_chains_in_the_plane(
    salt: int, where: Expr, rho: Expr
) -> None:
    point = {LAMBDA: where, RHO: rho}
    assert outcome(claims.find("sensitivity_moment"), point, salt) != CONTRADICTS


@pytest.mark.slow
def test_the_printed_form_is_seen_wrong_by_the_same_property(salt: int) -> None:
    printed = claims.find("paper/C.2.2-S")
    seen: list[str] = []

    @settings(max_examples=25, phases=[Phase.generate])  # to see it fail once is enough
    @given(first=REAL, second=REAL, rho=RHOS)
    def property_of_the_printed_form(first: Expr, second: Expr, rho: Expr) -> None:
        assume(abs(rho) > Rational(1, 4) and abs(rho) < Rational(3, 4))
        seen.append(outcome(printed, {LAMBDA: first, LAMBDA_0: second, RHO: rho}, salt))
        assert seen[-1] != CONTRADICTS

    with pytest.raises(AssertionError):
        property_of_the_printed_form()
    assert CONTRADICTS in seen


@pytest.mark.slow
def test_a_shifted_formula_is_seen_wrong(salt: int) -> None:
    claim = claims.find("state_kernel")
    shifted = replace(claim, published=claim.published + Rational(1, 5))
    point = {LAMBDA: Rational(1, 2), LAMBDA_0: Rational(-1, 3), RHO: Rational(2, 5)}
    assert outcome(shifted, point, salt) == CONTRADICTS


def prepared(eigenvalue: Expr) -> Trial | None:
    claim = claims.find("sensitivity_moment")
    assert claim.input is not None
    point = {LAMBDA: eigenvalue, RHO: Rational(2, 5)}
    return prepare(claim, claim.input, point, montecarlo.EPSILON)


@pytest.mark.slow
@pytest.mark.parametrize("eigenvalue", [Rational(1, 5), Rational(-1, 2) + I / 4, Rational(9, 10)])
def test_the_horizon_is_the_first_that_forgets_its_start(eigenvalue: Expr) -> None:
    trial, claim = prepared(eigenvalue), claims.find("sensitivity_moment")
    assert trial is not None
    stationary, at_horizon, before = (
        complex(exact_value(claim, eigenvalue, steps))
        for steps in (None, trial.run.steps, earlier(trial.run.steps))
    )
    allowed = montecarlo.EPSILON / 10 * stationary.real  # a square is its own scale
    assert abs(stationary - at_horizon) <= allowed
    assert abs(stationary - before) > allowed or trial.run.steps == HORIZONS[0]
    assert abs(trial.target - at_horizon) <= 1e3 * sys.float_info.epsilon * abs(stationary)


def exact_value(claim: Claim, eigenvalue: Expr, steps: int | None) -> Expr:
    assert claim.input is not None
    point = {LAMBDA: eigenvalue, RHO: Rational(2, 5)}
    return QQ_I.to_sympy(interpret.at_point(claim.truth, claim.input, point, steps))


def earlier(steps: int) -> int:
    return HORIZONS[max(0, HORIZONS.index(steps) - 1)]


@pytest.mark.slow
def test_a_start_that_is_not_forgotten_is_undecided() -> None:
    assert prepared(Rational(99, 100)) is None
    point = {LAMBDA: Rational(99, 100), RHO: Rational(2, 5)}
    assert outcome(claims.find("sensitivity_moment"), point, 0) == UNDECIDED


@pytest.mark.slow
def test_an_imaginary_part_where_there_is_none_is_seen(salt: int) -> None:
    claim = claims.find("state_moment")
    shifted = replace(claim, published=claim.published + I / 1000)  # below epsilon of the scale
    point = {LAMBDA: Rational(1, 2) + I / 3, RHO: Rational(2, 5)}
    assert outcome(shifted, point, salt) == CONTRADICTS
