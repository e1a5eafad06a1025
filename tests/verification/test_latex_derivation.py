"""Whole derivations read back: their rows, moment equations and values are those solved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from sympy import Expr, Integer, Symbol

from derivations.catalogue import NAMES, derive
from derivations.closed_form import ClosedForm
from derivations.closure import ONE, written
from derivations.latex import derivation, letters_of
from derivations.latex.rows import spelling
from derivations.latex.setting import inputs_of
from derivations.latex.solving import LEFT_OUT
from derivations.notation import moment, state
from derivations.system import Monomial, System, prime
from tests.alike import one_in
from tests.verification.sameness import same
from verification.latex_display import equations_in
from verification.latex_reader import PRINTED, read_latex

pytestmark = pytest.mark.slow

X = Symbol("x")


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
