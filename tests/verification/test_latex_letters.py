"""Letters of a formula: each with one meaning, or refused in one line."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Symbol, symbols

from derivations.catalogue import NAMES, derive
from derivations.latex import letters_of
from derivations.symbols import LAMBDA, LAMBDA_BAR, R_0, named
from verification.errors import InputError
from verification.latex_letters import DEFAULT, canonical, expression, table
from verification.latex_reader import read_latex

pytestmark = pytest.mark.slow

A, B, AB, X, X_1, BC, C = symbols("a b ab x x_1 bc c")


SAME = (
    (r"\phi_{1}", r"\phi_1"),
    (r"\phi_{1}", r"\phi _ { 1 }"),
    (r"f_{\omega}", r"f_\omega"),
    (r"\bar{\lambda}_{0}", r"\bar { \lambda } _0"),
    ("R(0)", "R ( 0 )"),
    (r"\mathbb{E}[h\, x]", r"\mathbb{ E } [h x]"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spaces_and_needless_braces_do_not_matter(one, other):
    assert canonical(one) == canonical(other)
    letters = table({one: A})
    assert re.fullmatch(expression(letters), other)


def test_an_index_is_one_token():
    assert canonical("a_{12}") != canonical("a_12")  # a_1 2 is a product to TeX
    with pytest.raises(InputError):
        read_latex("a_12", letters={"a_{12}": A})
    assert read_latex("a_{1}", letters={"a_{12}": A, "a_{1}": B}) == B


AMBIGUOUS = (
    {"ab": AB, "a": A},
    {"ab": AB, "a": A, "b": B},
    {"{ab}": AB, "a": A},
    {"ab": AB, "bc": BC, "a": A, "c": C},
    {"x": X, "x^{2}": A},
    {"R(0)": R_0, "R": A},
    {r"\bar{x}": A, "x": X},
    {r"\bar{x}_{1}": A, "x_{1}": X_1},
    {"x_1": X, "x_{1}": A},
)


@pytest.mark.parametrize("letters", AMBIGUOUS, ids=lambda letters: ", ".join(letters))
def test_letters_with_two_readings_are_refused(letters):
    with pytest.raises(InputError, match="letter") as refused:
        table(letters)
    assert str(refused.value).isprintable()


APART = (
    {"x": X, "x_{1}": X_1},
    {"x": X, "x'": A},
    {"ab": AB, "c": C},
    {r"\lambda": LAMBDA, r"\bar{\lambda}": LAMBDA_BAR},
    {r"\mathrm{ab}": AB, "a": A, "b": B},
    {"m_{1}": A, "m_{1,1}": B, "m_{11}": C},
)


@pytest.mark.parametrize("letters", APART, ids=lambda letters: ", ".join(letters))
def test_letters_that_can_be_told_apart_are_read(letters):
    text = " + ".join(rf"{k + 2}{letter}" for k, letter in enumerate(letters))
    value = sum((k + 2) * symbol for k, symbol in enumerate(letters.values()))
    assert read_latex(text, letters=letters) == value
    # the planted slip: the same text under exchanged letters
    turned = dict(zip(letters, [*list(letters.values())[1:], X + 1], strict=True))
    if not any(r"\bar" in letter for letter in letters):
        assert read_latex(text, letters=turned) != value


TAKEN = (
    *("2", "+", r"\frac", r"\cdot", r"\mathrm{Re}", r"\mathrm{Re}_{0}", "(a)", "", r"\left("),
    *("%", "a/b", r"\bigl"),
)


@pytest.mark.parametrize("letter", TAKEN)
def test_what_means_something_else_is_no_letter(letter):
    with pytest.raises(InputError):
        table({letter: A})


def test_words_are_not_products():
    letters = {r"\mathrm{rate}": A, "r": B}
    assert read_latex(r"2\,\mathrm{rate}\,r", letters=letters) == 2 * A * B
    with pytest.raises(InputError):
        read_latex("rate", letters=letters)
    with pytest.raises(InputError):
        read_latex(r"\mathrm{rater}", letters=letters)


def test_letters_that_are_not_of_the_formula_are_unknown():
    with pytest.raises(InputError):
        read_latex(r"\lambda + b", letters={"b": B})
    with pytest.raises(InputError):
        read_latex("b", letters={})
    assert read_latex("1 + 1", letters={}) == 2


def test_a_letter_may_stand_for_an_expression():
    letters = {"N": LAMBDA + A, r"\lambda": LAMBDA, "a": A}
    assert read_latex(r"\frac{N}{2} - a", letters=letters) == (LAMBDA + A) / 2 - A
    # its conjugate is that of the expression
    assert read_latex(r"2\operatorname{Re}(N)", letters=letters).expand() == (
        LAMBDA + LAMBDA_BAR + 2 * A
    )


def test_the_glossary_is_read_by_default():
    assert DEFAULT[canonical(r"\bar{\lambda}")] == LAMBDA_BAR
    assert read_latex(r"R(0)\bar\lambda") == R_0 * LAMBDA_BAR


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_letters_of_every_closed_form_can_be_told_apart(name):
    table(letters_of(derive(name).expression))


LETTERS = st.lists(
    st.from_regex(r"[A-Za-z][a-z]{0,3}(_[0-9a-z]{1,2}){0,2}", fullmatch=True),
    min_size=1,
    max_size=5,
    unique_by=named,
)


@settings(max_examples=20)
@given(LETTERS, st.integers(0, 2**20))
def test_products_of_any_names_read_back(names, seed):
    """The names that the engine gives its symbols, beside each other in any order."""
    stems = {name.partition("_")[0] for name in names}
    assume(not {"re", "Re"} & stems)  # these are refused, as they look like a real part
    drawn = random.Random(seed)
    letters = {named(name): Symbol(name) for name in names}
    order = drawn.choices(list(letters), k=6)
    text = r"\,".join(f"{letter}^{{{drawn.randint(2, 9)}}}" for letter in order)
    powers = [int(power) for power in re.findall(r"\^\{(\d)\}", text)]
    value = 1
    for letter, power in zip(order, powers, strict=True):
        value *= letters[letter] ** power
    assert read_latex(text, letters=letters) == value
