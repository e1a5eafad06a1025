"""Random points of a domain: where they lie, what is skipped, how much rounding is allowed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sympy import N, Rational

from derivations.parameterizations import find
from derivations.parameterizations.parameterization import Parameterization
from derivations.symbols import RHO
from verification.probing import places as module
from verification.probing.inputs import input_of
from verification.probing.places import MODULI, POINTS, Place, places
from verification.probing.reading import parameterization
from verification.session import strict

pytestmark = pytest.mark.slow

strict()
TURNED = parameterization(
    "omega_nu*exp(I*omega_theta)", "exp(omega_theta/5)", "0<omega_nu<1, -2<omega_theta<2"
)


@pytest.fixture(scope="module")
def found() -> tuple[Place, ...]:
    return places(TURNED, input_of("exponential"))


def test_points_lie_inside(found: tuple[Place, ...]) -> None:
    assert len(found) == POINTS
    assert len({tuple(place.point.items()) for place in found}) == POINTS
    for place in found:
        assert {*place.point} == {*TURNED.symbols, RHO}
        assert all(isinstance(number, Rational) for number in place.point.values())
        assert all(c.low < place.point[c.symbol] < c.high for c in TURNED.coordinates)
        assert MODULI[0] < place.point[TURNED.symbols[0]] < MODULI[1]
        assert 0 < abs(place.point[RHO]) < 1


def entries(place: Place) -> list[tuple[Any, Any]]:
    return [
        pair
        for one, other in zip(place.balls, place.measured, strict=True)
        for pair in zip(np.ravel(np.array(one)), np.ravel(np.array(other)), strict=True)
    ]


def test_both_roads_meet_and_tell_small_differences(found: tuple[Place, ...]) -> None:
    for place in found:
        for ball, ran in entries(place):
            assert bool(ball.overlaps(ran))
            # off-diagonal entries may be small beside their terms
            if abs(float(ball)) > 1e-2:
                assert not bool((ball * (1 + 1e-6)).overlaps(ran))
            assert float(ball.rad()) < 1e-45


def test_the_same_salt_gives_the_same_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "run", lambda *_: module.Measured(*[np.ones((2, 2))] * 5))
    monkeypatch.setattr(module, "_widened", lambda ran, *_: ran)
    points = [
        [place.point for place in places(unit, input_of("exponential"), salt)]
        for unit, salt in ((TURNED, 0), (TURNED, 0), (TURNED, 1), (find("polar"), 0))
    ]
    assert points[0] == points[1]
    assert points[0] != points[2]
    assert points[0] != points[3]


NONE: dict[str, tuple[Parameterization, str]] = {
    "on the circle": (find("unitary"), "white"),
    "outside": (parameterization("2+exp(omega)"), "white"),
    "no gain": (parameterization("tanh(omega)", "0"), "white"),
    "an imaginary gain": (parameterization("tanh(omega)", "sqrt(-1 - omega^2)"), "white"),
    "an imaginary map": (parameterization("sqrt(-1 - omega^2)/9"), "white"),
    "beyond 1 everywhere": (parameterization("exp(exp(omega))"), "white"),
    "an interval shorter than the grid": (
        parameterization("omega+1/2", domain="0<omega<0.0000001"),
        "white",
    ),
}


@pytest.mark.parametrize("name", NONE)
def test_units_without_places(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRIES", 100)
    unit, source = NONE[name]
    assert places(unit, input_of(source)) == ()


@pytest.mark.slow
def test_points_where_a_real_map_is_imaginary_are_skipped() -> None:
    unit = parameterization("tanh(sqrt(omega))/2", "sqrt(omega)")
    found = places(unit, input_of("rho=-1/2"))
    assert len(found) == POINTS
    assert all(place.point[unit.symbols[0]] > 0 for place in found)


def test_points_where_the_run_overflows_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "run", lambda *_: module.Measured(*[np.full((2, 2), np.nan)] * 5))
    monkeypatch.setattr(module, "TRIES", 50)
    assert places(TURNED, input_of("white")) == ()


@pytest.mark.slow
def test_slopes_lost_to_rounding_are_allowed_for() -> None:
    """Far out 1 - tanh^2 has few digits left: the run is right, though its digits are not."""
    unit = parameterization("tanh(omega)*omega_nu")
    source = input_of("ar 1.2 -0.5")
    found = [place for salt in (0, 1) for place in places(unit, source, salt)]
    assert any(abs(float(N(place.point[unit.symbols[0]]))) > 4 for place in found)
    assert all(bool(ball.overlaps(ran)) for place in found for ball, ran in entries(place))


@pytest.mark.slow
def test_a_negative_gain_has_the_rounding_of_its_modulus() -> None:
    pair = [
        places(parameterization("tanh(omega)", gain, "-1<omega<1"), input_of("rho=-1/2"))
        for gain in ("2+exp(omega)", "-2-exp(omega)")
    ]
    for one, other in zip(*pair, strict=True):
        for (_, first), (_, second) in zip(entries(one), entries(other), strict=True):
            assert bool(first.overlaps(second))
            assert float(first.rad()) == pytest.approx(float(second.rad()), rel=1e-6)
