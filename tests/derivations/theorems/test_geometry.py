"""The normalised loss: every part holds, slips are seen, and each hypothesis is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Expr, Integer, Rational, Symbol

from derivations.field import value
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR
from derivations.theorems import geometry
from derivations.theorems.blocks import kernel
from derivations.theorems.geometry import E_0, E
from derivations.theorems.theorem import Identity
from tests.derivations.theorems.checking import called, holds

THEOREMS = geometry.theorems()
ONE, ZERO, HALF = Integer(1), Integer(0), Rational(1, 2)
COSH = geometry.cosh_distance()
SLIPS = [
    ("sech-law", 0, 1 - 1 / (E / E_0 + E_0 / E)),
    ("sech-law", 0, 1 - 2 / (E * E_0 + 1 / (E * E_0))),
    ("poincare", 0, 1 / COSH),  # d for d/2
    ("poincare", 0, 2 / (1 + COSH.subs(LAMBDA_0_BAR, LAMBDA_0))),
    ("poincare", 1, 2 / (1 + COSH)),
    ("poincare", 1, (LAMBDA - LAMBDA_0) ** 2 / (1 - LAMBDA * LAMBDA_0_BAR) ** 2),
    ("poincare", 2, -Integer(4)),
]


def test_each_hypothesis_of_the_sech_law_is_needed() -> None:
    u, u_0 = Symbol("u"), Symbol("u_0")
    part = called(THEOREMS, "sech-law").parts[0]
    assert isinstance(part, Identity)
    for left in (
        geometry.normalised(E, E_0, u, u_0),  # unequal phases
        geometry.normalised(E, E_0, u, u, Symbol("rho")),  # correlated input
        geometry.normalised(E, E_0, u, u) * 2,
    ):
        assert not holds(replace(part, left=left))
    assert geometry.is_invariant(ONE, ONE, ZERO)
    assert not geometry.is_invariant(ONE, -ONE, ZERO)
    assert not geometry.is_invariant(ONE, ONE, HALF)


def test_the_argument_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    argument = called(THEOREMS, "sech-law").parts[1]
    monkeypatch.setattr(geometry, "gain", lambda e: 1 / (e + 1))
    assert not argument.holds()


def test_correlated_input_breaks_the_hyperbolic_law() -> None:
    """With unit variance at rho = 1/2 the correlation is no function of the distance."""

    def squared(a: Expr, b: Expr) -> Expr:
        parts = kernel(a, b, HALF) ** 2, kernel(a, a, HALF) * kernel(b, b, HALF)
        return parts[0] / parts[1]

    def moved(z: Expr, by: Expr) -> Expr:
        return (z + by) / (1 + z * by)

    few = [Rational(p, 5) for p in range(-4, 5)]
    pairs = [(a, b) for a in few for b in few if a < b]
    by = Rational(1, 3)
    assert any(
        value(squared(a, b), {}) != value(squared(moved(a, by), moved(b, by)), {}) for a, b in pairs
    )
