"""Witnesses of the reparametrizations: the simulator's matrix, and Cauchy's integral."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mpmath import mp, workdps

from numerics.gaussian import GaussianRational, exact
from verification.theorems.circles import CAUCHY, DIGITS, rounded, slope
from verification.theorems.kernels_moments import Rows, Second, exactly, moments
from verification.theorems.witness import Measured, Witness

MATRIX, CIRCLE = "exact moments of the simulator's matrix", "Cauchy's integral"
Energy = Callable[[Second, Fraction], GaussianRational]


def fixed(square: Callable[[Fraction], Fraction]) -> Energy:
    """Measure E[(gamma dh)^2] for a gain that is not differentiated."""
    return lambda found, at: found.both * square(at)


def rooted(found: Second, at: Fraction) -> GaussianRational:
    """Measure E[(d(gamma h))^2] for gamma^2 = 1 - lambda^2: gamma gamma' = -lambda."""
    square = 1 - at**2
    return found.both * square - found.first * (2 * at) + found.state * (at**2 / square)


def averaging(found: Second, at: Fraction) -> GaussianRational:
    """Measure E[(d(gamma h))^2] for gamma = 1 - lambda."""
    return found.both * (1 - at) ** 2 - found.first * (2 * (1 - at)) + found.state


def real_eigenvalue(rng: random.Random) -> Fraction:
    """Draw an eigenvalue between -8/10 and 8/10 that is not 0."""
    return Fraction(rng.choice((-1, 1)) * rng.randint(1, 80), 100)


def energies(name: str, part: int, rho: int | None, energy: Energy) -> Witness:
    """Measure a mean squared sensitivity at a real eigenvalue.

    Args:
        name: the theorem.
        part: which of its parts.
        rho: the input's correlation; None to draw it.
        energy: what of the moments is meant.

    Returns:
        The witness.
    """

    def measure(rng: random.Random) -> Measured:
        at = real_eigenvalue(rng)
        ratio = real_eigenvalue(rng) if rho is None else Fraction(rho)
        rows = Rows(exact(ratio))
        value = energy(moments(rows, exact(at), rows, exact(at)), at)
        point = exactly(lam=at, rho=ratio) if rho is None else exactly(lam=at)
        return Measured(point, value)

    return Witness(name, part, MATRIX, measure)


def slopes(name: str, part: int, omega: Callable[..., Any], *, sign: int = 0) -> Witness:
    """Measure (d omega/d lambda)^2 of a function of many digits.

    Args:
        name: the theorem.
        part: which of its parts.
        omega: the solution, of lambda, and of rho where `sign` is given.
        sign: of rho.

    Returns:
        The witness.
    """

    def measure(rng: random.Random) -> Measured:
        at, ratio = real_eigenvalue(rng), sign * abs(real_eigenvalue(rng))
        with workdps(DIGITS):
            more = {"rho": rounded(ratio).real} if sign else {}
            value = slope(lambda z: omega(z, **more), rounded(at).real) ** 2
        point = exactly(lam=at, rho=ratio) if sign else exactly(lam=at)
        return Measured(point, value, CAUCHY)

    return Witness(name, part, CIRCLE, measure)


def free(z: Any) -> Any:
    """Solve without a gain, white input."""
    root, angle = mp.sqrt((1 + z**2) / (1 - z**2)), mp.asin(z)
    return z * root - mp.ellipe(angle, -1) + mp.ellipf(angle, -1)


def held(z: Any) -> Any:
    """Solve with the gain not differentiated, white input."""
    return mp.sqrt(2) * mp.atanh(mp.sqrt(2) * z / mp.sqrt(1 + z**2)) - mp.asinh(z)


def average(z: Any) -> Any:
    """Solve for the moving average, white input."""
    return mp.sqrt(2) * (1 - mp.sqrt((1 - z) / (1 + z)))


def held_constant(z: Any) -> Any:
    """Solve with the root's gain not differentiated, constant input."""
    return 2 * mp.sqrt((1 + z) / (1 - z)) - 2 - mp.asin(z)


def correlated(z: Any, rho: Any) -> Any:
    """Solve with the root's gain differentiated, any correlation but 0."""
    s, k = mp.sqrt((1 + rho * z) / (1 - rho * z)), mp.sqrt((1 + rho) / (1 - rho))
    turn = mp.atanh if rho > 0 else mp.acoth
    return k * turn(s / k) - turn(1 / (k * s)) / k - (k - 1 / k) * turn(1 / k)


def _stable(rng: random.Random) -> Measured:
    omega, ratio = Fraction(rng.randint(20, 300), 100), real_eigenvalue(rng)
    at, rows = 1 - 1 / (omega**2 + Fraction(1, 2)), Rows(exact(ratio))
    rise = 2 * omega / (omega**2 + Fraction(1, 2)) ** 2
    value = moments(rows, exact(at), rows, exact(at)).both * rise**2
    return Measured(exactly(omega=omega, rho=ratio), value)


def _stable_map(rng: random.Random) -> Measured:
    omega = Fraction(rng.randint(20, 300), 100)
    with workdps(DIGITS):
        value = slope(lambda z: 1 - 1 / (z**2 + mp.mpf(1) / 2), rounded(omega).real) ** 2
    return Measured(exactly(omega=omega), value, CAUCHY)


WHITE, CONSTANT = "solved-reparametrizations", "constant-reparametrizations"
CORRELATED, STABLE = "correlated-reparametrization", "stable-ssm"
WITNESSES: tuple[Witness, ...] = (
    energies(WHITE, 0, 0, fixed(lambda at: Fraction(1))),
    energies(WHITE, 3, 0, fixed(lambda at: 1 - at**2)),
    energies(WHITE, 6, 0, rooted),
    energies(WHITE, 9, 0, averaging),
    slopes(WHITE, 1, free),
    slopes(WHITE, 4, held),
    slopes(WHITE, 7, mp.atanh),
    slopes(WHITE, 10, average),
    energies(CONSTANT, 0, 1, fixed(lambda at: Fraction(1))),
    energies(CONSTANT, 3, 1, fixed(lambda at: (1 - at) ** 2)),
    energies(CONSTANT, 6, 1, fixed(lambda at: 1 - at**2)),
    energies(CONSTANT, 9, 1, rooted),
    energies(CONSTANT, 12, 1, averaging),
    slopes(CONSTANT, 1, lambda z: z / (1 - z)),
    slopes(CONSTANT, 4, lambda z: -mp.log(1 - z)),
    slopes(CONSTANT, 7, held_constant),
    slopes(CONSTANT, 10, lambda z: mp.sqrt((1 + z) / (1 - z)) - 1),
    energies(CORRELATED, 0, None, rooted),
    slopes(CORRELATED, 1, correlated, sign=1),
    slopes(CORRELATED, 1, correlated, sign=-1),
    Witness(STABLE, 0, MATRIX, _stable),
    Witness(STABLE, 1, CIRCLE, _stable_map),
)
