"""How the tests hold what was measured against a theorem's part."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mpmath import mpf, workdps
from sympy import Expr

from derivations.field import walk
from derivations.theorems.theorem import Identity, Part, Positivity, Theorem, expanded
from numerics.gaussian import GaussianRational, exact
from verification.theorems.kernels_moments import number
from verification.theorems.witness import Measured, Witness

SEEDS = range(4)
PRECISION = 90


def gap(part: Part, measured: Measured) -> Any:
    """The relative distance of what was measured from the part's right side."""
    assert isinstance(part, Identity | Positivity)
    claimed = expanded(part)[1] if isinstance(part, Identity) else part.expression
    if not measured.tolerance:
        return Fraction(0) if _exact(claimed, measured) == exact(measured.value) else Fraction(1)
    with workdps(PRECISION):
        point = {symbol: _rounded(value) for symbol, value in measured.point.items()}
        value = walk(claimed, point, lambda e: mpf(int(e.p)) / int(e.q))
        return abs(value - _rounded(measured.value)) / abs(_rounded(measured.value))


def _exact(claimed: Expr, measured: Measured) -> GaussianRational:
    point = {symbol: exact(value) for symbol, value in measured.point.items()}
    return exact(walk(claimed, point, lambda e: exact(Fraction(int(e.p), int(e.q)))))


def _rounded(value: Any) -> Any:
    return number(value) if isinstance(value, GaussianRational) else value


def agrees(part: Part, measured: Measured) -> bool:
    return bool(gap(part, measured) <= measured.tolerance)


def theorem_of(theorems: tuple[Theorem, ...], witness: Witness) -> Theorem:
    return next(theorem for theorem in theorems if theorem.name == witness.theorem)


def label(witness: Witness) -> str:
    return f"{witness.theorem}-{witness.part}-{witness.road.replace(' ', '_')}"
