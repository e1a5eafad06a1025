r"""Moments as averages over frequency, by the trapezoid rule on the unit circle.

A linear recurrence answers the frequency w with its transfer function, $T(w) = 1 / (1 - a e^{-iw})$
for h and $e^{-iw} / (1 - a e^{-iw})^2$ for its derivative, so that
$E[h h'] = \frac{1}{2\pi} \int f(w) T(w) T'(-w) dw$ with the spectral density f of the input. All is
analytic in a ring around the circle: the error of n nodes decays geometrically with n.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from numerics.system import System

FEWEST, MOST = 64, 2**18
EPS = float(np.finfo(float).eps)


class Moments(NamedTuple):
    """Stationary moments of recurrences that share an input.

    Args:
        state: E[h h'], shape (n, n).
        sensitivity: E[dh dh'], shape (n, n).
        input_state: E[x h], shape (n,).
        input_sensitivity: E[x dh], shape (n,).
    """

    state: np.ndarray
    sensitivity: np.ndarray
    input_state: np.ndarray
    input_sensitivity: np.ndarray


class Lines(ValueError):
    """Part of the input's power lies at single frequencies, where it has no density."""


def stationary(system: System) -> tuple[Moments, int]:
    """Average over frequency, doubling the nodes until nothing changes beyond rounding.

    Args:
        system: rows of numbers, whose input starts stationary.

    Returns:
        The moments, and the number of nodes.

    Raises:
        Lines: if the density does not carry the variance that the input starts with.
        ArithmeticError: if `MOST` nodes do not suffice.
    """
    nodes, known = FEWEST, _averaged(system, FEWEST)
    while nodes < MOST:
        nodes *= 2
        before, known = known, _averaged(system, nodes)
        if _settled(before, known, nodes):
            _demand_density(system, nodes)
            return known, nodes
    raise ArithmeticError(f"nodes = {nodes}: do not suffice; move the eigenvalues inwards")


def _settled(before: Moments, after: Moments, nodes: int) -> bool:
    return all(
        bool(np.all(np.abs(b - a) <= nodes * EPS * max(1.0, float(np.max(np.abs(a))))))
        for b, a in zip(before, after, strict=True)
    )


def _averaged(system: System, nodes: int) -> Moments:
    # a node at w = 0 would meet the pole of a constant
    circle = np.exp(2j * np.pi * (np.arange(nodes) + 0.5) / nodes)
    density = _density(system, circle) / nodes
    level = complex(np.dot(_row(system.readout), _row(system.mean)))
    at = np.append(circle, 1.0)
    weights = np.append(density, level**2)
    eigenvalues = _row(system.eigenvalues)
    forth = [_transfer(eigenvalues, at, order) for order in (0, 1)]
    back = [_transfer(eigenvalues, 1 / at, order) for order in (0, 1)]
    return Moments(
        *((forth[order] * weights) @ back[order].T for order in (0, 1)),
        *(forth[order] @ weights for order in (0, 1)),
    )


def _transfer(eigenvalues: np.ndarray, circle: np.ndarray, order: int) -> np.ndarray:
    answer: np.ndarray = 1 / (1 - eigenvalues[:, None] / circle)
    return answer**2 / circle if order else answer


def _density(system: System, circle: np.ndarray) -> np.ndarray:
    """Give the spectral density of x - E x, shape (nodes,)."""
    transition = np.array([_row(row) for row in system.transition])
    resolvents = circle[:, None, None] * np.eye(len(transition)) - transition
    drive = np.broadcast_to(_row(system.drive)[:, None], (len(circle), len(transition), 1))
    answer = np.linalg.solve(resolvents, drive)[..., 0] @ _row(system.readout)
    density: np.ndarray = complex(system.variance).real * np.abs(answer) ** 2
    return density


def _demand_density(system: System, nodes: int) -> None:
    circle = np.exp(2j * np.pi * (np.arange(nodes) + 0.5) / nodes)
    spread = abs(complex(np.dot(_row(system.readout), _row(system.spread)))) ** 2
    carried = float(np.mean(_density(system, circle)))
    if not abs(carried - spread) <= nodes * EPS * max(1.0, spread):
        raise Lines(f"the density carries a variance of {carried:.3g}, the input has {spread:.3g}")


def _row(numbers: tuple[object, ...]) -> np.ndarray:
    return np.array([complex(number) for number in numbers])  # type: ignore[call-overload]
