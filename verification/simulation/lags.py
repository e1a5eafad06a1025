"""How uncertain an average over every L-th step must be: sums over lags of the simulator's matrix.

With B = A (x) A and M the form of a quantity, Cov(q_0, q_m) = vec(M)^T B^m u, where
u = 2 vec(C M C) + k4 S vec(M): C holds the stationary moments, S sums the squared responses to
one innovation at all ages, k4 is the excess kurtosis of the innovations.
"""

from __future__ import annotations

from math import ceil, log2

import numpy as np

from numerics import doubling
from numerics.innovations import EXCESS_KURTOSIS
from numerics.linear import Linear, Matrix
from numerics.settings import LAWS


def variances(problem: Linear, law: str, stride: int) -> dict[str, complex]:
    """Compute V of each quantity, where the mean of looks at every L-th of T steps varies by V/T.

    Args:
        problem: a stable linear recurrence of n coordinates.
        law: law of the innovations, one of `LAWS`.
        stride: L.

    Returns:
        By name V of the real part plus i times that of the imaginary part.
    """
    moments = doubling.stationary(problem)
    scale = np.sqrt(np.where(np.diag(moments) > 0, np.diag(moments), 1.0))
    matrix, noise = problem.matrix * scale / scale[:, None], problem.noise / scale
    moments = moments / np.outer(scale, scale)
    both, kick = np.kron(matrix, matrix), np.kron(noise, noise)
    squares = EXCESS_KURTOSIS[LAWS.index(law)] * _summed(both, kick, problem.memory)
    ahead = np.eye(len(both)) - np.linalg.matrix_power(both, stride)

    def variance(form: Matrix) -> float:
        flat = (form * np.outer(scale, scale)).reshape(-1)
        size = len(moments)
        now = 2 * (moments @ flat.reshape(size, size) @ moments).reshape(-1) + squares @ flat
        return float(stride * flat @ (2 * np.linalg.solve(ahead, now) - now))

    return {
        name: complex(variance(form.real), variance(form.imag))
        for name, form in problem.forms.items()
    }


def _summed(both: Matrix, kick: Matrix, memory: float) -> Matrix:
    """Sum B^j w w^T B^jT over all ages j, by doubling."""
    power, total = both, np.outer(kick, kick)
    for _ in range(ceil(log2(doubling.MEMORIES * memory))):
        total = total + power @ total @ power.T
        power = power @ power
    return total
