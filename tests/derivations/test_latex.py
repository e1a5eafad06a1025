"""Formulas in LaTeX: how they are built, what they say, where they are broken."""

from __future__ import annotations

import re

import pytest
from sympy import I, Integer, Rational, Symbol, exp, expand, sqrt, symbols

from derivations.catalogue import FAMILIES, NAMES, STREAMED, derive
from derivations.latex import display, equation, formula, fragment, letters_of
from derivations.latex.breaking import MOST_LINES, TEXT_WIDTH
from derivations.latex.width import width
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, MU, R_0, RHO
from tests.alike import one_in
from tests.derivations.latex_cases import EVERY, FEW, RENAMED, depths

A, B, ALPHA, RATE, M_11, T = symbols("a b alpha rate m_1_1 t")

GOLDEN = (
    (1 - LAMBDA * RHO, r"1 - \lambda\rho"),
    (-(1 - LAMBDA * RHO), r"-(1 - \lambda\rho)"),
    (LAMBDA * LAMBDA_BAR, r"|\lambda|^{2}"),
    ((1 - LAMBDA) * (1 + LAMBDA), r"1 - \lambda^{2}"),
    ((1 - LAMBDA * RHO) * (1 - LAMBDA_BAR * RHO), r"\left|1 - \rho\lambda\right|^{2}"),
    (LAMBDA / 2, r"\frac{1}{2}\lambda"),
    (LAMBDA + LAMBDA_BAR, r"2\operatorname{Re}(\lambda)"),
    (RHO * (LAMBDA - LAMBDA_0) ** 2, r"\rho(\lambda - \lambda_{0})^{2}"),
    (1 / (LAMBDA - 1) ** 3, r"-\frac{1}{(1 - \lambda)^{3}}"),
    (1 / LAMBDA + 1 / RHO, r"\frac{1}{\lambda} + \frac{1}{\rho}"),
    (Integer(0), "0"),
    (Rational(-3, 4), r"-\frac{3}{4}"),
    (MU * R_0, r"\mu R(0)"),
    (1 / LAMBDA_0_BAR, r"\frac{1}{\bar{\lambda}_{0}}"),
    ((1 - ALPHA) * RHO, r"\rho(1 - \alpha)"),
    (A * B * RHO - 1, r"-(1 - ab\rho)"),
    (M_11**2 / (1 - M_11), r"\frac{m_{1,1}^{2}}{1 - m_{1,1}}"),
    (2 * RATE * A**2 * (1 - RATE), r"2a^{2}\,\mathrm{rate}(1 - \mathrm{rate})"),
    # collected by the powers of a real symbol, parentheses growing outwards
    (
        expand((1 - A) ** 3 + T * (1 + A) ** 2 - T**2 * (1 - A) * (2 + A)),
        r"(1 - a)^{3} + t(1 + a)^{2} - t^{2}(1 - a)(2 + a)",
    ),
    (1 / (1 - RHO * (1 - ALPHA)) ** 2, r"\frac{1}{\bigl(1 - (1 - \alpha)\rho\bigr)^{2}}"),
)


@pytest.mark.parametrize(("expression", "latex"), GOLDEN, ids=[str(e) for e, _ in GOLDEN])
def test_small_formulas_are_written_as_on_paper(expression, latex):
    assert formula(expression) == latex


@pytest.mark.parametrize("names", [None, RENAMED], ids=["glossary", "renamed"])
@pytest.mark.parametrize("name", one_in(2, EVERY))
def test_structure_of_every_formula(name, names):
    chosen = {k: v for k, v in (names or {}).items() if Symbol(k) in derive(name).variables}
    latex = formula(derive(name).expression, chosen)
    levels = list(depths(latex))
    assert min(levels) == 0
    assert levels[-1] == 0
    assert latex.count(r"\left") == latex.count(r"\right")
    assert latex.count(r"\bigl(") == latex.count(r"\bigr)")
    assert latex.count("(") == latex.count(")")
    # every factor begins with its lowest term, which is positive
    assert not re.search(r"[({|]\s*-", latex)
    assert not re.search(r"\\lambda \\rho|\\lambda\s\\", latex)


def test_numerator_is_collected_by_ascending_powers_of_rho():
    latex = formula(derive("sensitivity_kernel").expression)
    numerator = latex.removeprefix(r"\frac{").split("}{(1")[0]
    powers = [int(power or 1) for power in re.findall(r"\\rho(?:\^\{(\d)\})?", numerator)]
    assert powers == [1, 2, 3, 4]


def test_long_numerators_are_collected_by_the_input_s_parameters():
    expression = derive("sensitivity_moment_dense").expression
    assert len(formula(expression)) < 8000  # expanded it has 16000 characters
    latex = formula(derive("state_kernel_exponentials_2").expression)
    factors = r"(1 - \lambda\rho_{1})(1 - \lambda_{0}\rho_{1})(1 - \lambda\lambda_{0}\rho_{2}^{2})"
    assert latex.startswith(rf"\frac{{{factors} + w(")


def test_sums_of_fractions_stay_sums():
    latex = formula(derive("state_kernel_white_plus_constant").expression)
    assert latex.count(r"\frac") == 2


@pytest.mark.parametrize("expression", [sqrt(LAMBDA), I * RHO, exp(A), LAMBDA**RHO, sqrt(2)])
def test_what_is_not_rational_is_refused(expression):
    with pytest.raises(ValueError, match=r"rational|function"):
        formula(expression)


def test_a_denominator_that_is_zero_is_refused():
    hidden = 1 / (LAMBDA * (1 + RHO) - LAMBDA - LAMBDA * RHO)
    with pytest.raises(ZeroDivisionError):
        formula(hidden)


@pytest.mark.parametrize("name", EVERY)
def test_letters_of_a_formula_are_all_different_and_used(name):
    expression = derive(name).expression
    letters = letters_of(expression)
    assert set(letters.values()) >= expression.free_symbols
    latex = formula(expression)
    for letter, symbol in letters.items():
        assert letter in latex or symbol not in expression.free_symbols or "lambda" in str(symbol)


@pytest.mark.parametrize(
    "names",
    [
        {"lamda": "a"},
        {"alpha": "a"},
        {"lambda": "{"},
        {"lambda": ""},
        {"rho": "x\n"},
        {"rho": "%"},
        {"rho": r"\lambda"},
        {"rho": "r^{*}"},
    ],
)
def test_names_that_cannot_work_are_refused(names):
    with pytest.raises(ValueError, match="names"):
        equation(derive("state_kernel"), names)


@pytest.mark.slow
def test_a_form_s_own_symbols_can_be_renamed():
    text = fragment(derive("sensitivity_kernel_leaky"), {"alpha": r"\beta", "alpha_0": r"\beta'"})
    assert not re.search(r"\\alpha", text)
    assert r"\partial_{\beta'} h_{0}" in text
    dense = fragment(derive("sensitivity_moment_dense"), {"a_11": "w", "rho": "r"})
    assert not re.search(r"a_\{11\}|\\rho", dense)
    assert r"\mathbb{E}[(\partial_{w} u)^{2}]" in dense


@pytest.mark.parametrize("name", one_in(2, EVERY))
def test_fragment_says_what_it_is_and_where_it_holds(name):
    form = derive(name)
    text = fragment(form)
    head, _, body = text.partition(r"\begin{equation}")
    assert all(line.startswith("% ") for line in head.splitlines())
    assert ("recurrence: " in head) == (name in FAMILIES)
    for said in ("input: ", "definition: ", "domain: ", "source: "):
        assert said in head
    assert head.count("where: ") == len(form.meanings)
    assert rf"\label{{eq:linrec:{name.replace('_', '-')}}}" in body
    assert "_" not in re.findall(r"\\label\{(.*?)\}", body)[0]


@pytest.mark.parametrize("name", EVERY)
def test_no_line_is_wider_than_the_text(name):
    text = display(derive(name))
    assert width(text) <= TEXT_WIDTH
    for block in re.findall(r"\\begin\{aligned\}.*?\\end\{aligned\}", text, re.DOTALL):
        assert block.count(r"\\") < MOST_LINES


def test_widths_grow_with_what_is_written():
    assert width(r"\frac{1}{1 - \lambda}") == width(r"1 - \lambda") + 0.26
    assert width("a \\\\ a + b") == width("a + b")
    assert width(r"\phi_{1}^{2}") == width(r"\phi_{1}")
    assert width("x^{2}") > width("x")
    # a line with a term too many, which the test above must not let pass
    assert width(display(derive("sensitivity_kernel_ar_2"), limit=2 * TEXT_WIDTH)) > TEXT_WIDTH


@pytest.mark.parametrize("limit", [14, 20, 50, 1000])
@pytest.mark.parametrize("name", ["state_moment_leaky", "sensitivity_moment_gru"])
def test_displays_fit_any_reasonable_width(name, limit):
    text = display(derive(name), limit=limit)
    assert width(text) <= limit
    assert (text == equation(derive(name))) == (width(equation(derive(name))) <= limit)


def test_the_few_names_are_names():
    assert set(FEW) <= set(NAMES)
    assert set(FEW) & set(STREAMED)
    assert set(FEW) & set(FAMILIES)
