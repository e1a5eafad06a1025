"""The law of a quadratic form in Gaussian variables, and how far its mean over draws can stray.

For Y = w^T M w with w Gaussian of mean m and covariance P, log E exp(s Y) is
L(s) = -1/2 log det(1 - 2 s P M) + s m^T M (1 - 2 s P M)^(-1) m. By Chernoff's inequality the mean
of n independent Y exceeds min_s (L(s) + log(2/alpha)/n)/s with probability at most alpha/2, for
any n: no normal approximation takes part. P and M may be complex symmetric as long as Y is real.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.complex128]
Reals = NDArray[np.float64]


class Law(NamedTuple):
    """The law of Y = w^T M w.

    Args:
        form: M, shape (n, n).
        product: P M, shape (n, n).
        mean: m, shape (n,).
        eigenvalues: of P M, real because Y is, shape (n,).
        expectation: E Y.
        variance: of Y.
    """

    form: Matrix
    product: Matrix
    mean: Matrix
    eigenvalues: Reals
    expectation: float
    variance: float


def law_of(form: Matrix, covariance: Matrix, mean: Matrix) -> Law:
    """Describe a quadratic form in Gaussian variables.

    Args:
        form: M, shape (n, n).
        covariance: P, shape (n, n).
        mean: m, shape (n,).

    Returns:
        Its law.
    """
    product = covariance @ form
    eigenvalues: Reals = np.linalg.eigvals(product).real.astype(np.float64)
    expectation = float((np.trace(product) + mean @ form @ mean).real)
    from_mean = float((4 * mean @ form @ product @ mean).real)
    variance = 2 * float((eigenvalues**2).sum()) + max(0.0, from_mean)
    return Law(form, product, mean, eigenvalues, expectation, variance)


def cumulant(law: Law, s: float) -> float:
    """Evaluate log E exp(s Y).

    Args:
        law: of Y.
        s: where; 1 - 2 s mu must be positive for every eigenvalue mu.

    Returns:
        L(s).
    """
    log_det = float(np.log1p(-2 * s * law.eigenvalues).sum())
    shrunk = np.linalg.solve(np.eye(len(law.product)) - 2 * s * law.product, law.mean)
    return -0.5 * log_det + s * float((law.mean @ law.form @ shrunk).real)


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
    return radius_of(law_of(form, covariance, mean), count, alpha)


def radius_of(law: Law, count: int, alpha: float) -> float:
    """Bound the error of a mean of independent Y, at level alpha.

    Args:
        law: of Y.
        count: how many are averaged.
        alpha: probability that the bound is exceeded, both sides together.

    Returns:
        The radius.
    """
    mirrored = law._replace(form=-law.form, product=-law.product, eigenvalues=-law.eigenvalues)
    cost = np.log(2 / alpha) / count
    upper, lower = _edge(law, cost), _edge(mirrored, cost)
    return max(upper - law.expectation, lower + law.expectation)


def _edge(law: Law, cost: float) -> float:
    unit = 1 / (2 * float(np.abs(law.eigenvalues).max()))
    largest = float(law.eigenvalues.max())
    limit = min(1e3 * unit, 0.999 / (2 * largest) if largest > 0 else np.inf)
    grid = np.geomspace(1e-6 * unit, limit, 400)
    return float(min((cumulant(law, s) + cost) / s for s in grid))
