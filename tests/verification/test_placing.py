"""Points as the simulator takes them: laws have the moments that a point says, or are refused."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from sympy import Abs, I, Integer, Rational, Symbol, exp

from derivations import catalogue
from derivations.domain import DomainError
from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO
from numerics import atoms
from numerics.gaussian import exact
from verification import agreement, claims, placing
from verification.agreement import Case
from verification.claims.claim import Claim
from verification.evidence import rows
from verification.evidence.degree import CURVE

pytestmark = pytest.mark.slow

NAMES = tuple(name for name in agreement.NAMES if name not in catalogue.STREAMED)
GATES = ("sensitivity_moment_gated", "sensitivity_moment_gru")
POWERS = ((1, 0), (2, 0), (0, 1), (1, 1), (0, 2))


def case_and_point(name: str, salt: int) -> tuple[Case, dict[Symbol, Rational]]:
    case, claim = agreement.case(name), claims.find(f"linrec/{name}")
    return case, rows.draw(case, claim, random.Random(f"{salt}/{name}"))


@pytest.mark.parametrize("name", NAMES)
def test_drawn_points_are_fine_and_complete(name: str, salt: int) -> None:
    case, point = case_and_point(name, salt)
    form = catalogue.derive(name)
    held = form.expression.free_symbols | set(form.variables)
    assert held | set(case.system.parameters) <= set(point) | set(case.system.random)
    assert all(value(s**2 - square, point) == 0 for s, square in case.system.relations)
    sizes = [abs(part.q) for number in point.values() for part in number.as_real_imag()]
    assert max(sizes) >= 2**rows.BITS
    law = placing.placed(case, point).law
    assert sum(atom.probability for atom in law) == 1


@pytest.mark.parametrize("name", GATES)
def test_gates_have_the_moments_of_the_point(name: str, salt: int) -> None:
    case, point = case_and_point(name, salt)
    law = placing.placed(case, point).law
    places = [case.system.random.index(Symbol(s)) for s in ("f", "f_omega")]
    for powers, symbol in zip(POWERS, placing.MOMENTS, strict=True):
        exponents = [0] * len(case.system.random)
        for place, power in zip(places, powers, strict=True):
            exponents[place] = power
        assert atoms.expectation(law, exponents) == Fraction(point[symbol].p, point[symbol].q)


@pytest.mark.parametrize("name", NAMES)
def test_degrees_in_what_is_drawn_are_not_understated(name: str) -> None:
    found = placing.leaves(agreement.case(name).system)
    curves = {s for s, degrees in found.items() if degrees == CURVE}
    roots = {root for root, _ in agreement.case(name).system.relations}
    assert roots <= curves


IMPOSSIBLE = (
    {"m_1": 1, "m_2": "1/2"},
    {"m_1": "1/2", "m_2": "1/4", "m_0_1": 0, "m_1_1": "1/3", "m_0_2": 1},
    {"m_1": 0, "m_2": 1, "m_0_1": 0, "m_1_1": "1/2", "m_0_2": "1/5"},
)


@pytest.mark.parametrize("moments", IMPOSSIBLE)
def test_moments_that_no_gate_has_are_refused(moments: dict[str, object]) -> None:
    point = {Symbol(name): Rational(number) for name, number in moments.items()}
    with pytest.raises(DomainError, match="no law has them"):
        placing.placed(agreement.case("sensitivity_moment_gated"), {RHO: Integer(0), **point})


def completed(name: str, **numbers: object) -> tuple[dict[Symbol, Rational], bool]:
    point = {Symbol(s): Rational(number) for s, number in numbers.items()}
    return placing.completed(agreement.case(name).system, catalogue.derive(name), point)


def test_roots_are_exact_and_other_functions_are_rounded() -> None:
    full, is_exact = completed("state_kernel_normalised", lambda_0="-3/5", rho=0, **{"lambda": 0})
    assert is_exact
    assert [full[Symbol(s)] for s in ("gamma", "gamma_0")] == [1, Rational(4, 5)]
    full, is_exact = completed("state_moment_zoh", a="-1", Delta=1, rho=0)
    assert not is_exact
    assert Abs(full[Symbol("e")] - exp(-1)).evalf(70) < Rational(1, 10**59)
    full, is_exact = completed("state_moment_polar", nu="1/2", theta=0, rho=0)
    assert (full[Symbol("t")], is_exact) == (0, True)


@pytest.mark.parametrize(
    ("name", "number"),
    [("state_moment_normalised", "1/2"), ("sensitivity_moment_lru", "-3/5")],
)
def test_points_without_rational_roots_or_real_functions_are_refused(
    name: str, number: str
) -> None:
    with pytest.raises(DomainError, match="move the point"):
        completed(name, rho=0, **{"lambda": number})


def test_conjugates_follow(salt: int) -> None:
    _, point = case_and_point("state_moment_ar_2", salt)
    assert point[LAMBDA_BAR] == point[LAMBDA].conjugate() != point[LAMBDA]
    assert point[LAMBDA].has(I)
    assert LAMBDA_0 not in point


def test_noise_that_vanishes_is_certain() -> None:
    claim: Claim = claims.find("linrec/state_moment_leaky")
    case = agreement.case(rows.name_of(claim))
    at = {Symbol("alpha"): Rational(1, 2), RHO: Integer(1)}
    drawn = placing.placed(case, at)
    assert drawn.law == atoms.certain(Fraction(0))
    assert agreement.measured(case, drawn) == exact(1)
