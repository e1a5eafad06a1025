"""The glossary: names, conjugates and regions are consistent; other symbols are real."""

from __future__ import annotations

import pytest
from sympy import Symbol

from derivations import catalogue, symbols
from derivations.domain import region
from derivations.symbols import (
    GLOSSARY,
    GREEK,
    LAMBDA,
    LAMBDA_0,
    LAMBDA_0_BAR,
    LAMBDA_BAR,
    MU,
    RHO,
    U_BAR,
    U,
    named,
)

ALPHA, TAU = Symbol("alpha"), Symbol("tau")


@pytest.mark.parametrize("item", GLOSSARY, ids=lambda item: item.symbol.name)
def test_entry_is_consistent(item: symbols.Entry) -> None:
    assert symbols.entry(item.symbol) is item
    assert symbols.conjugate(symbols.conjugate(item.symbol)) == item.symbol
    assert region(item.region).name == item.region
    assert symbols.entry(item.conjugate).region == item.region
    assert item.meaning


def test_complex_symbols_alone_have_another_conjugate() -> None:
    for item in GLOSSARY:
        assert (item.conjugate != item.symbol) == (item.region in {"disk", "circle"})


def test_names_and_latex_are_distinct() -> None:
    assert len({item.symbol for item in GLOSSARY}) == len(GLOSSARY)
    assert len({item.latex for item in GLOSSARY}) == len(GLOSSARY)


@pytest.mark.parametrize("name", ["tau", "a_11", "rate", "m_0_1"])
def test_other_symbols_are_real_parameters(name: str) -> None:
    item = symbols.entry(Symbol(name))
    assert item == symbols.Entry(Symbol(name), named(name), "a parameter", "real", Symbol(name))
    assert item not in GLOSSARY
    assert symbols.conjugate(Symbol(name)) == Symbol(name)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("a", "a"),
        ("P", "P"),
        ("alpha", r"\alpha"),
        ("Delta", r"\Delta"),
        ("phi_1", r"\phi_{1}"),
        ("a_11", "a_{11}"),
        ("m_0_1", "m_{0,1}"),
        ("f_omega", r"f_{\omega}"),
        ("rate", r"\mathrm{rate}"),
        ("rate_alpha", r"\mathrm{rate}_{\alpha}"),
        ("DELTA", r"\mathrm{DELTA}"),
        ("lambda_0", r"\lambda_{0}"),
    ],
)
def test_names_in_latex(name: str, latex: str) -> None:
    assert named(name) == latex


def test_glossary_symbols_are_written_as_their_names_say() -> None:
    for item in GLOSSARY:
        if item.conjugate == item.symbol and item.symbol != symbols.R_0:
            assert named(str(item.symbol)) == item.latex
    assert len(set(GREEK)) == len(GREEK)


@pytest.mark.parametrize(
    ("found", "given"),
    [
        ((), ()),
        ((LAMBDA_BAR,), (LAMBDA,)),
        ((RHO, LAMBDA_0_BAR, LAMBDA), (LAMBDA, LAMBDA_0, RHO)),
        ((LAMBDA, LAMBDA_BAR), (LAMBDA,)),
        ((U_BAR, RHO), (RHO, U)),
        ((TAU, ALPHA, MU), (MU, ALPHA, TAU)),
    ],
    ids=str,
)
def test_a_conjugate_comes_with_its_symbol(
    found: tuple[Symbol, ...], given: tuple[Symbol, ...]
) -> None:
    assert symbols.free_variables(set(found)) == given


def test_the_catalogue_keeps_families_apart_from_conjugates() -> None:
    """A name that ends in _bar is a conjugate; no family's own symbol may look like one."""
    for name in catalogue.FAMILIES:
        free = catalogue.derive(name).expression.free_symbols
        assert not {symbol for symbol in free if symbols.conjugate(symbol) != symbol} - {
            LAMBDA,
            LAMBDA_0,
        }
