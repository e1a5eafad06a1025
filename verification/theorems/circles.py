"""Losses as averages over frequency, and derivatives by differences, at many digits."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from mpmath import mp, mpc, mpf, workdps

from numerics.gaussian import GaussianRational, exact

DIGITS = 90
NODES = 256  # an average and its second derivatives err by NODES^2 r^NODES, 1e-50 at r = 6/10
STEP = Fraction(1, 10**20)
TOLERANCE = 1e-30  # differences err by multiples of STEP^2 = 1e-40, these by fourth derivatives
RING = 32  # nodes of Cauchy's integral: its error is of order (radius/distance to a pole)^RING
RADIUS = mpf(1) / 256
CAUCHY = 1e-40  # (10 RADIUS)^RING < 1e-45, and roundings at 1e-90/RADIUS


def rounded(value: Any) -> Any:
    """Turn an exact number into one of many digits.

    Args:
        value: a Gaussian rational, a fraction, or a number of many digits.

    Returns:
        The number.
    """
    if not isinstance(value, GaussianRational | Fraction | int):
        return value
    number = exact(value)
    return mpc(*(mpf(part.numerator) / part.denominator for part in (number.real, number.imag)))


def power(rho: Any, answer: Callable[[Any], Any]) -> mpf:
    """Average the power of an output that an exponential input drives, over frequency.

    Args:
        rho: correlation of the input over one step, |rho| < 1.
        answer: the transfer function, of z = exp(-i w).

    Returns:
        The expectation of the squared modulus of the output.
    """
    total = mpf(0)
    for z in _circle():
        gain, output = 1 - rho * z, answer(z)
        total += (output.real**2 + output.imag**2) / (gain.real**2 + gain.imag**2)
    return total * (1 - rho**2) / NODES


@cache
def _circle() -> tuple[mpc, ...]:
    with workdps(DIGITS):
        return tuple(mp.expjpi((2 * mpf(k) + 1) / NODES) for k in range(NODES))


def curvature(value: Callable[[Any, Any], mpf], which: str) -> mpf:
    """Differentiate a function of two numbers twice at (0, 0), by symmetric differences.

    Args:
        value: the function.
        which: `xx`, `yy` or `xy`.

    Returns:
        The second derivative.
    """
    h = rounded(STEP).real
    if which == "xy":
        corners = [(s, t) for s in (1, -1) for t in (1, -1)]
        return sum(s * t * value(s * h, t * h) for s, t in corners) / (4 * h * h)
    step = (h, 0) if which == "xx" else (0, h)
    there = value(*step) + value(*(-s for s in step)) - 2 * value(0, 0)
    return there / (h * h)


def slope(function: Callable[[Any], Any], at: Any) -> Any:
    """Differentiate an analytic function by Cauchy's integral on a small circle.

    Args:
        function: analytic within 1/10 of the point.
        at: the point.

    Returns:
        The derivative.
    """
    with workdps(DIGITS):
        turns = [mp.expjpi(2 * mpf(k) / RING) for k in range(RING)]
        return sum(function(at + RADIUS * z) / z for z in turns) / (RING * RADIUS)
