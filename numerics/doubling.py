"""Second moments of z' = A z + b xi by doubling the recurrence: a zero-variance channel.

It runs 2^k steps in k squarings, without a closed form and without random numbers.
"""

from __future__ import annotations

from math import ceil, log2

import numpy as np

from numerics.linear import Linear, Matrix

# At e^(-2 u) (1 + 2 u + 2 u^2) the start is forgotten to one part in 10^15 for u = 20 memories.
MEMORIES = 32


def stationary(problem: Linear) -> Matrix:
    """Compute E[z z^T] after 2^k steps from zero, where 2^k is at least 32 memories.

    Args:
        problem: a stable linear recurrence of n coordinates.

    Returns:
        The moments, shape (n, n).
    """
    power, moments = problem.matrix, np.outer(problem.noise, problem.noise)
    for _ in range(ceil(log2(MEMORIES * problem.memory))):
        moments = moments + power @ moments @ power.T
        power = power @ power
    return moments


def root(moments: Matrix) -> Matrix:
    """Factor second moments, which may be singular, as F F^T.

    Args:
        moments: a positive semidefinite matrix, shape (n, n).

    Returns:
        F, shape (n, n).
    """
    scale = np.sqrt(np.diag(moments))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(moments / np.outer(scale, scale))
    factor: Matrix = scale[:, None] * vectors * np.sqrt(np.maximum(values, 0))
    return factor


def finite_average(problem: Linear, stride: int, count: int) -> Matrix:
    """Average E[z_t z_t^T] over t = stride, 2 stride, ..., count stride, from z_0 = 0.

    Args:
        problem: a linear recurrence of n coordinates.
        stride: steps between two looks.
        count: how many looks.

    Returns:
        The exact mean of a time average that starts at zero, shape (n, n).
    """
    size = len(problem.noise)
    kick, power = np.zeros((size, size)), np.eye(size)
    for _ in range(stride):
        kick = kick + power @ np.outer(problem.noise, problem.noise) @ power.T
        power = problem.matrix @ power
    step, one = np.kron(power, power), np.eye(size * size)
    zero, flat = np.zeros_like(one), kick.reshape(-1, 1)
    edge = np.zeros((1, size * size))
    whole = np.block([[step, zero, flat], [step, one, flat], [edge, edge, np.ones((1, 1))]])
    summed = np.linalg.matrix_power(whole, count)[size * size : -1, -1]
    return summed.reshape(size, size) / count


def value(moments: Matrix, form: Matrix) -> complex:
    """Evaluate the quadratic quantity z^T M z of given moments E[z z^T]."""
    return complex(np.sum(moments * form))
