"""Rung `proof`: right forms are proved, wrong ones never are."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import (
    Expr,
    I,
    ImmutableMatrix,
    Integer,
    Rational,
    Symbol,
    cos,
    exp,
    log,
    sin,
    sqrt,
    tanh,
)

from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.probing import forms as keys
from derivations.probing.forms import Form, forms
from derivations.symbols import RHO
from verification.evidence.finding import AGREES, SILENT, UNDECIDED
from verification.probing.inputs import input_of
from verification.probing.proof import examine, vanishes
from verification.probing.reading import parameterization

pytestmark = pytest.mark.slow

POLAR = ("omega_nu*exp(I*omega_theta)", "sqrt(1-|lambda|^2)")
REAL = ("tanh(omega)", "sqrt(2-lambda^2)")
X = Symbol("x")


def test_a_right_form_is_proved_and_a_wrong_one_is_not() -> None:
    case = ("tanh(omega)", "sqrt(1-lambda^2)", "exponential")
    form = known(*case)[keys.COUPLED]
    assert outcome(form, *case) == AGREES
    assert outcome(changed(form, 0, Rational(1, 10**9)), *case) == UNDECIDED


@lru_cache(maxsize=8)
def known(text: str, gain: str, source: str, *, detached: bool = False) -> dict[str, Form]:
    unit = parameterization(text, gain, detached=detached)
    return {form.key: form for form in forms(unit, input_of(source))}


def outcome(form: Form, text: str, gain: str, source: str, *, detached: bool = False) -> str:
    unit = parameterization(text, gain, detached=detached)
    return examine(form, unit, input_of(source)).outcome


def entries(form: Form) -> list[tuple[Form, Expr]]:
    """Each place of a form where something can be wrong, as a way to put another there."""
    if not isinstance(form.expression, ImmutableMatrix):
        return [(form, form.expression)]
    return [(form, entry) for entry in form.expression]


def changed(form: Form, place: int, by: Expr) -> Form:
    if not isinstance(form.expression, ImmutableMatrix):
        return form._replace(expression=form.expression + by)
    parts = list(form.expression)
    parts[place] += by
    return form._replace(expression=ImmutableMatrix(*form.expression.shape, parts))


CASES = [
    pytest.param((*REAL, "exponential"), id="real"),
    pytest.param((*POLAR, "rho=-2/5"), id="polar", marks=pytest.mark.long),
    pytest.param(("exp(-exp(omega))", "1-lambda", "white"), id="double exponential"),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_right_forms_are_proved_and_wrong_ones_are_not(case: tuple[str, str, str]) -> None:
    for key, form in known(*case).items():
        if key == keys.CONDITION:
            assert outcome(form, *case) == SILENT
            continue
        assert outcome(form, *case) == AGREES, key
        for place, (_, entry) in enumerate(entries(form)):
            by = entry / 10**9 if entry != 0 else Rational(1, 10**9)
            assert outcome(changed(form, place, by), *case) == UNDECIDED, (key, place)


@pytest.mark.long
@pytest.mark.slow
def test_no_form_passes_for_another() -> None:
    case = (*REAL, "exponential")
    found = known(*case)
    for key, form in found.items():
        for other in found.values():
            if other.expression != form.expression:
                swapped = form._replace(expression=other.expression)
                assert outcome(swapped, *case) == UNDECIDED, (key, other.key)


@pytest.mark.slow
def test_rho_of_the_wrong_sign_is_not_proved() -> None:
    case = (*REAL, "exponential")
    for key, form in known(*case).items():
        turned = form._replace(expression=form.expression.xreplace({RHO: -RHO}))
        assert outcome(turned, *case) == (AGREES if key == keys.INPUTS else UNDECIDED), key


@pytest.mark.slow
def test_coordinates_are_told_apart() -> None:
    case = (*POLAR, "rho=-2/5")
    found = known(*case)
    first, second = (found[f"{keys.DETACHED}_{name}"] for name in ("omega_nu", "omega_theta"))
    assert outcome(first._replace(key=second.key), *case) == UNDECIDED
    assert outcome(first, *case) == outcome(second, *case) == AGREES


@pytest.mark.slow
def test_the_hessian_is_that_of_the_training_meant() -> None:
    case = (*REAL, "exponential")
    flowing, held = known(*case)[keys.HESSIAN], known(*case, detached=True)[keys.HESSIAN]
    assert flowing.expression != held.expression
    assert outcome(held, *case, detached=True) == outcome(flowing, *case) == AGREES
    assert outcome(held, *case) == outcome(flowing, *case, detached=True) == UNDECIDED


@pytest.mark.slow
def test_conjugates_matter() -> None:
    unit = parameterization(*POLAR)
    mirrored = replace(unit, eigenvalue=unit.eigenvalue + I / 7)
    source = input_of("rho=-2/5")
    form = known(*POLAR, "rho=-2/5")[keys.STATE]
    assert examine(form, mirrored, source).outcome == UNDECIDED


coefficients = st.fractions(min_value=-2, max_value=2, max_denominator=10**6)


@pytest.mark.slow
@settings(max_examples=15)
@given(share=coefficients, power=st.integers(0, 3), key=st.sampled_from([keys.STATE, keys.COUPLED,
       keys.DETACHED, keys.PLAIN, keys.RELATIVE, keys.INPUTS, keys.HESSIAN]))  # fmt: skip
def test_a_wrong_term_is_never_proved(share: object, power: int, key: str) -> None:
    extra = Rational(str(share)) * tanh(OMEGA) ** power
    assume(extra != 0)
    case = (*REAL, "white")
    form = known(*case)[key]
    assert outcome(form._replace(expression=form.expression + extra), *case) == UNDECIDED


ZEROS = {
    "tanh": tanh(X) - (exp(2 * X) - 1) / (exp(2 * X) + 1),
    "circle": sin(X) ** 2 + cos(X) ** 2 - 1,
    "root": sqrt(1 + X) ** 3 - (1 + X) * sqrt(1 + X),
    "reciprocal root": 1 / sqrt(1 + X) - sqrt(1 + X) / (1 + X),
    "conjugate": 1 / (1 + sqrt(X)) - (1 - sqrt(X)) / (1 - X),
    "turn": exp(I * X) - cos(X) - I * sin(X),
    "nothing": Integer(0),
}
OTHERS = {
    "tanh of another": tanh(X) - tanh(2 * X),
    "circle of another": sin(X) ** 2 + cos(X) ** 2 - 2,
    "sign of a root": sqrt(1 + X) + sqrt(1 + X) ** 3 / (1 + X),
    "two roots": sqrt(1 + X) - sqrt(1 - X),
    "a small number": Rational(1, 10**40) + X - X,
    "logarithms": log(X) - log(X + 1),
}


@pytest.mark.parametrize("name", ZEROS)
def test_zeros_vanish(name: str) -> None:
    assert vanishes(ZEROS[name])


@pytest.mark.parametrize("name", OTHERS)
def test_others_do_not(name: str) -> None:
    assert not vanishes(OTHERS[name])


@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=4),
    st.sampled_from([exp(X), sqrt(1 + X**2), tanh(X), cos(X)]),
    st.integers(1, 5),
)
@settings(max_examples=60)
def test_what_vanishes_is_zero_everywhere(numbers: list[int], letter: Expr, at: int) -> None:
    expression = sum((n * letter**k for k, n in enumerate(numbers)), Integer(0))
    value = abs(complex(expression.xreplace({X: Rational(at, 3)}).evalf(30)))
    assert vanishes(expression) == (value < 1e-20)


def test_what_has_no_two_point_kernel_is_passed_over() -> None:
    unit = Parameterization("u", "", tanh(OMEGA))
    form = Form("something", "", Integer(1))
    assert examine(form, unit, input_of("white")).outcome == SILENT
