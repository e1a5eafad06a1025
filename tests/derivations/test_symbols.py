"""The glossary: names, conjugates and regions are consistent."""

from __future__ import annotations

import pytest
from sympy import Symbol

from derivations import symbols
from derivations.domain import region
from derivations.symbols import GLOSSARY, LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO, U_BAR, U


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


@pytest.mark.parametrize("lookup", [symbols.entry, symbols.conjugate])
def test_unknown_symbol_is_refused(lookup: object) -> None:
    with pytest.raises(KeyError, match="tau is not in the glossary"):
        lookup(Symbol("tau"))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("found", "given"),
    [
        (set(), ()),
        ({LAMBDA_BAR}, (LAMBDA,)),
        ({RHO, LAMBDA_0_BAR, LAMBDA}, (LAMBDA, LAMBDA_0, RHO)),
        ({LAMBDA, LAMBDA_BAR}, (LAMBDA,)),
        ({U_BAR, RHO}, (RHO, U)),
    ],
    ids=str,
)
def test_a_conjugate_comes_with_its_symbol(found: set[Symbol], given: tuple[Symbol, ...]) -> None:
    assert symbols.free_variables(found) == given
