"""The judge of a probe: right forms agree on both rungs, wrong ones are rejected."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest
from flint import acb, arb
from sympy import Expr, I, ImmutableMatrix, Max, Rational, oo, sqrt

from derivations.parameterizations.parameterization import Parameterization, conjugated
from derivations.probing import forms as keys
from derivations.probing.forms import Form, forms
from derivations.symbols import RHO
from verification.evidence.finding import AGREES, CONTRADICTS, UNDECIDED
from verification.probing import judging
from verification.probing.inputs import input_of
from verification.probing.judging import judge
from verification.probing.places import Place, places
from verification.probing.reading import parameterization
from verification.session import strict

pytestmark = pytest.mark.slow

strict()


class Case(NamedTuple):
    unit: Parameterization
    known: dict[str, Form]
    at: tuple[Place, ...]


def prepared(unit: Parameterization) -> Case:
    source = input_of("exponential")
    at = tuple(place for salt in (0, 1) for place in places(unit, source, salt))
    assert {place.point[RHO] > 0 for place in at} == {True, False}
    return Case(unit, {form.key: form for form in forms(unit, source)}, at)


@pytest.fixture(scope="module")
def real() -> Case:
    return prepared(parameterization("tanh(omega)", "exp(omega/3)*sqrt(1-|lambda|^2)"))


@pytest.fixture(scope="module")
def turned() -> Case:
    gain, domain = "exp(omega_theta/5)*(2 - omega_nu)", "0<omega_nu<1, -2<omega_theta<2"
    return prepared(parameterization("omega_nu*exp(I*omega_theta)", gain, domain))


def outcomes(form: Form, case: Case) -> tuple[str, str]:
    enclosed, driven = judge(form, case.unit, case.at)
    assert (enclosed.rung, driven.rung) == ("enclosure", "driven")
    assert enclosed.alpha == driven.alpha == 0
    return enclosed.outcome, driven.outcome


def off(form: Form, share: Rational) -> list[Form]:
    """Change one coefficient: of each entry in turn, where there are several."""
    if not isinstance(form.expression, ImmutableMatrix):
        return [form._replace(expression=form.expression * (1 + share))]
    found = []
    for place in range(len(form.expression)):
        entries = list(form.expression)
        entries[place] *= 1 + share
        matrix = ImmutableMatrix(*form.expression.shape, entries)
        found.append(form._replace(expression=matrix))
    return found


@pytest.mark.parametrize("name", ["real", "turned"])
@pytest.mark.slow
def test_right_forms_agree_and_slightly_wrong_ones_do_not(
    name: str, request: pytest.FixtureRequest
) -> None:
    case: Case = request.getfixturevalue(name)
    count = {"real": 7, "turned": 12}[name]
    assert len(case.known) == count
    for form in case.known.values():
        assert outcomes(form, case) == (AGREES, AGREES), form.key
        for wrong in off(form, Rational(1, 10**9)):
            assert outcomes(wrong, case)[0] == CONTRADICTS, form.key
        for wrong in off(form, Rational(-1, 10**6)):
            assert outcomes(wrong, case) == (CONTRADICTS, CONTRADICTS), form.key


@pytest.mark.slow
@pytest.mark.parametrize("name", ["real", "turned"])
def test_no_form_passes_for_another(name: str, request: pytest.FixtureRequest) -> None:
    case: Case = request.getfixturevalue(name)
    plain = [form for form in case.known.values() if form.key not in (keys.HESSIAN, keys.CONDITION)]
    for form in plain:
        for other in plain:
            if other.expression != form.expression:
                swapped = form._replace(expression=other.expression)
                assert outcomes(swapped, case)[0] == CONTRADICTS, (form.key, other.key)


@pytest.mark.slow
def test_stopped_gradients_do_not_pass_for_flowing_ones(real: Case, turned: Case) -> None:
    for case, end in ((real, ""), (turned, "_omega_nu"), (turned, "_omega_theta")):
        wrong = case.known[keys.COUPLED + end]._replace(
            expression=case.known[keys.DETACHED + end].expression
        )
        assert outcomes(wrong, case) == (CONTRADICTS, CONTRADICTS)


@pytest.mark.slow
def test_the_hessian_is_that_of_the_training_meant(turned: Case) -> None:
    coupled = turned.known[keys.HESSIAN]
    stopped = replace(turned.unit, is_coupled=False)
    assert [f.outcome for f in judge(coupled, stopped, turned.at)] == [CONTRADICTS] * 2
    (own,) = (f for f in forms(stopped, input_of("exponential")) if f.key == keys.HESSIAN)
    assert [f.outcome for f in judge(own, stopped, turned.at)] == [AGREES] * 2
    assert outcomes(own, turned) == (CONTRADICTS, CONTRADICTS)


def kernel(a: Expr, b: Expr) -> Expr:
    """The state kernel of an exponential input, written by hand."""
    return (1 - RHO**2 * a * b) / ((1 - a * b) * (1 - RHO * a) * (1 - RHO * b))


def test_conjugates_must_not_be_left_out(turned: Case) -> None:
    a, gain = turned.unit.eigenvalue, turned.unit.gain
    right, wrong = (Form(keys.STATE, "", gain**2 * kernel(a, b)) for b in (conjugated(a), a))
    real_part = wrong._replace(expression=(wrong.expression + conjugated(wrong.expression)) / 2)
    assert outcomes(right, turned) == (AGREES, AGREES)
    assert outcomes(wrong, turned) == (CONTRADICTS, CONTRADICTS)
    assert outcomes(real_part, turned) == (CONTRADICTS, CONTRADICTS)


def test_forms_that_hold_without_correlation_only(real: Case, turned: Case) -> None:
    for case in (real, turned):
        square = case.unit.eigenvalue * conjugated(case.unit.eigenvalue)
        white = Form(keys.STATE, "", case.unit.gain**2 / (1 - square))
        assert outcomes(white, case) == (CONTRADICTS, CONTRADICTS)
        assert outcomes(white._replace(key=keys.INPUTS), case) == (AGREES, AGREES)
        even = case.known[keys.STATE].expression.xreplace({RHO: sqrt(RHO**2)})
        assert outcomes(Form(keys.STATE, "", even), case) == (CONTRADICTS, CONTRADICTS)


def test_a_value_that_is_not_real_is_wrong(real: Case) -> None:
    form = real.known[keys.STATE]
    shifted = form._replace(expression=form.expression + I / 10**20)
    assert outcomes(shifted, real)[0] == CONTRADICTS


def test_a_contradiction_names_its_point(real: Case) -> None:
    (wrong,) = off(real.known[keys.STATE], Rational(1, 10**6))
    for finding in judge(wrong, real.unit, real.at):
        assert "differs at omega=" in finding.detail.replace(" = ", "=")
        assert finding.data["point"] in [place.point for place in real.at]


def test_without_points_nothing_is_decided(real: Case) -> None:
    for form in real.known.values():
        assert [f.outcome for f in judge(form, real.unit, ())] == [UNDECIDED] * 2


@pytest.mark.parametrize("digits", [20, 3])
def test_wide_balls_agree_with_nothing(real: Case, digits: int) -> None:
    """A ball that holds the right value says nothing if it holds many others too."""
    wide = [
        place._replace(balls=place.balls._replace(state=place.balls.state + arb(0, 10.0**-digits)))
        for place in real.at
    ]
    found = judge(real.known[keys.STATE], real.unit, wide)
    assert [f.outcome for f in found] == [UNDECIDED, AGREES]


@pytest.mark.parametrize("bad", [arb("nan"), arb(0, arb("inf").abs_upper())], ids=str)
def test_what_is_not_finite_agrees_with_nothing(real: Case, bad: arb) -> None:
    at = [place._replace(measured=place.measured._replace(state=bad)) for place in real.at]
    found = judge(real.known[keys.STATE], real.unit, at)
    assert [f.outcome for f in found] == [AGREES, UNDECIDED]


class TestConditionNumbers:
    """Forms may say that it is infinite, or the larger of two ratios."""

    def case(self, text: str, domain: str = "") -> Case:
        unit = parameterization(text, domain=domain)
        source = input_of("white")
        known = {form.key: form for form in forms(unit, source)}
        return Case(unit, known, places(unit, source))

    @pytest.mark.slow
    def test_a_metric_without_mixed_entries(self) -> None:
        case = self.case("omega_nu*exp(I*omega_theta)", "0<omega_nu<1, -2<omega_theta<2")
        form = case.known[keys.CONDITION]
        assert isinstance(form.expression, Max)
        assert outcomes(form, case) == (AGREES, AGREES)
        radius = case.unit.symbols[0]
        shifted = Max(*(ratio * (1 + Rational(1, 10**6)) for ratio in form.expression.args))
        for wrong in (shifted, radius**2, oo):
            assert outcomes(form._replace(expression=wrong), case) == (CONTRADICTS, CONTRADICTS)

    @pytest.mark.slow
    def test_a_singular_metric(self) -> None:
        case = self.case("tanh(omega)*omega_nu")
        form = case.known[keys.CONDITION]
        assert form.expression == oo
        assert outcomes(form, case) == (AGREES, AGREES)
        for wrong in (Rational(10**6), Rational(3)):
            assert outcomes(form._replace(expression=wrong), case)[0] == CONTRADICTS


def test_balls_are_compared_not_their_middles(real: Case) -> None:
    """A claim within the rounding of the run agrees there, and is caught by the balls."""
    (wrong,) = off(real.known[keys.STATE], Rational(1, 10**13))
    assert outcomes(wrong, real) == (CONTRADICTS, AGREES)
    assert all(isinstance(c, acb) for c in judging._claimed(wrong, real.at[0].point))
