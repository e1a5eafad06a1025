"""Stable forms written in the variables: the same mathematics, and no negative powers."""

from __future__ import annotations

import pytest
from sympy import Add, Integer, Pow, Symbol, exp, prod
from sympy.codegen.cfunctions import expm1

from derivations import catalogue
from derivations.field import identical
from derivations.stable import RATES, stable
from derivations.symbols import LAMBDA, LAMBDA_0
from verification.monomials import by_sums

pytestmark = pytest.mark.slow

NAMES = [name for name in catalogue.STREAMED if not name.endswith("general")]


def written_out(name):
    expression, sums = by_sums(stable(name))
    table = {
        symbol: Add(
            *(c * prod((z**n for z, n in powers.items()), Integer(1)) for c, powers in terms)
        )
        for symbol, terms in sums.items()
    }
    return expression, table


@pytest.mark.parametrize("name", NAMES)
def test_the_same_mathematics(name: str) -> None:
    expression, table = written_out(name)
    assert identical(expression.xreplace(table), catalogue.derive(name).expression)


@pytest.mark.parametrize("name", NAMES)
def test_no_variable_is_divided_by(name: str) -> None:
    expression, sums = by_sums(stable(name))
    assert all(n > 0 for terms in sums.values() for _, powers in terms for n in powers.values())
    divisors = {node.base for node in expression.atoms(Pow) if node.exp < 0}
    assert not divisors & set(RATES)
    assert not expression.atoms(exp)
    assert not expression.free_symbols & set(RATES.values())


def test_a_wrong_sum_is_noticed() -> None:
    name = "sensitivity_kernel"
    expression, table = written_out(name)
    for symbol, total in table.items():
        wrong = {**table, symbol: total + LAMBDA * LAMBDA_0}
        assert not identical(expression.xreplace(wrong), catalogue.derive(name).expression)


def test_sums_that_are_not_of_monomials_are_left_alone() -> None:
    alpha, beta, mu = Symbol("alpha"), Symbol("beta"), Symbol("mu")
    expression, sums = by_sums(mu * exp(-alpha) + mu**2 * exp(-2 * beta))
    assert sums == {}
    assert expression == mu * LAMBDA + mu**2 * LAMBDA_0**2
    difference, sums = by_sums(exp(-beta) * expm1(beta - alpha))
    assert list(sums.values()) == [[(1, {LAMBDA: 1}), (-1, {LAMBDA_0: 1})]]
    assert [difference] == list(sums)
