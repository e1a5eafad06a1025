"""Witnesses of the averaging unit: sums over lags of its impulse response, and exact moments."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mpmath import mpf, workdps

from numerics.gaussian import exact
from verification.theorems.circles import DIGITS, rounded
from verification.theorems.kernels_moments import Rows, exactly, moments
from verification.theorems.reparametrization import MATRIX, averaging
from verification.theorems.witness import Measured, Witness

NAME = "gate-half"
LAGS, LARGEST = 160, 50  # with moduli of at most 1/2 the tail is below LAGS^3 2^-LAGS < 1e-40
TAIL = 1e-38


def _half(rng: random.Random, *, signed: bool) -> Fraction:
    sign = rng.choice((-1, 1)) if signed else 1
    return Fraction(sign * rng.randint(5, LARGEST), 100)


def _covariance(first: list[Any], second: list[Any], rho: Any) -> Any:
    """Sum u_n v_m rho^|n - m| from the largest lag down, in one pass."""
    total = ahead = behind = mpf(0)
    for u, v in zip(reversed(first), reversed(second), strict=True):
        total += u * v + u * rho * ahead + v * rho * behind
        ahead, behind = v + rho * ahead, u + rho * behind
    return total


def _ratio(rng: random.Random) -> Measured:
    """Sum over lags: h = sum (1 - a) a^n x_{-n}, and its derivative by b, a = 1/(1 + exp(-b))."""
    at, ratio = _half(rng, signed=False), _half(rng, signed=True)
    with workdps(DIGITS):
        a, rho = rounded(at).real, rounded(ratio).real
        weights = [(1 - a) * a**n for n in range(LAGS)]
        rise = a * (1 - a)
        slopes = [rise * (n * a ** (n - 1) * (1 - a) - a**n) for n in range(LAGS)]
        value = _covariance(slopes, slopes, rho) / _covariance(weights, weights, rho)
    return Measured(exactly(lam=at, rho=ratio), value, TAIL)


def _matrix(what: Callable[..., Any]) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        at, ratio = _half(rng, signed=False), _half(rng, signed=True)
        rows = Rows(exact(ratio))
        value = what(moments(rows, exact(at), rows, exact(at)), at)
        return Measured(exactly(lam=at, rho=ratio), value)

    return measure


WITNESSES: tuple[Witness, ...] = (
    Witness(NAME, 0, "sums over lags of the impulse response", _ratio),
    Witness(NAME, 1, MATRIX, _matrix(lambda found, at: found.state * (1 - at) ** 2)),
    Witness(NAME, 2, MATRIX, _matrix(averaging)),
)
