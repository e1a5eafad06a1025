"""The averaging gate: every part holds, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from sympy import Integer, Rational, sqrt

from derivations.field import value
from derivations.symbols import LAMBDA, RHO
from derivations.theorems import gates
from derivations.theorems.theorem import Positivity
from tests.derivations.theorems.checking import holds

THEOREMS = gates.theorems()
(THEOREM,) = THEOREMS
L, R, HALF = LAMBDA, RHO, Rational(1, 2)
FEW = [Rational(p, 5) for p in range(-4, 5) if p]
SLIPS = [
    ("gate-half", 0, gates.relative() * (1 + R)),
    ("gate-half", 0, gates.relative().subs(R**2, R)),
    ("gate-half", 0, gates.relative() / L**2),  # the gate's own derivative lost
    ("gate-half", 1, gates.moment().subs(R, -R)),
    ("gate-half", 2, gates.slope() / (1 - R) * (1 - R**2)),
    ("gate-half", 2, gates.slope() / 2),
]


def test_the_bound_needs_a_correlation_above_its_edge() -> None:
    bound = THEOREM.parts[3]
    assert isinstance(bound, Positivity)
    assert not holds(replace(bound, box=((L, "unit"), (R, "minus_unit"))))
    assert not holds(replace(bound, expression=bound.expression - Rational(1, 100)))
    points = product([p for p in FEW if p > 0], FEW)
    beyond = [(at, rho) for at, rho in points if value(bound.expression, {L: at, R: rho}) < 0]
    assert beyond
    assert all(rho < 1 - sqrt(2) for _, rho in beyond)
    assert {rho for _, rho in beyond} < set(FEW)


def test_the_limit_needs_a_correlation_inside() -> None:
    near = 1 - Rational(1, 10**6)
    for rho in FEW:
        assert abs(value(gates.relative(), {L: near, R: rho}) - HALF) < Rational(1, 10**4)
    assert value(gates.relative(), {L: near, R: Integer(1)}) == 0
    assert abs(value(gates.relative(), {L: near, R: -Integer(1)}) - 1) < Rational(1, 10**5)


def test_the_arguments_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = gates.relative() * (1 + R) / (1 + R * L) * 2
    monkeypatch.setattr(gates, "relative", lambda: wrong)
    limits, paths = THEOREM.parts[4:6]
    assert not limits.holds()
    assert not paths.holds()


def test_a_wrong_edge_of_the_bound_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "lacking", lambda: 1 + 3 * L + 4 * R * L**2 + 4 * R * L**3)
    assert not THEOREM.parts[7].holds()
