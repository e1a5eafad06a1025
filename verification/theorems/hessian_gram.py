"""Witnesses of Gram determinants and ranks: exact moments of one unit with its input."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

from numerics.gaussian import GaussianRational, exact
from verification.bridge import exact_moments
from verification.theorems.kernels_moments import Rows, exactly
from verification.theorems.loss import correlation, inner
from verification.theorems.reparametrization import MATRIX, real_eigenvalue
from verification.theorems.witness import Measured, Witness

Square = list[list[GaussianRational]]


def features(rho: Fraction, at: GaussianRational) -> Square:
    """Measure the moments of (x, h, dh), without conjugate.

    Args:
        rho: correlation of the input over one step.
        at: the eigenvalue.

    Returns:
        The matrix of moments.
    """
    rows = Rows(exact(rho))
    table = exact_moments(rows.at(at), rows.at(at), None)
    return [list(row[1:]) for row in table[1:]]  # the first state is a constant level


def determinant(square: Square) -> GaussianRational:
    """Expand a determinant along its first row."""
    if not square:
        return exact(1)
    total = exact(0)
    for k, entry in enumerate(square[0]):
        rest = [row[:k] + row[k + 1 :] for row in square[1:]]
        total += entry * determinant(rest) * (-1) ** k
    return total


def _gram(rng: random.Random) -> Measured:
    rho, at = correlation(rng), inner(rng)
    return Measured(exactly(lam=at, rho=rho), determinant(features(rho, at)))


def _minors(rng: random.Random) -> Measured:
    """Add up the principal minors of order three of the Hessian in (A, B, C, D)."""
    rho, at = correlation(rng), real_eigenvalue(rng)
    drive, readout = (Fraction(rng.randint(1, 9), sign * 4) for sign in (-1, 1))
    gram = features(rho, exact(at))
    weights = ((2, drive * readout), (1, readout), (1, drive), (0, Fraction(1)))
    hessian = [[gram[i][j] * (p * q) for j, q in weights] for i, p in weights]
    value = exact(0)
    for kept in combinations(range(4), 3):
        value += determinant([[hessian[i][j] for j in kept] for i in kept])
    return Measured(exactly(lam=at, rho=rho, b=drive, c=readout), value)


WITNESSES: tuple[Witness, ...] = (
    Witness("gram-determinant", 0, MATRIX, _gram),
    Witness("hessian-rank", 0, MATRIX, _minors),
)
