"""Coordinates solved for the eigenvalue, put back into the map."""

from __future__ import annotations

import pytest
from sympy import Expr, Rational, exp, log, tanh

from derivations.parameterizations.parameterization import OMEGA
from derivations.probing.inverse import inverse
from derivations.symbols import LAMBDA
from tests.derivations.probing.units import COMPLEX, MAPS, SIGMOID, real


@pytest.mark.parametrize(
    "eigenvalue",
    [*MAPS.values(), exp(-log(1 + exp(OMEGA)) / 2), SIGMOID ** Rational(1, 16)],
    ids=str,
)
def test_inverse_undoes_the_map(eigenvalue: Expr) -> None:
    coordinate = inverse(real(eigenvalue))
    assert coordinate is not None
    number = Rational(7, 10)
    again = eigenvalue.subs(OMEGA, coordinate.subs(LAMBDA, number))
    assert abs(again.evalf(40) - number) < Rational(1, 10**35)


def test_a_map_that_does_not_unwind() -> None:
    assert inverse(real(tanh(OMEGA + exp(OMEGA)))) is None
    assert inverse(COMPLEX["polar"]) is None
