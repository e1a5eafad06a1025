"""A recurrence and its input as plain rows of numbers, and the one step that runs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

Number = Any


class System(NamedTuple):
    """The rows of an input, and the eigenvalues of the recurrences that it drives.

    The numbers may be floats, JAX arrays, fractions or Gaussian rationals. The noise enters
    through its variance, never through a square root, so that exact numbers stay exact.

    Args:
        transition: F of s' = F s + g xi, shape (k, k).
        drive: g, shape (k,).
        readout: r of x = r^T s, shape (k,).
        variance: variance of xi.
        mean: mean of s at the start, shape (k,).
        spread: s = mean + spread * (a unit normal) at the start, shape (k,).
        eigenvalues: lambda of each recurrence, shape (n,).
    """

    transition: tuple[tuple[Number, ...], ...]
    drive: tuple[Number, ...]
    readout: tuple[Number, ...]
    variance: Number
    mean: tuple[Number, ...]
    spread: tuple[Number, ...]
    eigenvalues: tuple[Number, ...]


class State(NamedTuple):
    """Where a simulation stands.

    Args:
        source: the input's state s, shape (k,).
        h: state of each recurrence, shape (n,).
        dh: its derivative with respect to its eigenvalue, shape (n,).
    """

    source: tuple[Number, ...]
    h: tuple[Number, ...]
    dh: tuple[Number, ...]


def start(system: System, draw: Number) -> State:
    """Begin with a stationary input and empty recurrences.

    Args:
        system: the rows.
        draw: a unit-variance number that places the input's state.

    Returns:
        The state before the first step.
    """
    source = tuple(m + s * draw for m, s in zip(system.mean, system.spread, strict=True))
    zero = 0 * draw
    zeros = tuple(zero * eigenvalue for eigenvalue in system.eigenvalues)
    return State(source, zeros, zeros)


def step(system: System, state: State, innovation: Number) -> State:
    """Advance the input, the recurrences h' = lambda h + x' and their tangents by one step.

    Args:
        system: the rows.
        state: where the simulation stands.
        innovation: the noise xi of this step, of the system's variance.

    Returns:
        The next state.
    """
    source = tuple(
        dot(row, state.source) + g * innovation
        for row, g in zip(system.transition, system.drive, strict=True)
    )
    h, dh = recur(system.eigenvalues, state.h, state.dh, dot(system.readout, source))
    return State(source, h, dh)


def recur(
    eigenvalues: Sequence[Number], h: Sequence[Number], dh: Sequence[Number], x: Number
) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Advance the recurrences alone, with their input given.

    Args:
        eigenvalues: lambda, shape (n,).
        h: states, shape (n,).
        dh: tangents, shape (n,).
        x: the new input.

    Returns:
        lambda h + x and lambda dh + h, shapes (n,).
    """
    new_h = tuple(a * state + x for a, state in zip(eigenvalues, h, strict=True))
    new_dh = tuple(a * d + state for a, d, state in zip(eigenvalues, dh, h, strict=True))
    return new_h, new_dh


def dot(weights: Sequence[Number], numbers: Sequence[Number]) -> Number:
    """Sum the products of two sequences of any kind of number."""
    products = [w * n for w, n in zip(weights, numbers, strict=True)]
    total = products[0]
    for product in products[1:]:
        total = total + product
    return total
