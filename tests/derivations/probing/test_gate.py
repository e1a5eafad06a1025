"""Gates driven by noise: forms against every gate sequence, moments against other roads."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import mpmath
import pytest
from flint import arb, ctx
from sympy import Expr, Integer, Rational, Symbol, exp, log, sqrt, symbols, tanh

from derivations import gated as second
from derivations.field import identical, value
from derivations.inputs import EXPONENTIAL, WHITE, Input
from derivations.probing.expectation import expectation, tails
from derivations.probing.gate import (
    MEAN,
    MEETINGS,
    PRODUCT,
    SLOPES,
    SQUARE,
    gated_forms,
    lacking,
    moments,
    norms,
)
from derivations.spectra import arma
from derivations.symbols import RHO
from derivations.yule_walker import autocovariances

pytestmark = pytest.mark.slow

X, W, B = symbols("x w b")
SIGMOID = 1 / (1 + exp(-(W * X + B)))
POINT = {W: Rational(3, 2), B: Rational(-3, 4)}
SAME = {SLOPES[1]: SLOPES[0], MEETINGS[1]: MEETINGS[0]}
COUPLED = pytest.mark.parametrize("coupled", [False, True], ids=["plain", "coupled"])


@COUPLED
@pytest.mark.parametrize(
    ("source", "rho"), [(WHITE, Integer(0)), (EXPONENTIAL, RHO)], ids=["0", "rho"]
)
def test_sums_over_lags_agree(source: Input, rho: Expr, coupled: bool) -> None:
    sums = second.averaging if coupled else second.gated
    state, metric = gated_forms(source, coupled)
    slopes = (SLOPES[0], PRODUCT, MEETINGS[0])
    assert identical(state, sums(MEAN, SQUARE, rho))
    assert identical(metric.xreplace(SAME), sums(MEAN, SQUARE, rho, slopes))
    other = second.gated if coupled else second.averaging
    assert not identical(state, other(MEAN, SQUARE, rho))
    assert not identical(metric.xreplace(SAME), other(MEAN, SQUARE, rho, slopes))


# a gate is one of two triples (f, df/dw, df/db), all below 1/8; a sequence of 7 gates is drawn
Drawn = tuple[Fraction, Fraction, Fraction, Fraction]
GATES: tuple[Drawn, ...] = (
    (Fraction(1, 8), Fraction(1, 9), -Fraction(1, 12), Fraction(2, 3)),
    (-Fraction(1, 10), -Fraction(1, 8), Fraction(1, 11), Fraction(1, 3)),
)
LENGTH = 7


def mean(function: Callable[[Drawn], Fraction]) -> Rational:
    total = sum((drawn[3] * function(drawn) for drawn in GATES), Fraction(0))
    return Rational(total.numerator, total.denominator)


AT = {
    MEAN: mean(lambda d: d[0]),
    SQUARE: mean(lambda d: d[0] ** 2),
    SLOPES[0]: mean(lambda d: d[1]),
    SLOPES[1]: mean(lambda d: d[2]),
    MEETINGS[0]: mean(lambda d: d[0] * d[1]),
    MEETINGS[1]: mean(lambda d: d[0] * d[2]),
    PRODUCT: mean(lambda d: d[1] * d[2]),
}


def weights(gates: tuple[Drawn, ...], coupled: bool, along: int) -> list[Fraction]:
    """List what a sequence of gates does to x of n steps ago, or how that moves with a number."""
    held, moved, found = Fraction(1), Fraction(0), []
    for drawn in gates:
        f, slope = drawn[0], drawn[along]
        let_in, change = (1 - f, -slope) if coupled else (Fraction(1), Fraction(0))
        found.append(held * change + moved * let_in if along else held * let_in)
        held, moved = held * f, held * slope + moved * f
    return found


def over_all_sequences(lags: list[Fraction], coupled: bool, pair: tuple[int, int]) -> Fraction:
    total = Fraction(0)
    for gates in product(GATES, repeat=LENGTH):
        chance = Fraction(1)
        for drawn in gates:
            chance *= drawn[3]
        left, right = (weights(gates, coupled, along) for along in pair)
        for n, m in product(range(LENGTH), repeat=2):
            total += chance * left[n] * right[m] * lags[abs(n - m)]
    return total


def left_out() -> Fraction:
    """Bound the lags left out: |R| <= 1, and the weight of lag n is below (n + 1) u^n (9/8)."""
    u = Fraction(1, 8)
    tail = u**LENGTH * ((LENGTH + 1) / (1 - u) + u / (1 - u) ** 2)
    return 2 * Fraction(9, 8) ** 2 * tail / (1 - u) ** 2


@COUPLED
@pytest.mark.parametrize("pair", [(0, 0), (1, 2)], ids=["state", "metric"])
def test_every_gate_sequence(coupled: bool, pair: tuple[int, int]) -> None:
    phi = (Rational(6, 5), Rational(-1, 2))
    source = arma(phi, ())
    known = autocovariances(phi, (), Rational(1), LENGTH)
    lags = [Fraction(int(r.p), int(r.q)) for r in (each / known[0] for each in known)]
    form = gated_forms(source, coupled)[bool(pair[0])]
    found = over_all_sequences(lags, coupled, pair)
    exact, bound = (Rational(each.numerator, each.denominator) for each in (found, left_out()))
    assert abs(value(form, AT) - exact) < bound
    for symbol in form.free_symbols:
        near = {**AT, symbol: AT[symbol] + Rational(1, 20)}
        assert abs(value(form, near) - exact) > bound


def quadrature(powers: tuple[int, int, int]) -> arb:
    """Integrate f^p f_w^q f_b^r by a rule of another library, to 30 digits."""
    w, b = (mpmath.mpf(int(v.p)) / int(v.q) for v in POINT.values())

    def weighed(x: mpmath.mpf) -> mpmath.mpf:
        f = 1 / (1 + mpmath.exp(-w * x - b))
        slope = f * (1 - f)
        row = (f, x * slope, slope)
        return mpmath.fprod(
            base**power for base, power in zip(row, powers, strict=True)
        ) * mpmath.npdf(x)

    return arb(mpmath.nstr(mpmath.quad(weighed, [-14, -4, 0, 4, 14]), 32))


@pytest.mark.slow
def test_moments_of_a_sigmoid() -> None:
    known = moments(SIGMOID, POINT, 30)
    pairs = (
        (known.mean, (1, 0, 0)),
        (known.square, (2, 0, 0)),
        (known.slopes[0], (0, 1, 0)),
        (known.slopes[1], (0, 0, 1)),
        (known.meetings[0], (1, 1, 0)),
        (known.meetings[1], (1, 0, 1)),
        (known.products[0][0], (0, 2, 0)),
        (known.products[0][1], (0, 1, 1)),
        (known.products[1][1], (0, 0, 2)),
    )
    with mpmath.workdps(40), ctx.workprec(150):
        for ball, powers in pairs:
            assert abs(ball - quadrature(powers)) < arb(10) ** -28
            assert ball.rad() < arb(10) ** -30
            assert not abs(ball + arb(10) ** -27 - quadrature(powers)) < arb(10) ** -28
    assert known.products[0][1].overlaps(known.products[1][0])


def test_moments_known_in_closed_form() -> None:
    known = moments(W * X + B, POINT, 30)
    w, b = (arb(int(v.p)) / int(v.q) for v in POINT.values())
    with ctx.workprec(150):
        assert known.mean.overlaps(b)
        assert known.square.overlaps(w**2 + b**2)
        assert not known.square.overlaps(w**2 + b**2 + arb(10) ** -28)
        assert known.meetings[0].overlaps(w)
        assert known.meetings[1].overlaps(b)
        assert expectation(exp(3 * X + 1), 30).overlaps((arb(11) / 2).exp())
        assert expectation(exp(-log(1 + exp(X))), 30).overlaps(arb(1) / 2)
        assert expectation(exp(-(X**2)), 30).overlaps(1 / arb(3).sqrt())
        assert expectation(X**2 * sqrt(1 + X**2) ** 2, 30).overlaps(arb(4))


def test_a_balanced_gate_is_half_open() -> None:
    known = moments(SIGMOID, {W: Rational(-5), B: Integer(0)}, 30)
    assert known.mean.overlaps(arb(1) / 2)
    assert known.slopes[0].contains(0)
    assert not known.slopes[1].contains(0)


@pytest.mark.parametrize(
    "function", [Integer(1), X**2, X**4 * exp(X / 2), tanh(X) * exp(X)], ids=str
)
def test_tails_are_bounded(function: Expr) -> None:
    at = mpmath.mpf(2)

    def weighed(x: mpmath.mpf) -> mpmath.mpf:
        return abs(mpmath.mpf(function.evalf(20, subs={X: x}))) * mpmath.npdf(x)

    true = mpmath.quad(weighed, [-12, -at]) + mpmath.quad(weighed, [at, 5, 14])
    bound = tails(function, X, arb(5))
    beyond = mpmath.quad(weighed, [-12, -5]) + mpmath.quad(weighed, [5, 8, 14])
    assert float(bound.lower()) >= beyond > 0
    assert float(bound) < true  # a bound at 5 is none at 2


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (exp(X**2), "grow slower"),
        (1 / X, "must have a mean"),
        (Symbol("u") * X, "one signal"),
        (exp(exp(X)), "grow slower"),
    ],
    ids=str,
)
def test_refusals(function: Expr, word: str) -> None:
    with pytest.raises(ValueError, match=word) as caught:
        expectation(function, 20)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rho", [Rational(1, 2), Rational(0)], ids=str)
def test_products_stay_below_their_bound(rho: Rational) -> None:
    """E prod e^(2 s x_j) over n + 1 steps is exp(2 s^2 sum R): the bound's rate is attained."""
    s, order = Rational(1, 10), 2 * (1 + rho) / (1 - rho)
    known = norms(exp(W * X), X, {W: s}, int(order))
    for n in (1, 5, 60):
        exponent = 2 * s**2 * sum(rho ** abs(i - j) for i in range(n + 1) for j in range(n + 1))
        true = mpmath.exp(mpmath.mpf(int(exponent.p)) / int(exponent.q))
        assert float(known.gate) ** (2 * (n + 1)) >= true * (1 - 1e-12)
    if rho:  # what would hold of independent factors does not
        assert float(norms(exp(W * X), X, {W: s}, 2).gate) ** (2 * (n + 1)) < true


@COUPLED
def test_what_a_start_takes_away_is_bounded(coupled: bool) -> None:
    """A constant gate forgets as slowly as any of its norm."""
    a, steps = Rational(3, 4), 12
    known = norms(B + 0 * X, X, {B: a}, 2)
    k = int(coupled)
    h = [(1 - k * a) * a**n for n in range(200)]
    d = [n * a ** (n - 1) * (1 - k * a) - k * a**n for n in range(200)]
    for pair, row in (((0, 0), h), ((1, 1), d)):
        rest = sum(each**2 for each in row[steps:])
        assert 0 < rest <= float(lacking(known, steps, pair))
    assert lacking(known, steps, (1, 1)) < lacking(known, steps // 2, (1, 1))
    everything = sum(each**2 for each in d)
    assert everything > float(lacking(known, 100, (1, 1)))
