"""Gains that are not real somewhere: found at random points, proved there in ball arithmetic."""

from __future__ import annotations

import random

from derivations.parameterizations.parameterization import Parameterization
from verification.points import Point
from verification.probing.places import inside
from verification.probing.taylor import local

TRIES = 64


def unreal(unit: Parameterization, salt: int = 0) -> Point | None:
    """Look for a point inside the disk at which gamma is not real.

    Args:
        unit: the parameterization.
        salt: chooses the points.

    Returns:
        Such a point; None if none was found.
    """
    generator = random.Random(f"{salt}/{unit.gain}/real")
    for _ in range(TRIES):
        point = {c.symbol: inside(c, generator) for c in unit.coordinates}
        try:
            here = local(unit, point)
        except ArithmeticError:
            continue
        if abs(complex(here.eigenvalue)) < 1 and not here.gain.imag.contains(0):
            return point
    return None
