"""The catalogue against a table worked out by hand: how fast lambda moves, in terms of lambda.

The right-hand sides come from inverting each map on paper; the catalogue is differentiated.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import mpmath
import pytest
from sympy import Expr, I, Integer, Rational, Symbol, diff, exp, lambdify, log, sqrt, symbols, tanh

from derivations.parameterizations import NAMES, find
from derivations.parameterizations.parameterization import Parameterization
from tests.derivations.test_parameterizations import Point, points, squared, vanishes

pytestmark = pytest.mark.slow

L, NU, THETA = Symbol("lambda"), Symbol("nu"), Symbol("theta")
A, B, C, STEP, TAU, BETA = symbols("a b c Delta tau beta")
OMEGA_NU, OMEGA_THETA = symbols("omega_nu omega_theta")
RATE, DECAY = -log(L), -log(NU)
HALF, ONE = Rational(1, 2), Integer(1)
BALANCED, GATE, AVERAGE = sqrt(1 - L**2), L * (1 - L), 1 - L


class Row(NamedTuple):
    """What is known of a real map: |lambda'|, its order at lambda = 1, and gamma, all of lambda."""

    speed: Expr
    order: Expr
    gain: Expr = ONE


class Turn(NamedTuple):
    """What is known of a complex map: lambda = nu exp(i theta), and |d lambda| by coordinate."""

    modulus: Expr
    angle: Expr
    speeds: tuple[Expr, ...]
    orders: tuple[Expr, ...]
    gain: Expr = ONE


REAL: Mapping[str, Row] = MappingProxyType(
    {
        "direct": Row(ONE, Integer(0)),
        "tanh": Row(1 - L**2, ONE, BALANCED),
        "exp-exp": Row(L * RATE, ONE, BALANCED),
        "rational": Row((1 - L) ** 2, Integer(2)),
        "one-minus-exp": Row(1 - L, ONE, AVERAGE),
        "ema": Row(sqrt((1 - L) * (1 + L) ** 3 / 2), HALF, AVERAGE),
        "stable-discrete": Row(sqrt(2 * (1 - L) ** 3 * (1 + L)), 3 * HALF),
        "stable-continuous": Row(
            2 * L * RATE**2 / STEP * sqrt(A * (STEP / RATE - B)), 3 * HALF, (1 - L) * STEP / RATE
        ),
        "retnet": Row((1 - L) * log(2), ONE),
        "lstm": Row(GATE, ONE),
        "chrono": Row(GATE, ONE, AVERAGE),
        "gru": Row(GATE, ONE, AVERAGE),
        "mingru": Row(GATE, ONE, AVERAGE),
        "hgrn": Row((L - BETA) * (1 - L) / (1 - BETA), ONE, AVERAGE),
        "rg-lru": Row(C * L * (1 - L ** (1 / C)), ONE, BALANCED),
        "gla": Row(L / TAU * (1 - L**TAU), ONE),
        "rwkv-4": Row(L * RATE, ONE, AVERAGE),
        "rwkv-6": Row(L * RATE, ONE),
        "rwkv-7": Row(L * RATE * (1 - exp(HALF) * RATE), ONE),
        "xlstm-sigmoid": Row(GATE, ONE, AVERAGE),
        "xlstm-exp": Row(L, Integer(0), AVERAGE),
        "zoh": Row(L * RATE, ONE, (1 - L) * STEP / RATE),
        "zoh-step": Row(L * RATE, ONE, (1 - L) / A),
        "bilinear": Row((1 - L**2) / 2, ONE, (1 - L) / A),
        "bilinear-tanh": Row(1 - L**2, ONE, (1 - L) / A),
        "euler": Row(1 - L, ONE, (1 - L) / A),
        "mamba": Row(A * L * (1 - L ** (1 / A)), ONE, RATE / A),
        "mamba-2": Row(A * L * (1 - L ** (1 / A)), ONE, RATE / A),
    }
)
_TANH, _DOUBLE = tanh(OMEGA_NU), exp(-exp(OMEGA_NU))
_ROUND = sqrt(1 - NU**2)
_HELD = sqrt(1 + NU**2 - NU * (exp(I * THETA) + exp(-I * THETA))) * STEP / sqrt(DECAY**2 + THETA**2)
_RE, _IM = symbols("omega_re omega_im")
# Where the angle depends on nu, moving nu at a fixed angle other than 0 turns lambda as well.
COMPLEX: Mapping[str, Turn] = MappingProxyType(
    {
        "polar": Turn(OMEGA_NU, OMEGA_THETA, (ONE, NU), (Integer(0), Integer(0))),
        "optimal-angle": Turn(
            _TANH,
            OMEGA_THETA * (1 - _TANH**2) / (_TANH * sqrt(1 + _TANH**2)),
            (
                sqrt((1 - NU**2) ** 2 + THETA**2 * (1 + 3 * NU**2) ** 2 / (1 + NU**2) ** 2),
                (1 - NU**2) / sqrt(1 + NU**2),
            ),
            (Integer(0), ONE),
            _ROUND,
        ),
        "cheap-angle": Turn(
            _TANH,
            OMEGA_THETA * (1 - _TANH**2),
            (sqrt((1 - NU**2) ** 2 + 4 * NU**4 * THETA**2), NU * (1 - NU**2)),
            (Integer(0), ONE),
            _ROUND,
        ),
        "scaled-exp": Turn(
            _DOUBLE,
            OMEGA_THETA * (1 - _DOUBLE),
            (NU * DECAY * sqrt(1 + NU**2 * THETA**2 / (1 - NU) ** 2), NU * (1 - NU)),
            (Integer(0), ONE),
            _ROUND,
        ),
        "lru": Turn(
            _DOUBLE, exp(OMEGA_THETA), (NU * DECAY, NU * THETA), (ONE, Integer(0)), _ROUND
        ),
        "s4d": Turn(
            exp(-STEP * exp(OMEGA_NU)),
            STEP * OMEGA_THETA,
            (NU * DECAY, STEP * NU),
            (ONE, Integer(0)),
            _HELD,
        ),
        "s5": Turn(
            exp(STEP * OMEGA_NU),
            STEP * OMEGA_THETA,
            (STEP * NU, STEP * NU),
            (Integer(0), Integer(0)),
            _HELD,
        ),
        "cartesian": Turn(
            sqrt(_RE**2 + _IM**2), -I * log((_RE + I * _IM) / sqrt(_RE**2 + _IM**2)), (ONE, ONE),
            (Integer(0), Integer(0)),
        ),
        "unitary": Turn(ONE, Symbol("omega"), (ONE,), (Integer(0),)),
    }
)  # fmt: skip
ALL_REAL = pytest.mark.parametrize("name", REAL)
ALL_COMPLEX = pytest.mark.parametrize("name", COMPLEX)


def speeds_differ(unit: Parameterization, k: int, column: Expr, known: Point) -> list[bool]:
    """Whether |d lambda| / d omega_k differs from a column, point by point."""
    moved = squared(diff(unit.eigenvalue, unit.symbols[k]))
    gap = moved - column.xreplace(known) ** 2
    return [not vanishes(gap, point) for point in points(unit)]


def test_the_table_is_that_of_the_catalogue() -> None:
    assert {*REAL, *COMPLEX} == set(NAMES)
    assert all(find(name).is_real for name in REAL)
    assert not any(find(name).is_real for name in COMPLEX)


@ALL_REAL
def test_a_real_map_moves_as_fast_as_the_table_says(name: str) -> None:
    unit = find(name)
    assert not any(speeds_differ(unit, 0, REAL[name].speed, {L: unit.eigenvalue}))


@ALL_COMPLEX
def test_a_complex_map_moves_as_fast_as_the_table_says(name: str) -> None:
    unit, row = find(name), COMPLEX[name]
    assert len(row.speeds) == len(unit.symbols)
    for k, speed in enumerate(row.speeds):
        assert not any(speeds_differ(unit, k, speed, {NU: row.modulus, THETA: row.angle}))


@ALL_COMPLEX
def test_modulus_and_angle_are_those_of_the_table(name: str) -> None:
    unit, row = find(name), COMPLEX[name]
    for point in points(unit):
        assert vanishes(unit.eigenvalue - row.modulus * exp(I * row.angle), point)


@pytest.mark.parametrize("name", NAMES)
def test_gains_are_those_of_the_table(name: str) -> None:
    unit = find(name)
    if name in REAL:
        gain = REAL[name].gain.xreplace({L: unit.eigenvalue})
    else:
        row = COMPLEX[name]
        gain = row.gain.xreplace({NU: row.modulus, THETA: row.angle})
    for point in points(unit):
        assert vanishes(unit.gain - gain, point)


def slope(column: Expr, variable: Symbol, constants: Point) -> tuple[float, float]:
    """The order of a column as its variable tends to 1, from two points; and how far it may be off.

    A column is C d^p (1 + O(d)) at distance d, so that the slope errs by O(d) at the farther one.
    """
    far, near = mpmath.mpf(10) ** -20, mpmath.mpf(10) ** -40
    function = lambdify(variable, column.xreplace(constants), "mpmath")
    with mpmath.workdps(100):
        ratio = mpmath.log(abs(function(1 - far) / function(1 - near)))
        return float(ratio / mpmath.log(far / near)), float(mpmath.sqrt(far))


@ALL_REAL
def test_the_orders_of_real_maps_at_one_are_those_of_the_table(name: str) -> None:
    found, error = slope(REAL[name].speed, L, dict(find(name).constants))
    assert abs(found - REAL[name].order) < error


@ALL_COMPLEX
def test_the_orders_of_complex_maps_at_one_are_those_of_the_table(name: str) -> None:
    constants = {**dict(find(name).constants), THETA: Rational(2, 3)}
    for speed, order in zip(COMPLEX[name].speeds, COMPLEX[name].orders, strict=True):
        found, error = slope(speed, NU, constants)
        assert abs(found - order) < error


@ALL_REAL
def test_a_wrong_column_of_a_real_map_would_be_seen(name: str) -> None:
    unit = find(name)
    wrong = REAL[name].speed * (1 + L / 10**6)
    assert all(speeds_differ(unit, 0, wrong, {L: unit.eigenvalue}))


@ALL_COMPLEX
def test_a_wrong_column_of_a_complex_map_would_be_seen(name: str) -> None:
    unit, row = find(name), COMPLEX[name]
    for k, speed in enumerate(row.speeds):
        wrong = speed * (1 + NU / 10**6)
        assert all(speeds_differ(unit, k, wrong, {NU: row.modulus, THETA: row.angle}))


def test_neighbours_in_the_table_are_told_apart() -> None:
    for name, other in (("gru", "exp-exp"), ("mamba-2", "exp-exp"), ("bilinear", "tanh")):
        unit = find(name)
        assert all(speeds_differ(unit, 0, REAL[other].speed, {L: unit.eigenvalue}))


def test_a_wrong_order_would_be_seen() -> None:
    found, error = slope(L * RATE ** Rational(3, 2), L, {})
    assert abs(found - 1) > error
