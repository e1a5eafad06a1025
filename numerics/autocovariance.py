r"""The autocovariance of recorded sequences, with its standard error.

The estimate divides by the whole length, $\hat R(k) = \frac{1}{T} \sum_{t} x_t x_{t+k}$, so that
its matrix is positive semidefinite: some stationary input has these first lags.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

BLOCKS = 16  # of a single sequence, from which its error is estimated


class Estimate(NamedTuple):
    """What is known of an autocovariance.

    Args:
        values: estimates of R(0), ..., R(n - 1), shape (n,).
        errors: their standard errors, shape (n,).
        sequences: how many sequences or blocks were averaged.
        deviation: what the data were divided by before.
    """

    values: np.ndarray
    errors: np.ndarray
    sequences: int
    deviation: float = 1.0


def estimated(data: np.ndarray, count: int) -> Estimate:
    """Estimate an autocovariance; the mean of all data is taken away first.

    Args:
        data: real numbers, shape (time,) or (sequences, time).
        count: how many lags n.

    Returns:
        The estimate; its error comes from the spread between sequences, or between blocks of one.

    Raises:
        ValueError: if a sequence or block is shorter than the lags asked for.
    """
    centred = data - data.mean()
    rows = np.atleast_2d(centred)
    if len(rows) == 1:
        length = rows.shape[1] // BLOCKS
        rows = rows[0, : length * BLOCKS].reshape(BLOCKS, length)
    if rows.shape[1] < 2 * count:
        raise ValueError(
            f"data of {data.shape}: sequences or blocks of {rows.shape[1]} numbers must be at "
            f"least {2 * count} long for {count} lags; give longer ones"
        )
    each = np.array([_products(row, count) for row in rows])
    return Estimate(each.mean(axis=0), each.std(axis=0, ddof=1) / np.sqrt(len(each)), len(each))


def _products(row: np.ndarray, count: int) -> np.ndarray:
    spectrum = np.abs(np.fft.rfft(row, 2 * len(row))) ** 2  # zeros behind, so that no lag wraps
    products: np.ndarray = np.fft.irfft(spectrum)[:count] / len(row)
    return products
