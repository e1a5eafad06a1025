"""Exact moments of the very code that is simulated, from the matrix read off it by impulses.

The step is linear, so unit impulses on exact numbers read its matrix A and its noise vector B.
Second moments of two such systems that share their noise obey P' = A P A2^T + v B B2^T: iterated,
this is the finite horizon; solved as linear equations over Q, it is the stationary value.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from numerics.gaussian import GaussianRational, exact
from numerics.system import State, System, start, step

Vector = list[GaussianRational]
Matrix = list[Vector]

ZERO, ONE = exact(0), exact(1)


class Reading(NamedTuple):
    """What impulses tell of a system with one eigenvalue: z' = A z + B xi, z = (s, h, dh).

    Args:
        matrix: A.
        noise: B.
        offset: z before the first step, when the start's draw is 0.
        placing: how z before the first step depends on that draw.
    """

    matrix: Matrix
    noise: Vector
    offset: Vector
    placing: Vector


def read_off(system: System) -> Reading:
    """Read the exact matrix of `step` by impulses.

    Args:
        system: rows of exact numbers with one eigenvalue.

    Returns:
        Its matrix, noise vector and start.
    """
    size = len(system.mean) + 2
    silent = [_flat(step(system, _unflat(_unit(size, j)), ZERO)) for j in range(size)]
    quiet = _unflat([ZERO] * size)
    offset = _flat(start(system, ZERO))
    placed = _flat(start(system, ONE))
    return Reading(
        matrix=[[silent[j][i] for j in range(size)] for i in range(size)],
        noise=_flat(step(system, quiet, ONE)),
        offset=offset,
        placing=[p - o for p, o in zip(placed, offset, strict=True)],
    )


def finite_moments(first: System, second: System, steps: int) -> Matrix:
    """Compute E[z_T z2_T^T] exactly after T steps from empty recurrences.

    Args:
        first: rows with one eigenvalue.
        second: rows of the same input with another eigenvalue.
        steps: T.

    Returns:
        The moments, shape (k + 2, k + 2), of (s, h, dh) against (s, h2, dh2).
    """
    one, two = read_off(first), read_off(second)
    moments = _start_moments(one, two)
    kick = _outer(one.noise, two.noise, exact(first.variance))
    for _ in range(steps):
        moments = _add(_sandwich(one.matrix, moments, two.matrix), kick)
    return moments


def stationary_moments(first: System, second: System) -> Matrix:
    """Solve P = A P A2^T + v B B2^T exactly, the input's own block being data.

    Args:
        first: rows with one eigenvalue.
        second: rows of the same input with another eigenvalue.

    Returns:
        The stationary moments, shape (k + 2, k + 2).

    Raises:
        ValueError: if the input's start is not stationary under its own rows.
    """
    one, two = read_off(first), read_off(second)
    size, inputs = len(one.noise), len(first.mean)
    data = _start_moments(one, two)
    kick = _outer(one.noise, two.noise, exact(first.variance))
    after = _add(_sandwich(one.matrix, data, two.matrix), kick)
    if any(after[i][j] != data[i][j] for i in range(inputs) for j in range(inputs)):
        raise ValueError("system: the input's start must be stationary; mend its mean or spread")
    left, right = [], []
    for i in range(size):
        for j in range(size):
            known = i < inputs and j < inputs
            left.append(
                [
                    exact(int((i, j) == (k, m)))
                    - (ZERO if known else one.matrix[i][k] * two.matrix[j][m])
                    for k in range(size)
                    for m in range(size)
                ]
            )
            right.append(data[i][j] if known else kick[i][j])
    solved = solve(left, right)
    return [solved[i * size : (i + 1) * size] for i in range(size)]


def solve(matrix: Matrix, right: Vector) -> Vector:
    """Solve a linear system over the Gaussian rationals as a real one of twice the size.

    Args:
        matrix: coefficients, shape (n, n).
        right: right-hand side, shape (n,).

    Returns:
        The solution, shape (n,).
    """
    size = len(right)
    real = [[_fmpq(c.real) for c in row] + [_fmpq(-c.imag) for c in row] for row in matrix]
    imaginary = [[_fmpq(c.imag) for c in row] + [_fmpq(c.real) for c in row] for row in matrix]
    column = [[_fmpq(c.real)] for c in right] + [[_fmpq(c.imag)] for c in right]
    solved = fmpq_mat(real + imaginary).solve(fmpq_mat(column))
    parts = [Fraction(int(solved[i, 0].p), int(solved[i, 0].q)) for i in range(2 * size)]
    return [GaussianRational(parts[i], parts[size + i]) for i in range(size)]


def _fmpq(number: Fraction) -> fmpq:
    return fmpq(number.numerator, number.denominator)


def _flat(state: State) -> Vector:
    return [exact(number) for part in state for number in part]


def _unflat(vector: Vector) -> State:
    return State(tuple(vector[:-2]), (vector[-2],), (vector[-1],))


def _unit(size: int, index: int) -> Vector:
    return [exact(int(i == index)) for i in range(size)]


def _outer(first: Vector, second: Vector, weight: GaussianRational) -> Matrix:
    return [[weight * a * b for b in second] for a in first]


def _start_moments(one: Reading, two: Reading) -> Matrix:
    return _add(_outer(one.offset, two.offset, ONE), _outer(one.placing, two.placing, ONE))


def _add(first: Matrix, second: Matrix) -> Matrix:
    return [[a + b for a, b in zip(r, s, strict=True)] for r, s in zip(first, second, strict=True)]


def _sandwich(left: Matrix, middle: Matrix, right: Matrix) -> Matrix:
    half = _product(left, middle)
    return _product(half, [list(column) for column in zip(*right, strict=True)])


def _product(left: Matrix, right: Matrix) -> Matrix:
    columns = [list(column) for column in zip(*right, strict=True)]
    return [
        [sum((a * b for a, b in zip(row, col, strict=True)), ZERO) for col in columns]
        for row in left
    ]
