"""Formulas of a report: read, written again, drawn and broken, always the same mathematics."""

from __future__ import annotations

import cmath
import re
from xml.etree import ElementTree

import pytest
from sympy import I, Rational, S, Symbol, cos, exp, latex, log, sin, sqrt, symbols, tanh

from derivations.inputs import EXPONENTIAL
from derivations.parameterizations import find
from derivations.probing.forms import forms
from verification.probing.report.breaking import lines, width
from verification.probing.report.latex_tree import Node, read, row
from verification.probing.report.letters import GREEK
from verification.probing.report.writing import math, to_latex

pytestmark = pytest.mark.slow

W, RHO, NU = symbols("omega rho omega_nu", real=True)
AT = {W: 0.37, RHO: -0.61, NU: 1.21}
LONG = sum((-1) ** k * k * W**k * RHO ** (k % 3) * exp(-k * exp(W)) for k in range(1, 14))
EXPRESSIONS = (
    -W + 1,
    -W - RHO,
    -W - RHO + 2,
    RHO - W * RHO - 3 * W**2,
    exp(-exp(W)) * (1 - RHO) / (1 - exp(-2 * exp(W))) ** 2,
    log(W) ** 2 * RHO,
    -sqrt(1 - W**2) * tanh(RHO) / 3 + Rational(1, 7),
    exp(W + I * NU) * cos(NU) ** 2 - I * sin(NU),
    LONG,
    LONG**2 * (2 - RHO) * exp(W),
    -LONG / (1 - W * LONG) ** 3 - LONG,
    S(0),
)
MAPS = {r"\cos": cmath.cos, r"\sin": cmath.sin, r"\log": cmath.log, r"\tanh": cmath.tanh}


def value(node: Node, at: dict[str, complex]) -> complex:
    """Evaluate a tree, by a road of its own."""
    if node.kind == "number":
        return float(node.text)
    if node.kind == "fraction":
        return value(node.parts[0], at) / value(node.parts[1], at)
    if node.kind == "root":
        return cmath.sqrt(value(node.parts[0], at))
    if node.kind == "fence":
        return value(node.parts[0], at)
    if to_latex(node) in at:
        return at[to_latex(node)]
    if node.kind == "script":
        return value(node.parts[0], at) ** value(node.parts[2], at)
    assert node.kind == "row", node
    return _row(list(node.parts), at)


def _row(parts: list[Node], at: dict[str, complex]) -> complex:
    total, sign, product = 0j, 1, None
    while parts:
        part = parts.pop(0)
        if part.kind == "sign" and part.text in ("+", "-"):
            total += 0 if product is None else sign * product
            sign, product = (1 if part.text == "+" else -1), None
            continue
        if part.kind == "space" or part.text == r"\cdot":
            continue
        name, power = part, 1
        if part.kind == "script" and to_latex(part.parts[0]) in MAPS:
            name, power = part.parts[0], value(part.parts[2], at)
        if to_latex(name) in MAPS:
            factor = MAPS[to_latex(name)](value(parts.pop(0), at)) ** power
        else:
            factor = value(part, at)
        product = factor if product is None else product * factor
    return total + (0 if product is None else sign * product)


def known() -> dict[str, complex]:
    names = {to_latex(read(latex(symbol))): number for symbol, number in AT.items()}
    return {**names, "e": cmath.e, "i": 1j}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_formula_read_and_written_again_has_its_value(expression):
    tree = read(latex(expression))
    wanted = complex(expression.evalf(30, subs=AT))
    assert value(tree, known()) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert to_latex(read(to_latex(tree))) == to_latex(tree)


@pytest.mark.parametrize("limit", [9.0, 16.0, 33.0])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_broken_lines_with_their_letters_have_the_value(expression, limit):
    wanted = complex(expression.evalf(30, subs=AT))
    assert solved(lines(read("F"), read(latex(expression)), limit)) == pytest.approx(
        wanted, rel=1e-9
    )


def solved(found) -> complex:
    """Put the letters back, last first, parentheses over several lines closed."""
    equations: list[tuple[str, str]] = []
    for left, right in found:
        text = to_latex(right).replace(r"\bigl", r"\left").replace(r"\bigr", r"\right")
        text = text.replace(r"\quad", "")
        if left.parts:
            equations.append((to_latex(left), text.removeprefix("=")))
        else:
            equations[-1] = (equations[-1][0], f"{equations[-1][1]} {text}")
    at = known()
    for letter, text in reversed(equations):
        at[letter] = value(read(text), at)
    return at["F"]


def test_lines_are_as_narrow_as_asked_where_nothing_is_whole():
    for limit in (16.0, 33.0):
        for line in lines(read("F"), read(latex(LONG**2 / (1 + LONG))), limit):
            assert width(row(*line.left.parts, *line.right.parts)) <= limit


def test_a_wide_matrix_gets_letters_for_its_cells_equal_ones_the_same():
    cells = rf"{latex(LONG)} & 0\\{latex(LONG)} & {latex(1 - LONG)}"
    text = rf"\left(\begin{{matrix}}{cells}\end{{matrix}}\right)"
    first, *rest = lines(read("H"), read(text))
    cells = re.findall(r"Q_\{\d\}|0", to_latex(first.right))
    assert len(cells) == 4
    assert cells[0] == cells[2] != cells[3]
    assert cells[1] == "0"
    assert {to_latex(line.left) for line in rest if line.left.parts} == {cells[0], cells[3]}


def test_a_sum_begins_with_its_number_and_a_power_stands_at_the_function_s_name():
    assert to_latex(read(r"- \rho + 1")) == r"1 - \rho"
    assert to_latex(read(r"- a b + c d - f")) == "c d - a b - f"
    assert to_latex(read(r"\log{\left(x \right)}^{2}")) == r"\log^{2} \left( x \right)"
    assert to_latex(read(r"\omega_{re}")) == r"\omega_{\mathrm{re}}"


@pytest.mark.parametrize(
    "text", [r"\frac{1}{2", r"\left(x", r"a)", r"\foo{x}", "x^", r"\begin{matrix}a", "}", r"x & y"]
)
def test_what_is_no_formula_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match="latex"):
        read(text)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_mathml_is_well_formed_and_has_the_letters(expression):
    tree = read(latex(expression))
    drawn = ElementTree.fromstring(math((tree,), label='a < "b"'))
    shown = "".join(drawn.itertext())
    for symbol in expression.free_symbols - {NU}:
        assert GREEK[str(symbol)] in shown
    assert drawn.get("alttext") == 'a < "b"'
    for bad in drawn.iter():
        if bad.tag.endswith(("mfrac", "msup", "msub")):
            assert len(bad) == 2
        assert not bad.tag.endswith(("mfenced", "script"))


def test_the_closed_forms_of_a_real_probe_are_drawn():
    for form in forms(find("stable-discrete"), EXPONENTIAL):
        tree = read(latex(form.expression))
        ElementTree.fromstring(math(*map(tuple, lines(read("F"), tree, 20.0))))
        at = {Symbol("omega"): 1.3, Symbol("rho"): -0.4}
        wanted = complex(form.expression.evalf(30, subs=at))
        assert value(tree, {r"\omega": 1.3, r"\rho": -0.4}) == pytest.approx(wanted, rel=1e-9)
