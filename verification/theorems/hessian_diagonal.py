"""Witnesses of the diagonal network's Hessian: real outputs' derivatives, over frequency."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from mpmath import workdps

from numerics.gaussian import GaussianRational, exact
from verification.theorems.circles import DIGITS, TOLERANCE, power, rounded
from verification.theorems.kernels_moments import Rows, exactly, moments, phase
from verification.theorems.loss import correlation
from verification.theorems.witness import Measured, Witness

NAME = "diagonal-hessian"
ROAD = "average over frequency of two real outputs' derivatives"
I = GaussianRational(Fraction(0), Fraction(1))
Factor = Callable[[Fraction, GaussianRational], GaussianRational]
Answer = Callable[[Any], Any]


def real_output(at: GaussianRational, weight: GaussianRational) -> Answer:
    """Give the transfer function of Re(w dh(lambda)), h driven by a real input.

    Args:
        at: lambda.
        weight: w.

    Returns:
        A function of z = exp(-i frequency).
    """
    a, w = rounded(at), rounded(weight)
    b, v = rounded(at.conjugate()), rounded(weight.conjugate())
    return lambda z: (w * z / (1 - a * z) ** 2 + v * z / (1 - b * z) ** 2) / 2


def together(rho: Fraction, one: Answer, two: Answer) -> Any:
    """Measure E[u v] of two outputs by the powers of their sum and their difference.

    Args:
        rho: correlation of the input over one step.
        one: transfer function of u.
        two: of v.

    Returns:
        The moment.
    """
    ratio = rounded(rho).real
    plus = power(ratio, lambda z: one(z) + two(z))
    return (plus - power(ratio, lambda z: one(z) - two(z))) / 4


def _modulus(rng: random.Random) -> Fraction:
    return Fraction(rng.randint(10, 60), 100)


def _weight(rng: random.Random) -> GaussianRational:
    return GaussianRational(Fraction(rng.randint(1, 9), 4), Fraction(rng.randint(-9, -1), 5))


def _symbols(
    rho: Fraction,
    a: GaussianRational,
    b: GaussianRational,
    m: GaussianRational,
    n: GaussianRational,
) -> dict[str, GaussianRational]:
    """Name the weights, and the sensitivity kernel from the simulator's matrix."""
    rows = Rows(exact(rho))
    kernels = {
        f"S_{one}_{two}": moments(rows, p, rows, q).both
        for one, p in (("a", a), ("a_bar", a.conjugate()))
        for two, q in (("b", b), ("b_bar", b.conjugate()))
    }
    weights = {"m": m, "m_bar": m.conjugate(), "m_0": n, "m_0_bar": n.conjugate()}
    return {**kernels, **weights, "i": I}


def _block(first: Factor, second: Factor) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        (nu, nu_0), (u, u_0) = (_modulus(rng), _modulus(rng)), (phase(rng), phase(rng))
        m, m_0, rho = _weight(rng), _weight(rng), correlation(rng)
        a, b = u * nu, u_0 * nu_0
        with workdps(DIGITS):
            one, two = real_output(a, m * first(nu, u)), real_output(b, m_0 * second(nu_0, u_0))
            value = together(rho, one, two)
        places = {"nu": nu, "nu_0": nu_0, "u": u, "u_0": u_0}
        return Measured(exactly(**places, **_symbols(rho, a, b, m, m_0)), value, TOLERANCE)

    return measure


def _trace(rng: random.Random) -> Measured:
    a, b = (phase(rng) * _modulus(rng) for _ in range(2))
    m, m_0, rho = _weight(rng), _weight(rng), correlation(rng)
    with workdps(DIGITS):
        value = sum(
            together(rho, real_output(a, m * turn), real_output(b, m_0 * turn))
            for turn in (exact(1), I)
        )
    return Measured(exactly(**_symbols(rho, a, b, m, m_0)), value, TOLERANCE)


def _real(_: Fraction, __: GaussianRational) -> GaussianRational:
    return exact(1)


def _imaginary(_: Fraction, __: GaussianRational) -> GaussianRational:
    return I


def _radius(_: Fraction, u: GaussianRational) -> GaussianRational:
    return u


def _angle(nu: Fraction, u: GaussianRational) -> GaussianRational:
    return I * u * nu


_SIDES = ((_real, _imaginary), (_radius, _angle))
_BLOCKS = tuple((first, second) for pair in _SIDES for first in pair for second in pair)
WITNESSES: tuple[Witness, ...] = (
    *(Witness(NAME, part, ROAD, _block(*sides)) for part, sides in enumerate(_BLOCKS)),
    Witness(NAME, 8, ROAD, _trace),
)
