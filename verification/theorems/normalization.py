"""Witnesses of the theorems about normalised states: differences of the states themselves."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from mpmath import mp, mpf, workdps

from numerics.gaussian import GaussianRational, exact
from verification.theorems.kernels_moments import (
    DIGITS,
    STEP,
    TOLERANCE,
    difference,
    energy,
    exactly,
    exponential,
    modulus,
    phase,
    signed,
    turn,
    unit_variance,
)
from verification.theorems.witness import Measured, Witness

DIFFERENCES = "differences of normalised states, exact moments of the simulator's matrix"
Pair = tuple[GaussianRational, GaussianRational, mpf]


def along_modulus(nu: Fraction, u: GaussianRational) -> Pair:
    """Give two eigenvalues a little further out and in, and the distance of their moduli."""
    return u * (nu + STEP), u * (nu - STEP), mpf(2) * STEP.numerator / STEP.denominator


def along_phase(nu: Fraction, u: GaussianRational) -> Pair:
    """Give two eigenvalues turned a little forth and back, and the difference of their phases."""
    forth = turn(STEP)
    return u * forth * nu, u * forth.conjugate() * nu, 4 * mp.atan(_real(STEP))


def _along_tanh(rng: random.Random) -> tuple[Fraction, Pair]:
    """Give lambda = tanh omega, and the eigenvalues at omega plus and minus artanh `STEP`."""
    middle = signed(rng)
    pair = ((middle + s) / (1 + middle * s) for s in (STEP, -STEP))
    one, two = map(exact, pair)
    return middle, (one, two, 2 * mp.atanh(_real(STEP)))


def _real(fraction: Fraction) -> mpf:
    return mpf(fraction.numerator) / fraction.denominator


def _polar(
    first: Callable[[Fraction, GaussianRational], Pair],
    second: Callable[[Fraction, GaussianRational], Pair],
) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        (rows, rho), nu, u = exponential(rng), modulus(rng), phase(rng)
        with workdps(DIGITS):
            value = difference(rows, unit_variance, first(nu, u), second(nu, u))
        here = {"lam": u * nu, "lam_bar": u.conjugate() * nu, "nu": nu, "rho": rho}
        unit = {"i": GaussianRational(Fraction(0), Fraction(1))}
        return Measured(exactly(**here, **unit), value, TOLERANCE)

    return measure


def _real_line(rng: random.Random) -> Measured:
    (rows, rho), middle = exponential(rng), signed(rng)
    with workdps(DIGITS):
        pair = along_modulus(middle, exact(1))
        value = difference(rows, unit_variance, pair, pair)
    return Measured(exactly(lam=middle, rho=rho), value, TOLERANCE)


def _metric(rng: random.Random) -> Measured:
    (rows, rho), middle = exponential(rng), signed(rng)
    found = energy(rows, exact(middle))
    rest = found.both - found.first * found.second / found.state
    return Measured(exactly(s=middle**2, rho=rho), rest / found.state)


def _tanh(rng: random.Random) -> Measured:
    rows, rho = exponential(rng)
    with workdps(DIGITS):
        middle, pair = _along_tanh(rng)
        value = difference(rows, unit_variance, pair, pair)
    return Measured(exactly(lam=middle, rho=rho), value, TOLERANCE)


def _missing(rng: random.Random) -> Measured:
    """Measure E[(d_omega (gamma h))^2] - (1 - rho^2) by exact moments, not by differences."""
    (rows, rho), middle = exponential(rng), signed(rng)
    found = energy(rows, exact(middle))
    metric = (found.both - found.first * found.second / found.state) / found.state
    square = (1 - middle**2) ** 2
    return Measured(exactly(s=middle**2, rho=rho), metric * square - (1 - rho**2))


WITNESSES: tuple[Witness, ...] = (
    Witness("normalised-metric", 0, DIFFERENCES, _real_line),
    Witness("normalised-metric", 1, DIFFERENCES, _real_line),
    Witness("normalised-metric", 2, "exact moments of the simulator's matrix", _metric),
    Witness("normalised-metric-complex", 0, DIFFERENCES, _polar(along_modulus, along_modulus)),
    Witness("normalised-metric-complex", 1, DIFFERENCES, _polar(along_phase, along_phase)),
    Witness("normalised-metric-complex", 2, DIFFERENCES, _polar(along_modulus, along_phase)),
    Witness("tanh-optimal", 0, DIFFERENCES, _tanh),
    Witness("tanh-optimal", 2, "exact moments of the simulator's matrix", _missing),
)
