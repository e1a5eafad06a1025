"""Witnesses of the loss of one unit against another: exact moments, and averages on the circle."""

from __future__ import annotations

import random
from fractions import Fraction

from mpmath import mpc, workdps

from numerics.gaussian import GaussianRational, exact
from verification.theorems.circles import DIGITS, TOLERANCE, power, rounded
from verification.theorems.kernels_moments import Rows, exactly, moments, phase
from verification.theorems.reparametrization import MATRIX
from verification.theorems.witness import Measured, Witness

NAME = "cancellation-free-loss"
CIRCLE = "average over frequency"


def inner(rng: random.Random) -> GaussianRational:
    """Draw a complex eigenvalue of modulus at most 6/10."""
    return phase(rng) * Fraction(rng.randint(10, 60), 100)


def correlation(rng: random.Random) -> Fraction:
    """Draw a correlation of either sign, of modulus at most 6/10, not 0."""
    return Fraction(rng.choice((-1, 1)) * rng.randint(5, 60), 100)


def pair(rng: random.Random) -> tuple[GaussianRational, GaussianRational]:
    """Draw two eigenvalues that differ."""
    first, second = inner(rng), inner(rng)
    return (first, second) if first != second else pair(rng)


def covariance(rows: Rows, a: GaussianRational, b: GaussianRational) -> GaussianRational:
    """Measure E[h(a) conj h(b)]."""
    return moments(rows, a, rows, b.conjugate()).state


def distance(rows: Rows, a: GaussianRational, b: GaussianRational) -> GaussianRational:
    """Measure E|h(a) - h(b)|^2 / 2."""
    own = covariance(rows, a, a) + covariance(rows, b, b)
    return (own - covariance(rows, a, b) - covariance(rows, b, a)) * Fraction(1, 2)


def at_pair(
    a: GaussianRational, b: GaussianRational, **more: Fraction
) -> dict[str, GaussianRational | Fraction]:
    """Name two eigenvalues and their conjugates."""
    return {
        **{"lambda": a, "lambda_bar": a.conjugate()},
        **{"lambda_0": b, "lambda_0_bar": b.conjugate()},
        **more,
    }


def _exact(rng: random.Random) -> Measured:
    (a, b), rho = pair(rng), correlation(rng)
    return Measured(exactly(**at_pair(a, b, rho=rho)), distance(Rows(exact(rho)), a, b))


def _white(rng: random.Random) -> Measured:
    a, b = pair(rng)
    return Measured(exactly(**at_pair(a, b)), distance(Rows(exact(0)), a, b))


def _average(rng: random.Random) -> Measured:
    (a, b), rho = pair(rng), correlation(rng)
    with workdps(DIGITS):
        one, two = rounded(a), rounded(b)

        def gap(z: mpc) -> mpc:
            return 1 / (1 - one * z) - 1 / (1 - two * z)

        value = power(rounded(rho).real, gap) / 2
    return Measured(exactly(**at_pair(a, b, rho=rho)), value, TOLERANCE)


def _meeting(rng: random.Random) -> Measured:
    (a, b), rho = pair(rng), correlation(rng)
    rows = Rows(exact(rho))
    point = exactly(**{"lambda": a, "lambda_0": b, "rho": rho})
    return Measured(point, moments(rows, a, rows, b).both)


WITNESSES: tuple[Witness, ...] = (
    Witness(NAME, 0, MATRIX, _exact),
    Witness(NAME, 0, CIRCLE, _average),
    Witness(NAME, 1, MATRIX, _meeting),
    Witness(NAME, 2, MATRIX, _white),
)
