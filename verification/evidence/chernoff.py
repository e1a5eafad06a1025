"""How far the mean of a quadratic form in Gaussian variables can stray: a bound that is a theorem.

For Y = w^T M w with w Gaussian of mean m and covariance P, log E exp(s Y) is
L(s) = -1/2 log det(1 - 2 s P M) + s m^T M (1 - 2 s P M)^(-1) m. By Chernoff's inequality the mean
of n independent Y exceeds min_s (L(s) + log(2/alpha)/n)/s with probability at most alpha/2, for
any n: no normal approximation takes part. P and M may be complex symmetric as long as Y is real.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.complex128]
Reals = NDArray[np.float64]


def radius(form: Matrix, covariance: Matrix, mean: Matrix, count: int, alpha: float) -> float:
    """Bound the error of a mean of independent quadratic forms, at level alpha.

    Args:
        form: M, shape (n, n).
        covariance: P, shape (n, n).
        mean: m, shape (n,).
        count: how many independent forms are averaged.
        alpha: probability that the bound is exceeded, both sides together.

    Returns:
        The radius; the mean lies within it of its expectation with probability 1 - alpha.
    """
    product = covariance @ form
    eigenvalues: Reals = np.linalg.eigvals(product).real.astype(np.float64)
    expectation = float((np.trace(product) + mean @ form @ mean).real)
    cost = np.log(2 / alpha) / count
    upper = _edge(product, form, mean, eigenvalues, cost)
    lower = _edge(-product, -form, mean, -eigenvalues, cost)
    return max(upper - expectation, lower + expectation)


def _edge(product: Matrix, form: Matrix, mean: Matrix, eigenvalues: Reals, cost: float) -> float:
    unit = 1 / (2 * float(np.abs(eigenvalues).max()))
    largest = float(eigenvalues.max())
    limit = min(1e3 * unit, 0.999 / (2 * largest) if largest > 0 else np.inf)
    grid = np.geomspace(1e-6 * unit, limit, 400)
    return float(min((_cumulant(s, product, form, mean, eigenvalues) + cost) / s for s in grid))


def _cumulant(s: float, product: Matrix, form: Matrix, mean: Matrix, eigenvalues: Reals) -> float:
    log_det = float(np.log1p(-2 * s * eigenvalues).sum())
    inverse = np.linalg.solve(np.eye(len(product)) - 2 * s * product, mean)
    return -0.5 * log_det + s * float((mean @ form @ inverse).real)
