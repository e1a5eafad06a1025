"""The theorems about growth near the circle hold, slips are seen, hypotheses are needed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Expr, Integer, Rational

from derivations.field import value
from derivations.symbols import LAMBDA, RHO
from derivations.theorems import exponents, exponents_spectral
from derivations.theorems.blocks import kernel as state
from derivations.theorems.blocks import sensitivity
from derivations.theorems.exponents import PATHS, limits_are, path_leads
from tests.derivations.theorems.checking import called

THEOREMS = (*exponents.theorems(), *exponents_spectral.theorems())
SLOPES = sensitivity(LAMBDA, LAMBDA)


def test_wrong_limits_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_are(Rational(1, 2), Rational(1, 4))
    assert not limits_are(Rational(1, 2), Rational(1, 2))
    assert not limits_are(Integer(1), Rational(1, 4))
    monkeypatch.setattr(exponents, "sensitivity", lambda a, b: 2 * sensitivity(a, b))
    assert not any(path_leads(p, q) for p, q in PATHS)


def test_a_filter_that_lets_everything_through_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exponents_spectral, "_filtered", lambda _: Integer(1))
    assert not called(THEOREMS, "spectral-growth").parts[3].holds()


def at(epsilon: Fraction, rho: Fraction) -> Expr:
    numbers = (Rational(x.numerator, x.denominator) for x in (1 - epsilon, rho))
    return value(SLOPES, dict(zip((LAMBDA, RHO), numbers, strict=True)))


@pytest.mark.parametrize(
    ("rho", "exponent"), [(Fraction(1, 2), 3), (Fraction(-1, 2), 3), (1, 4), (-1, 0)]
)
def test_exponents_at_fixed_rho(rho: Fraction, exponent: int) -> None:
    """Ten times nearer, 10^exponent times larger, to within a part in 10^6."""
    near, nearer = Fraction(1, 10**8), Fraction(1, 10**9)
    growth = at(nearer, Fraction(rho)) / at(near, Fraction(rho))
    assert abs(growth / 10**exponent - 1) < Rational(1, 10**6)


@pytest.mark.parametrize(("power", "exponent"), [(1, 4), (2, 4), (3, 4)])
def test_exponents_along_paths(power: int, exponent: int) -> None:
    near, nearer = Fraction(1, 10**8), Fraction(1, 10**9)
    growth = at(nearer, 1 - 3 * nearer**power) / at(near, 1 - 3 * near**power)
    assert abs(growth / 10**exponent - 1) < Rational(1, 10**6)


def test_below_one_the_path_decides() -> None:
    """Along delta = epsilon^(1/2) the exponent is 7/2: between 3 and 4."""
    near, nearer = Fraction(1, 10**16), Fraction(1, 10**20)
    growth = at(nearer, 1 - Fraction(1, 10**10)) / at(near, 1 - Fraction(1, 10**8))
    assert abs(growth / 10**14 - 1) < Rational(1, 10**6)


def test_a_limit_at_fixed_rho_needs_rho_inside() -> None:
    """At rho = 1 the third power is not enough, and the variance's first is not."""
    corner = (1 - LAMBDA) ** 3 * SLOPES.xreplace({RHO: Integer(1)})
    assert value(corner, {LAMBDA: Rational(999, 1000)}) == 1000
    plain = (1 - LAMBDA) * state(LAMBDA, LAMBDA).xreplace({RHO: Integer(1)})
    assert value(plain, {LAMBDA: Rational(999, 1000)}) == 1000


def test_a_fixed_angle_is_needed() -> None:
    """Constant input, a line at 0: at the angle 2 arctan((1 - nu)^(1/2)) the fourth power fails."""
    near, nearer = (growth_of_a_line(Rational(1, 10**k), turned=True) for k in (8, 12))
    assert nearer < near / 1000
    assert growth_of_a_line(Rational(1, 10**8), turned=False) == 1


def growth_of_a_line(epsilon: Expr, *, turned: bool) -> Expr:
    """Give (1 - nu)^4 E|d h|^2 = (1 - nu)^4 / |1 - lambda|^4 under constant input."""
    cosine = (1 - epsilon) / (1 + epsilon) if turned else Integer(1)
    nu = 1 - epsilon
    return (epsilon**2 / (1 - 2 * nu * cosine + nu**2)) ** 2
