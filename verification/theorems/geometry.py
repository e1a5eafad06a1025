"""Witnesses of the geometry of the normalised loss: exact moments of two units."""

from __future__ import annotations

import random
from fractions import Fraction

from numerics.gaussian import GaussianRational, exact
from verification.theorems.kernels_moments import Rows, exactly, phase
from verification.theorems.loss import at_pair, covariance, pair
from verification.theorems.reparametrization import MATRIX
from verification.theorems.witness import Measured, Witness

WHITE = Rows(exact(0))


def _exponential(rng: random.Random) -> Fraction:
    """Draw exp(omega), not 1."""
    number = Fraction(rng.randint(3, 40), 10)
    return number if number != 1 else _exponential(rng)


def _sech(rng: random.Random) -> Measured:
    e, e_0, turn = _exponential(rng), _exponential(rng), phase(rng)
    gains = [2 * number / (number**2 + 1) for number in (e, e_0)]
    a, b = (turn * ((number**2 - 1) / (number**2 + 1)) for number in (e, e_0))
    own = covariance(WHITE, a, a) * gains[0] ** 2 + covariance(WHITE, b, b) * gains[1] ** 2
    cross = (covariance(WHITE, a, b) + covariance(WHITE, b, a)) * (gains[0] * gains[1])
    return Measured(exactly(e=e, e_0=e_0), (own - cross) * Fraction(1, 2))


def coherence(a: GaussianRational, b: GaussianRational) -> GaussianRational:
    """Measure |E h(a) conj h(b)|^2 / (E|h(a)|^2 E|h(b)|^2) under white input."""
    cross = covariance(WHITE, a, b) * covariance(WHITE, b, a)
    return cross / (covariance(WHITE, a, a) * covariance(WHITE, b, b))


def _correlation(rng: random.Random) -> Measured:
    a, b = pair(rng)
    return Measured(exactly(**at_pair(a, b)), coherence(a, b))


def _missing(rng: random.Random) -> Measured:
    a, b = pair(rng)
    return Measured(exactly(**at_pair(a, b)), exact(1) - coherence(a, b))


WITNESSES: tuple[Witness, ...] = (
    Witness("sech-law", 0, MATRIX, _sech),
    Witness("poincare", 0, MATRIX, _correlation),
    Witness("poincare", 1, MATRIX, _missing),
)
