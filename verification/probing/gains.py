"""Gains that are not real somewhere: found at random points, proved there in ball arithmetic."""

from __future__ import annotations

import random

from derivations.parameterizations.parameterization import Parameterization
from verification.errors import InputError, refusal
from verification.points import Point
from verification.probing.places import inside
from verification.probing.taylor import local
from verification.probing.texts import text

TRIES = 64


def insist_on_real(unit: Parameterization, salt: int = 0) -> None:
    """Refuse a gain that is not real somewhere: its square would pass for a modulus.

    Args:
        unit: the parameterization.
        salt: chooses the points that are tried.

    Raises:
        InputError: naming a point at which it is not.
    """
    point = unreal(unit, salt)
    if point is not None:
        at = ", ".join(f"{symbol} = {float(number):.6g}" for symbol, number in point.items())
        rule, remedy = f"is not real at {at}", "choose another gain, or a --domain where it is real"
        raise InputError(refusal("--gain", text(unit.gain), rule, remedy))


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
