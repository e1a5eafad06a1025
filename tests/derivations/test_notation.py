"""States and their moments in LaTeX, from names to the last brace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Symbol

from derivations.notation import eigenvalue, kind, letter, marks, moment, state
from derivations.system import prime
from derivations.tangents import tangent, twin

STATES = (
    ("h", "h"),
    ("h'", "h'"),
    ("h_0", "h_{0}"),
    ("h_0'", "h_{0}'"),
    ("x_1", "x_{1}"),
    ("h(lambda)", r"h(\lambda)"),
    ("h(lambda_0_bar)", r"h(\bar{\lambda}_{0})"),
    ("h(lambda)'", r"h'(\lambda)"),
    ("d[alpha] h", r"\partial_{\alpha} h"),
    ("d[alpha] h'", r"\partial_{\alpha} h'"),
    ("d[lambda_0] h(lambda_0)", r"\partial_{\lambda_{0}} h(\lambda_{0})"),
    ("d[a] d[Delta] h", r"\partial_{a} \partial_{\Delta} h"),
    ("rate", r"\mathrm{rate}"),
    ("d[a_12] rate_2'", r"\partial_{a_{12}} \mathrm{rate}_{2}'"),
)


@pytest.mark.parametrize(("name", "latex"), STATES)
def test_states_are_written_as_on_paper(name: str, latex: str) -> None:
    assert state(name) == latex


def test_parameters_of_a_state_take_the_chosen_letters() -> None:
    chosen = {"lambda": "a", "alpha": r"\beta_{1}"}
    assert state("d[lambda] h(lambda)", chosen) == "\\partial_{a} h(a)"
    assert state("d[alpha] h'", chosen) == "\\partial_{\\beta_{1}} h'"
    assert letter("alpha", chosen) == r"\beta_{1}"
    assert letter("alpha") == r"\alpha"


MOMENTS = (
    (("h", "h"), r"\mathbb{E}[h^{2}]"),
    (("x", "h"), r"\mathbb{E}[h\, x]"),
    (("h_0", "h"), r"\mathbb{E}[h\, h_{0}]"),
    (("d[alpha] h", "d[alpha] h"), r"\mathbb{E}[(\partial_{\alpha} h)^{2}]"),
    (("d[alpha] h", "h", "h"), r"\mathbb{E}[h^{2}\, \partial_{\alpha} h]"),
    (("x_1", "h", "x", "x"), r"\mathbb{E}[h\, x^{2}\, x_{1}]"),
    (("d[omega] h",), r"\mathbb{E}[\partial_{\omega} h]"),
)


@pytest.mark.parametrize(("monomial", "latex"), MOMENTS)
def test_moments_are_written_as_on_paper(monomial: tuple[str, ...], latex: str) -> None:
    assert moment(monomial) == latex


def test_the_states_of_an_input_stand_last() -> None:
    assert moment(("a", "r")) == r"\mathbb{E}[a\, r]"
    assert moment(("a", "r"), last=("a",)) == r"\mathbb{E}[r\, a]"


def test_marks_and_kinds() -> None:
    assert marks("d[a] d[b] h_0") == ("a", "b")
    assert eigenvalue("d[lambda] h(lambda)") == "lambda"
    assert eigenvalue("h_0") == ""
    assert kind("d[lambda] h(lambda)") == kind("d[lambda_0] h(lambda_0)") == "d h"
    assert kind("d[alpha] h") != kind("d[alpha_0] h_0")


NAMES = st.from_regex(r"[a-z]{1,4}(_[0-9a-z]{1,2})?", fullmatch=True)


@given(NAMES, st.lists(NAMES, max_size=2), st.booleans())
def test_every_name_of_the_engine_is_written_with_balanced_braces(name, thetas, is_new) -> None:
    for theta in thetas:
        name = tangent(name, Symbol(theta))
    latex = state(str(prime(Symbol(name))) if is_new else name)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\partial") == len(thetas)
    assert latex.endswith("'") == is_new


@given(NAMES, NAMES)
def test_different_states_are_written_differently(one: str, other: str) -> None:
    if one != other:
        assert state(one) != state(other)


def test_copies_are_told_from_originals() -> None:
    h = Symbol("h")
    assert state(str(twin(h))) == "h_{0}"
    # a planted slip, the index left out, would make a moment of two copies a square
    assert moment(("h", str(twin(h)))) != moment(("h", "h"))
