"""Behaviour towards the circle: the theory's plateaus and orders, and numbers close to the end."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
from sympy import Expr, I, Integer, Rational, Symbol, cos, exp, lambdify, log, oo, sin, sqrt, tanh

from derivations.inputs import EXPONENTIAL, WHITE, Input
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.probing.asymptotics import DERIVATIVE, Behaviour, behaviours, verdict
from derivations.probing.compact import compact
from derivations.probing.forms import forms
from derivations.symbols import RHO
from tests.derivations.probing.units import COMPLEX, MAPS, NU, SIGMOID, THETA, normalized, real

pytestmark = pytest.mark.slow

PLATEAU = (1 + RHO) / (1 - RHO)
POSITIVE = (Coordinate(OMEGA, Integer(0), oo),)


def found(unit: Parameterization, source: Input = WHITE) -> tuple[Behaviour, ...]:
    return behaviours(unit, source, forms(unit, source))


def one(unit: Parameterization, source: Input, key: str) -> tuple[Expr, Expr]:
    (row,) = (row for row in found(unit, source) if row.key == key and row.limit == 1)
    return row.exponent, row.constant


def test_plateaus_of_the_white_gain() -> None:
    unit = normalized(MAPS["exp(-exp)"])
    for key, share in (("sensitivity_moment_detached", 2), ("sensitivity_moment", 4)):
        exponent, constant = one(unit, EXPONENTIAL, key)
        assert exponent == 0
        assert compact(constant - PLATEAU / share) == 0
        assert compact(constant - PLATEAU) != 0
    assert compact(one(unit, EXPONENTIAL, "state_moment")[1] - PLATEAU) == 0


def test_relative_sensitivity_of_a_gate_is_one_half() -> None:
    unit = real(SIGMOID, 1 - SIGMOID)
    assert one(unit, EXPONENTIAL, "relative_sensitivity") == (0, Rational(1, 2))
    exponent, constant = one(unit, EXPONENTIAL, "state_moment")
    assert exponent == -1
    assert compact(constant - PLATEAU / 2) == 0


def test_averages_without_a_map() -> None:
    unit = real(OMEGA, 1 - OMEGA, coordinates=(Coordinate(OMEGA, Integer(-1), Integer(1)),))
    exponent, constant = one(unit, EXPONENTIAL, "sensitivity_moment")
    assert exponent == 1
    assert compact(constant - PLATEAU / 4) == 0


SLOW = exp(-1 / (10 * (OMEGA**2 + Rational(1, 2))))
GLA = SIGMOID ** Rational(1, 16)
RWKV = exp(-exp(-Rational(1, 2)) * SIGMOID)
SOFT = exp(-3 * log(1 + exp(OMEGA)) / 2)
ORDERS = {
    "direct": (MAPS["direct"], 0, (Coordinate(OMEGA, Integer(-1), Integer(1)),)),
    "tanh": (MAPS["tanh"], 1, None),
    "sigmoid": (MAPS["sigmoid"], 1, None),
    "exp(-exp)": (MAPS["exp(-exp)"], 1, None),
    "sigmoid^8": (MAPS["sigmoid^8"], 1, None),
    "GLA": (GLA, 1, None),
    "RWKV-7": (RWKV, 1, None),
    "Mamba": (SOFT, 1, None),
    "StableSSM": (MAPS["StableSSM"], Rational(3, 2), (Coordinate(OMEGA, 1 / sqrt(2), oo),)),
    "StableSSM, continuous": (SLOW, Rational(3, 2), POSITIVE),
    "rational": (MAPS["rational"], 2, POSITIVE),
    "1-exp(-)": (MAPS["1-exp(-)"], 1, POSITIVE),
}


def unit_of(name: str) -> Parameterization:
    eigenvalue, _, coordinates = ORDERS[name]
    return real(eigenvalue, coordinates=coordinates or (Coordinate(),))


@pytest.mark.parametrize("name", ORDERS)
def test_orders_of_the_maps(name: str) -> None:
    assert -one(unit_of(name), WHITE, DERIVATIVE)[0] == ORDERS[name][1]


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("source", [WHITE, EXPONENTIAL], ids=lambda s: s.name)
@pytest.mark.parametrize("name", ORDERS)
def test_terms_lead_close_to_the_end(name: str, source: Input) -> None:
    plain = unit_of(name)
    assert_leads(
        replace(plain, gain=sqrt(1 - plain.eigenvalue**2) * (2 + plain.eigenvalue)), source
    )


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("name", ["LRU", "optimal angle", "polar", "gain turns"])
def test_terms_lead_close_to_the_circle(name: str) -> None:
    unit = COMPLEX[name]
    low, high = {"polar": (0, 1), "optimal angle": (0, oo)}.get(name, (-oo, oo))
    bounds = (Coordinate(NU, Integer(low) if low == 0 else low, high), unit.coordinates[1])
    assert_leads(replace(unit, coordinates=bounds), EXPONENTIAL)


def assert_leads(unit: Parameterization, source: Input) -> None:
    """The ratio to the leading term tends to one: ten times closer at a point well nearer."""
    known = forms(unit, source)
    rows = [r for r in behaviours(unit, source, known) if r.key != DERIVATIVE]
    assert rows
    by_key = {form.key: form.expression for form in known}
    for row in rows:
        assert row.exponent is not None
        near = [abs(_ratio(unit, row, by_key[row.key], far) - 1) for far in (30, 90)]
        assert near[1] < max(near[0] / 2, mpmath.mpf(10) ** -40), (row, near)
        wrong = row._replace(constant=2 * row.constant, exponent=row.exponent)
        assert abs(_ratio(unit, wrong, by_key[row.key], 90) - 1) > 0.4


def _ratio(unit: Parameterization, row: Behaviour, form: Expr, far: int) -> mpmath.mpf:
    with mpmath.workdps(300):
        at = {symbol: mpmath.mpf("0.37") for symbol in unit.symbols}
        at[row.coordinate] = _close(row.end, unit, row.coordinate, far)
        names, values = (*at, RHO), (*at.values(), mpmath.mpf(-3) / 5)
        f, modulus, constant = (
            lambdify(names, e, "mpmath")(*values)
            for e in (form, abs(unit.eigenvalue), row.constant)
        )
        return f * (1 - modulus) ** mpmath.mpmathify(row.exponent) / constant


def _close(end: Expr, unit: Parameterization, symbol: Symbol, far: int) -> mpmath.mpf:
    if end in (oo, -oo):
        return mpmath.mpf(far) * (1 if end == oo else -1)
    low = next(c.low for c in unit.coordinates if c.symbol == symbol)
    step = mpmath.mpf(10) ** (-far // 10)
    return mpmath.mpmathify(end) + (step if end == low else -step)


def test_limits_say_the_direction() -> None:
    assert {row.limit for row in found(normalized(tanh(OMEGA)))} == {-1, 1}
    row = next(row for row in found(COMPLEX["LRU"]) if row.coordinate == NU)
    assert row.limit == cos(exp(THETA)) + I * sin(exp(THETA))


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (normalized(tanh(OMEGA)), "tamed up to the constant 1"),
        (replace(normalized(tanh(OMEGA)), is_coupled=False), "tamed up to the constant 2"),
        (replace(real(tanh(OMEGA)), is_coupled=False), "cursed (exponent 1)"),
        (unit_of("direct"), "cursed (exponent 3)"),
        (unit_of("StableSSM"), "tamed up to the constant 1"),
        (unit_of("rational"), "vanishing (exponent 1)"),
        (real(SIGMOID / 2), "no long memory reached"),
        (COMPLEX["LRU"], "cursed (exponent 2)"),
        (real(tanh(exp(OMEGA))), "undecided"),
    ],
    ids=str,
)
def test_verdicts(unit: Parameterization, words: str) -> None:
    assert verdict(unit, found(unit)) == words


def test_directions_that_differ_are_told_apart() -> None:
    line = verdict(normalized(tanh(OMEGA)), found(normalized(tanh(OMEGA)), EXPONENTIAL))
    assert "as lambda -> -1" in line
    assert "as lambda -> 1" in line
