"""The exact Gaussian law of what a chain produces: w = (x, h..., dh...) at the horizon.

Its covariance E[w w^T], without conjugate, and its mean are read off the simulator's own matrix.
The eigenvalues come in conjugate pairs, so that the conjugate of w is a permutation of w.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from numerics.gaussian import GaussianRational
from numerics.system import System
from verification.bridge import exact_moments, only
from verification.evidence.chernoff import Law, law_of
from verification.kernels import ORDERS

Matrix = NDArray[np.complex128]


class Term(NamedTuple):
    """One kernel value in a claim that is linear in them.

    Args:
        coefficient: its weight.
        function: which kernel.
        eigenvalues: its arguments.
    """

    coefficient: complex
    function: Any
    eigenvalues: tuple[GaussianRational, ...]


def quadratic_form(term: Term, system: System) -> Matrix:
    """Write a kernel value as a symmetric form in w.

    Args:
        term: the kernel value.
        system: rows whose eigenvalues include its arguments.

    Returns:
        M with w^T M w the product that the kernel averages, shape (1 + 2n, 1 + 2n).
    """
    orders = ORDERS[term.function]
    count = len(system.eigenvalues)
    pairs = zip(term.eigenvalues, orders, strict=True)
    places = [1 + system.eigenvalues.index(e) + count * order for e, order in pairs]
    first, second = (0, *places)[-2:]
    form = np.zeros((1 + 2 * count, 1 + 2 * count), complex)
    form[first, second] += 0.5
    form[second, first] += 0.5
    return form


@lru_cache(maxsize=64)
def second_moments(system: System, steps: int | None) -> Matrix:
    """Read E[w w^T] off the simulator's exact matrix.

    Args:
        system: rows with n eigenvalues.
        steps: the horizon, None for stationary.

    Returns:
        The moments, shape (1 + 2n, 1 + 2n).
    """
    count = len(system.eigenvalues)
    table = np.zeros((1 + 2 * count, 1 + 2 * count), complex)
    readout = np.array([complex(r) for r in system.readout])
    expand = np.zeros((3, len(readout) + 2), complex)
    expand[0, :-2], expand[1, -2], expand[2, -1] = readout, 1, 1
    for i in range(count):
        for j in range(i, count):
            exact = exact_moments(only(system, i), only(system, j), steps)
            block = np.array([[complex(entry) for entry in row] for row in exact])
            rows, columns = [0, 1 + i, 1 + count + i], [0, 1 + j, 1 + count + j]
            table[np.ix_(rows, columns)] = expand @ block @ expand.T
            table[np.ix_(columns, rows)] = (expand @ block @ expand.T).T
    return table


def mean(system: System, steps: int) -> Matrix:
    """Compute E w at the horizon, up to its sign, by silencing the noise.

    Args:
        system: rows with n eigenvalues.
        steps: the horizon.

    Returns:
        The mean or its negative, shape (1 + 2n,).
    """
    if all(number == 0 * number for number in system.mean):
        return np.zeros(1 + 2 * len(system.eigenvalues), complex)
    silent = system._replace(
        variance=0 * system.variance, spread=tuple(0 * s for s in system.spread)
    )
    table = second_moments(silent, steps)
    largest = int(np.argmax(np.abs(np.diag(table))))
    if table[largest, largest] == 0:
        return np.zeros(len(table), complex)
    column: Matrix = table[:, largest] / np.sqrt(table[largest, largest])
    return column


def conjugation(system: System) -> list[int]:
    """Give the permutation of w that conjugates it."""
    count = len(system.eigenvalues)
    swap = [system.eigenvalues.index(e.conjugate()) for e in system.eigenvalues]
    return [0, *(1 + k for k in swap), *(1 + count + k for k in swap)]


def scale(form: Matrix, system: System, steps: int | None) -> float:
    """Give sqrt(E|u|^2 E|v|^2) of the product u v that a form describes.

    Args:
        form: from `quadratic_form`.
        system: the rows.
        steps: the horizon, None for stationary.

    Returns:
        The Cauchy-Schwarz bound on the mean of the product.
    """
    first, second = (int(k) for k in np.argwhere(form)[0])
    table, order = second_moments(system, steps), conjugation(system)
    sizes = (table[first, order[first]].real, table[second, order[second]].real)
    return float(np.sqrt(sizes[0] * sizes[1]))


def parts(form: Matrix, system: System, steps: int) -> tuple[Law, Law]:
    """Describe the real and the imaginary part of w^T M w.

    Args:
        form: M, complex symmetric.
        system: the rows.
        steps: the horizon.

    Returns:
        Their laws; a part that vanishes has variance zero.
    """
    centre = mean(system, steps)
    covariance = second_moments(system, steps) - np.outer(centre, centre)
    order = conjugation(system)
    mirrored = form.conj()[np.ix_(order, order)]
    halves = (form + mirrored) / 2, (form - mirrored) / 2j
    real, imaginary = (law_of(half, covariance, centre) for half in halves)
    return real, imaginary
