"""Power series against numerical differentiation, and points where a map has no slope."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest
from flint import acb, ctx
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    Abs,
    Expr,
    I,
    Integer,
    Rational,
    Symbol,
    cos,
    exp,
    lambdify,
    log,
    pi,
    sin,
    sqrt,
    tanh,
)

from derivations.parameterizations import PARAMETERIZATIONS
from derivations.parameterizations.parameterization import Coordinate, Parameterization
from tests.alike import one_in
from verification.probing.taylor import expanded, local

pytestmark = pytest.mark.slow

W, NU = Symbol("omega"), Symbol("omega_nu")
DIGITS = 60
MAPS = {
    "exp": exp(-exp(W)),
    "log": log(1 + exp(W)),
    "log of a negative number": log(-3 - W**2),
    "cos": cos(3 * W) / 2,
    "sin": sin(W * NU),
    "tanh": tanh(W - NU / 3),
    "tanh of a complex number": tanh(W + I * NU / 4),
    "turned": tanh(NU) * exp(I * pi * W / 5),
    "negative power": (2 + W**2) ** -3,
    "half power": sqrt(1 + W**2),
    "negative half power": (1 + exp(W)) ** Rational(-1, 2),
    "third of a negative number": (-2 - W**2) ** Rational(1, 3),
    "power that moves": 2 ** (-5 - W),
    "power that moves, of what moves": (1 + W**2) ** (NU - Rational(1, 2)),
    "complex power": (1 + W**2) ** (I * NU),
    "power that is no fraction": (1 + W**2) ** sqrt(2),
    "quotient": (1 - W / 7) / (1 + W**2),
}
NUMBERS = st.fractions(-3, 3, max_denominator=50)


def numerically(expression: Expr) -> tuple[Callable[[mpmath.mpf, mpmath.mpf], mpmath.mpc], ...]:
    function = lambdify((W, NU), expression, "mpmath")

    def slope(w: mpmath.mpf, nu: mpmath.mpf) -> mpmath.mpc:
        return mpmath.diff(lambda x: function(x, nu), w)

    return function, slope


def distance(ball: acb, number: mpmath.mpc) -> float:
    """Give |middle - number| / max(1, |number|), and see that the ball is narrow."""
    assert ball.rad() < 1e-80
    with ctx.workprec(300):
        parts = [acb(mpmath.nstr(part, 75)) for part in (number.real, number.imag)]
        other = parts[0] + parts[1] * acb(0, 1)
        return float(abs(ball - other)) / max(1.0, float(abs(number)))


@pytest.mark.parametrize("name", one_in(2, MAPS))
@given(w=NUMBERS, nu=NUMBERS)
def test_value_and_slope(name: str, w: Rational, nu: Rational) -> None:
    point = {W: Rational(w), NU: Rational(nu)}
    found = expanded(MAPS[name], point, W)
    # diff steps by 2^-(precision) of a doubled working precision: an error near 10^-DIGITS
    with mpmath.workdps(DIGITS):
        numbers = [mpmath.mpf(x.numerator) / x.denominator for x in (w, nu)]
        for ball, function in zip(found, numerically(MAPS[name]), strict=True):
            assert distance(ball, mpmath.mpc(function(*numbers))) < 1e-50


def test_the_slope_is_that_of_the_coordinate_asked_for() -> None:
    point = {W: Rational(1, 3), NU: Rational(-2, 7)}
    first, second = (expanded(W**2 * NU, point, symbol)[1] for symbol in (W, NU))
    assert abs(complex(first) - 2 / 3 * -2 / 7) < 1e-16
    assert abs(complex(second) - 1 / 9) < 1e-16


NOWHERE = {
    "pole": 1 / W,
    "double pole": (W**2) ** -1,
    "pole of a fraction": (1 + W) / (W - W**2),
    "log of 0": log(W),
    "root of 0 has no slope": sqrt(W),
    "power of 0": W**NU,
    "beyond any number": exp(exp(exp(exp(exp(5 + W))))),
}


@pytest.mark.parametrize("name", NOWHERE)
def test_no_value_or_no_slope(name: str) -> None:
    with pytest.raises(ArithmeticError, match="at that point"):
        expanded(NOWHERE[name], {W: Integer(0), NU: Rational(1, 2)}, W)


@pytest.mark.parametrize("expression", [Abs(W), Symbol("other") * W, W + Integer(1) / 0])
def test_unknown_nodes(expression: Expr) -> None:
    with pytest.raises(TypeError, match="has no series here"):
        expanded(expression, {W: Rational(1, 2)}, W)


def test_a_removable_pole_is_refused_not_guessed() -> None:
    with pytest.raises(ArithmeticError):
        expanded(sin(W) / W, {W: Integer(0)}, W)


def test_a_unit_has_all_its_slopes() -> None:
    step = Symbol("Delta")
    unit = Parameterization(
        "typed",
        "",
        exp(-step * W + I * NU),
        W * NU**2,
        coordinates=(Coordinate(W), Coordinate(NU)),
        constants=((step, Rational(3, 10)),),
    )
    found = local(unit, {W: Rational(1, 2), NU: Rational(7, 5)})
    value = mpmath.exp(-0.15 + 1.4j)
    assert [complex(c) for c in (found.eigenvalue, *found.eigenvalue_slopes)] == pytest.approx(
        [complex(c * value) for c in (1, -0.3, 1j)], rel=1e-14
    )
    assert [complex(c) for c in (found.gain, *found.gain_slopes)] == pytest.approx(
        [0.98, 1.96, 1.4], rel=1e-14
    )


@pytest.mark.parametrize("unit", PARAMETERIZATIONS, ids=lambda unit: unit.name)
def test_every_unit_of_the_catalogue_has_a_series(unit: Parameterization) -> None:
    """No node of theirs is unknown; 3/10 is inside every interval or no pole."""
    found = local(unit, {symbol: Rational(3, 10) for symbol in unit.symbols})
    assert found.eigenvalue.rad() < 1e-80
    assert len(found.eigenvalue_slopes) == len(unit.symbols)
