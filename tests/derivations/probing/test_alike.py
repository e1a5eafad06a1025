"""Zeros written with tanh, and exponents that are equal but look otherwise."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Rational, Symbol, exp, log, sqrt, tanh

from derivations.probing.generators import separate
from derivations.probing.reach.ends import is_zero

X, HALF = Symbol("x"), Rational(1, 2)
ZERO = {
    "half a logarithm": tanh(log(3) / 2) - HALF,
    "a whole one": tanh(log(Integer(2))) - Rational(3, 5),
    "by exponentials": tanh(HALF) - (exp(1) - 1) / (exp(1) + 1),
    "a root": sqrt(tanh(log(3) / 2)) - sqrt(2) / 2,
    "a fraction": Integer(0),
}
OTHER = {
    "another fraction": tanh(log(3) / 2) - HALF - Rational(1, 10**30),
    "another argument": tanh(Rational(1, 3)) - (exp(1) - 1) / (exp(1) + 1),
    "another sign": tanh(-log(3) / 2) - HALF,
}


@pytest.mark.parametrize("name", ZERO)
def test_zeros_with_tanh_are_proved(name: str) -> None:
    assert is_zero(ZERO[name])


@pytest.mark.parametrize("name", OTHER)
def test_others_are_not(name: str) -> None:
    assert not is_zero(OTHER[name])


ALIKE = {
    "factored": (exp(-(X + 1) * (X - 1)), exp(1 - X**2)),
    "a fraction": (exp(1 / (1 + 1 / X)), exp(X / (X + 1))),
    "a sign": (exp(1 / (1 - X)), exp(-1 / (X - 1))),
    "cancelling": (exp((X**2 - 1) / (X - 1)), exp(X + 1)),
}


@pytest.mark.parametrize("name", ALIKE)
def test_equal_exponents_are_one_generator(name: str) -> None:
    one, other = ALIKE[name]
    assert one != other
    found = separate(one - other)
    assert found.rational.together().cancel() == 0


@pytest.mark.parametrize("name", ALIKE)
def test_unequal_exponents_are_told_apart(name: str) -> None:
    one, other = ALIKE[name]
    for wrong in (other.subs(X, X + 1), other**2, 1 / other):
        difference = separate(one - wrong).rational.together().cancel()
        assert difference != 0


def test_meanings_give_the_formula_back() -> None:
    formula: Expr = exp(1 / (1 + 1 / X)) * (1 + exp(-2 * X / (X + 1))) / (1 + tanh(X))
    found = separate(formula)
    back = found.rational.subs(list(found.meanings)).subs(X, Rational(3, 7))
    assert abs(complex((back - formula.subs(X, Rational(3, 7))).evalf(30))) < 1e-25
