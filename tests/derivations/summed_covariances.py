"""Sums of covariances over lags in exact numbers, with a bound on what is left out."""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Integer

from derivations.moments import solve
from derivations.second_road import linear
from derivations.system import Monomial, System, ordered

Matrix = list[list[Fraction]]
FAR, HALFWAY = 160, 80


def times(left: Matrix, right: Matrix) -> Matrix:
    columns = list(zip(*right, strict=True))
    return [
        [sum((a * b for a, b in zip(r, c, strict=True)), Fraction(0)) for c in columns]
        for r in left
    ]


def fraction(number: Expr) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def summed_covariances(system: System, product: Monomial) -> tuple[Fraction, Fraction]:
    """Add C(0) + 2 C(1) + ... of q = z_i z_j, C(k) = G_ii G_jj + G_ij G_ji, G = A^k G(0).

    What is left out is bounded by the row sums of A^K, as G(k + K) = A^K G(k).
    """
    pairs = [[ordered(a, b) for b in system.states] for a in system.states]
    found = solve(system, tuple({m for row in pairs for m in row}))
    lagged = [[fraction(found.value(*m)) for m in row] for row in pairs]
    matrix = [[fraction(Integer(1) * e) for e in row] for row in linear(system)[0]]
    size, (i, j) = range(len(matrix)), map(system.states.index, product)
    power = [[Fraction(int(a == b)) for b in size] for a in size]
    total, largest = Fraction(0), []
    for k in range(FAR):
        term = lagged[i][i] * lagged[j][j] + lagged[i][j] * lagged[j][i]
        total += term * (2 if k else 1)
        largest.append(max(abs(e) for row in lagged for e in row))
        lagged = times(matrix, lagged)
        power = times(matrix, power) if k < HALFWAY else power
    shrinks = max(sum(map(abs, row)) for row in power) ** 2
    late = sum((g**2 for g in largest[FAR - HALFWAY :]), Fraction(0))
    return total, 4 * shrinks / (1 - shrinks) * late
