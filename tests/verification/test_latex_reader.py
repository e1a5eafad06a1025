"""LaTeX read back: the same mathematics as was printed, or as a person meant."""

import random
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Add, Function, Integer, Mul, Pow, Rational, Symbol, count_ops, nan, oo, zoo

from derivations.catalogue import NAMES, derive
from derivations.field import identical
from derivations.general import G, GPrime
from derivations.latex import formula, letters_of
from derivations.quantities import QUANTITIES, SENSITIVITY_KERNEL, STATE_KERNEL
from derivations.quotient import quotient, ring_over
from derivations.symbols import (
    GLOSSARY,
    LAMBDA,
    LAMBDA_0,
    LAMBDA_0_BAR,
    LAMBDA_BAR,
    MU,
    R_0,
    RHO,
    SIGMA,
    U_BAR,
    U,
)
from tests.alike import one_in
from verification.errors import InputError
from verification.latex_build import MAX_DIGITS
from verification.latex_reader import PRINTED, read_latex
from verification.latex_reader import TYPED as ALLOWED

FEW = (
    *("state_kernel", "teacher_student_loss", "sensitivity_moment_general", "state_moment_ar_2"),
    *("sensitivity_kernel_damped_cosine", "sensitivity_kernel_leaky", "sensitivity_moment_gru"),
    *("sensitivity_kernel_normalised", "state_moment_dense", "state_average_variance_any_noise"),
)
EVERY = [pytest.param(name, marks=() if name in FEW else pytest.mark.slow) for name in NAMES]
SHORT = 30  # operations; SymPy takes seconds to cancel some longer sums


def same(left, right):
    """Decide identity, of long sums by exact fractions over flint instead of SymPy's field."""
    found = left.atoms(Function) | right.atoms(Function)
    names = {function: Symbol(str(function)) for function in found}
    left, right = left.xreplace(names), right.xreplace(names)
    if count_ops(right) <= SHORT:
        return identical(left, right)
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)


def printed(text, expression):
    return read_latex(text, letters=letters_of(expression), limits=PRINTED)


@pytest.mark.parametrize("name", one_in(2, EVERY))
def test_every_formula_reads_back_as_itself(name):
    expression = derive(name).expression
    assert same(printed(formula(expression), expression), expression)


RENAMED = {"lambda": r"\phi", "lambda_0": "u", "rho": r"\mathbf{r}_{1,2}", "alpha": "\\lambda"}


@pytest.mark.parametrize("name", one_in(3, EVERY, FEW))
def test_renamed_formulas_read_back_too(name):
    expression = derive(name).expression
    chosen = {k: v for k, v in RENAMED.items() if Symbol(k) in expression.free_symbols}
    try:
        letters = letters_of(expression, chosen)
    except ValueError:  # phi and lambda in one formula
        assert "phi" in map(str, expression.free_symbols)
        return
    text = formula(expression, chosen)
    assert same(read_latex(text, letters=letters, limits=PRINTED), expression)
    if Symbol("rho") in chosen:
        assert r"\rho" not in text


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_kernel_functions_read_back(quantity):
    assert same(read_latex(formula(quantity.in_kernels)), quantity.in_kernels)


TYPED = (
    (r"\frac{1}{1 - \lambda\lambda_0}", 1 / (1 - LAMBDA * LAMBDA_0)),
    (
        r"\dfrac{1+\lambda\rho}{(1-\lambda^2)(1-\lambda\rho)}",
        (1 + LAMBDA * RHO) / (1 - LAMBDA**2) / (1 - LAMBDA * RHO),
    ),
    (r"\frac12\left[\lambda+\bar\lambda\right]", (LAMBDA + LAMBDA_BAR) / 2),
    (r"|\lambda|^2|\lambda_0|^2", LAMBDA * LAMBDA_BAR * LAMBDA_0 * LAMBDA_0_BAR),
    (r"\left|1 - \rho \lambda\right|^{-2}", 1 / (1 - RHO * LAMBDA) / (1 - RHO * LAMBDA_BAR)),
    (
        r"\left|1-|\lambda|^2\lambda\right|^2",
        (1 - LAMBDA**2 * LAMBDA_BAR) * (1 - LAMBDA_BAR**2 * LAMBDA),
    ),
    (r"\lvert u - \rho \rvert^{2}", (U - RHO) * (U_BAR - RHO)),
    (r"\bar{\lambda}_{0}^2 - \bar{\lambda_0} - \bar\lambda_0", LAMBDA_0_BAR**2 - 2 * LAMBDA_0_BAR),
    (r"\overline{\lambda\lambda_0}", LAMBDA_BAR * LAMBDA_0_BAR),
    (r"\operatorname{Re}(\lambda)\rho", (LAMBDA + LAMBDA_BAR) * RHO / 2),
    (r"\rho\,\Re\frac{1}{\lambda}", RHO * (1 / LAMBDA + 1 / LAMBDA_BAR) / 2),
    (r"-\lambda^{2}\rho \cdot 0.25", -(LAMBDA**2) * RHO / 4),
    (r"\mu^2 + \sigma^{2} / 2 - R(0)", MU**2 + SIGMA**2 / 2 - R_0),
    (
        r"$$ \tfrac{1}{2} G\bigl(\lambda\bigr) + \lambda G'(\bar\lambda_0) $$",
        G(LAMBDA) / 2 + LAMBDA * GPrime(LAMBDA_0_BAR),
    ),
    (r"\operatorname{Re} G(\lambda)", (G(LAMBDA) + G(LAMBDA_BAR)) / 2),
    (
        r"K(\lambda, \lambda_{0}) - S(\lambda_0, \bar\lambda).",
        STATE_KERNEL(LAMBDA, LAMBDA_0) - SENSITIVITY_KERNEL(LAMBDA_0, LAMBDA_BAR),
    ),
)


@pytest.mark.parametrize(("text", "expression"), TYPED, ids=[text for text, _ in TYPED])
def test_what_a_person_types_is_read_as_meant(text, expression):
    assert same(read_latex(text), expression)


ATOMS = (*(item.symbol for item in GLOSSARY), G(LAMBDA), G(LAMBDA_BAR), GPrime(LAMBDA_0))


POWERS = st.integers(-2, 3).map(Integer)


def conjugate_pair(part, power, other):
    return (1 - part) ** power * (1 - part.xreplace(BARS)) ** other


def enlarge(parts):
    return st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda terms: Add(*terms)),
        st.lists(parts, min_size=2, max_size=3).map(lambda terms: Mul(*terms)),
        st.builds(Pow, parts, st.integers(-3, 3).map(Integer)),
        parts.map(lambda part: part + part.xreplace(BARS)),
        st.builds(conjugate_pair, parts, POWERS, POWERS),
        st.builds(lambda part, m, n: (1 - part) ** m * (1 + part) ** n, parts, POWERS, POWERS),
    )


BARS = {item.symbol: item.conjugate for item in GLOSSARY}
RATIONALS = st.builds(Rational, st.integers(-9, 9), st.integers(1, 9))
FEW = st.sampled_from((LAMBDA, LAMBDA_BAR, LAMBDA_0, LAMBDA_0_BAR, RHO))
EXPRESSIONS = st.recursive(st.sampled_from(ATOMS) | FEW | RATIONALS, enlarge, max_leaves=5)


TWISTED = (LAMBDA - LAMBDA_BAR + LAMBDA_0) * (LAMBDA - LAMBDA_BAR - LAMBDA_0_BAR)


@pytest.mark.parametrize("power", [-3, -2, -1, 1, 2])
def test_factors_that_are_conjugates_up_to_sign_read_back(power):
    latex = formula(TWISTED**power)
    assert latex.count("|") == 2
    assert same(read_latex(latex), TWISTED**power)


@pytest.mark.slow
@settings(deadline=None, database=None, max_examples=60)
@given(EXPRESSIONS)
def test_any_rational_expression_reads_back_as_itself(expression):
    latex = written(expression)
    assert same(read_latex(latex), expression)
    # what was read is another tree, and is printed in its turn
    assert same(read_latex(written(read_latex(latex))), expression)


def written(expression):
    assume(not expression.has(zoo, nan, oo))
    try:
        latex = formula(expression)
    except ZeroDivisionError:  # a zero that SymPy does not see without expanding
        assume(False)
    assume(len(latex) <= ALLOWED.length)
    assume(not re.search(rf"\d{{{MAX_DIGITS + 1}}}", latex))
    return latex


def wrong_signs(latex):
    return [
        latex[: m.start()] + {"+": "-", "-": "+"}[m[1]] + latex[m.end() - 1 :]
        for m in re.finditer(r"([+-])\s", latex)
    ]


def dropped(latex, pattern, replacement):
    return [
        latex[: m.start()] + m.expand(replacement) + latex[m.end() :]
        for m in re.finditer(pattern, latex)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_a_printer_with_one_slip_is_caught(name, salt):
    expression = derive(name).expression
    latex = formula(expression)
    mutants = wrong_signs(latex)
    mutants += dropped(latex, r"\\bar\{(\\lambda)\}", r"\1")
    mutants += dropped(latex, r"\^\{2\}", "^{4}")
    mutants += dropped(latex, r"\\operatorname\{Re\}", "")
    mutants += dropped(latex, r"_\{1\}", "_{2}")
    mutants += dropped(latex, r"\\rho(?!_)", "")
    if name == "sensitivity_moment_periodic":  # this sign turns a modulus into its conjugate's
        mutants = [mutant for mutant in mutants if "- 2t(" in mutant]
    assert mutants
    drawn = random.Random(f"{salt}{name}")
    for mutant in drawn.sample(mutants, min(len(mutants), 12)):
        try:
            read = printed(mutant, expression)
        except InputError:
            continue
        assert not same(read, expression), mutant
