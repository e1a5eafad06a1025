"""The catalogue: every name derives, by two roads, into a readable form."""

from __future__ import annotations

import re

import pytest
from sympy import count_ops

from derivations import catalogue
from derivations.catalogue import GENERAL, NAMES
from derivations.field import identical
from derivations.inputs import INPUTS
from derivations.quantities import QUANTITIES
from derivations.sources import LINREC

CONCRETE = [name for name in NAMES if not name.endswith(GENERAL)]
ABSTRACT = [name for name in NAMES if name.endswith(GENERAL)]


def test_names_are_all_combinations() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(QUANTITIES) * (len(INPUTS) + 1)
    found = {catalogue.parts(name) for name in NAMES}
    assert found == {(q, s) for q in QUANTITIES for s in (*INPUTS, None)}


@pytest.mark.parametrize("name", ["", "kernel", "state_kernel_", "state_kernel_exponential_"])
def test_unknown_names(name: str) -> None:
    with pytest.raises(KeyError):
        catalogue.parts(name)


@pytest.mark.parametrize("name", CONCRETE)
def test_two_roads_agree(name: str) -> None:
    assert identical(catalogue.derive(name).expression, catalogue.by_double_sum(name))


@pytest.mark.parametrize("name", CONCRETE)
def test_a_planted_error_separates_the_roads(name: str) -> None:
    form = catalogue.derive(name)
    first = form.variables[0]
    for wrong in (form.expression * (1 - first), form.expression.subs(first, -first) + 1):
        assert not identical(wrong, catalogue.by_double_sum(name))


@pytest.mark.parametrize("name", ABSTRACT)
def test_abstract_inputs_have_no_double_sum(name: str) -> None:
    with pytest.raises(ValueError, match="need a concrete input"):
        catalogue.by_double_sum(name)


@pytest.mark.parametrize("name", NAMES)
def test_form_knows_itself(name: str) -> None:
    form = catalogue.derive(name)
    quantity, source = catalogue.parts(name)
    assert form.name == name
    assert form.quantity is quantity
    assert form.source.work is LINREC
    assert form.input_name == (source.name if source else GENERAL)
    assert form.variables == (*quantity.variables, *(source.parameters if source else ()))
    assert catalogue.derive(name) is form


@pytest.mark.parametrize("name", CONCRETE)
def test_equations_are_a_closed_set(name: str) -> None:
    equations = catalogue.derive(name).equations
    left = [side for side, _ in equations]
    assert len(set(left)) == len(left)
    asked = {moment for _, side in equations for moment in re.findall(r"E\[[^]]*\]", side)}
    assert asked <= set(left)
    assert all(side.strip() for pair in equations for side in pair)


@pytest.mark.slow
@pytest.mark.parametrize("name", CONCRETE)
def test_readable_keeps_the_function(name: str) -> None:
    form = catalogue.derive(name)
    source = catalogue.parts(name)[1]
    assert source is not None
    expanded = form.expression.expand()
    shorter = catalogue.readable(expanded, source.parameters)
    assert identical(shorter, expanded)
    assert count_ops(shorter) <= count_ops(expanded)
