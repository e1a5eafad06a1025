"""What a probe draws: curves, landscapes, tables and figures equal their formulas elsewhere."""

from __future__ import annotations

import json
from typing import Any

import mpmath
import pytest
from flint import arb, ctx
from sympy import Max, Rational, exp, lambdify, oo, sqrt, tanh

from derivations.parameterizations import find
from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.probing.forms import Form, forms
from derivations.probing.optimal import optimum
from derivations.probing.reach import reach
from derivations.symbols import LAMBDA, RHO
from verification.enclosure import enclosure
from verification.probing.curves import curves, grid_of
from verification.probing.equalisation import figure, key_of, points, svg
from verification.probing.inputs import at_correlation, input_of
from verification.probing.memories import CORRELATION
from verification.probing.optima import optimal
from verification.probing.reading import parameterization
from verification.probing.teaching import lessons

pytestmark = pytest.mark.slow

DIGITS = 8  # of which a curve is made
CLOSE = 10.0**-DIGITS


def off(curve: dict[str, Any], form: Form, unit: Parameterization) -> float:
    """The largest relative distance of a curve from its formula in 60 digits."""
    function = lambdify((*unit.symbols, RHO), form.expression, "mpmath")
    rho = Rational(curve["at"]["rho"])
    gaps = []
    with mpmath.workdps(60):
        for omega, value in list(zip(curve["omega"], curve[form.key], strict=True))[::9]:
            if value:
                true = function(mpmath.mpf(omega), mpmath.mpf(rho.p) / rho.q)
                gaps.append(float(abs(value / true - 1)))
    assert len(gaps) > 5
    return max(gaps)


@pytest.mark.parametrize("name", ["tanh", "exp-exp", "stable-discrete"])
def test_curves_are_their_formulas(name: str) -> None:
    unit, source = find(name), input_of("exponential")
    known = forms(unit, source)
    drawn = curves(unit, source, known, reach(unit))
    assert json.dumps(drawn, allow_nan=False)
    assert [curve["at"]["rho"] for curve in drawn] == ["0", "1/2", "9/10"]
    for curve in drawn[1:]:
        assert sorted(curve["omega"]) == curve["omega"]
        for form in known:
            assert off(curve, form, unit) <= CLOSE, form.key
            wrong = form._replace(expression=form.expression * (1 + Rational(1, 10**6)))
            assert off(curve, wrong, unit) > CLOSE
        for modulus, memory in zip(curve["modulus"], curve["memory"], strict=True):
            assert memory is None or memory == pytest.approx(1 / (1 - modulus))


def test_curves_of_two_coordinates_stay_in_their_domain() -> None:
    unit = parameterization("nu*exp(I*theta)", "sqrt(1-|lambda|^2)", "0<nu<1, -3<theta<3")
    source = input_of("rho=-1/3")
    drawn = curves(unit, source, forms(unit, source), reach(unit))
    assert [curve["coordinate"] for curve in drawn] == ["nu", "theta"]
    for curve, (low, high) in zip(drawn, ((0, 1), (-3, 3)), strict=True):
        assert low < min(curve["omega"]) < max(curve["omega"]) < high
        assert "hessian" not in curve
        assert all(number > 0 for number in curve["state_moment"])
    assert set(drawn[0]["at"]) == {"theta"}


def test_numbers_that_cannot_be_had_are_none() -> None:
    unit, source = find("tanh"), input_of("white")
    known = [Form("never", "", oo), Form("pole", "", 1 / OMEGA)]
    (curve,) = curves(unit, source, known, reach(unit))
    assert set(curve["never"]) == {None}
    assert [omega for omega, value in zip(curve["omega"], curve["pole"], strict=True)
            if value is None] == [0]  # fmt: skip


def test_grids() -> None:
    for text, domain in (
        ("tanh(omega)", ""),
        ("omega", "-1<omega<1"),
        ("exp(-omega)", "0<omega<oo"),
        ("exp(omega)", "-oo<omega<0"),
    ):
        unit = parameterization(text, "", domain)
        grid = grid_of(unit, reach(unit))
        (coordinate,) = unit.coordinates
        assert len(grid) > 80
        assert all(coordinate.low < number < coordinate.high for number in grid)
        assert grid == sorted(grid)


@pytest.mark.slow
def test_a_landscape_is_its_formulas() -> None:
    unit, source = find("tanh"), input_of("exponential")
    found = reach(unit)
    grid = grid_of(unit, found)
    told = lessons(unit, source, found, grid)["landscape"]
    assert json.dumps(told, allow_nan=False)
    assert told["at"] == {"rho": "1/2"}
    for memory, hessian, rate in zip(
        told["memory"], told["hessian"], told["learning_rate"], strict=True
    ):
        eigenvalue = 1 - 1 / memory
        # held fixed or not, as the unit does: for tanh differentiated it is the state's moment
        expected = (1 + eigenvalue / 2) / (1 - eigenvalue / 2)
        assert hessian == pytest.approx(2 / rate)
        assert hessian == pytest.approx(expected, rel=1e-9) or not unit.is_coupled
    for curve in told["curves"]:
        assert min(curve["loss"]) > -1e-9
        nearest = min(range(len(grid)), key=lambda k: abs(curve["omega"][k] - curve["teacher"]))
        lowest = min(range(len(grid)), key=lambda k: curve["loss"][k])
        assert abs(nearest - lowest) <= 1


@pytest.mark.slow
def test_an_optimum_whose_density_is_singular_at_zero_is_counted_from_elsewhere() -> None:
    unit, source = find("zoh"), at_correlation(CORRELATION)
    best = optimum(unit, source)
    assert best is not None
    rate = lambdify([LAMBDA], sqrt(best.density), "mpmath")
    told = optimal(unit, source, reach(unit))["optimal"]
    first, *rows = told["table"]
    assert first == ["0", "0.25"]
    assert told["how"].endswith("omega counted from lambda = 0.25")
    assert len(rows) >= 4
    for omega, eigenvalue in rows:
        right = mpmath.quad(rate, [mpmath.mpf("0.25"), mpmath.mpf(eigenvalue)])
        assert float(omega) == pytest.approx(float(right), rel=1e-9)


@pytest.mark.slow
def test_the_optimum_and_the_distance_to_it() -> None:
    unit = find("tanh")
    told = optimal(unit, input_of("white"), reach(unit))["optimal"]
    assert told["expr"] == "tanh(omega)"
    assert told["how"] == "closed form, proved by substitution"
    assert [ratio for _, ratio in told["ratio"]] == pytest.approx([1] * 5)
    for omega, eigenvalue in told["table"]:
        assert float(mpmath.tanh(mpmath.mpf(omega))) == pytest.approx(float(eigenvalue), abs=1e-11)
    steep = optimal(find("direct"), input_of("white"), reach(find("direct")))["optimal"]
    assert steep["ratio"][-1][1] > 1e3
    correlated = optimal(unit, input_of("exponential"), reach(unit))["optimal"]
    assert correlated["at"] == {"rho": "1/2"}
    assert len(correlated["table"]) == 8
    assert correlated["how"].endswith("digits")
    turned = find("polar")
    nothing = optimal(turned, input_of("white"), reach(turned))
    assert nothing["optimal"] is None
    assert "several coordinates" in nothing["why"]


def test_figures_repeat_and_show_what_there_is() -> None:
    at = [{"memory": m, "sensitivity_moment": 1.0 / m, "sensitivity_moment_detached": 3.0 * m}
          for m in (2, 10)]  # fmt: skip
    rows = [
        {"name": "falls", "is_coupled": True, "at": at},
        {"name": "held & <b>", "is_coupled": False, "at": at},
        {"name": "overdue", "at": [], "verdict": None},
    ]
    record = {"input": "white", "rows": rows, "memories": [2, 10]}
    assert points(rows[0]) == [(2, 0.5), (10, 0.1)]
    assert points(rows[1]) == [(2, 6.0), (10, 30.0)]
    assert points(rows[2]) == []
    assert points({"at": [{"memory": 2, "sensitivity_moment": 0.0}]}) == []
    assert key_of({"coordinates": ["a", "b"], "is_coupled": False}) == (
        "sensitivity_moment_detached_a"
    )
    drawn = svg(figure(record))
    assert drawn == svg(figure(record))
    assert "held &amp; &lt;b&gt;" in drawn
    assert "overdue" not in drawn
    assert svg(figure({**record, "rows": rows[2:]})).startswith("<?xml")


@pytest.mark.parametrize("at", [Rational(-3, 7), Rational(2), Rational(1, 10**6)])
def test_the_largest_of_several_numbers_is_enclosed(at: Rational) -> None:
    expression = Max(OMEGA, 1 / OMEGA, exp(OMEGA) - 2, tanh(OMEGA))
    true = max(float(part.xreplace({OMEGA: at})) for part in expression.args)
    ball = enclosure(expression, {OMEGA: at}, 30)
    assert abs(float(ball.real) - true) <= 1e-15 * abs(true)
    assert ball.imag == 0
    with ctx.workdps(60):
        assert ball.real.rad() < arb(10) ** -25 * abs(ball.real)
    assert float(enclosure(expression + 1, {OMEGA: at}, 30).real) == pytest.approx(true + 1)
    smallest = min(float(part.xreplace({OMEGA: at})) for part in expression.args)
    assert smallest < true
