"""Moments by residues solve the stationarity equations, in exact numbers."""

from __future__ import annotations

import random
from itertools import combinations_with_replacement

import pytest
from sympy import Expr, Rational

from derivations.spectral import Rows, moment
from tests.derivations.spectral_systems import CASES, POINT, ZERO

pytestmark = pytest.mark.slow


def residual(transition: Rows, noise: Rows, found: list[list[Expr]]) -> list[list[Expr]]:
    """Evaluate M - A M A^T - Q for rational numbers, by hand."""
    count = range(len(transition))
    return [
        [
            found[i][j]
            - noise[i][j]
            - sum(transition[i][k] * found[k][m] * transition[j][m] for k in count for m in count)
            for j in count
        ]
        for i in count
    ]


def every(transition: Rows, drive: Rows, variances: tuple[Expr, ...]) -> list[list[Expr]]:
    count = len(transition)
    found = [[ZERO] * count for _ in range(count)]
    for i, j in combinations_with_replacement(range(count), 2):
        found[i][j] = found[j][i] = moment(transition, drive, variances, i, j)
    return found


def noise_of(drive: Rows, variances: tuple[Expr, ...]) -> Rows:
    def entry(left: tuple[Expr, ...], right: tuple[Expr, ...]) -> Expr:
        return sum((v * a * b for v, a, b in zip(variances, left, right, strict=True)), ZERO)

    return tuple(tuple(entry(left, right) for right in drive) for left in drive)


def flat(matrix: list[list[Expr]]) -> set[Expr]:
    return {e for row in matrix for e in row}


@pytest.mark.parametrize("trial", range(2))
def test_stationarity_at_random_numbers(salt: int, trial: int) -> None:
    draw = random.Random(f"{salt}/{trial}/spectral")
    # Rows that sum to at most 3/4 in absolute value keep every eigenvalue inside the circle.
    transition = tuple(tuple(Rational(draw.randint(-3, 3), 12) for _ in "123") for _ in "123")
    drive = tuple(tuple(Rational(draw.randint(-9, 9), 7) for _ in "12") for _ in "123")
    variances = Rational(draw.randint(1, 9), 5), Rational(draw.randint(1, 9), 3)
    found = every(transition, drive, variances)
    noise = noise_of(drive, variances)
    assert flat(residual(transition, noise, found)) == {0}
    found[1][2] = found[2][1] = found[1][2] + Rational(1, 10**9)
    assert flat(residual(transition, noise, found)) != {0}


@pytest.mark.parametrize("name", CASES)
def test_stationarity_of_each_system(name: str) -> None:
    transition, drive, variances = CASES[name].at(POINT)
    found = every(transition, drive, variances)
    noise = noise_of(drive, variances)
    assert flat(residual(transition, noise, found)) == {0}
    wrong = tuple(tuple(reversed(row)) for row in transition)
    assert flat(residual(wrong, noise, found)) != {0}
