"""Closed forms after T steps from rest, against sums over pairs of times and against a run."""

from __future__ import annotations

from collections.abc import Mapping

import mpmath
import numpy as np
import pytest
from sympy import Expr, Integer, Rational, Symbol, exp, lambdify, oo, sqrt, tanh

from derivations.inputs import Input
from derivations.parameterizations import find
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.probing.finite_forms import LONGEST, finite_forms
from derivations.symbols import RHO
from numerics.unit import measure
from tests.alike import one_in
from tests.derivations.probing.units import COMPLEX
from verification.lowering import lower
from verification.probing.inputs import input_of
from verification.session import strict

pytestmark = pytest.mark.slow

strict()
DIGITS = 90
STEP = mpmath.mpf(10) ** -20  # differences err by 1e-40 and by rounding, 1e-50
CLOSE = mpmath.mpf(10) ** -30
TANH = Parameterization("t", "t", tanh(OMEGA), exp(OMEGA / 3) * sqrt(2 - tanh(OMEGA) ** 2))
SCALED = Parameterization(
    "s",
    "s",
    Symbol("c") * OMEGA / (1 + OMEGA**2),
    1 + OMEGA**2,
    is_coupled=False,
    coordinates=(Coordinate(OMEGA, -oo, oo),),
    constants=((Symbol("c"), Rational(3, 2)),),
)
UNITS = {"coupled": TANH, "held, with a constant": SCALED}
MIXTURE = "mixture 0.3@0 0.7@0.9"


def brute(unit: Parameterization, source: Input, at: Mapping[Symbol, Expr], steps: int) -> dict:
    """Sum a^k b^l R(k - l) over pairs of times, and differentiate the sum by differences."""
    constants = dict(unit.constants)
    maps = [lambdify(OMEGA, e.xreplace(constants), "mpmath") for e in (unit.eigenvalue, unit.gain)]
    atoms = [[mpmath.mpf(p.p) / p.q for p in (w.xreplace(at), r.xreplace(at))]
             for w, r in source.atoms]  # fmt: skip
    lag = [mpmath.fsum(w * r**k for w, r in atoms) for k in range(steps)]
    omega = mpmath.mpf(at[OMEGA].p) / at[OMEGA].q

    def kernel(first: mpmath.mpf, second: mpmath.mpf) -> mpmath.mpf:
        a, b = maps[0](first), maps[0](second)
        pairs = ((k, m) for k in range(steps) for m in range(steps))
        return mpmath.fsum(a**k * b**m * lag[abs(k - m)] for k, m in pairs)

    def scaled(first: mpmath.mpf, second: mpmath.mpf) -> mpmath.mpf:
        return maps[1](first) * maps[1](second) * kernel(first, second)

    def mixed(f) -> mpmath.mpf:
        ends = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
        return sum(
            sign * f(omega + p * STEP, omega + q * STEP) for p, q, sign in ends
        ) / (4 * STEP**2)  # fmt: skip

    state, coupled, plain = scaled(omega, omega), mixed(scaled), mixed(kernel)
    detached = maps[1](omega) ** 2 * plain
    white = mpmath.fsum(maps[0](omega) ** (2 * k) for k in range(steps))
    return {
        "state_moment": state,
        "sensitivity_moment": coupled,
        "sensitivity_moment_detached": detached,
        "sensitivity_moment_plain": plain,
        "relative_sensitivity": coupled / state,
        "input_sensitivity": maps[1](omega) ** 2 * white,
        "hessian": coupled if unit.is_coupled else detached,
    }


def value(expression: Expr, at: Mapping[Symbol, Expr]) -> mpmath.mpf:
    return mpmath.mpf(str(expression.xreplace(dict(at)).evalf(DIGITS)))


@pytest.mark.parametrize(
    ("omega", "rho"),
    [
        (Rational(-4, 9), Rational(2, 7)),
        (Rational(5, 8), Rational(-3, 5)),
        pytest.param(Rational(-4, 9), Rational(-3, 5), marks=pytest.mark.long),
        pytest.param(Rational(5, 8), Rational(2, 7), marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("steps", [1, 2, 7])
@pytest.mark.parametrize("name", one_in(2, UNITS))
def test_forms_are_the_double_sums(name: str, omega: Expr, rho: Expr, steps: int) -> None:
    unit, source, at = UNITS[name], input_of("exponential"), {OMEGA: omega, RHO: rho}
    found = {form.key: form for form in finite_forms(unit, source, steps)}
    with mpmath.workdps(DIGITS):
        true = brute(unit, source, at, steps)
        assert set(found) == set(true)
        for key, form in found.items():
            assert form.title.endswith(f"T = {steps}")
            off = abs(value(form.expression, at) - true[key])
            assert off <= CLOSE * (1 + abs(true[key])), key


@pytest.mark.parametrize("steps", [2, 7])
def test_a_sum_of_atoms(steps: int) -> None:
    at = {OMEGA: Rational(-4, 9)}
    with mpmath.workdps(DIGITS):
        true = brute(TANH, input_of(MIXTURE), at, steps)
        for form in finite_forms(TANH, input_of(MIXTURE), steps):
            assert abs(value(form.expression, at) - true[form.key]) < CLOSE * (1 + true[form.key])


def test_one_step_too_many_one_too_few_and_the_wrong_sign_of_rho_are_seen() -> None:
    source, at = input_of("exponential"), {OMEGA: Rational(5, 8), RHO: Rational(2, 7)}
    wrong = [
        (finite_forms(TANH, source, 6), at),
        (finite_forms(TANH, source, 8), at),
        (finite_forms(TANH, source, 7), {**at, RHO: -at[RHO]}),
    ]
    with mpmath.workdps(DIGITS):
        true = brute(TANH, source, at, 7)
        for forms, where in wrong:
            off = {f.key: abs(value(f.expression, where) - true[f.key]) for f in forms}
            is_even = where is not at
            assert all(
                far > 1e-6 for key, far in off.items() if not (is_even and key.startswith("input"))
            )


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 2, 7, 40])
@pytest.mark.parametrize("text", ["rho=-3/5", MIXTURE])
def test_a_run_of_exactly_so_many_steps_agrees(text: str, steps: int) -> None:
    source, at = input_of(text), {OMEGA: Rational(-4, 9)}
    lags = np.array([sum(float(w) * float(r) ** k for w, r in source.atoms) for k in range(steps)])
    maps = [lower(e, (OMEGA,)) for e in (TANH.eigenvalue, TANH.gain)]
    ran = measure(*maps, [float(at[OMEGA])], lags)
    measured = {
        "state_moment": ran.state,
        "sensitivity_moment": ran.coupled[0, 0],
        "sensitivity_moment_detached": ran.detached[0, 0],
        "sensitivity_moment_plain": ran.plain[0, 0],
        "relative_sensitivity": ran.coupled[0, 0] / ran.state,
        "input_sensitivity": ran.inputs,
        "hessian": ran.coupled[0, 0],
    }
    for form in finite_forms(TANH, source, steps):
        expected = float(form.expression.xreplace(at).evalf(DIGITS))
        # a thousand roundings a step, of terms that grow with the number of steps
        bound = (
            1e3 * steps * np.finfo(float).eps * max(1.0, float(ran.plain[0, 0]), float(ran.state))
        )
        assert abs(float(measured[form.key]) - expected) <= bound, form.key


def test_many_steps_are_the_stationary_state() -> None:
    from derivations.probing.forms import forms

    source, at = input_of("rho=-3/5"), {OMEGA: Rational(1, 3)}
    lasting = {f.key: f.expression for f in forms(find("tanh"), source)}
    with mpmath.workdps(DIGITS):
        for form in finite_forms(find("tanh"), source, 400):
            off = abs(value(form.expression, at) - value(lasting[form.key], at))
            assert off < mpmath.mpf(1) / 10**50  # lambda^800 is 1e-394


@pytest.mark.parametrize(
    ("unit", "text", "steps", "phrase"),
    [
        (COMPLEX["polar"], "white", 3, "real, of one coordinate"),
        (find("tanh"), "ar 1.2 -0.5", 3, "white, exponential or a mixture"),
        (find("tanh"), "white", 0, f"between 1 and {LONGEST}"),
        (find("tanh"), "white", -4, f"between 1 and {LONGEST}"),
        (find("tanh"), "white", LONGEST + 1, f"between 1 and {LONGEST}"),
        (Parameterization("two", "", OMEGA * Symbol("k"), Integer(1), True,
                          (Coordinate(OMEGA), Coordinate(Symbol("k")))),
         "white", 3, "real, of one coordinate"),
    ],
)  # fmt: skip
def test_refusals(unit: Parameterization, text: str, steps: int, phrase: str) -> None:
    with pytest.raises(ValueError, match=phrase) as caught:
        finite_forms(unit, input_of(text), steps)
    assert "\n" not in str(caught.value)
