"""Counterexamples among small rational matrices: products that do not stay small, by height.

A point gives the entries of A (and B), shape (2, 2), and the lag: how many factors are multiplied,
in turns A, B, A, ... from the right. Eigenvalues of A solve x^2 - t x + d, t the trace and d the
determinant: both lie in the open disk exactly where |d| < 1 and |t| < 1 + d.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from sympy import Expr, Integer, Rational, Symbol, oo

from verification.claims.claim import Claim
from verification.claims.jacobians import (
    AT_EVERY_LAG,
    BELOW_ONE,
    MANY_MATRICES,
    NORM,
)
from verification.points import Point, rationals_of_height

Matrix = tuple[Fraction, Fraction, Fraction, Fraction]
TALLEST, LONGEST = 4, 12
LAG = Symbol("lag")


class Found(NamedTuple):
    """A product that is not small.

    Args:
        point: entries and lag.
        published: what the claim says of its size.
        exact: its size; in the limit infinite, or what it stays at.
    """

    point: Point
    published: Expr
    exact: Expr


def is_allowed(matrix: Matrix, claim: Claim) -> bool:
    """Say whether a matrix keeps the bound that a claim sets to its factors.

    Args:
        matrix: entries by rows.
        claim: a claim about products.

    Returns:
        True when the spectral radius, or the largest singular value, is bounded as it says.
    """
    ((bound, region),) = claim.domain.regions
    if bound == NORM:
        a, b, c, d = matrix
        gram = (a * a + c * c, a * b + c * d, a * b + c * d, b * b + d * d)
        return is_inside(gram, strictly=region == BELOW_ONE)
    return is_inside(matrix, strictly=region == BELOW_ONE)


def is_inside(matrix: Matrix, *, strictly: bool = True) -> bool:
    """Say whether both eigenvalues of a matrix lie in the open disk, or in the closed one."""
    a, b, c, d = matrix
    trace, det = abs(a + d), a * d - b * c
    if strictly:
        return abs(det) < 1 and trace < 1 + det
    return abs(det) <= 1 and trace <= 1 + det


def times(left: Matrix, right: Matrix) -> Matrix:
    """Multiply two matrices."""
    a, b, c, d = left
    e, f, g, h = right
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)


def size(matrix: Matrix) -> Fraction:
    """Give the largest entry in modulus."""
    return max(map(abs, matrix))


def smallest(claim: Claim, *, generic: bool = False) -> Found | None:
    """Search matrices by height for a product that contradicts a claim.

    Args:
        claim: a claim about products.
        generic: whether all entries must be nonzero; at every lag, that the factor itself is below
            one in every entry.

    Returns:
        The first found; None when there is none among matrices of height up to `TALLEST` and
        lags up to `LONGEST`.
    """
    factors, lag = claim.truth.args
    for matrices in _by_height(claim, 2 if factors == MANY_MATRICES else 1, generic=generic):
        every = lag == AT_EVERY_LAG
        found = _exceeds(matrices[0], generic=generic) if every else _stays(matrices)
        if found is not None:
            lags, exact = found
            return Found(_point(matrices, lags), claim.published, exact)
    return None


def _by_height(claim: Claim, how_many: int, *, generic: bool) -> Iterator[tuple[Matrix, ...]]:
    for height in range(1, TALLEST + 1):
        known = [
            Fraction(int(x.p), int(x.q))
            for h in range(1, height + 1)
            for x in rationals_of_height(h)
        ]
        entries = [x for x in known if x != 0] if generic else known
        if generic and how_many == 1:
            entries = [x for x in entries if abs(x) < 1]
        every: Iterator[Matrix] = product(entries, entries, entries, entries)
        fine = [matrix for matrix in every if is_allowed(matrix, claim)]
        groups = product(fine, fine) if how_many == 2 else ((matrix,) for matrix in fine)
        for chosen in groups:
            tall = max(max(abs(x.numerator), x.denominator) for m in chosen for x in m)
            if tall == height:
                yield chosen


def _exceeds(matrix: Matrix, *, generic: bool) -> tuple[int, Expr] | None:
    power = matrix
    for lag in range(1, LONGEST + 1):
        if size(power) > 1:
            return lag, _number(size(power))
        if lag == 1 and generic and size(power) >= 1:
            return None
        power = times(matrix, power)
    return None


def _stays(matrices: tuple[Matrix, ...]) -> tuple[int, Expr] | None:
    whole = matrices[0]
    for matrix in matrices[1:]:
        whole = times(matrix, whole)
    if is_inside(whole):
        return None
    if not is_inside(whole, strictly=False):
        return len(matrices), oo
    if times(whole, whole) == whole:
        return len(matrices), _number(size(whole))
    return None


def _number(value: Fraction) -> Expr:
    return Rational(value.numerator, value.denominator)


def _point(matrices: tuple[Matrix, ...], lag: int) -> Point:
    point: Point = {}
    for name, matrix in zip("AB", matrices, strict=False):
        places = ((i, j) for i in (1, 2) for j in (1, 2))
        point |= {
            Symbol(f"{name}_{i}{j}"): _number(x) for (i, j), x in zip(places, matrix, strict=True)
        }
    return {**point, LAG: Integer(lag)}
