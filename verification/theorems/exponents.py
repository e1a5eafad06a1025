"""Witnesses of the theorems about growth: exact moments, also at and next to the unit circle."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from numerics.gaussian import GaussianRational, exact
from verification.theorems.kernels_moments import (
    TOLERANCE,
    Rows,
    energy,
    exactly,
    exponential,
    modulus,
    phase,
    signed,
)
from verification.theorems.witness import Measured, Witness

MATRIX = "exact moments of the simulator's matrix"
NEAR = Fraction(1, 10**24)  # so near, a continuous function of rho and phase is at its limit
Value = Callable[[GaussianRational, GaussianRational, Fraction, Fraction], GaussianRational]


def _corner(value: Value, sign: int = 1) -> Callable[[random.Random], Measured]:
    """Measure K and S at lambda = 1 - epsilon > 0 and rho, with epsilon and delta = 1 - rho.

    Args:
        value: what to make of K, S, epsilon and delta.
        sign: of rho.

    Returns:
        What measures there.
    """

    def measure(rng: random.Random) -> Measured:
        scale = 10 ** rng.choice((1, 4, 9))
        epsilon, rho = modulus(rng) / scale, sign * modulus(rng)
        if sign > 0 and rng.randrange(2):
            rho = 1 - modulus(rng) / scale
        found = energy(Rows(exact(rho)), exact(1 - epsilon))
        point = exactly(lam=1 - epsilon, rho=rho)
        return Measured(point, value(found.state, found.both, epsilon, 1 - rho))

    return measure


def _steep(e: Fraction, d: Fraction) -> Fraction:
    return (2 * e + d) / (2 * e**3 * (e + d) ** 2)


def _plain(e: Fraction, d: Fraction) -> Fraction:
    return 1 / (e * (e + d))


def _cap(s: GaussianRational, e: Fraction, d: Fraction) -> GaussianRational:
    return 1 / (e + d - e * d) ** 2 - s * e**3


def _edge(rho: int, order: int) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        middle = signed(rng)
        found = energy(Rows(exact(rho)), exact(middle))
        return Measured(exactly(lam=middle), found.both if order else found.state)

    return measure


def _on_circle(order: int) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        (rows, rho), u = exponential(rng), phase(rng)
        found = energy(rows, u * (1 - NEAR))
        gap = 1 - (1 - NEAR) ** 2
        value = found.both * gap**3 if order else found.state * gap
        return Measured(exactly(a=u, rho=rho), value, TOLERANCE)

    return measure


WITNESSES: tuple[Witness, ...] = (
    Witness("exponents", 0, MATRIX, _corner(lambda k, s, e, d: _steep(e, d) * (1 + e + d) - s)),
    Witness("exponents", 1, MATRIX, _corner(lambda k, s, e, d: s - _steep(e, d) * (1 - e - d))),
    Witness(
        "exponents", 2, MATRIX, _corner(lambda k, s, e, d: _plain(e, d) * (1 + (e + d) / 2) - k)
    ),
    Witness(
        "exponents", 3, MATRIX, _corner(lambda k, s, e, d: k - _plain(e, d) * (1 - (e + d) / 2))
    ),
    Witness("exponents", 4, MATRIX, _corner(lambda k, s, e, d: _cap(s, e, d))),
    Witness("exponents", 5, MATRIX, _corner(lambda k, s, e, d: _cap(s, e, d), -1)),
    Witness("exponents", 6, MATRIX, _edge(1, 0)),
    Witness("exponents", 7, MATRIX, _edge(1, 1)),
    Witness("exponents", 8, MATRIX, _edge(-1, 1)),
    Witness("spectral-growth", 0, MATRIX + ", next to the circle", _on_circle(0)),
    Witness("spectral-growth", 1, MATRIX + ", next to the circle", _on_circle(1)),
)
