"""Witnesses of the theorems about the modulus of an eigenvalue: complex inputs, exact moments."""

from __future__ import annotations

import random
from fractions import Fraction

from mpmath import mp, mpc, mpf, workdps
from sympy import Symbol

from numerics.gaussian import GaussianRational
from verification.theorems.kernels_moments import (
    DIGITS,
    TOLERANCE,
    Rows,
    Second,
    difference,
    energy,
    exactly,
    exponential,
    levelled,
    modulus,
    number,
    phase,
    twisted,
    white_gain,
)
from verification.theorems.normalization import along_modulus
from verification.theorems.witness import Measured, Witness

MATRIX = "exact moments of the simulator's matrix"


def _point(nu: Fraction, u: GaussianRational, found: Second) -> dict[Symbol, object]:
    return exactly(
        **{"lam": u * nu, "lam_bar": u.conjugate() * nu, "nu": nu},
        **{"G_a": found.g[0], "G_b": found.g[1]},
        **{"dG_a": found.slopes[0], "dG_b": found.slopes[1]},
    )


def _normalised(rows: Rows, rng: random.Random) -> Measured:
    nu, u = modulus(rng), phase(rng)
    with workdps(DIGITS):
        pair = along_modulus(nu, u)
        value = difference(rows, white_gain, pair, pair)
    return Measured(_point(nu, u, energy(rows, u * nu)), value, TOLERANCE)


def _variance(rows: Rows, rng: random.Random) -> Measured:
    nu, u = modulus(rng), phase(rng)
    found = energy(rows, u * nu)
    return Measured(_point(nu, u, found), found.both * (1 - nu**2))


def _exponential_variance(rng: random.Random) -> Measured:
    (rows, rho), nu, u = exponential(rng), modulus(rng), phase(rng)
    found = energy(rows, u * nu)
    return Measured({**_point(nu, u, found), **exactly(rho=rho)}, found.both * (1 - nu**2))


def _line(rng: random.Random) -> Measured:
    """Measure |d_nu (gamma / (1 - nu w))|^2 numerically at a frequency w."""
    nu, w = modulus(rng), phase(rng)
    with workdps(DIGITS):
        here, there = mpf(nu.numerator) / nu.denominator, number(w)

        def response(radius: mpf) -> mpc:
            return mp.sqrt(1 - radius**2) / (1 - radius * there)

        slope = mp.diff(response, here)
        gamma = mp.sqrt(1 - here**2)
        point = {Symbol("gamma"): gamma, **exactly(nu=nu, w=w)}
        return Measured(point, abs(slope) ** 2, TOLERANCE)


WITNESSES: tuple[Witness, ...] = (
    Witness(
        "radial-sensitivity",
        0,
        "differences of states, complex input",
        lambda rng: _normalised(twisted(rng), rng),
    ),
    Witness(
        "radial-sensitivity",
        0,
        "differences of states, real input",
        lambda rng: _normalised(levelled(rng), rng),
    ),
    Witness("radial-sensitivity", 1, "a numerical derivative", _line),
    Witness(
        "sensitivity-from-variance",
        0,
        MATRIX + ", complex input",
        lambda rng: _variance(twisted(rng), rng),
    ),
    Witness(
        "sensitivity-from-variance",
        0,
        MATRIX + ", real input",
        lambda rng: _variance(levelled(rng), rng),
    ),
    Witness("sensitivity-from-variance", 2, MATRIX, _exponential_variance),
)
