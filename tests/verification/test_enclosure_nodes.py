"""Balls of single functions: every node is enclosed or named, and hidden zeros are refused."""

from __future__ import annotations

import mpmath
import pytest
from flint import acb, arb
from sympy import (
    Abs,
    E,
    Expr,
    Float,
    I,
    Integer,
    Pow,
    Rational,
    Symbol,
    arg,
    conjugate,
    cos,
    exp,
    gamma,
    im,
    lambdify,
    log,
    pi,
    re,
    sin,
    sqrt,
    tan,
    tanh,
    zoo,
)
from sympy.codegen.cfunctions import expm1

from verification import enclosure
from verification.decimals import ball

pytestmark = pytest.mark.slow
X, Y = Symbol("x"), Symbol("y")


NODES = (
    (exp(X), mpmath.exp),
    (log(X), mpmath.log),
    (expm1(X), mpmath.expm1),
    (sqrt(X), mpmath.sqrt),
    (Pow(X, Rational(-2, 3)), lambda z: mpmath.exp(-2 * mpmath.log(z) / 3)),
    (X**-3, lambda z: 1 / (z * z * z)),
    (conjugate(X), mpmath.conj),
    (re(X), mpmath.re),
    (im(X), mpmath.im),
    (Abs(X), abs),
    (cos(X), mpmath.cos),
    (sin(X), mpmath.sin),
    (tanh(X), mpmath.tanh),
    (tan(X), mpmath.tan),
    (X * I + pi * X + E, lambda z: z * 1j + mpmath.pi * z + mpmath.e),
)


@pytest.mark.parametrize(("expression", "function"), NODES, ids=[str(e) for e, _ in NODES])
def test_every_node_at_complex_and_negative_numbers(expression: Expr, function) -> None:
    for number in (Rational(-7, 5) + I * Rational(3, 8), Rational(-4, 3), sqrt(2) - 3 * I):
        seen = enclosure.enclosure(expression, {X: number}, 40)
        with mpmath.workdps(60):
            right = mpmath.mpmathify(function(mpmath.mpc(lambdify([], number, "mpmath")())))
            pairs = ((seen.real, mpmath.re(right)), (seen.imag, mpmath.im(right)))
            for part, value in pairs:
                mid, rad = (mpmath.mpf(text) for text in ball(acb(part), 40).values())
                # mpmath rounds to 60 digits
                assert abs(mid - value) <= rad + abs(right) * mpmath.mpf(10) ** -58


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        (gamma(X), "gamma"),
        (arg(X), "arg"),
        (X**Y, "Pow"),
        (X + Float(0.1), "Float"),
        (zoo * X, "ComplexInfinity"),
    ],
    ids=str,
)
def test_an_unknown_node_is_named(expression: Expr, name: str) -> None:
    with pytest.raises(TypeError, match=f"^{name} .*cannot be enclosed; use sums"):
        enclosure.enclosure(expression, {X: Rational(1, 3), Y: Rational(1, 5)}, 10)


def test_what_cannot_be_had_is_refused() -> None:
    with pytest.raises(ArithmeticError, match="only known to be"):
        enclosure.enclosure(X - 1, {X: acb(arb(1) / 3)}, 30)
    with pytest.raises(ArithmeticError, match="only known to be"):
        enclosure.enclosure(1 / (log(X) + log(Y)), {X: Rational(2, 3), Y: Rational(3, 2)}, 30)
    with pytest.raises(KeyError, match="y: has no value"):
        enclosure.enclosure(X + Y, {X: Integer(1)}, 30)


def test_a_hidden_zero_is_enclosed_absolutely() -> None:
    seen = enclosure.enclosure(log(X) + log(Y), {X: Rational(2, 3), Y: Rational(3, 2)}, 25)
    assert seen.contains(0)
    assert seen.real.rad() < arb("1e-25")
    assert seen.imag.is_zero()
