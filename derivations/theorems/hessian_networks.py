"""Linear networks over the rational numbers: their features, and the rank these have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from typing import Any

from flint import fmpq, fmpq_mat
from sympy import QQ, QQ_I
from sympy.polys.matrices import DomainMatrix

LARGEST, DRAWS, SEED = 4, 60, 0  # states, networks, and which
Network = tuple[fmpq_mat, fmpq_mat, fmpq_mat]


def features(network: Network, lags: int) -> fmpq_mat:
    """List dy/dtheta for each entry of A, B, C and D by the coefficients of x at each lag.

    Args:
        network: A, B and C.
        lags: how many.

    Returns:
        One row for each parameter.
    """
    matrix, drive, readout = network
    places = range(matrix.nrows())
    out = [readout * matrix**p for p in range(lags)]
    into = [matrix**p * drive for p in range(lags)]
    entries = [
        [
            sum((out[p][0, i] * into[m - 1 - p][j, 0] for p in range(m)), fmpq(0))
            for m in range(lags)
        ]
        for i, j in product(places, places)
    ]
    by_drive = [[out[m][0, i] for m in range(lags)] for i in places]
    by_readout = [[into[m][i, 0] for m in range(lags)] for i in places]
    return fmpq_mat([*entries, *by_drive, *by_readout, [fmpq(int(m == 0)) for m in range(lags)]])


def reached(network: Network) -> tuple[fmpq_mat, fmpq_mat]:
    """Give the matrices of observability and of controllability.

    Args:
        network: A, B and C.

    Returns:
        Rows C A^p, and columns A^p B.
    """
    matrix, drive, readout = network
    powers = range(matrix.nrows())
    seen = [[(readout * matrix**p)[0, j] for j in powers] for p in powers]
    moved = [[(matrix**p * drive)[i, 0] for p in powers] for i in powers]
    return fmpq_mat(seen), fmpq_mat(moved)


def predicted(network: Network) -> int:
    """Give the dimension of the span of all features.

    Args:
        network: A, B and C.

    Returns:
        n_o + n_c, the ranks of observability and controllability, and 1 more if A is invertible on
        the observed quotient and on the controlled subspace.
    """
    matrix = network[0]
    seen, moved = reached(network)
    invertible = (seen * matrix).rank() == seen.rank() and (matrix * moved).rank() == moved.rank()
    return int(seen.rank() + moved.rank() + invertible)


def networks(count: int) -> Iterator[Network]:
    """Draw networks of one to four states: at random, defective, singular, and not minimal.

    Args:
        count: how many.

    Yields:
        A, B and C, of small fractions.
    """
    draw = random.Random(SEED)
    for number in range(count):
        size = number % LARGEST + 1
        sparse = number // LARGEST % 3  # 0: all entries, 1: triangular, 2: many zeros

        def entry(i: int, j: int, sparse: int = sparse) -> fmpq:
            absent = (sparse == 1 and i > j) or (sparse == 2 and draw.random() < 0.5)
            return fmpq(0 if absent else draw.randint(-2, 2), 3)

        matrix = fmpq_mat([[entry(i, j) for j in range(size)] for i in range(size)])
        drive = fmpq_mat([[entry(i, i + 1)] for i in range(size)])
        yield matrix, drive, fmpq_mat([[entry(j, j + 1) for j in range(size)]])


def ranks_agree(count: int = DRAWS) -> bool:
    """Compare the rank of the features with the prediction, exactly."""
    return all(features(n, 2 * n[0].nrows() + 1).rank() == predicted(n) for n in networks(count))


def minimal_ranks() -> bool:
    """Find rank 2n + 1 for each minimal network with invertible A, of all sizes, and 2n if not."""
    found: dict[tuple[int, bool], set[int]] = {}
    for network in networks(4 * DRAWS):
        size, (seen, moved) = network[0].nrows(), reached(network)
        if seen.rank() == moved.rank() == size:
            key = (size, network[0].rank() == size)
            found.setdefault(key, set()).add(features(network, 2 * size + 1).rank() - 2 * size)
    return found == {(n, whole): {int(whole)} for n in range(1, LARGEST + 1) for whole in (0, 1)}


def at_lines(network: Network, lines: int) -> int:
    """Count the rank under an input whose power lies at some frequencies.

    Args:
        network: A, B and C.
        lines: how many points of the unit circle, symmetric about the real axis.

    Returns:
        The rank of the features as functions on these points.
    """
    points = _points(lines)
    size = network[0].nrows()
    matrix, drive, readout = map(_gaussian, network)
    columns = []
    for z in points:
        resolvent = (DomainMatrix.eye(size, QQ_I) - matrix * z).inv()
        out, into = (
            (readout * resolvent).to_list()[0],
            [r[0] for r in (resolvent * drive).to_list()],
        )
        columns.append([*(z * r * q for r, q in product(out, into)), *out, *into, QQ_I.one])
    return int(DomainMatrix(columns, (lines, len(columns[0])), QQ_I).rank())


def _gaussian(matrix: fmpq_mat) -> DomainMatrix:
    rows, columns = range(matrix.nrows()), range(matrix.ncols())
    numbers = [
        [QQ_I(QQ(int(matrix[i, j].p), int(matrix[i, j].q)), 0) for j in columns] for i in rows
    ]
    return DomainMatrix(numbers, (len(rows), len(columns)), QQ_I)


def _points(lines: int) -> list[Any]:
    ends = [QQ_I(1), QQ_I(-1)][: lines % 2]
    pairs = []
    for k in range(1, lines // 2 + 1):
        up, down = QQ_I(k + 1, 1), QQ_I(k + 1, -1)
        pairs += [up / down, down / up]
    return [*ends, *pairs]


def lines_agree() -> bool:
    """Find the rank min(N, dimension) for each number N of lines."""
    return all(
        at_lines(network, lines) == min(lines, predicted(network))
        for network in networks(3 * LARGEST)
        for lines in range(1, 2 * network[0].nrows() + 3)
    )
