"""Random gates: against sums over every gate sequence, their own equations, and fixed gates."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from sympy import Expr, Integer, Matrix, Rational, symbols

from derivations.field import identical, value
from derivations.gated import averaging, gated
from derivations.yule_walker import kernels

M1, M2, G1, G2, C, RHO, LAMBDA = symbols("m1 m2 g1 g2 c rho lambda")
TANGENT = (M1, M2, G1, G2, C, RHO)
SLOPES = (G1, G2, C)
FORMS: dict[str, Expr] = {
    "gated state": gated(M1, M2, RHO),
    "gated tangent": gated(M1, M2, RHO, SLOPES),
    "gru state": averaging(M1, M2, RHO),
    "gru tangent": averaging(M1, M2, RHO, SLOPES),
}
FAST, OPEN = (1 - RHO * M1), (1 - M2)
BY_HAND = {
    "gated state": (1 + RHO * M1) / (OPEN * FAST),
    "gated tangent": ((G2 * OPEN + 2 * C**2) * (1 - RHO**2 * M1**2) + 2 * RHO * G1 * C * OPEN)
    / (FAST**2 * OPEN**3),
    "gru state": (1 - 2 * M1 + M2 + RHO * M1 - 2 * RHO * M2 + RHO * M1 * M2) / (OPEN * FAST),
    "gru tangent": 2
    * (1 - RHO)
    * ((1 - M1) * FAST * (G2 * OPEN + 2 * C**2) - C * G1 * OPEN * (1 - RHO))
    / (FAST**2 * OPEN**3),
}
NAMES = pytest.mark.parametrize("name", FORMS)


@NAMES
def test_reference_forms(name: str) -> None:
    assert identical(FORMS[name], BY_HAND[name])


@NAMES
@pytest.mark.parametrize("symbol", TANGENT, ids=str)
def test_a_changed_sign_is_rejected(name: str, symbol: Expr) -> None:
    if FORMS[name].has(symbol):
        assert not identical(FORMS[name], BY_HAND[name].subs(symbol, -symbol))


# The gate is one of two pairs (f, g), |f| <= 1/8 and |g| <= 1/8; a sequence of 8 gates is drawn.
GATES = (
    (Fraction(1, 8), Fraction(1, 9), Fraction(2, 3)),
    (-Fraction(1, 10), -Fraction(1, 8), Fraction(1, 3)),
)
LENGTH, CORRELATION = 8, -Fraction(4, 5)


def mean(function: Callable[[Fraction, Fraction], Fraction]) -> Rational:
    total = sum((p * function(f, g) for f, g, p in GATES), Fraction(0))
    return Rational(total.numerator, total.denominator)


POINT = {
    M1: mean(lambda f, g: f),
    M2: mean(lambda f, g: f * f),
    G1: mean(lambda f, g: g),
    G2: mean(lambda f, g: g * g),
    C: mean(lambda f, g: f * g),
    RHO: Rational(-4, 5),
}


def weights(gates: tuple[tuple[Fraction, Fraction, Fraction], ...], name: str) -> list[Fraction]:
    """List what a sequence of gates does to x of n steps ago, or how that changes with w."""
    held, moved, found = Fraction(1), Fraction(0), []
    for f, g, _ in gates:
        let_in, changed = (1 - f, -g) if name.startswith("gru") else (Fraction(1), Fraction(0))
        found.append(held * changed + moved * let_in if name.endswith("tangent") else held * let_in)
        held, moved = held * f, held * g + moved * f
    return found


def over_all_sequences(name: str) -> Fraction:
    total = Fraction(0)
    for gates in product(GATES, repeat=LENGTH):
        chance = Fraction(1)
        for _, _, p in gates:
            chance *= p
        row = weights(gates, name)
        for n, m in product(range(LENGTH), repeat=2):
            total += chance * row[n] * row[m] * CORRELATION ** abs(n - m)
    return total


def left_out() -> Fraction:
    """Bound the lags left out: the weight of lag n is below (n + 1) u^n (9/8), u = 1/8."""
    u = Fraction(1, 8)
    tail = u**LENGTH * ((LENGTH + 1) / (1 - u) + u / (1 - u) ** 2)
    return 2 * Fraction(9, 8) ** 2 * tail / (1 - u) ** 2


@NAMES
def test_every_gate_sequence(name: str) -> None:
    found = over_all_sequences(name)
    exact = Rational(found.numerator, found.denominator)
    bound = Rational(left_out().numerator, left_out().denominator)
    assert abs(value(FORMS[name], POINT) - exact) < bound
    for symbol in FORMS[name].free_symbols:
        near = {**POINT, symbol: POINT[symbol] + Rational(1, 20)}
        assert abs(value(FORMS[name], near) - exact) > bound


def test_gru_obeys_its_own_equations() -> None:
    """Solve E[k x], E[d x], E[d k], E[d d] of k' = f k + (1 - f) x', d' = f d + g k - g x'."""
    kx = (1 - M1) / (1 - M1 * RHO)
    dx = (G1 * RHO * kx - G1) / (1 - M1 * RHO)
    kk = (2 * (M1 - M2) * RHO * kx + 1 - 2 * M1 + M2) / (1 - M2)
    dk = (C * kk + (M1 - M2) * RHO * dx + (G1 - 2 * C) * RHO * kx - (G1 - C)) / (1 - M2)
    dd = (G2 * kk + G2 + 2 * C * dk - 2 * C * RHO * dx - 2 * G2 * RHO * kx) / (1 - M2)
    assert identical(FORMS["gru state"], kk)
    assert identical(FORMS["gru tangent"], dd)
    assert not identical(FORMS["gru tangent"], dd + G2 * C)


def test_fixed_gates_are_a_linear_recurrence() -> None:
    a, b = symbols("a b")
    fixed = {M1: LAMBDA, M2: LAMBDA**2, G1: 1, G2: 1, C: LAMBDA}
    state, tangent = kernels((RHO,), (), 1 - RHO**2, a, b)
    mixed = state.diff(b)
    h, d, hd = (e.subs({a: LAMBDA, b: LAMBDA}) for e in (state, tangent, mixed))
    leak = 1 - LAMBDA
    expected = {
        "gated state": h,
        "gated tangent": d,
        "gru state": leak**2 * h,
        "gru tangent": h - 2 * leak * hd + leak**2 * d,
    }
    for name, form in expected.items():
        assert identical(FORMS[name].subs(fixed), form)
        assert not identical(FORMS[name].subs(fixed), form * (1 + LAMBDA))


def test_gates_that_are_shut_or_never_change() -> None:
    shut = {M1: 0, M2: 0, G1: 0, G2: 0, C: 0}
    assert {name: form.subs(shut) for name, form in FORMS.items()} == {
        "gated state": 1,
        "gated tangent": 0,
        "gru state": 1,
        "gru tangent": 0,
    }
    zero = Integer(0)
    assert identical(gated(zero, zero, RHO, (G1, G2, zero)), G2)
    assert identical(averaging(zero, zero, RHO, (G1, G2, zero)), 2 * G2 * (1 - RHO))


def test_an_average_of_a_constant_is_that_constant() -> None:
    assert identical(FORMS["gru state"].subs(RHO, 1), Integer(1))
    assert FORMS["gru tangent"].subs(RHO, 1).cancel() == 0
    assert FORMS["gated tangent"].subs(RHO, 1).cancel() != 0


def test_the_moments_form_a_positive_matrix() -> None:
    pairs = Matrix([[POINT[M2], POINT[C]], [POINT[C], POINT[G2]]])
    assert pairs.is_positive_definite
    assert all(value(form, POINT) > 0 for form in FORMS.values())
