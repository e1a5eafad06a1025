"""The catalogue: every name derives, concrete ones by two roads, into a readable form."""

from __future__ import annotations

import re

import pytest
from sympy import Expr, count_ops

from derivations import catalogue
from derivations.catalogue import FAMILIES, GENERAL, NAMES, SCALAR, STREAMED
from derivations.closure import ONE
from derivations.families import QUESTIONS
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS
from derivations.quantities import QUANTITIES
from derivations.quotient import quotient, ring_over
from derivations.sources import LINREC
from derivations.spectra import FURTHER, further

SOURCES = {source.name: source for source in (*INPUTS, *further())}
ABSTRACT = [name for name in SCALAR if name.endswith(GENERAL)]
CONCRETE = [name for name in SCALAR if not name.endswith(GENERAL)]


def has_sums(name: str) -> bool:
    source = catalogue.parts(name)[1]
    return source is not None and bool(source.atoms)


SUMMED = [name for name in CONCRETE if has_sums(name)]


def same(left: Expr, right: Expr) -> bool:
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)


def test_names_are_all_combinations() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(SCALAR) + len(FAMILIES)
    assert len(SCALAR) == len(QUANTITIES) * (len(INPUTS) + 1 + len(FURTHER))
    found = {(q.name, s.name if s else GENERAL) for q, s in map(catalogue.parts, SCALAR)}
    assert found == {(q.name, s) for q in QUANTITIES for s in (*SOURCES, GENERAL)}
    assert set(STREAMED) < set(SCALAR)
    assert FAMILIES == tuple(question.name for question in QUESTIONS)


@pytest.mark.parametrize("name", SCALAR)
def test_a_name_is_its_quantity_and_its_input(name: str) -> None:
    quantity, source = catalogue.parts(name)
    plain = source is EXPONENTIAL
    assert name == (quantity.name if plain else f"{quantity.name}_{source.name if source else GENERAL}")
    assert source is None or source == catalogue.input_called(source.name)


@pytest.mark.parametrize(
    "name", ["", "kernel", "state_kernel_", "state_kernel_exponential_", *FAMILIES[:2]]
)
def test_unknown_names(name: str) -> None:
    if name.endswith("_"):
        assert name not in NAMES
    with pytest.raises(KeyError):
        catalogue.parts(f"{name}_nothing")
    with pytest.raises(KeyError):
        catalogue.derive(f"{name}nothing")
