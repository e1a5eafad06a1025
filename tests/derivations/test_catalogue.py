"""The catalogue: every name derives, concrete ones by two roads, into a readable form."""

from __future__ import annotations

import re

import pytest
from sympy import Expr, count_ops

from derivations import catalogue
from derivations.catalogue import FAMILIES, GENERAL, NAMES, SCALAR, STREAMED
from derivations.families import QUESTIONS
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS
from derivations.quantities import QUANTITIES
from derivations.quotient import quotient, ring_over
from derivations.sources import LINREC
from derivations.spectra import FURTHER, further

pytestmark = pytest.mark.slow

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
    assert list(FAMILIES) == [question.name for question in QUESTIONS]


@pytest.mark.parametrize("name", SCALAR)
def test_a_name_is_its_quantity_and_its_input(name: str) -> None:
    quantity, source = catalogue.parts(name)
    end = "" if source == EXPONENTIAL else f"_{source.name if source else GENERAL}"
    assert name == quantity.name + end
    assert source is None or source is catalogue.input_called(source.name)


UNKNOWN = ("", "kernel", "state_kernel_exponential_", "state_kernel_whites", "state_moment_nothing")


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_names(name: str) -> None:
    for look in (catalogue.parts, catalogue.derive):
        with pytest.raises(KeyError):
            look(name)


@pytest.mark.parametrize("name", FAMILIES[:2])
def test_a_family_is_no_quantity_of_the_scalar_recurrence(name: str) -> None:
    with pytest.raises(KeyError):
        catalogue.parts(name)
    assert catalogue.derive(name).name == name


@pytest.mark.parametrize("name", SUMMED)
def test_two_roads_agree(name: str) -> None:
    form = catalogue.derive(name)
    summed, first = catalogue.by_double_sum(name), form.variables[0]
    assert same(form.expression, summed)
    for wrong in (form.expression * (1 - first), form.expression.subs(first, -first) + 1):
        assert not same(wrong, summed)


@pytest.mark.parametrize("name", ABSTRACT)
def test_abstract_inputs_have_no_double_sum(name: str) -> None:
    with pytest.raises(ValueError, match="sums over lags need"):
        catalogue.by_double_sum(name)


@pytest.mark.parametrize("name", SCALAR)
def test_a_form_of_the_scalar_recurrence_knows_itself(name: str) -> None:
    form = catalogue.derive(name)
    quantity, source = catalogue.parts(name)
    assert form.quantity is quantity
    assert form.input_name == (source.name if source else GENERAL)
    assert form.variables == (*quantity.variables, *(source.parameters if source else ()))


@pytest.mark.parametrize("name", NAMES)
def test_a_form_knows_itself(name: str) -> None:
    form = catalogue.derive(name)
    assert form.name == name
    assert form.source.work is LINREC
    assert catalogue.derive(name) is form
    assert bool(form.solution) == (name not in ABSTRACT)
    meant = {symbol for symbol, _ in form.meanings}
    assert not meant & set(form.variables)
    barred = {symbol for symbol in form.expression.free_symbols if str(symbol).endswith("_bar")}
    if name not in ABSTRACT:
        assert form.expression.free_symbols - barred <= {*form.variables, *meant}


MOMENT = re.compile(r"E\[(?:[^][]|\[\w+])*]")  # a name of a state has brackets of its own


@pytest.mark.parametrize("name", [n for n in (*STREAMED, *FAMILIES) if n not in ABSTRACT])
def test_equations_are_a_closed_set(name: str) -> None:
    form = catalogue.derive(name)
    left = [side for side, _ in form.equations]
    assert form.solution is not None
    assert len(set(left)) == len(left) == len(form.solution.closure.equations) - 1
    assert all(MOMENT.fullmatch(side) for side in left)
    assert {moment for _, side in form.equations for moment in MOMENT.findall(side)} <= set(left)
    assert all(side.strip() for pair in form.equations for side in pair)


@pytest.mark.parametrize("name", [name for name in SUMMED if name in STREAMED])
def test_readable_keeps_the_function(name: str) -> None:
    form, source = catalogue.derive(name), catalogue.parts(name)[1]
    assert source is not None
    expanded = form.expression.expand()
    shorter = catalogue.readable(expanded, source.parameters)
    assert same(shorter, expanded)
    assert count_ops(shorter) <= count_ops(expanded)


def test_a_form_is_written_as_people_write_it() -> None:
    form = catalogue.derive("state_moment_white_plus_constant").expression
    assert len(form.args) == 2  # one term for the constant, one for the noise
    assert identical(sum(form.args), form)
