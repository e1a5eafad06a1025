"""Optimal maps: the theory's solutions proved, integrals by another quadrature, comparisons."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
from flint import acb, arb, ctx
from sympy import (
    Expr,
    Integer,
    Rational,
    asin,
    asinh,
    atanh,
    elliptic_e,
    elliptic_f,
    exp,
    lambdify,
    log,
    sqrt,
    tanh,
)

from derivations.inputs import EXPONENTIAL, WHITE, Input
from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.probing.compact import compact
from derivations.probing.optimal import coordinate_at, is_solution, optimum, solution, unevenness
from derivations.spectra import exponentials
from derivations.symbols import LAMBDA as L
from derivations.symbols import RHO
from tests.derivations.probing.units import COMPLEX, MAPS, SIGMOID, normalized, real

pytestmark = pytest.mark.slow

CONSTANT = exponentials((Integer(1),), (Integer(1),))
WHITE_GAIN, AVERAGE = normalized(OMEGA), real(OMEGA, 1 - OMEGA)


def held(unit: Parameterization) -> Parameterization:
    return replace(unit, is_coupled=False)


ROOT = sqrt(1 - L**2)
SOLVED: dict[str, tuple[Parameterization, Input, Expr, Expr | None]] = {
    "white, no gamma": (
        real(OMEGA),
        WHITE,
        L * sqrt(1 + L**2) / ROOT - elliptic_e(asin(L), -1) + elliptic_f(asin(L), -1),
        None,
    ),
    "white, held fixed": (
        held(WHITE_GAIN),
        WHITE,
        sqrt(2) * atanh(sqrt(2) * L / sqrt(1 + L**2)) - asinh(L),
        None,
    ),
    "white, differentiated": (WHITE_GAIN, WHITE, atanh(L), tanh(OMEGA)),
    "white, average": (
        AVERAGE,
        WHITE,
        sqrt(2) * (1 - sqrt((1 - L) / (1 + L))),
        OMEGA * (2 * sqrt(2) - OMEGA) / (OMEGA**2 - 2 * sqrt(2) * OMEGA + 4),
    ),
    "constant, no gamma": (real(OMEGA), CONSTANT, L / (1 - L), OMEGA / (1 + OMEGA)),
    "constant, average": (held(AVERAGE), CONSTANT, -log(1 - L), 1 - exp(-OMEGA)),
    "constant, white gain": (
        held(WHITE_GAIN),
        CONSTANT,
        2 * sqrt((1 + L) / (1 - L)) - 2 - asin(L),
        None,
    ),
}


@pytest.mark.parametrize("name", SOLVED)
def test_closed_forms(name: str) -> None:
    unit, source, coordinate, eigenvalue = SOLVED[name]
    found = optimum(unit, source)
    assert found is not None
    assert found.coordinate is not None
    assert is_solution(found.coordinate, found.density)
    assert not is_solution(2 * found.coordinate, found.density)
    for number in (Rational(-3, 10), Rational(4, 5)):
        gap = (found.coordinate - coordinate).subs(L, number).evalf(40)
        assert abs(gap) < Rational(1, 10**35)
    if eigenvalue is not None:
        assert compact(found.eigenvalue - eigenvalue) == 0


@pytest.mark.parametrize("name", SOLVED)
def test_integrals_contain_the_closed_forms(name: str) -> None:
    unit, source, coordinate, _ = SOLVED[name]
    found = optimum(unit, source)
    assert found is not None
    ball = coordinate_at(found.density, Rational(9, 10))
    with ctx.workdps(45):
        value = acb(str(coordinate.subs(L, Rational(9, 10)).evalf(45))).real
        rounding = 1e-40
        assert ball.real.overlaps(value + arb(0, rounding))
        assert ball.real.rad() < 1e-15
        assert not (2 * ball.real).overlaps(value)


def test_a_density_without_closed_form_is_integrated() -> None:
    unit, number = real(OMEGA, sqrt((1 - OMEGA**2) * (1 - OMEGA / 2) / (1 + OMEGA / 2))), 0.9
    half = replace(EXPONENTIAL, generating=EXPONENTIAL.generating.xreplace({RHO: Rational(1, 2)}))
    found = optimum(unit, replace(half, parameters=()))
    assert found is not None
    assert found.coordinate is None
    ball = coordinate_at(found.density, Rational(9, 10))
    root = lambdify(L, sqrt(found.density), "mpmath")
    with mpmath.workdps(30):
        other = mpmath.quad(root, [0, mpmath.mpf(9) / 10])
    assert abs(float(ball.real) - float(other)) < 1e-14 * number


def test_what_cannot_be_learned_has_no_optimum() -> None:
    found = optimum(AVERAGE, CONSTANT)
    assert found is not None
    assert found.density == 0
    assert found.coordinate is None
    assert unevenness(AVERAGE, CONSTANT) is None
    assert optimum(COMPLEX["polar"], WHITE) is None
    assert solution(Integer(0)) is None


def test_only_the_gain_counts() -> None:
    gate = optimum(real(SIGMOID, 1 - SIGMOID), WHITE)
    assert gate is not None
    assert gate.coordinate == SOLVED["white, average"][2]


def test_an_open_density_is_refused() -> None:
    found = optimum(WHITE_GAIN, EXPONENTIAL)
    assert found is not None
    with pytest.raises(ValueError, match="alone"):
        coordinate_at(found.density, Rational(1, 2))


def test_the_optimum_is_even_and_others_are_not() -> None:
    assert unevenness(normalized(tanh(OMEGA)), WHITE) == 1
    other = unevenness(normalized(MAPS["exp(-exp)"]), WHITE)
    assert other is not None
    right = L**2 * log(L) ** 2 / (1 - L**2) ** 2
    assert abs((other - right / right.subs(L, Rational(1, 2))).subs(L, 0.9).evalf()) < 1e-12
