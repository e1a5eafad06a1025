"""Any input: one function G carries both kernels, and specialises to every input."""

from __future__ import annotations

import pytest
from sympy import I, Integer, Rational, Symbol, series

from derivations import general, routes
from derivations.field import identical
from derivations.general import G, GPrime
from derivations.inputs import INPUTS, Input
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, R_0

A, B = LAMBDA, LAMBDA_0
PAIRS = [(A, B), (A, LAMBDA_BAR), (A, A)]


@pytest.mark.parametrize(("a", "b"), PAIRS, ids=str)
@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
def test_scalar_equations_give_the_pick_form(a: Symbol, b: Symbol, order: int) -> None:
    both = general.kernels(a, b)[order], general.pick_form(a, b)[order]
    assert identical(*general.atoms_as_symbols(*both))


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
@pytest.mark.parametrize(("a", "b"), PAIRS, ids=str)
def test_specialises_to_every_input(a: Symbol, b: Symbol, source: Input, order: int) -> None:
    for form in (general.kernels(a, b), general.pick_form(a, b)):
        concrete = general.for_input(form[order], source)
        assert identical(concrete, routes.kernel(source, a, b, order))


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_g_is_the_one_sided_series(source: Input) -> None:
    z = Symbol("z")
    found = series(general.for_input(G(z), source), z, 0, 8).removeO().expand()
    expected = sum((source.autocovariance(k) * z**k for k in range(1, 8)), Integer(0))
    assert (found - expected - source.autocovariance(0) / 2).expand() == 0
    assert identical(general.for_input(GPrime(z), source), general.for_input(G(z), source).diff(z))
    assert general.for_input(R_0, source) == source.autocovariance(0)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_g_takes_numbers(source: Input) -> None:
    z, number = Symbol("z"), Rational(1, 3) + I / 5
    form = general.for_input(G(z), source).subs(z, number)
    assert identical(general.for_input(G(number), source), form)


def test_derivative_of_g() -> None:
    assert G(A).diff(A) == GPrime(A)
    assert G(A * B).diff(A) == B * GPrime(A * B)


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
def test_a_planted_error_is_seen(order: int) -> None:
    right = general.kernels(A, B)[order]
    for wrong in (right.xreplace({G(A): G(B)}), right + R_0, right * (1 - A * B)):
        assert not identical(*general.atoms_as_symbols(wrong, right))
