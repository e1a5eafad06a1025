"""Any input: one function G carries both kernels, and specialises to every input."""

from __future__ import annotations

import pytest
from sympy import I, Integer, Rational, Symbol, series

from derivations import general, routes, scalar, yule_walker
from derivations.field import identical
from derivations.general import G, GPrime
from derivations.inputs import INPUTS, XI, Input
from derivations.laws import gaussian
from derivations.moments import solve
from derivations.quotient import quotient, ring_over
from derivations.spectra import PHI, PHI_1, PHI_2, THETA, arma, exponentials, further
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, R_0
from derivations.system import ordered

pytestmark = pytest.mark.slow

A, B = LAMBDA, LAMBDA_0
PAIRS = [(A, B), (A, LAMBDA_BAR), (A, A)]
SOURCES = (*INPUTS, *further())
HALF = Rational(1, 2)
LAW = gaussian(XI, Symbol("v"))
MORE = {
    "ar_1": ((PHI,), ()),
    "ar_2": ((PHI_1, PHI_2), ()),
    "ar_3": ((PHI_1, -HALF, Rational(1, 3)), ()),
    "arma_1_1": ((PHI,), (THETA,)),
    "arma_2_1": ((PHI_1, HALF / 2), (THETA,)),
}


@pytest.mark.parametrize(("a", "b"), PAIRS, ids=str)
@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
def test_scalar_equations_give_the_pick_form(a: Symbol, b: Symbol, order: int) -> None:
    both = general.kernels(a, b)[order], general.pick_form(a, b)[order]
    assert identical(*general.atoms_as_symbols(*both))


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("b", [B, A], ids=str)
def test_stationarity_equations_give_the_pick_form(b: Symbol, source: Input, order: int) -> None:
    """Solve with the input's own rows, and hold the moment against G of that input."""
    states = [(scalar.tangent if order else scalar.state)(s) for s in (A, b)]
    eigenvalues = tuple(dict.fromkeys((A, b)))
    solved = solve(scalar.joint_system(source, eigenvalues), (ordered(*states),))
    found = solved.moments[ordered(*states)]
    expected = quotient(general.for_input(general.pick_form(A, b)[order], source), found.ring)
    assert found == expected
    assert found + found != expected


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
@pytest.mark.parametrize("name", MORE)
def test_yule_walker_equations_give_the_pick_form(name: str, order: int) -> None:
    phi, theta = MORE[name]
    source = arma(phi, theta, LAW)
    found = general.for_input(general.pick_form(A, B)[order], source)
    expected = yule_walker.kernels(phi, theta, LAW.moment((2,)), A, B)[order]
    ring = ring_over(found.free_symbols | expected.free_symbols)
    assert quotient(found, ring) == quotient(expected, ring)
    assert quotient(found, ring) != quotient(expected.xreplace({A: -A}), ring)


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_double_sums_give_the_pick_form(source: Input, order: int) -> None:
    concrete = general.for_input(general.pick_form(A, B)[order], source)
    assert identical(concrete, routes.kernel(source, A, B, order))


def test_kernels_add_over_independent_inputs() -> None:
    w, u, r, s = (Symbol(name) for name in "wurs")
    both = exponentials((w, u), (r, s))
    for order in (0, 1):
        form = general.pick_form(A, B)[order]
        parts = (exponentials((weight,), (ratio,)) for weight, ratio in ((w, r), (u, s)))
        total = sum((general.for_input(form, part) for part in parts), Integer(0))
        assert identical(general.for_input(form, both), total)
        assert not identical(general.for_input(form, both), 2 * total)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_g_is_the_one_sided_series(source: Input) -> None:
    z = Symbol("z")
    found = series(general.for_input(G(z), source), z, 0, 8).removeO().expand()
    expected = sum((source.autocovariance(k) * z**k for k in range(1, 8)), Integer(0))
    assert (found - expected - source.autocovariance(0) / 2).expand() == 0


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_g_and_its_derivative_belong_together(source: Input) -> None:
    z, number = Symbol("z"), Rational(1, 3) + I * B
    form = general.for_input(G(z), source)
    assert identical(general.for_input(GPrime(z), source), form.diff(z))
    assert identical(general.for_input(G(number), source), form.subs(z, number))
    assert identical(general.for_input(R_0, source), 2 * form.subs(z, 0))
    assert not identical(general.for_input(GPrime(z), source), form.diff(z) + R_0)


def test_derivative_of_g() -> None:
    assert G(A).diff(A) == GPrime(A)
    assert G(A * B).diff(A) == B * GPrime(A * B)


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
def test_a_planted_error_is_seen(order: int) -> None:
    right = general.kernels(A, B)[order]
    for wrong in (right.xreplace({G(A): G(B)}), right + R_0, right * (1 - A * B)):
        assert not identical(*general.atoms_as_symbols(wrong, right))
