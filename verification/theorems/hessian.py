"""Witnesses of one unit's Hessian: second differences of the loss as an average over frequency."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mpmath import mp, workdps

from numerics.gaussian import GaussianRational, exact
from verification.theorems.circles import DIGITS, TOLERANCE, curvature, power, rounded
from verification.theorems.kernels_moments import Rows, exactly, moments, phase
from verification.theorems.loss import correlation, inner
from verification.theorems.reparametrization import MATRIX
from verification.theorems.witness import Measured, Witness

UNIT, NEURON = "hessian-at-optimum", "one-neuron-determinant"
DIFFERENCES = "second differences of an average over frequency"


def against(rho: Any, teacher: Any, moved: Callable[[Any, Any], tuple[Any, Any]]) -> Any:
    """Give the loss of a unit whose gain and eigenvalue are moved, against where it started.

    Args:
        rho: correlation of the input over one step.
        teacher: the gain and the eigenvalue of the teacher.
        moved: both of the student, by two displacements.

    Returns:
        A function of the displacements.
    """
    gain_0, at_0 = teacher

    def loss(s: Any, t: Any) -> Any:
        gain, at = moved(s, t)
        return power(rho, lambda z: gain / (1 - at * z) - gain_0 / (1 - at_0 * z)) / 2

    return loss


def _plane(which: str) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        at, rho = inner(rng), correlation(rng)
        with workdps(DIGITS):
            a = rounded(at)
            loss = against(rounded(rho).real, (1, a), lambda s, t: (1, a + mp.mpc(s, t)))
            value = curvature(loss, which)
        point = exactly(**{"lambda": at, "lambda_bar": at.conjugate(), "rho": rho})
        return Measured(point, value, TOLERANCE)

    return measure


def _polar(which: str, *, normalised: bool) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        modulus, turn, rho = Fraction(rng.randint(10, 60), 100), phase(rng), correlation(rng)
        with workdps(DIGITS):
            nu, u = rounded(modulus).real, rounded(turn)

            def gain(s: Any) -> Any:
                return mp.sqrt(1 - (nu + s) ** 2) if normalised else 1

            loss = against(
                0 if normalised else rounded(rho).real,
                (gain(0), nu * u),
                lambda s, t: (gain(s), (nu + s) * u * mp.expj(t)),
            )
            value = curvature(loss, which)
        more = {} if normalised else {"rho": rho}
        return Measured(exactly(**{"nu": modulus, "u": turn, **more}), value, TOLERANCE)

    return measure


def _neuron(rng: random.Random) -> tuple[Fraction, Fraction, Fraction]:
    sign = rng.choice((-1, 1))
    return (
        Fraction(sign * rng.randint(5, 60), 100),
        correlation(rng),
        Fraction(rng.randint(5, 12), 4),
    )


def _determinant(rng: random.Random) -> Measured:
    at, rho, weight = _neuron(rng)
    with workdps(DIGITS):
        a, c = rounded(at).real, rounded(weight).real
        loss = against(rounded(rho).real, (c, a), lambda s, t: (c + t, a + s))
        xx, yy, xy = (curvature(loss, which) for which in ("xx", "yy", "xy"))
        value = xx * yy - xy**2
    return Measured(exactly(lam=at, rho=rho, c=weight), value, TOLERANCE)


def _entry(pick: Callable[..., GaussianRational]) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        at, rho, weight = _neuron(rng)
        rows = Rows(exact(rho))
        found = moments(rows, exact(at), rows, exact(at))
        return Measured(exactly(lam=at, rho=rho, c=weight), pick(found, weight))

    return measure


WITNESSES: tuple[Witness, ...] = (
    Witness(UNIT, 0, DIFFERENCES, _plane("xx")),
    Witness(UNIT, 1, DIFFERENCES, _plane("yy")),
    Witness(UNIT, 3, DIFFERENCES, _polar("xx", normalised=False)),
    Witness(UNIT, 4, DIFFERENCES, _polar("yy", normalised=False)),
    Witness(UNIT, 6, DIFFERENCES, _polar("xx", normalised=True)),
    Witness(UNIT, 7, DIFFERENCES, _polar("yy", normalised=True)),
    Witness(NEURON, 0, DIFFERENCES, _determinant),
    Witness(NEURON, 1, MATRIX, _entry(lambda found, c: found.both * c**2)),
    Witness(NEURON, 2, MATRIX, _entry(lambda found, c: found.first * c)),
    Witness(NEURON, 3, MATRIX, _entry(lambda found, c: found.state)),
)
