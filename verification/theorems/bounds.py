"""Witnesses of the theorems about bounds and growth with rho: the simulator's exact moments."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from mpmath import mpf, workdps

from numerics.gaussian import GaussianRational, exact
from verification.theorems.kernels_moments import (
    DIGITS,
    STEP,
    TOLERANCE,
    Rows,
    complex_eigenvalue,
    energy,
    exactly,
    exponential,
    modulus,
    moments,
    number,
    signed,
)
from verification.theorems.witness import Measured, Witness

MATRIX = "exact moments of the simulator's matrix"
Value = Callable[[GaussianRational, GaussianRational, Fraction], GaussianRational]


def _at_real(value: Value, sign: int = 0) -> Callable[[random.Random], Measured]:
    """Measure K and S at real lambda and rho; a sign keeps lambda positive and rho of that sign.

    Args:
        value: what to make of K, S and lambda.
        sign: of rho, or 0 for a point anywhere.

    Returns:
        What measures there.
    """

    def measure(rng: random.Random) -> Measured:
        middle = modulus(rng) if sign else signed(rng)
        rho = sign * modulus(rng) if sign else signed(rng)
        found = energy(Rows(exact(rho)), exact(middle))
        return Measured(exactly(lam=middle, rho=rho), value(found.state, found.both, middle))

    return measure


def _above_metric(rng: random.Random) -> Measured:
    (rows, rho), a = exponential(rng), complex_eigenvalue(rng)
    found = energy(rows, a)
    nu = a * a.conjugate()
    metric = (1 - nu) ** -2 - (1 - nu * rho**2) ** -2 * rho**2
    point = exactly(lam=a, lam_bar=a.conjugate(), rho=rho)
    return Measured(point, found.both - found.state * metric)


def _by_rho(order: int) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        middle, rho = signed(rng), signed(rng)
        ends = [energy(Rows(exact(rho + s)), exact(middle)) for s in (STEP, -STEP)]
        high, low = (found.both if order else found.state for found in ends)
        with workdps(DIGITS):
            slope = number(high - low) * STEP.denominator / mpf(2 * STEP.numerator)
        return Measured(exactly(lam=middle, rho=rho), slope, TOLERANCE)

    return measure


def _flipped(order: int) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        rho, a, b = signed(rng), complex_eigenvalue(rng), complex_eigenvalue(rng)
        rows = Rows(exact(-rho))
        found = moments(rows, -a, rows, -b)
        return Measured(exactly(a=a, b=b, rho=rho), found.both if order else found.state)

    return measure


WITNESSES: tuple[Witness, ...] = (
    Witness("sensitivity-bounds", 0, MATRIX, _at_real(lambda k, s, _: s / k)),
    Witness("sensitivity-bounds", 1, MATRIX, _at_real(lambda k, s, l: k * (1 - l) ** -2 - s)),
    Witness("sensitivity-bounds", 2, MATRIX, _at_real(lambda k, s, l: s - k * (1 - l**2) ** -2, 1)),
    Witness("sensitivity-bounds", 3, MATRIX, _at_real(lambda k, s, l: k * (1 - l) ** -2 - s, 1)),
    Witness("sensitivity-bounds", 4, MATRIX, _at_real(lambda k, s, l: k * (1 - l) ** -2 - s, -1)),
    Witness("sensitivity-bounds", 8, MATRIX, _above_metric),
    Witness("monotone", 0, "differences by rho, " + MATRIX, _by_rho(0)),
    Witness("monotone", 1, "differences by rho, " + MATRIX, _by_rho(1)),
    Witness("monotone", 2, MATRIX, _flipped(0)),
    Witness("monotone", 3, MATRIX, _flipped(1)),
)
