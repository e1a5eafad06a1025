"""Closed forms of parameterized units: the tables of the theory, and what is refused."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Rational, S, Symbol, exp, lambdify, log, sqrt, tanh

from derivations.inputs import EXPONENTIAL, WHITE
from derivations.parameterizations.parameterization import OMEGA, Coordinate
from derivations.probing.compact import compact
from derivations.probing.forms import forms
from derivations.spectra import exponentials
from derivations.symbols import LAMBDA, RHO
from tests.derivations.probing.keyed_forms import found, of_lambda
from tests.derivations.probing.units import COMPLEX, MAPS, NU, THETA, normalized, polar, real

pytestmark = pytest.mark.slow

L = LAMBDA


def same(left: Expr, right: Expr) -> bool:
    return compact(left - right) == 0


def test_tanh_normalized_is_one() -> None:
    assert found(normalized(tanh(OMEGA)))["sensitivity_moment"] == 1
    assert found(normalized(tanh(OMEGA)))["sensitivity_moment_detached"] != 1


def test_stable_ssm_without_gain() -> None:
    form = of_lambda(real(MAPS["StableSSM"]), WHITE)["sensitivity_moment"]
    assert same(form, 2 * (1 + L**2) / (1 + L) ** 2)
    assert not same(form, 2 * (1 + L**2) / (1 + L))


def test_conventions_on_white_input() -> None:
    form = of_lambda(normalized(OMEGA), WHITE)
    assert same(form["sensitivity_moment_plain"], (1 + L**2) / (1 - L**2) ** 3)
    assert same(form["sensitivity_moment_detached"], (1 + L**2) / (1 - L**2) ** 2)
    assert same(form["sensitivity_moment"], 1 / (1 - L**2) ** 2)
    average = of_lambda(real(OMEGA, 1 - OMEGA), WHITE)
    assert same(average["sensitivity_moment"], 2 / (1 - L) / (1 + L) ** 3)
    assert same(average["sensitivity_moment_detached"], (1 + L**2) / (1 - L) / (1 + L) ** 3)


def test_constant_input_with_an_average() -> None:
    constant = exponentials((Integer(1),), (Integer(1),))
    assert found(real(OMEGA, 1 - OMEGA), constant)["sensitivity_moment"] == 0
    assert found(real(OMEGA), constant)["sensitivity_moment"] == (1 - OMEGA) ** -4


def test_any_correlation_exactly_normalized() -> None:
    gain = sqrt((1 - OMEGA**2) * (1 - RHO * OMEGA) / (1 + RHO * OMEGA))
    form = of_lambda(real(OMEGA, gain), EXPONENTIAL)
    square = (1 - RHO**2 * L**2) ** 2
    right = (1 - RHO**2) * (1 - RHO**2 * L**4) / ((1 - L**2) ** 2 * square)
    assert form["state_moment"] == 1
    assert same(form["sensitivity_moment"], right)
    assert same(form["sensitivity_moment"], 1 / (1 - L**2) ** 2 - RHO**2 / square)
    assert not same(form["sensitivity_moment"], right * (1 - RHO) / (1 - RHO**2))


def test_any_correlation_averaged() -> None:
    form = of_lambda(real(OMEGA, 1 - OMEGA), EXPONENTIAL)
    state = (1 - L) * (1 + RHO * L) / ((1 + L) * (1 - RHO * L))
    moved = 2 * (1 - RHO) * (1 + RHO * L**2) / ((1 - L) * (1 + L) ** 3 * (1 - RHO * L) ** 2)
    assert same(form["state_moment"], state)
    assert same(form["sensitivity_moment"], moved)
    assert same(form["relative_sensitivity"], moved / state)
    assert not same(form["sensitivity_moment"], moved.xreplace({RHO: -RHO}))


def test_white_gain_on_correlated_input() -> None:
    form = of_lambda(normalized(OMEGA), EXPONENTIAL)["state_moment"]
    assert same(form, (1 + RHO * L) / (1 - RHO * L))


def test_polar_hessian() -> None:
    metric = found(COMPLEX["polar"])["hessian"]
    assert metric[0, 1] == 0
    assert same(metric[0, 0], (1 - NU**2) ** -2)
    assert same(metric[1, 1], NU**2 * (1 + NU**2) / (1 - NU**2) ** 2)


def test_polar_hessian_without_gain_is_s_and_nu_squared_s() -> None:
    bare = COMPLEX["polar"].__class__(
        "", "", COMPLEX["polar"].eigenvalue, coordinates=COMPLEX["polar"].coordinates
    )
    metric = found(bare, EXPONENTIAL)["hessian"]
    assert metric[0, 1] == 0
    assert same(metric[1, 1], NU**2 * metric[0, 0])
    assert same(metric[0, 0].xreplace({RHO: S.Zero}), (1 + NU**2) / (1 - NU**2) ** 3)


# Hessians of theory section 5.2: none / detached / coupled / averaged, at five memories
LAMBDAS = tuple(map(Rational, ("1/2", "9/10", "99/100", "999/1000", "9999/10000")))
TABLE = {
    "direct": "2.96/2.22/1.78/1.19 264/50.1/27.7/2.92 2.5e5/5e3/2.5e3/25.4 2.5e8/5e5/2.5e5/250 "
    "2.5e11/5e7/2.5e7/2500",
    "tanh": "1.67/1.25/1/.667 9.53/1.81/1/.105 99.5/1.98/1/.0101 1e3/2/1/1e-3 1e4/2/1/1e-4",
    "sigmoid": ".185/.139/.111/.0741 2.14/.406/.224/.0236 24.6/.49/.247/2.5e-3 250/.5/.25/2.5e-4 "
    "2.5e3/.5/.25/2.5e-5",
    "exp(-exp)": ".356/.267/.214/.142 2.37/.451/.249/.0262 24.9/.495/.25/2.5e-3 250/.5/.25/2.5e-4 "
    "2.5e3/.5/.25/2.5e-5",
    "sigmoid^8": ".327/.245/.196/.131 2.34/.445/.246/.0259 24.8/.494/.25/2.5e-3 250/.5/.25/2.5e-4 "
    "2.5e3/.5/.25/2.5e-5",
    "StableSSM": "1.11/.833/.667/.444 1.00/.191/.105/.011 1.00/.0199/.0101/1e-4 1/.002/.001/1e-6 "
    "1/2e-4/1e-4/1e-8",
    "rational": ".185 .0264 2.5e-3 2.5e-4 2.5e-5",
    "1-exp(-)": ".741/.556/.444/.296 2.64/.501/.277/.029 25.1/.5/.253/2.5e-3 250/.5/.25/2.5e-4 "
    "2.5e3/.5/.25/2.5e-5",
}


def agrees(value: Expr, digits: str) -> bool:
    """Whether a number rounds to the digits given."""
    mantissa, _, power = digits.partition("e")
    places = len(mantissa.partition(".")[2]) - int(power or 0)
    unit = Rational(10) ** -places
    if "." not in mantissa:
        shown = mantissa.rstrip("0")
        unit *= 10 ** (len(mantissa) - max(len(shown), 1))
    return bool(abs(value - Rational(mantissa) * Rational(10) ** int(power or 0)) <= unit / 2)


@pytest.mark.parametrize("name", TABLE)
def test_hessians_of_the_table(name: str) -> None:
    eigenvalue = MAPS[name]
    root = sqrt(1 - eigenvalue**2)
    units = (
        real(eigenvalue),
        real(eigenvalue, root, is_coupled=False),
        real(eigenvalue, root),
        real(eigenvalue, 1 - eigenvalue),
    )
    columns = [of_lambda(unit, WHITE)["hessian"] for unit in units]
    for value, cell in zip(LAMBDAS, TABLE[name].split(), strict=True):
        for column, digits in zip(columns, cell.split("/"), strict=False):
            number = column.xreplace({LAMBDA: value}).evalf(30)
            assert agrees(number, digits), (value, digits, number)
            assert not agrees(4 * number, digits)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="gain"):
        forms(COMPLEX["polar"].__class__("", "", OMEGA, COMPLEX["polar"].eigenvalue), WHITE)
    with pytest.raises(ValueError, match="rename"):
        forms(real(RHO, coordinates=(Coordinate(RHO),)), EXPONENTIAL)
    with pytest.raises(ValueError, match="modulus < 1"):
        forms(polar(Integer(1), THETA), WHITE)
    with pytest.raises(ValueError, match="rewrite"):
        forms(real(log(COMPLEX["polar"].eigenvalue), coordinates=(Coordinate(NU),)), WHITE)


def test_one_gain_for_two_coordinates_has_rank_one() -> None:
    step = Symbol("omega_Delta")
    unit = real(exp(-exp(OMEGA + step)), coordinates=(Coordinate(OMEGA), Coordinate(step)))
    assert found(unit)["condition_number"] == S.Infinity


def test_formulas_evaluate() -> None:
    form = found(normalized(MAPS["sigmoid^8"]), EXPONENTIAL)["sensitivity_moment"]
    assert float(lambdify((OMEGA, RHO), form, "math")(1.3, 0.5)) > 0
