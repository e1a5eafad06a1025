r"""The optimal map as a JAX function: its formula, or a table joined by cubics.

The table holds $u = \mathrm{artanh}\, \lambda$ against omega with its slope, so that lambda stays
inside the disk; between its points a cubic has the right values and slopes at both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from flint import acb
from jax import Array
from sympy import Rational, nan

from derivations.parameterizations.parameterization import OMEGA
from derivations.probing.optimal import Optimum, coordinate_at, optimum
from derivations.symbols import LAMBDA
from verification.errors import InputError, refusal
from verification.lowering import lower
from verification.probing.gains import insist_on_real
from verification.probing.paths import value
from verification.probing.question import Question, read

COUNT, FAR, GRID = 161, 6.0, 2**40  # points of a table, |lambda| up to tanh(FAR)
DIGITS = 11


class Best(NamedTuple):
    """The optimal map for a gain and an input.

    Args:
        optimum: its density, and its formulas where there are some.
        eigenvalue: lambda of omega, with lambda(0) = 0, for JAX; its slope is right to 3e-4.
        reach: the interval of omega that `eigenvalue` covers.
    """

    optimum: Optimum
    eigenvalue: Callable[[Array], Array]
    reach: tuple[float, float]


def optimal(gain: str = "", *, input: str = "white", detached: bool = False) -> Best:
    r"""Find the map whose sensitivity $E|\partial_\omega (\gamma h)|^2$ is constant.

    Args:
        gain: gamma of lambda; 1 when empty.
        input: the kind of input, without symbols.
        detached: whether gamma is held fixed in derivatives.

    Returns:
        The map.

    Raises:
        InputError: if the gain or the input cannot be read, or leaves a symbol open.
    """
    unit, source = read(Question("direct", gain=gain, input=input, detached=detached))
    insist_on_real(unit)
    if source.parameters:
        rule, remedy = "leaves a symbol open", "give a number, as rho=1/2"
        raise InputError(refusal("input", input, rule, remedy))
    best = optimum(unit, source)
    rows = [] if best is None or best.density in (0, nan) else _rows(best)
    if best is None or len(rows) < 2:
        raise InputError(refusal("gain", gain, "leaves nothing to learn", "choose another"))
    omegas, heights, slopes = np.array(rows).T
    reach = (float(omegas[0]), float(omegas[-1]))
    if best.eigenvalue is not None:
        return Best(best, lower(best.eigenvalue, (OMEGA,)), reach)
    return Best(best, joined(omegas, heights, slopes), reach)


def _rows(best: Optimum) -> list[tuple[float, float, float]]:
    """Tabulate omega, artanh(lambda) and its slope, omega rising."""
    heights = np.linspace(-FAR, FAR, COUNT)
    numbers = [Rational(round(float(np.tanh(height)) * GRID), GRID) for height in heights]
    middle = COUNT // 2
    return sorted({*_walked(best, numbers[middle:]), *_walked(best, numbers[middle::-1])})


def _walked(best: Optimum, path: list[Rational]) -> list[tuple[float, float, float]]:
    """Integrate from one eigenvalue to the next, where that can be done."""
    rows, before, omega = [], path[0], acb(0)
    for eigenvalue in path:
        try:
            further = omega + coordinate_at(best.density, eigenvalue, DIGITS, before)
        except (ArithmeticError, ValueError):
            continue
        rate = value(best.rate, {LAMBDA: eigenvalue}).real
        if further.is_finite() and rate > 0:
            before, omega, exact = eigenvalue, further, float(eigenvalue)
            rows.append((float(omega.real), float(np.arctanh(exact)), rate / (1 - exact**2)))
    return rows


def joined(omegas: np.ndarray, heights: np.ndarray, slopes: np.ndarray) -> Callable[[Array], Array]:
    """Join a table by cubics.

    Args:
        omegas: rising, shape (n,).
        heights: artanh(lambda) there, shape (n,).
        slopes: their derivatives, shape (n,).

    Returns:
        lambda of omega; beyond the table the last cubic goes on.
    """
    steps = np.diff(omegas)

    def eigenvalue(omega: Array) -> Array:
        place = jnp.clip(jnp.searchsorted(omegas, omega, side="right") - 1, 0, len(steps) - 1)
        step = jnp.asarray(steps)[place]
        t = (omega - jnp.asarray(omegas)[place]) / step
        low, high = jnp.asarray(heights)[place], jnp.asarray(heights)[place + 1]
        left, right = jnp.asarray(slopes)[place] * step, jnp.asarray(slopes)[place + 1] * step
        cubic = low + t * (left + t * (3 * (high - low) - 2 * left - right))
        return jnp.tanh(cubic + t**3 * (2 * (low - high) + left + right))

    return eigenvalue
