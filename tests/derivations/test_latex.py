"""Formulas in LaTeX: how they are built, what they say, where they are broken."""

from __future__ import annotations

import re
from cmath import exp as wave
from collections.abc import Iterator
from math import cos, isclose, sin

import pytest
from sympy import (
    I,
    Integer,
    Rational,
    Symbol,
    exp,
    expand,
    log,
    series,
    sqrt,
    symbols,
    tan,
    tanh,
)

from derivations import stability
from derivations.catalogue import FAMILIES, NAMES, STREAMED, derive
from derivations.closed_form import with_conjugates
from derivations.conditions import conditions
from derivations.domain import DomainError
from derivations.inputs import Z
from derivations.latex import display, equation, formula, fragment, letters_of
from derivations.latex.breaking import MOST_LINES, TEXT_WIDTH
from derivations.latex.setting import (
    autocovariance,
    definition,
    domain,
    input_of,
    meaning,
    shrinking,
    twins_of,
)
from derivations.latex.width import width
from derivations.latex.words import escaped, in_words
from derivations.symbols import (
    LAMBDA,
    LAMBDA_0,
    LAMBDA_0_BAR,
    LAMBDA_BAR,
    MU,
    R_0,
    RHO,
)
from tests.alike import one_in

RENAMED = {"lambda": "a", "lambda_0": r"b_{1}", "rho": "r"}
FEW = (
    *("state_kernel", "sensitivity_moment", "teacher_student_loss", "sensitivity_moment_general"),
    *("state_kernel_exponentials_2", "sensitivity_moment_ar_2", "sensitivity_kernel_leaky"),
    *("sensitivity_moment_second_order_p", "sensitivity_moment_gru", "state_moment_zoh"),
    *("sensitivity_moment_polar_theta", "state_kernel_normalised", "state_average_variance"),
)
EVERY = [pytest.param(name, marks=() if name in FEW else pytest.mark.slow) for name in NAMES]
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


def depths(latex: str) -> Iterator[int]:
    depth = 0
    for character in re.sub(r"\\[{}]", "", latex):
        depth += (character == "{") - (character == "}")
        yield depth


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


DISK, UNIT = r"|\lambda| < 1", r"-1 \leq \rho \leq 1"
DOMAINS = (
    ("state_moment", (DISK, UNIT), 0),
    (
        "state_moment_exponentials_2",
        (DISK, r"w \in \mathbb{R}", r"-1 < \rho_{1} < 1", r"-1 < \rho_{2} < 1"),
        0,
    ),
    ("state_moment_ar_2", (DISK, r"\phi_{1}, \phi_{2} \in \mathbb{R}"), 1),
    ("sensitivity_moment_leaky", (r"\alpha \in \mathbb{R}", UNIT, r"|1 - \alpha| < 1"), 0),
    ("state_moment_gated", (r"m_{1} \in \mathbb{R}", "-1 < m_{2} < 1", UNIT), 0),
    ("state_moment_selective", (r"m, \kappa \in \mathbb{R}", r"|\kappa^{2} + m^{2}| < 1"), 0),
    ("state_average_variance", (r"-1 < \lambda < 1", r"-1 < \rho < 1"), 0),
    ("state_moment_dense", (r"a_{11}, a_{12}, a_{21}, a_{22} \in \mathbb{R}", UNIT), 1),
)


@pytest.mark.parametrize(("name", "rules", "blocks"), DOMAINS, ids=[one[0] for one in DOMAINS])
def test_domains_say_what_is_needed_and_no_more(name, rules, blocks):
    assert domain(derive(name)) == rules
    assert len(shrinking(derive(name))) == blocks


@pytest.mark.parametrize("name", EVERY)
def test_no_condition_of_stationarity_is_lost(name):
    form = derive(name)
    said = conditions(form)
    if form.solution is None or said.coupled:
        return
    # where all that is said holds, every block shrinks
    values = {symbol: Rational(1, 3 + k) for k, symbol in enumerate(form.variables)}
    there = with_conjugates(values)
    there |= {s: Rational(str(e.xreplace(there).evalf(40))) for s, e in form.meanings}
    if all(abs(factor.xreplace(there)) < 1 for factor in said.factors):
        stability.check(form.solution.closure, there)


def test_a_condition_left_out_would_be_noticed():
    form = derive("state_moment_leaky")
    assert conditions(form).factors
    with pytest.raises(DomainError, match="not stationary"):
        stability.check(form.solution.closure, {ALPHA: Integer(3), RHO: Rational(1, 2)})


MEANINGS = (
    (exp(A * B), r"\exp(ab)"),
    (sqrt(1 - LAMBDA**2), r"\sqrt{1 - \lambda^{2}}"),
    (tan(T / 2), r"\tan(\frac{1}{2}t)"),
    (2 * log(A) / (1 + tanh(B) ** 2), r"\frac{2\log(a)}{1 + \tanh(b)^{2}}"),
    (exp(-sqrt(A)), r"\exp(-\sqrt{a})"),
    (A ** Rational(1, 3), r"(a)^{\frac{1}{3}}"),
)


@pytest.mark.parametrize(("expression", "latex"), MEANINGS)
def test_functions_stand_in_meanings(expression, latex):
    assert meaning(expression) == latex


@pytest.mark.parametrize("name", EVERY)
def test_every_input_has_its_autocovariance(name):
    form = derive(name)
    rules = autocovariance(form)
    assert rules
    assert rules[0].startswith((r"R(\Delta) = ", "G(z) = "))
    for rule in rules:
        assert list(depths(rule))[-1] == 0


def test_waves_are_what_their_rows_make():
    r, w = 0.8, 1.1
    points = {
        "damped_cosine": ({"P": r * cos(w), "Q": r * sin(w)}, lambda k: r**k * cos(w * k)),
        "periodic": ({"t": sin(w) / (1 + cos(w))}, lambda k: cos(w * k)),
    }
    for name, (point, expected) in points.items():
        source = input_of(derive(f"state_moment_{name}"))
        there = source.generating.xreplace({Symbol(s): Rational(v) for s, v in point.items()})
        terms = series(there, Z, 0, 6).removeO()
        for k in range(1, 6):
            assert isclose(float(terms.coeff(Z, k)), expected(k), abs_tol=1e-12)
            # the planted error: a frequency slightly off
            assert not isclose(float(terms.coeff(Z, k)), (wave(1.01j * w) ** k).real, abs_tol=1e-4)


def test_copies_are_explained_where_there_are_any():
    assert r"$h_{0}$ is a second copy at $\alpha_{0}$" in twins_of(derive("state_kernel_leaky"))
    assert r"at $\lambda_{0}$," in twins_of(derive("sensitivity_kernel_normalised"))
    assert twins_of(derive("state_kernel")) == twins_of(derive("state_moment_leaky")) == ""


def test_definitions_name_the_states():
    assert definition(derive("state_moment_polar")) == r"\mathbb{E}[u^{2}] + \mathbb{E}[v^{2}]"
    assert definition(derive("state_kernel"), RENAMED) == r"\mathbb{E}[h(a)\, h(b_{1})]"


WORDS = (
    ("a gate f of any law", "A gate $f$ of any law"),
    ("sensitivity of the state to alpha", r"Sensitivity of the state to $\alpha$"),
    ("sensitivity of the state to a_11", r"Sensitivity of the state to $a_{11}$"),
    ("sensitivity of the state to Delta", r"Sensitivity of the state to $\Delta$"),
    ("a unit with lambda = tanh(omega)", r"A unit with $\lambda = \tanh(\omega)$"),
    ("nu exp(i theta) as a rotation", r"$\nu \exp(i \theta)$ as a rotation"),
    ("to its eigenvalue, AR(2)", "To its eigenvalue, AR(2)"),
    ("100% of {a_b}\nand ~ \\x", r"100\% of \{a\_b\} and \textasciitilde{} \textbackslash{}x"),
)


@pytest.mark.parametrize(("text", "latex"), WORDS)
def test_titles_are_set_with_their_symbols(text, latex):
    assert in_words(text) == latex
    assert "\n" not in escaped(text)


def test_the_few_names_are_names():
    assert set(FEW) <= set(NAMES)
    assert set(FEW) & set(STREAMED)
    assert set(FEW) & set(FAMILIES)
