"""Sums over lags: against naive sums at 60 digits, against the defining power series."""

from __future__ import annotations

from itertools import product

import mpmath
import pytest
from sympy import QQ, Expr, I, Integer, Rational, symbols
from sympy.polys.rings import ring

from derivations import catalogue, routes
from derivations.field import identical, value
from derivations.inputs import EXPONENTIAL, INPUTS, Input
from derivations.quantities import QUANTITIES
from derivations.routes import M, N
from derivations.symbols import LAMBDA, LAMBDA_0, RHO

A, B, R = symbols("a b r")
POINT = {A: Rational(3, 10) - I * Rational(2, 5), B: -Rational(1, 3) + I / 4, R: -Rational(4, 5)}
TERMS = 220
# |a|, |b| <= 1/2, |r| <= 1 and weights below (n + m + 1)^3: the terms left out, n + m = k >= TERMS,
# sum to less than 2 (TERMS + 2)^4 2^-TERMS = 3e-57; 60-digit rounding over 5e4 terms is 1e-54.
TOLERANCE = mpmath.mpf("1e-53")


def number(exact: Expr) -> mpmath.mpc:
    real, imag = exact.as_real_imag()
    return mpmath.mpc(mpmath.mpf(real.p) / real.q, mpmath.mpf(imag.p) / imag.q)


@pytest.mark.parametrize("power", range(6))
def test_power_sum(power: int) -> None:
    with mpmath.workdps(60):
        u = number(POINT[A])
        naive = mpmath.fsum(k**power * u**k for k in range(400))  # 400^5 2^-400 < 1e-100
        exact = value(routes.power_sum(power, A), {A: POINT[A]})
        assert abs(naive - number(exact)) < TOLERANCE * 100


WEIGHTS = {"1": Integer(1), "n m": N * M, "m^2 (n + 1)": M**2 * (N + 1)}


@pytest.mark.slow
@pytest.mark.parametrize("ratio", [POINT[R], Integer(0), Integer(1)], ids=str)
@pytest.mark.parametrize("weight", WEIGHTS)
def test_double_sum_is_the_naive_sum(weight: str, ratio: Expr) -> None:
    with mpmath.workdps(60):
        a, b, r = (number(e) for e in (POINT[A], POINT[B], ratio))
        powers = [(a**k, b**k, r**k) for k in range(TERMS)]
        factor = {
            "1": lambda n, m: 1,
            "n m": lambda n, m: n * m,
            "m^2 (n + 1)": lambda n, m: m**2 * (n + 1),
        }[weight]
        naive = sum(
            factor(n, m) * powers[n][0] * powers[m][1] * powers[abs(n - m)][2]
            for n, m in product(range(TERMS), range(TERMS))
            if n + m < TERMS
        )
        exact = value(routes.double_sum(A, B, R, WEIGHTS[weight]), {**POINT, R: ratio})
        assert abs(naive - number(exact)) < TOLERANCE


WRONG = {
    "weight n (m + 1)": routes.double_sum(A, B, R, N * (M + 1)),
    "weight (n - 1) m": routes.double_sum(A, B, R, (N - 1) * M),
    "weight n^2": routes.double_sum(A, B, R, N**2),
    "ratio power off by one": R * routes.double_sum(A, B, R, N * M),
    "ratio squared": routes.double_sum(A, B, R**2, N * M),
    "diagonal twice": routes.double_sum(A, B, R, N * M) + routes.power_sum(2, A * B),
    "diagonal left out": routes.double_sum(A, B, R, N * M) - routes.power_sum(2, A * B),
    "sign of the ratio": routes.double_sum(A, B, -R, N * M),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_double_sum_is_rejected(name: str) -> None:
    swap = {A: LAMBDA, B: LAMBDA_0, R: RHO}
    wrong = WRONG[name].xreplace(swap) / (LAMBDA * LAMBDA_0)
    assert not identical(wrong, catalogue.derive("sensitivity_kernel").expression)


def test_the_planted_sums_differ_only_by_what_is_planted() -> None:
    swap = {A: LAMBDA, B: LAMBDA_0, R: RHO}
    right = routes.double_sum(A, B, R, N * M).xreplace(swap) / (LAMBDA * LAMBDA_0)
    assert identical(right, catalogue.derive("sensitivity_kernel").expression)


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
def test_defining_series_times_denominator_leaves_the_numerator(order: int) -> None:
    polynomials, a, b, r = ring("a,b,r", QQ)
    terms = range(1, 14)
    series = sum(
        (n * m if order else 1) * a ** (n - 1) * b ** (m - 1) * r ** abs(n - m)
        for n, m in product(terms, terms)
    )
    power = 3 if order else 1
    below = (1 - a * b) ** power * ((1 - a * r) * (1 - b * r)) ** (1 + order)
    left = {e: c for e, c in (below * series).terms() if e[0] < len(terms) and e[1] < len(terms)}
    quantity = ("state_kernel", "sensitivity_kernel")[order]
    swap = {LAMBDA: A, LAMBDA_0: B, RHO: R}
    form = catalogue.derive(quantity).expression.xreplace(swap)
    above = (form * below.as_expr(A, B, R)).cancel()
    assert left == dict(
        polynomials.from_expr(
            above.subs({A: a.as_expr(), B: b.as_expr()}).subs(R, r.as_expr())
        ).terms()
    )
    assert len({e[:2] for e in left}) == (6 if order else 2)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
@pytest.mark.parametrize("order", [0, 1], ids=["x h", "x dh"])
def test_probe_is_the_sum_over_lags(source: Input, order: int) -> None:
    inner = {s: Rational(k + 2, 7) for k, s in enumerate(source.parameters)}
    at = {**inner, LAMBDA: POINT[A]}
    with mpmath.workdps(60):
        a = number(POINT[A])
        naive = mpmath.fsum(
            (n * a ** (n - 1) if order else a**n) * number(source.autocovariance(n).subs(inner))
            for n in range(order, TERMS)
        )
        assert abs(naive - number(value(routes.probe(source, LAMBDA, order), at))) < TOLERANCE


def test_kernel_at_the_origin_is_the_variance() -> None:
    for source in INPUTS:
        for order in (0, 1):
            form = routes.kernel(source, LAMBDA, LAMBDA_0, order)
            assert identical(form.subs({LAMBDA: 0, LAMBDA_0: 0}), source.autocovariance(0))


@pytest.mark.parametrize("name", [q.name for q in QUANTITIES])
def test_double_sums_need_no_stationarity(name: str) -> None:
    assert identical(catalogue.by_double_sum(name), catalogue.derive(name).expression)
    assert catalogue.parts(name)[1] is EXPONENTIAL
