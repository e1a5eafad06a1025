"""What a witness measured, held against the part of a theorem that it is about."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mpmath import mpf, workdps
from sympy import Expr

from derivations.field import walk
from derivations.theorems.theorem import Argument, Identity, Part, expanded
from numerics.gaussian import GaussianRational, exact
from verification.theorems.kernels_moments import number
from verification.theorems.witness import Measured

PRECISION = 90


def gap(part: Part, measured: Measured) -> Any:
    """Compare the right side of a part with what was measured of its left side.

    Args:
        part: an identity; or an inequality, of which the expression itself was measured.
        measured: where, and what.

    Returns:
        The relative distance; for exact numbers 0 or 1.

    Raises:
        TypeError: if the part is an argument, of which nothing can be measured.
    """
    if isinstance(part, Argument):
        raise TypeError(f"{part.says}: an argument has no value")
    claimed = expanded(part)[1] if isinstance(part, Identity) else part.expression
    if not measured.tolerance:
        return Fraction(int(_exact(claimed, measured) != exact(measured.value)))
    with workdps(PRECISION):
        point = {symbol: _rounded(value) for symbol, value in measured.point.items()}
        value = walk(claimed, point, lambda e: mpf(int(e.p)) / int(e.q))
        return abs(value - _rounded(measured.value)) / abs(_rounded(measured.value))


def agrees(part: Part, measured: Measured) -> bool:
    """Decide whether a part is as it was measured, up to roundings of the measurement."""
    return bool(gap(part, measured) <= measured.tolerance)


def _exact(claimed: Expr, measured: Measured) -> GaussianRational:
    point = {symbol: exact(value) for symbol, value in measured.point.items()}
    return exact(walk(claimed, point, lambda e: exact(Fraction(int(e.p), int(e.q)))))


def _rounded(value: Any) -> Any:
    return number(value) if isinstance(value, GaussianRational) else value
