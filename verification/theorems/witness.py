"""What is measured of a theorem by a road that shares nothing with its derivation."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Symbol


@dataclass(frozen=True)
class Measured:
    """One side of a theorem's part, measured at a point.

    Args:
        point: an exact or mpmath number for each symbol of the other side.
        value: what was measured, exact (Gaussian rational) or an mpmath number.
        tolerance: the largest relative gap that roundings can make; 0 where both are exact.
    """

    point: Mapping[Symbol, Any]
    value: Any
    tolerance: float = 0.0


@dataclass(frozen=True)
class Witness:
    """Measures the left side of one part of a theorem, or the expression that is positive.

    Args:
        theorem: its name.
        part: which of its parts.
        road: how it is measured, in a few words.
        measure: draws a point and measures there.
    """

    theorem: str
    part: int
    road: str
    measure: Callable[[random.Random], Measured]
