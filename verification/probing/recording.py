"""The autocovariance of a user's own activations, read from a NumPy file."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import numpy as np

from numerics.autocovariance import Estimate, estimated
from verification.errors import InputError, refusal

ORDER = 4  # of the autoregressive process that goes on beyond the lags that are estimated


def recorded(path: Path, count: int = ORDER + 1) -> Estimate:
    """Estimate the autocovariance of a user's own activations, as fractions of R(0).

    Args:
        path: a NumPy file of real numbers, shape (time,), (sequences, time) or (sequences, time,
            channels).
        count: how many lags.

    Returns:
        The estimate, R(0) being 1.

    Raises:
        InputError: if it is no such file.
    """
    try:
        with path.open("rb") as file:  # not np.load, which also opens archives
            data = np.lib.format.read_array(file, allow_pickle=False)
    except Exception as error:  # a spoilt header can raise almost anything
        _refused(str(path), f"cannot be read as a NumPy array ({type(error).__name__})")
    if data.dtype.kind not in "iuf" or data.size == 0:
        _refused(str(path), "must hold one array of real numbers, not none")
    numbers = data.astype(np.float64)
    if data.ndim not in (1, 2, 3) or not np.isfinite(numbers).all():
        _refused(str(path), "must hold finite numbers in one to three dimensions")
    if numbers.min() == numbers.max():
        _refused(str(path), "must vary: its variance is 0")
    rows = numbers.swapaxes(1, 2).reshape(-1, data.shape[1]) if data.ndim == 3 else numbers
    try:
        largest = np.abs(rows).max()
        found = estimated(rows / largest, count)  # so that no square overflows
    except ValueError as error:
        _refused(str(path), str(error))
    if not found.values[0] > 0:
        _refused(str(path), "must vary: its variance is 0")
    scale = found.values[0]
    return found._replace(
        values=found.values / scale,
        errors=found.errors / scale,
        deviation=float(np.sqrt(scale) * largest),
    )


def _refused(path: str, rule: str) -> NoReturn:
    remedy = "give sequences as numpy.save writes them"
    raise InputError(refusal("--input data", path, rule, remedy))
