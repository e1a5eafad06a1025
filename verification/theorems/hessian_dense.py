"""Witnesses of the dense Hessian: stationary equations of two driven pairs, solved as matrices."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from numerics.gaussian import GaussianRational, exact
from numerics.oracle import solve
from verification.theorems.kernels_moments import Rows, exactly, moments
from verification.theorems.loss import correlation, inner
from verification.theorems.reparametrization import MATRIX
from verification.theorems.witness import Measured, Witness

NAME = "dense-hessian"
NAMES = ("lambda_i", "lambda_j", "lambda_k", "lambda_l")
Four = tuple[GaussianRational, GaussianRational, GaussianRational, GaussianRational]


def stationary(rows: list[list[Any]], noise: list[Any], variance: Any) -> list[list[Any]]:
    """Solve P = F P F^T + v g g^T without conjugates.

    Args:
        rows: F.
        noise: g.
        variance: v.

    Returns:
        P.
    """
    size = range(len(noise))
    left = [
        [exact(int((i, j) == (k, m))) - rows[i][k] * rows[j][m] for k in size for m in size]
        for i in size
        for j in size
    ]
    found = solve(left, [noise[i] * noise[j] * variance for i in size for j in size])
    return [found[i * len(noise) : (i + 1) * len(noise)] for i in size]


def driven(rho: Fraction, four: Four) -> GaussianRational:
    """Measure E[g g~] of g' = a g + h(b) and g~' = c g~ + h(d), with x' = rho x + xi.

    Args:
        rho: correlation of the input over one step.
        four: a, b, c and d.

    Returns:
        The moment.
    """
    a, b, c, d = four
    zero, one, ratio = exact(0), exact(1), exact(rho)
    rows = [
        [ratio, zero, zero, zero, zero],
        [ratio, b, zero, zero, zero],
        [zero, one, a, zero, zero],
        [ratio, zero, zero, d, zero],
        [zero, zero, zero, one, c],
    ]
    noise = [one, one, zero, one, zero]
    found: GaussianRational = stationary(rows, noise, 1 - ratio * ratio)[2][4]
    return found


def _four(rng: random.Random) -> Four:
    drawn = (inner(rng), inner(rng), inner(rng), inner(rng))
    return drawn if drawn[0] != drawn[1] and drawn[2] != drawn[3] else _four(rng)


def _quotient(rho: Fraction, four: Four) -> GaussianRational:
    a, b, c, d = four
    rows = Rows(exact(rho))
    corners = ((a, c, 1), (a, d, -1), (b, c, -1), (b, d, 1))
    total = sum((moments(rows, p, rows, q).state * s for p, q, s in corners), exact(0))
    return total / ((a - b) * (c - d))


def _at_four(
    measured: Callable[[Fraction, Four], GaussianRational],
) -> Callable[[random.Random], Measured]:
    def measure(rng: random.Random) -> Measured:
        rho, four = correlation(rng), _four(rng)
        point = exactly(**dict(zip(NAMES, four, strict=True)), rho=rho)
        return Measured(point, measured(rho, four))

    return measure


def _meeting(rng: random.Random) -> Measured:
    rho, (a, _, c, _) = correlation(rng), _four(rng)
    return Measured(exactly(lambda_i=a, lambda_k=c, rho=rho), driven(rho, (a, a, c, c)))


WITNESSES: tuple[Witness, ...] = (
    Witness(NAME, 0, "exact stationary moments of two driven pairs", _at_four(driven)),
    Witness(NAME, 1, MATRIX, _at_four(_quotient)),
    Witness(NAME, 2, "exact stationary moments of two driven pairs", _meeting),
)
