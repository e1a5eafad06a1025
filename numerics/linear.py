"""The simulator's own step as a real matrix, a noise vector and quadratic quantities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from numerics.quantities import NAMES, of_pair
from numerics.system import State, System, step

Matrix = np.ndarray


class Linear(NamedTuple):
    """A linear recurrence z' = A z + b xi in real coordinates, and what is averaged of it.

    Args:
        matrix: A, shape (n, n).
        noise: b, the standard deviation of the noise included, shape (n,).
        forms: by name the matrix M, real or complex, of the quantity z^T M z, shape (n, n).
        radius: the largest modulus of an eigenvalue of A.
    """

    matrix: Matrix
    noise: Matrix
    forms: Mapping[str, Matrix]
    radius: float

    @property
    def memory(self) -> float:
        """Steps until a perturbation has decayed by about e: tau = 1 / (1 - radius)."""
        return 1.0 / (1.0 - self.radius) if self.radius < 1 else np.inf


def linear(system: System) -> Linear:
    """Read the matrix of `system.step` by impulses, complex numbers split in two.

    Coordinates that the noise never reaches (imaginary parts where everything is real) are left
    out, so a real point has n = k + 4 coordinates and a complex one up to k + 8.

    Args:
        system: rows of floats with two eigenvalues, lambda and lambda_0, and an input of mean 0.

    Returns:
        Its matrix and noise, with the quantities of `quantities`.

    Raises:
        ValueError: if the input has a mean.
    """
    if any(complex(m) for m in system.mean):
        raise ValueError(f"mean = {system.mean}: must be 0; simulate this input by plain steps")
    size = len(system.mean) + 2 * len(system.eigenvalues)
    quiet = [_flat(step(system, _state(system, row), 0.0)) for row in np.eye(size)]
    kick = _flat(step(system, _state(system, np.zeros(size)), 1.0))
    matrix = _split(np.array(quiet).T)
    noise = np.concatenate([kick.real, kick.imag]) * np.sqrt(float(system.variance))
    kept = np.flatnonzero(_reached(matrix, noise))
    seen = np.concatenate([np.eye(size), 1j * np.eye(size)], axis=1)[:, kept]
    radius = max(
        abs(np.linalg.eigvals(np.array(system.transition, complex))).max(), *_sizes(system)
    )
    return Linear(matrix[np.ix_(kept, kept)], noise[kept], quantities(system, seen), float(radius))


def quantities(system: System, seen: Matrix) -> dict[str, Matrix]:
    """Write the moments of a pair of recurrences as quadratic forms.

    Args:
        system: rows with the eigenvalues lambda and lambda_0.
        seen: s, h, h0, dh, dh0 as combinations of n real coordinates, shape (k + 4, n).

    Returns:
        By name the symmetric matrix of each quantity, shape (n, n).
    """
    inputs = len(system.mean)
    x = np.array(system.readout, complex) @ seen[:inputs]
    h, target, dh, dtarget = seen[inputs:]
    return dict(zip(NAMES, of_pair(_form, x, (h, target), (dh, dtarget)), strict=True))


def _form(first: Matrix, second: Matrix) -> Matrix:
    outer = np.outer(first, second)
    form: Matrix = (outer + outer.T) / 2
    return form if np.any(form.imag) else form.real


def _state(system: System, row: Matrix) -> State:
    inputs, count = len(system.mean), len(system.eigenvalues)
    numbers = tuple(complex(n) for n in row)
    return State(numbers[:inputs], numbers[inputs : inputs + count], numbers[inputs + count :])


def _flat(state: State) -> Matrix:
    return np.array([number for part in state for number in part], complex)


def _split(matrix: Matrix) -> Matrix:
    return np.block([[matrix.real, -matrix.imag], [matrix.imag, matrix.real]])


def _reached(matrix: Matrix, noise: Matrix) -> Matrix:
    reached: Matrix = noise != 0
    for _ in noise:
        reached = reached | ((matrix != 0) & reached).any(axis=1)
    return reached


def _sizes(system: System) -> list[float]:
    return [abs(complex(eigenvalue)) for eigenvalue in system.eigenvalues]
