"""What stands around a formula in LaTeX: its domain, meanings, input, definition and title."""

from __future__ import annotations

from cmath import exp as wave
from math import cos, isclose, sin

import pytest
from sympy import Integer, Rational, Symbol, exp, log, series, sqrt, symbols, tan, tanh

from derivations import stability
from derivations.catalogue import derive
from derivations.closed_form import with_conjugates
from derivations.conditions import conditions
from derivations.domain import DomainError
from derivations.inputs import Z
from derivations.latex.setting import (
    autocovariance,
    definition,
    domain,
    input_of,
    meaning,
    shrinking,
    twins_of,
)
from derivations.latex.words import escaped, in_words
from derivations.symbols import LAMBDA, RHO
from tests.derivations.latex_cases import EVERY, RENAMED, depths

A, B, ALPHA, T = symbols("a b alpha t")

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
