"""Displays, fragments and whole derivations read back: nothing is printed that was not derived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from sympy import Expr, Integer, Symbol, symbols

from derivations.catalogue import NAMES, derive
from derivations.closed_form import ClosedForm
from derivations.closure import ONE, written
from derivations.general import atoms_as_symbols
from derivations.latex import derivation, display, fragment, letters_of
from derivations.latex.rows import spelling
from derivations.latex.setting import inputs_of
from derivations.latex.solving import LEFT_OUT
from derivations.notation import moment, state
from derivations.quotient import quotient, ring_over
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR
from derivations.system import Monomial, System, prime
from tests.alike import one_in
from verification.errors import InputError
from verification.latex_display import equations_in, read_display
from verification.latex_reader import PRINTED, read_latex

pytestmark = pytest.mark.slow

A, B, N, X = symbols("a b N x")
LONGEST = ("sensitivity_moment_dense", "sensitivity_kernel_exponentials_2")


def same(left: Expr, right: Expr) -> bool:
    left, right = atoms_as_symbols(left, right)
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)


@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_displays_and_fragments_read_back(name):
    form = derive(name)
    letters = letters_of(form.expression)
    for text in (display(form), display(form, limit=18), fragment(form)):
        assert same(read_display(text, letters), form.expression)


SLIPS = ((" - ", " + "), (r"\quad - ", r"\quad + "), ("^{2}", "^{3}"), ("_{2", "_{1"))


@pytest.mark.parametrize("name", LONGEST)
def test_a_slip_in_a_display_is_noticed(name):
    form = derive(name)
    letters, text = letters_of(form.expression), display(form)
    head, end, legend = text.partition(", \\\\\n")
    for old, new in SLIPS:
        assert old in legend
        slip = f"{head}{end}{legend.replace(old, new, 1)}"
        assert not same(read_display(slip, letters), form.expression)
    with pytest.raises(InputError):
        read_display(text.replace("N &=", "M &=").replace("&N =", "&M ="), letters)
    with pytest.raises(InputError, match="two meanings"):
        read_display(text, letters | {"N": N})


SPLIT = "\\begin{{split}}\n{}\n\\end{{split}}"
BROKEN = (
    ("K = a", A),
    (SPLIT.format("K &= a \\\\\n&\\quad - b"), A - B),
    (SPLIT.format("&K(a, b) \\\\\n&\\quad = a \\\\\n&\\quad + b"), A + B),
    (SPLIT.format("&K = \\frac{N}{b}, \\\\\n&N = a \\\\\n&\\quad - b"), (A - B) / B),
    (SPLIT.format("&K = \\frac{N}{D}, \\\\\n&N = a, \\\\\n&D = 2b"), A / B / 2),
    ("K = \\frac{\\begin{aligned}\n&a \\\\\n&\\quad - b\n\\end{aligned}}{b}.", (A - B) / B),
    (SPLIT.format("K &= (a \\\\\n&\\quad + b) \\\\\n&\\quad \\cdot (a - b)"), (A + B) * (A - B)),
)


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=range(len(BROKEN)))
def test_lines_are_put_together(text, expected):
    assert same(read_display(text, {"a": A, "b": B}), expected)


REFUSED = (
    "a + b",
    "",
    "K = a \\\\ b",
    "K = a, \\\\ N = b \\\\ N = a",
    "K = \\frac{N}{b}",
    "K = a \\\\ \\quad b",
    "K = (a \\\\ \\quad - b",
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_equation_is_refused(text):
    with pytest.raises(InputError):
        read_display(text, {"a": A, "b": B})


LONG = sum((k + 2) * LAMBDA**k * LAMBDA_0 ** (k * k % 7) * A ** (k % 5) for k in range(60))
RESULTS = (
    LONG,
    -LONG,
    LONG + LONG.xreplace({LAMBDA: LAMBDA_BAR, LAMBDA_0: LAMBDA_0_BAR}),
    LONG / (1 - A) + 1 / (1 + A) - LONG.xreplace({A: B}) / (2 - A),
    A / 3,
    Integer(0),
)


@pytest.mark.parametrize("expression", RESULTS, ids=range(len(RESULTS)))
def test_any_result_reads_back_from_its_lines(expression):
    form = replace(derive("state_kernel"), expression=expression)
    text = display(form)
    assert text.count("N") in (0, 2, 4)
    assert same(read_display(text, letters_of(expression)), expression)
    # the letter for what is long is one that nothing else has
    taken = letters_of(expression, {"a": "N"}) if expression.has(A) else {}
    if taken:
        other = display(form, {"a": "N"})
        assert same(read_display(other, taken), expression)


def test_conjugates_are_taken_of_what_a_letter_stands_for():
    form = derive("teacher_student_loss_damped_cosine")
    text = display(form)
    assert r"\operatorname{Re} \frac" in text
    assert "&D = " in text
    assert same(read_display(text, letters_of(form.expression)), form.expression)


@cache
def told(name: str) -> str:
    """Write a derivation, once for all the tests that read it."""
    return derivation(derive(name))


def row_letters(system: System) -> dict[str, Expr]:
    """Give the letters of rows: states without their eigenvalue, new values, noise, parameters."""
    written_as = spelling(system)
    names = [s for s, _ in system.rows] + [prime(s) for s, _ in system.rows] + [*system.random]
    letters: dict[str, Expr] = {}
    for symbol in names:
        letters.setdefault(written_as[str(symbol)], symbol)
    for symbol in system.parameters:
        letters |= letters_of(symbol)
    return letters


def environments(text: str) -> list[str]:
    return re.findall(r"\\begin\{align\*\}\n(.*?)\.?\n\\end\{align\*\}", text, re.DOTALL)


@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_rows_in_a_derivation_are_the_rows(name):
    form = derive(name)
    if form.solution is None:
        return
    system = form.solution.system
    letters = row_letters(system)
    shown = equations_in(environments(told(name))[0])
    written_as = spelling(system)
    expected = {written_as[str(prime(s))]: expression for s, expression in reversed(system.rows)}
    assert shown
    for left, right in shown:
        expression = expected[left]
        read = read_latex(right, letters=letters, limits=PRINTED)
        assert same(read, expression)
        assert not same(read, expression + X)


def moment_letters(form: ClosedForm) -> dict[str, Expr]:
    assert form.solution is not None
    closure = form.solution.closure
    letters: dict[str, Expr] = {}
    for monomial in closure.equations:
        if monomial != ONE:
            letters[moment(monomial, None, inputs_of(form))] = Symbol(" ".join(monomial))
    symbols_used = (
        set(closure.symbols) | form.expression.free_symbols | {*closure.system.parameters}
    )
    for symbol in symbols_used:
        letters |= letters_of(symbol)
    return letters


def statements(form: ClosedForm) -> Iterator[tuple[Monomial, Expr | None]]:
    """Read every moment equation and every value in a derivation, in order."""
    letters = moment_letters(form)
    names = {latex: tuple(str(s).split(" ")) for latex, s in letters.items() if "mathbb" in latex}
    monomials = {latex: monomial_of(form, latex) for latex in names}
    text = told(form.name).rpartition(r"\begin{equation*}")[0]
    for block in environments(text)[1:]:
        left = ""
        for new_left, right in equations_in(block):
            left = new_left or left
            read = None
            if LEFT_OUT not in right:
                read = read_latex(right, letters=letters, limits=PRINTED)
            yield monomials[left], read


def monomial_of(form: ClosedForm, latex: str) -> Monomial:
    assert form.solution is not None
    keys = [m for m in form.solution.closure.equations if m != ONE]
    return next(m for m in keys if moment(m, None, inputs_of(form)) == latex)


@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_moment_equations_and_values_in_a_derivation_are_those_solved(name):
    form = derive(name)
    if form.solution is None:
        return
    closure, solution = form.solution.closure, form.solution
    seen: dict[Monomial, int] = {}
    for monomial, read in statements(form):
        seen[monomial] = seen.get(monomial, 0) + 1
        if read is None:
            continue
        equation = sum(
            (
                written(weight, closure.system)
                * (Symbol(" ".join(other)) if other != ONE else Integer(1))
                for other, weight in closure.equations[monomial].items()
            ),
            Integer(0),
        )
        value = solution.value(*monomial) if solution.moments[monomial] else Integer(0)
        assert same(read, equation if seen[monomial] == 1 else value), monomial
    assert seen
    assert all(count <= 2 for count in seen.values())
    if form.terms and not form.quantity.terms:
        assert all(monomial in seen for _, monomial in form.terms)


def test_a_slip_in_a_derivation_would_be_noticed():
    form = derive("sensitivity_moment_leaky")
    letters = moment_letters(form)
    (_, *rest) = environments(derivation(form))
    left, right = equations_in(rest[0])[0]
    read = read_latex(right, letters=letters, limits=PRINTED)
    slip = read_latex(right.replace("1 - ", "1 + ", 1), letters=letters, limits=PRINTED)
    assert not same(read, slip)
    assert left == r"\mathbb{E}[h\, x]"


def test_states_of_different_eigenvalues_are_told_apart():
    assert state("h(lambda)") != state("h(lambda_0)")
    assert len(moment_letters(derive("teacher_student_loss"))) >= 10
