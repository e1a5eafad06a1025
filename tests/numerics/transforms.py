"""How far rounding may carry an autocovariance that is found by Fourier transforms."""

from __future__ import annotations

import numpy as np

EPS = float(np.finfo(float).eps)


def transform_error(length: int) -> float:
    """Bound the error of any lag of a sequence, as a share of its R(0).

    A transform of n numbers errs by eta = 4 eps log2(n) of their 2-norm (Higham, Accuracy and
    Stability, theorem 24.2); twice that, for other radices. The squares of the first one carry
    2 eta to each lag. The second adds eta times the 2-norm of n lags, none above R(0).
    """
    padded = 2 * length
    return 8 * EPS * np.log2(padded) * (2 + np.sqrt(padded))


def loop_error(terms: int) -> float:
    """Bound the error of a mean of products that are added one by one, as a share of R(0)."""
    return (terms + 2) * EPS
