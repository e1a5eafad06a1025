"""Inputs: the rows make the autocovariance that the atoms state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Expr, Matrix, zeros

from derivations.inputs import EXPONENTIAL, INPUTS, WHITE_PLUS_CONSTANT, Input
from derivations.symbols import RHO, SIGMA


def moments(source: Input) -> Matrix:
    size = len(source.states)
    return Matrix(size, size, source.second_moment)


def by_rows(source: Input, lag: int) -> Expr:
    readout = Matrix(source.readout)
    return (readout.T * Matrix(source.transition) ** lag * moments(source) * readout)[0].expand()


def is_stationary(source: Input) -> bool:
    transition, drive, now = Matrix(source.transition), Matrix(source.drive), moments(source)
    after = transition * now * transition.T + source.variance * drive * drive.T
    return (after - now).expand() == zeros(*now.shape)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_rows_give_the_atoms(source: Input) -> None:
    for lag in range(7):
        assert by_rows(source, lag) == source.autocovariance(lag).expand()
        assert source.autocovariance(-lag) == source.autocovariance(lag)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_the_start_is_stationary(source: Input) -> None:
    assert is_stationary(source)
    mean = Matrix(source.mean)
    assert (Matrix(source.transition) * mean - mean).expand() == zeros(*mean.shape)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_parameters_are_the_symbols_of_the_rows(source: Input) -> None:
    rows = (*source.transition, source.drive, source.readout, (source.variance,), source.spread)
    found = set().union(*(entry.free_symbols for row in rows for entry in row))
    assert found == set(source.parameters)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(EXPONENTIAL, variance=1 - RHO),
        replace(EXPONENTIAL, spread=(RHO,)),
        replace(WHITE_PLUS_CONSTANT, variance=SIGMA),
    ],
    ids=["variance 1-rho", "spread rho", "variance sigma"],
)
def test_planted_errors_are_not_stationary(wrong: Input) -> None:
    assert not is_stationary(wrong)


def test_planted_transition_breaks_the_atoms() -> None:
    wrong = replace(EXPONENTIAL, transition=((-RHO,),))
    assert is_stationary(wrong)  # the second moments cannot see it
    assert by_rows(wrong, 1) != wrong.autocovariance(1)
