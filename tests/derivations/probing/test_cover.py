"""Intervals and sign charts: they hold what they must, and round outwards."""

from __future__ import annotations

import time

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, Rational, S, Symbol, cos, exp, lambdify, log, oo, pi, sin, sqrt, tanh

from derivations.probing.reach import cover, intervals
from derivations.probing.reach.cover import chart, crossing
from derivations.probing.reach.ends import fraction
from derivations.probing.reach.intervals import INFINITY, Interval, UndefinedError, enclose, point

pytestmark = pytest.mark.slow

W = Symbol("omega")
LINE = Interval(-INFINITY, INFINITY, True, True)
HALF = Rational(1, 2)
LEAVES = st.one_of(
    st.just(W), st.fractions(-3, 3, max_denominator=7).map(lambda q: Rational(str(q)))
)
FUNCTIONS = (exp, tanh, sin, cos, lambda e: 1 / (1 + exp(-e)), lambda e: log(1 + exp(e)))


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    applied = st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda pair: pair[0](pair[1]))
    sums = st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1])
    products = st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1])
    roots = inner.map(lambda e: sqrt(1 + e**2))
    return st.one_of(applied, sums, products, roots)


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=4)


def misses(expression: Expr, span: Interval, places: list[Rational]) -> list[Rational]:
    """List the places whose value, to 60 digits, is outside of the bounds found."""
    held = enclose(expression, {W: span})
    function = lambdify(W, expression, "mpmath")
    found = []
    with mpmath.workdps(60), ctx.workprec(256):
        for place in places:
            value = mpmath.mpmathify(function(mpmath.mpf(place.p) / place.q))
            if not mpmath.isfinite(value) or abs(value) > mpmath.mpf(10) ** 300:
                continue
            ball = arb(mpmath.nstr(value, 55)) + arb(0, 1e-50) * (
                1 + abs(arb(mpmath.nstr(value, 55)))
            )
            if ball < held.low or ball > held.high:
                found.append(place)
    return found


@settings(max_examples=60)
@given(
    expression=EXPRESSIONS,
    low=st.integers(-200, 200),
    width=st.integers(0, 300),
    steps=st.lists(st.integers(0, 16), min_size=3, max_size=3),
)
def test_bounds_hold_all_values(expression: Expr, low: int, width: int, steps: list[int]) -> None:
    places = [Rational(low, 32) + Rational(width, 32) * Rational(step, 16) for step in steps]
    span = Interval(arb(low) / 32, arb(low + width) / 32)
    with ctx.workprec(64):
        try:
            assert not misses(expression, span, places)
        except UndefinedError:
            pytest.fail("every function here has values everywhere")


def test_bounds_that_round_to_nearest_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = exp(W / 3) * Rational(1, 7)
    span, places = Interval(arb(1), arb(1)), [Rational(1)]
    with ctx.workprec(64):
        assert not misses(wanted, span, places)
        monkeypatch.setattr(intervals, "_down", lambda ball: ball.mid())
        monkeypatch.setattr(intervals, "_up", lambda ball: ball.mid())
        assert misses(wanted, span, places)


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        (tanh(W), -1, 1),
        (1 / (1 + exp(-W)), 0, 1),
        (exp(-exp(W)), 0, 1),
        (log(1 + exp(W)), 0, oo),
        ((1 + exp(W)) ** -HALF, 0, 1),
        (-exp(W) * exp(W), -oo, 0),
    ],
)
def test_sharp_bounds_are_open(expression: Expr, low: Expr, high: Expr) -> None:
    held = enclose(expression, {W: LINE})
    assert (held.low, held.high) == (point(S(low)).low, point(S(high)).high)
    assert held.low_open
    assert held.high_open


def test_what_is_taken_is_closed() -> None:
    held = enclose(1 - 1 / (W**2 + HALF), {W: LINE})
    assert held == Interval(arb(-1), arb(1), False, True)
    assert enclose(sin(W), {W: LINE}) == Interval(arb(-1), arb(1))
    assert enclose(cos(W), {W: Interval(arb(-1), arb(2))}).high == 1
    assert enclose(sin(W), {W: Interval(arb(0), arb(0))}) == Interval(arb(0), arb(0))


@pytest.mark.parametrize("expression", [1 / W, log(W), sqrt(W), 1 / sin(W), W**-HALF])
def test_what_may_have_no_value_is_said(expression: Expr) -> None:
    with pytest.raises(UndefinedError):
        enclose(expression, {W: Interval(arb(-1), arb(1))})


def zeros(function: Expr, span: Interval = LINE) -> list[float] | None:
    with ctx.workprec(cover.BITS):
        found = chart(function, W, span, time.monotonic() + 10)
    return None if found is None else [float(low.mid()) for low, _ in found.roots]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (W, [0.0]),
        (1 - W**2, [-1.0, 1.0]),
        (W**2 - 2, [-(2**0.5), 2**0.5]),
        (exp(W) - 3, [float(log(3))]),
        (W**3 - W, [-1.0, 0.0, 1.0]),
        (cos(W) - W, [0.7390851332151607]),  # the number of Dottie
        (exp(W) + 1, []),
        (W**2 + W / 2 + 1, []),
    ],
)
def test_charts_find_all_zeros(function: Expr, expected: list[float]) -> None:
    assert zeros(function) == pytest.approx(expected, rel=2**-52)


def test_a_chart_gives_signs_and_narrow_zeros() -> None:
    with ctx.workprec(cover.BITS):
        span = Interval(arb(-7), arb(7), True, True)
        found = chart(sin(W), W, span, time.monotonic() + 10)
        assert found is not None
        assert found.signs == (-1, 1, -1, 1, -1, 1)
        for k, (low, high) in zip(range(-2, 3), found.roots, strict=True):
            assert fraction(low) <= k * pi <= fraction(high)
            assert high - low < arb(2) ** -90


@pytest.mark.parametrize("function", [W**2, sin(W), 1 / W, (W - 1) ** 2 * exp(W)])
def test_what_is_not_told_is_left_open(function: Expr) -> None:
    assert zeros(function) is None


def test_a_chart_ends_in_time() -> None:
    start = time.monotonic()
    assert chart(sin(W), W, LINE, start + 0.2) is None
    assert time.monotonic() - start < 2


def test_a_crossing_is_found_near_an_end() -> None:
    with ctx.workprec(cover.BITS):
        found = crossing(tanh(W) - 1 + Rational(1, 10**9), W, LINE, 1, time.monotonic() + 5)
        assert found is not None
        assert 10.7 < float(found[0].mid()) < 10.8
        assert crossing(tanh(W) - 2, W, LINE, 1, time.monotonic() + 5) is None
