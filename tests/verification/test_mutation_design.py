"""Probes designed for mutants: the program against a hand count, and run for real."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from sympy import I, Integer, Rational

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from numerics.linear import linear
from numerics.points import exponential
from verification.mutation import design as designing
from verification.mutation import survey
from verification.mutation.design import ALPHA, BETA, LAW, design, need
from verification.mutation.edits import Mutant
from verification.mutation.probing import probe
from verification.simulation import lags
from verification.simulation.grid import Place

NAME = "state_kernel"
GOOD = Place(Rational(4, 5), Rational(-7, 10), Rational(9, 10))
TWIST = Place(Rational(13, 20) + 2 * I / 5, Rational(1, 5) - 3 * I / 4, Rational(-7, 10))
BLIND = Place(Rational(1, 2), Rational(-3, 10), Integer(0))


def test_need_of_one_part_is_the_normal_test() -> None:
    # both tails of level ALPHA, of which one is out of reach
    expected = (stats.norm.isf(ALPHA / 2) + stats.norm.isf(BETA)) ** 2
    assert math.isclose(need(1), expected, rel_tol=1e-6)
    assert round(need(1)) == 118


def test_one_mutant_at_one_point_by_hand() -> None:
    formula = survey.claim_of(NAME).published
    wrong = Mutant("off by a tenth", "root", formula * Rational(11, 10))
    found = design({NAME: formula}, {NAME: [wrong]}, [GOOD])
    gap = float(value(formula, GOOD.exact) / 10)
    spread = lags.variances(linear(exponential(GOOD.numeric)), LAW, 1)[NAME].real
    assert found.places == (GOOD,)
    assert abs(found.steps[0] - need(1) * spread / gap**2) < 2
    assert found.least >= need(1) * (1 - 1e-9)


def test_the_better_point_is_chosen_and_a_blind_one_is_reported() -> None:
    formula = survey.claim_of(NAME).published
    wrong = Mutant("rho squared", "root", formula.xreplace({RHO: RHO**2}))
    assert design({NAME: formula}, {NAME: [wrong]}, [BLIND, GOOD]).places == (GOOD,)
    alone = design({NAME: formula}, {NAME: [wrong]}, [BLIND])
    assert alone.places == ()
    assert alone.unseen == ((NAME, wrong),)


def test_parts_of_a_complex_moment_are_weighed_together() -> None:
    """A part rotated by the phase has the variance that the inverse matrix says."""
    weight = designing.weights(TWIST, (NAME,))[NAME]
    problem = linear(exponential(TWIST.numeric))
    form = problem.forms[NAME]
    turned = {"turned": 0.6 * form.real - 0.8 * form.imag}
    spread = lags.variances(problem._replace(forms=turned), LAW, 1)["turned"].real
    (a, b), (_, c) = weight
    determinant = a * c - b * b
    expected = (0.36 * c + 0.64 * a + 2 * 0.48 * b) / determinant
    assert math.isclose(spread, expected, rel_tol=1e-6)
    assert b != 0


def test_the_grid_breaks_symmetries() -> None:
    for place in designing.grid():
        assert place.eigenvalue != place.target
        assert place.correlation != 0
        assert max(abs(complex(n)) for n in place) < 0.91
    assert {n > 0 for place in designing.grid() for n in (place.correlation,)} == {True, False}


@pytest.mark.long
@pytest.mark.slow
def test_designed_probes_kill_every_mutant(salt: int) -> None:
    found = {NAME: survey.survey(NAME, 100, (), salt)}
    judged, run = probe(found, salt)
    assert not run.plan.unseen
    assert run.plan.least >= need(1)
    for batch in judged[NAME].values():
        assert batch.killed["montecarlo"]
        assert not batch.survivors
        assert not batch.wronged


@pytest.mark.slow
def test_a_blind_run_lets_mutants_live(monkeypatch: pytest.MonkeyPatch, salt: int) -> None:
    monkeypatch.setattr(designing, "grid", lambda: (BLIND,))
    judged, run = probe({NAME: survey.survey(NAME, 0, (), 0)}, salt)
    assert run.plan.unseen
    alive = {mutant for mutant, _ in judged[NAME]["order1"].survivors}
    assert alive <= {mutant for _, mutant in run.plan.unseen}
    assert len(alive) > 10


def test_symbols_of_places_are_those_of_formulas() -> None:
    assert set(GOOD.exact) == {LAMBDA, LAMBDA_0, RHO}
