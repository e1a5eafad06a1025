"""Where a unit has a given memory: |lambda| there is what was asked, inside the domain."""

from __future__ import annotations

import json
from math import inf

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from sympy import Integer, Rational, exp, oo, sqrt, tanh

from derivations.parameterizations import NAMES, find
from derivations.parameterizations.parameterization import OMEGA, Coordinate, Parameterization
from derivations.probing.forms import Form, forms
from derivations.probing.reach import reach
from tests.alike import one_in
from verification.lowering import lower
from verification.probing.bracketing import bracket, solved
from verification.probing.inputs import input_of
from verification.probing.memories import MEMORIES, places, rows
from verification.probing.paths import middle, size, towards, value, way
from verification.probing.reading import parameterization
from verification.session import strict

pytestmark = pytest.mark.slow

strict()


def reached(unit: Parameterization) -> dict[int, float]:
    """The memories at the points that are found, which lie inside of the domain."""
    constants = dict(unit.constants)
    modulus, found = unit.eigenvalue.xreplace(constants), {}
    for memory, point in places(unit, reach(unit)):
        assert set(point) == set(unit.symbols)
        for c in unit.coordinates:
            assert c.low.xreplace(constants) < point[c.symbol] < c.high.xreplace(constants)
        found[memory] = 1 / (1 - size(modulus, point))
    return found


def is_right(found: dict[int, float]) -> bool:
    # |lambda| is a float of 16 digits, and 1 - |lambda| is divided by
    return all(abs(there / memory - 1) <= 1e-15 * 4 * memory for memory, there in found.items())


# what |lambda| never is on the domain
NEVER = {"hgrn": {2}, "rwkv-7": {2}, "chrono": {2, 10000}, "retnet": {2, 10}}


@pytest.mark.parametrize(
    "name", [n for n in NAMES if n not in ("optimal-angle", "cheap-angle", "unitary")]
)
def test_memories_of_the_catalogue(name: str) -> None:
    found = reached(find(name))
    assert is_right(found)
    missing = {*MEMORIES} - {*found}
    assert missing == ({*MEMORIES} if name == "cartesian" else NEVER.get(name, set()))


OWN = {
    "(3+tanh(omega))/4": ("", {10, 100, 1000, 10000}),  # 1/2 is its infimum
    "(9+tanh(omega))/10": ("", {10, 100, 1000, 10000}),
    "1-1/(2+omega)": ("0<omega<oo", {10, 100, 1000, 10000}),
    "-tanh(omega)": ("0<omega<oo", {*MEMORIES}),
    "tanh(omega)/3": ("", set()),
    "tanh(omega)*8/10": ("", {2}),
    "1-omega**2": ("1/9<omega<1", {2, 10}),
    "nu*exp(I*theta)": ("0<nu<1, -3<theta<3", {*MEMORIES}),
    "omega**7": ("-1<omega<1", {*MEMORIES}),
}


@pytest.mark.parametrize("text", OWN)
def test_memories_of_ones_own(text: str) -> None:
    domain, expected = OWN[text]
    found = reached(parameterization(text, "", domain))
    assert set(found) == expected
    assert is_right(found)


def test_a_wrong_place_would_be_seen() -> None:
    assert not is_right({10: 10 * (1 + 1e-12)})
    assert not is_right({2: 5.3})


def test_rows_are_the_forms_there() -> None:
    unit, source = find("tanh"), input_of("exponential")
    found = rows(unit, source, forms(unit, source), reach(unit))
    assert [row["memory"] for row in found] == list(MEMORIES)
    for row in found:
        eigenvalue = 1 - 1 / row["memory"]
        expected = (1 + eigenvalue / 2) / (1 - eigenvalue / 2)  # rho = 1/2
        assert abs(row["state_moment"] / expected - 1) < 1e-11
        assert abs(row["relative_sensitivity"] - 1) < 1e-11
        assert abs(np.tanh(row["at"]["omega"]) - eigenvalue) < 1e-15
    assert json.dumps(found, allow_nan=False)


def test_a_number_that_is_infinite_is_none() -> None:
    unit, source = find("tanh"), input_of("white")
    (row, *_) = rows(unit, source, [Form("condition_number", "", oo)], reach(unit))
    assert row["condition_number"] is None


def test_ways() -> None:
    seen = way(find("exp-exp"), reach(find("exp-exp")))
    assert seen is not None
    assert (seen.symbol, seen.end, seen.other, seen.start) == (OMEGA, -oo, oo, Rational(1, 2))
    seen = way(find("tanh"), reach(find("tanh")))
    assert seen is not None
    assert seen.end == oo  # where lambda tends to 1, not to -1
    short = Parameterization("s", "", OMEGA, coordinates=(Coordinate(OMEGA, 0, Rational(1, 3)),))
    seen = way(short, reach(short))
    assert seen is not None
    assert abs(seen.end - Rational(1, 3)) < Rational(1, 10**29)
    assert seen.other == 0


def test_middles_and_steps_stay_inside() -> None:
    assert middle(-oo, oo) == Rational(1, 2)
    assert middle(Integer(3), oo) == Rational(7, 2)
    assert middle(-oo, Integer(3)) == Rational(5, 2)
    assert middle(Integer(1), Integer(2)) == Rational(3, 2)
    assert 1 < middle(Integer(1), sqrt(2)) < sqrt(2)
    for k in range(40):
        step = Rational(2) ** (k - 4)
        assert 0 < towards(Rational(1, 2), Integer(0), step) < Rational(1, 2)
        assert Rational(1, 2) < towards(Rational(1, 2), Integer(2), step) < 2
        assert towards(Rational(1, 2), oo, step) == Rational(1, 2) + step
        assert towards(Rational(1, 2), -oo, step) == Rational(1, 2) - step


def test_values() -> None:
    at = {OMEGA: Rational(-3, 7)}
    assert abs(value(exp(OMEGA) + 2, at) - (np.exp(-3 / 7) + 2)) < 1e-12
    assert value(1 / (OMEGA + Rational(3, 7)), at) == 0
    assert size(tanh(OMEGA), at) == abs(value(tanh(OMEGA), at)) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, [n for n in NAMES if n not in ("unitary", "chrono")]))
def test_brackets_of_the_catalogue_hold_the_moduli_asked_for(name: str) -> None:
    unit = find(name)
    where = bracket(unit)
    function = lower(unit.eigenvalue.xreplace(dict(unit.constants)), unit.symbols)
    lows, highs = (np.array(ends) for ends in where.box)
    shares = np.random.default_rng(3).uniform(0.1, 0.9, (len(lows), 3))
    rest = jnp.asarray(lows[:, None] + (highs - lows)[:, None] * shares)
    moduli = jnp.asarray([0.81, 0.9, 0.999])
    if name == "cartesian":
        moduli = jnp.asarray([0.1, 0.5, 0.6])
    if name == "retnet":
        moduli = jnp.asarray([0.97, 0.98, 0.999])
    found = solved(
        lambda rows: jnp.broadcast_to(function(*rows), rows.shape[1:]), where, rest, moduli
    )
    there = jnp.abs(function(*found))
    assert jnp.max(jnp.abs(there - moduli)) < 1e-12
    if where.place is not None:
        others = [k for k in range(len(lows)) if k != where.place]
        assert (np.asarray(found)[others] == np.asarray(rest)[others]).all()


@pytest.mark.parametrize("text", ["-tanh(omega)", "tanh(omega)", "-exp(-exp(omega))"])
def test_signs_of_eigenvalues(text: str) -> None:
    unit = parameterization(text, "", "0<omega<oo" if text == "-tanh(omega)" else "")
    where = bracket(unit)
    function = lower(unit.eigenvalue, unit.symbols)
    moduli = jnp.asarray([0.3, 0.99])
    found = solved(lambda rows: function(*rows), where, jnp.ones((1, 2)), moduli)
    assert jnp.max(jnp.abs(jnp.abs(function(*found)) - moduli)) < 1e-12
    assert jnp.isfinite(found).all()
    assert float(jnp.max(jnp.abs(found))) < inf
    assert isinstance(jax.device_get(found), np.ndarray)
