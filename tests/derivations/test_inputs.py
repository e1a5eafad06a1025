"""Inputs: the rows make the autocovariance that the generating function and the atoms state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from sympy import Expr, Integer, Matrix, series, zeros

from derivations.closure import close, written
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS, WHITE, WHITE_PLUS_CONSTANT, XI, Input, X, Z
from derivations.laws import gaussian
from derivations.moments import solve
from derivations.symbols import MU, RHO, SIGMA
from derivations.system import System, ordered

LAGS = 5
ByRows = Callable[[Input, int], list[Expr]]


def agrees(source: Input, values: list[Expr]) -> bool:
    expansion = (2 * source.generating.subs(Z, 0), *coefficients(source.generating))
    return all(identical(*pair) for pair in zip(values, expansion, strict=True))


def coefficients(generating: Expr) -> list[Expr]:
    expansion = series(generating, Z, 0, LAGS + 1).removeO().expand()
    return [expansion.coeff(Z, k) for k in range(1, LAGS + 1)]


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_rows_give_the_generating_function_and_the_atoms(source: Input, by_rows: ByRows) -> None:
    values = by_rows(source, LAGS)
    assert agrees(source, values)
    for lag, found in enumerate(values):
        assert identical(found, source.autocovariance(lag))
        assert source.autocovariance(-lag) == source.autocovariance(lag)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_the_start_is_stationary(source: Input) -> None:
    size = len(source.states)
    mean, spread = (Matrix(size, 1, part) for part in (source.mean, source.spread))
    transition, drive = Matrix(source.transition), Matrix(source.drive)
    now = mean * mean.T + Matrix.diag(*(s**2 for s in source.spread))
    after = transition * now * transition.T + source.variance * drive * drive.T
    assert (after - now).expand() == zeros(size, size)
    assert (transition * mean - mean).expand() == zeros(size, 1)
    assert source.readout == tuple(Integer(state == "x") for state in source.states)
    assert len(spread) == size


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_data_are_what_their_rows_leave_open(source: Input) -> None:
    """Every second moment of the states obeys the rows, the data included."""
    free = System(source.rows, source.laws)
    pairs = tuple(ordered(*pair) for pair in combinations_with_replacement(source.states, 2))
    closure = close(free, (*pairs, *((state,) for state in source.states)))
    solved = solve(replace(free, data=source.data), pairs)
    known = {m: written(e, free) for m, e in solved.moments.items()} | dict(source.data)
    known |= {(s,): mean for s, mean in zip(source.states, source.mean, strict=True)}
    for monomial, equation in closure.equations.items():
        total = sum((written(w, free) * known[n] for n, w in equation.items()), Integer(0))
        assert not monomial or identical(known[monomial], total)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_parameters_are_the_symbols_of_the_rows(source: Input) -> None:
    system = System(source.rows, source.laws, source.data)
    assert set(system.parameters) == set(source.parameters)
    assert source.generating.free_symbols - {Z} == set(source.parameters)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(EXPONENTIAL, laws=(gaussian(XI, 1 - RHO),), data=()),
        replace(EXPONENTIAL, rows=((X, -RHO * X + XI),)),
        replace(EXPONENTIAL, generating=EXPONENTIAL.generating.subs(Z, -Z)),
        replace(WHITE, generating=WHITE.generating + Z / 7),
        replace(WHITE_PLUS_CONSTANT, laws=(gaussian(XI, SIGMA),)),
        replace(WHITE_PLUS_CONSTANT, data=((("c",), Integer(1)), (("c", "c"), MU))),
    ],
    ids=["variance 1-rho", "rho turned", "z turned", "a lag too many", "sigma", "mu"],
)
def test_planted_errors_separate_rows_and_generating_function(
    wrong: Input, by_rows: ByRows
) -> None:
    assert not agrees(wrong, by_rows(wrong, LAGS))
