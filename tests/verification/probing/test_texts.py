"""Expressions of a probe as text that can be typed again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from sympy import (
    E,
    Expr,
    I,
    ImmutableMatrix,
    Max,
    Rational,
    Symbol,
    cos,
    elliptic_e,
    exp,
    log,
    pi,
    sin,
    sqrt,
    tanh,
)

from derivations.parameterizations import NAMES, find
from derivations.parameterizations.parameterization import OMEGA as W
from derivations.probing.forms import Form, forms
from derivations.probing.reach import reach
from verification.expression import parse_map
from verification.probing.inputs import input_of
from verification.probing.keys import parsed
from verification.probing.reading import parameterization
from verification.probing.texts import javascript, of_reach, optional, text, written

F0, RHO = Symbol("F0_"), Symbol("rho")
SAME = {
    "order": exp(-exp(W)) / (1 - exp(-W) * RHO),
    "an eighth": (1 + exp(-W)) ** Rational(1, 8),
    "another share": 2 + (1 + exp(-W)) ** Rational(-3, 16) / RHO,
    "three halves": (1 + W**2) ** Rational(3, 2),
    "three halves below": (1 + W**2) ** Rational(-3, 2) - RHO,
    "a root below": 1 / sqrt(1 + W**2),
    "e": E * exp(W) + E**2 - E,
    "the name of a letter": F0 * sin(W) + F0**2 / cos(W),
    "nested": tanh(exp(sin(W) ** 2 - 1) / (1 - RHO)) ** 3,
    "complex": I * W + sqrt(2),
    "logarithm": log(1 + exp(W)) ** 2 / (1 - RHO) ** 2,
}


@pytest.mark.parametrize("name", SAME)
def test_what_is_written_can_be_typed_again(name: str) -> None:
    expression = SAME[name]
    assert parse_map(text(expression), ("omega", "rho", "F0_")) == expression


@pytest.mark.parametrize("line", ["omega - sqrt(2)", "-sqrt(5/2)", "omega/sqrt(3)", "10*pi"])
def test_roots_of_numbers_are_read(line: str) -> None:
    roots = {"omega - sqrt(2)": W - sqrt(2), "omega/sqrt(3)": W / sqrt(3), "10*pi": 10 * pi}
    assert parse_map(line, ("omega",)) == roots.get(line, -sqrt(Rational(5, 2)))


def test_another_expression_is_written_otherwise() -> None:
    assert len({text(expression) for expression in SAME.values()}) == len(SAME)


def test_a_matrix_is_written_by_rows() -> None:
    matrix = ImmutableMatrix(2, 2, [W, 0, exp(W), sqrt(RHO)])
    assert text(matrix) == "[omega, 0; exp(omega), sqrt(rho)]"


@pytest.mark.parametrize("name", [n for n in NAMES if find(n).is_real])
def test_maps_and_gains_of_the_catalogue_can_be_typed_again(name: str) -> None:
    unit = find(name)
    constants = dict(unit.constants)
    for expression in (unit.eigenvalue.xreplace(constants), unit.gain.xreplace(constants)):
        read = parse_map(text(expression), map(str, unit.symbols))
        assert same(read, expression, unit.symbols)


def same(first: Expr, second: Expr, symbols: tuple[Symbol, ...]) -> bool:
    """Compare at a point, to 30 digits: terms may be ordered otherwise."""
    at = dict(zip(symbols, (Rational(3, 7), Rational(5, 11)), strict=False)) | {
        RHO: Rational(-3, 8)
    }
    gap = complex((first - second).xreplace(at).evalf(30))
    return abs(gap) <= 1e-25 * (1 + abs(complex(second.xreplace(at).evalf(30))))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tanh", "gla", "exp-exp", "rwkv-7", "mamba", "chrono", "polar"])
def test_closed_forms_can_be_typed_again(name: str) -> None:
    unit = find(name)
    for form in forms(unit, input_of("exponential")):
        if form.expression.is_Matrix or form.expression.has(Max):
            continue
        line = text(form.expression)
        read = parse_map(line, (*map(str, unit.symbols), "rho"))
        assert same(read, form.expression, unit.symbols), form.key
        assert not same(read * (1 + Rational(1, 10**20)), form.expression, unit.symbols)


def test_a_form_is_written_in_every_way() -> None:
    found = written(Form("k", "a title", exp(-exp(W)) / (1 - RHO)))
    assert found["title"] == "a title"
    assert found["expr"] == "exp(-exp(omega))/(1 - rho)"
    assert found["js"] == "Math.exp(-Math.exp(v.omega))/(1 - v.rho)"
    assert json.dumps(found)
    assert written(Form("k", "", ImmutableMatrix([[W]])))["js"] is None


def test_javascript_without_a_counterpart_is_none() -> None:
    assert javascript(elliptic_e(W, -1)) is None
    assert javascript(Max(W, RHO)) == "Math.max(v.omega, v.rho)"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize("expression", [SAME["nested"], SAME["an eighth"], tanh(W) - Max(W, RHO)])
def test_javascript_computes_the_same(expression: Expr) -> None:
    code = f"const v = {{omega: 0.375, rho: -0.25}}; console.log({javascript(expression)})"
    done = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    at = {W: Rational(3, 8), RHO: Rational(-1, 4)}
    assert abs(float(done.stdout) - float(expression.xreplace(at))) < 1e-14


def test_optional() -> None:
    assert optional(text, None) is None
    assert optional(text, W) == "omega"


def test_the_valid_interval_can_be_given_as_a_domain_and_lies_inside() -> None:
    for line in ("2*tanh(omega)", "omega**2/2", "omega**3+omega/3", "exp(omega)-omega"):
        found = of_reach(reach(parameterization(line)))
        assert found["inside"] is False
        if found["valid"] is not None:
            assert reach(parameterization(line, "", found["valid"])).inside, found["valid"]


def test_of_reach_is_plain_data() -> None:
    found = of_reach(reach(parameterization("1.5*tanh(omega)")))
    assert json.dumps(found, allow_nan=False)
    assert found["inside"] is False
    assert re.search(r"\|lambda\| = 1\.\d+ at omega = ", found["leaves"])
    assert found["valid"] == "-log(5)/2 < omega < log(5)/2"  # artanh(2/3)
    tanhs = of_reach(reach(find("tanh")))
    assert tanhs["inside"] is True
    assert tanhs["size"] == "0 <= |lambda| < 1"
    assert {c.split(":")[0] for c in tanhs["contacts"]} == {"omega -> oo", "omega -> -oo"}


def test_keys_name_their_coordinate() -> None:
    unit = find("polar")
    assert parsed("sensitivity_moment_omega_theta", unit) == ("sensitivity_moment", 1)
    assert parsed("sensitivity_moment_plain_omega_nu", unit) == ("sensitivity_moment_plain", 0)
    assert parsed("state_moment", unit) == ("state_moment", 0)
    assert parsed("hessian", find("tanh")) == ("hessian", 0)
