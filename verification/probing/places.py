"""Random points of a unit's domain, with its moments there by both roads."""

from __future__ import annotations

import random
from math import exp
from typing import Any, NamedTuple

import numpy as np
from flint import arb
from sympy import N, Rational, oo

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Coordinate, Parameterization
from numerics.unit import Measured
from verification.points import Point
from verification.probing.roads import enclosed, run
from verification.probing.taylor import Local, local

POINTS, GRID = 3, 2**20
STEPS = 256
TINY = 1e-300
# what the run may be off, relative to its terms: a thousand roundings at each step
TOLERANCE = 1e3 * STEPS * float(np.finfo(float).eps)
MODULI = (0.05, 0.85)  # of eigenvalues at which a run of so many steps forgets its start
TRIES = 2000


class Place(NamedTuple):
    """A point, with the moments there by both roads.

    Args:
        point: numbers for the coordinates and the input's parameters.
        balls: the moments enclosed.
        measured: those of the run, as balls that allow for rounding.
        steps: how long the run was.
    """

    point: Point
    balls: Measured
    measured: Measured
    steps: int


def places(
    unit: Parameterization, source: Input, salt: int = 0, horizon: int = 0
) -> tuple[Place, ...]:
    """Measure a unit at random points.

    Args:
        unit: the parameterization.
        source: the input.
        salt: chooses the points.
        horizon: steps from rest; 0 for the stationary state.

    Returns:
        Points with their moments; fewer than `POINTS` where the unit has few such memories.
    """
    generator = random.Random(f"{salt}/{unit.name}/{unit.eigenvalue}/{source.name}")
    found: list[Place] = []
    steps = min(horizon, STEPS) or STEPS
    for _ in range(TRIES):
        point = _drawn(unit, source, generator)
        if not all(c.low < point[c.symbol] < c.high for c in unit.coordinates):
            continue  # rounded onto an end of a very short interval
        try:
            here = local(unit, point)
        except ArithmeticError:
            continue
        if _is_usable(unit, here):
            ran = run(unit, source, point, steps)
            if all(np.isfinite(moment).all() for moment in ran):
                balls = enclosed(unit, source, point, horizon)
                found.append(Place(point, balls, _widened(ran, balls, here), steps))
        if len(found) == POINTS:
            break
    return tuple(found)


def _is_usable(unit: Parameterization, here: Local) -> bool:
    """Whether a run forgets its start, and maps meant to be real are: a root may be imaginary."""
    real = here.gain.imag == 0 and (here.eigenvalue.imag == 0 or not unit.is_real)
    modulus = abs(complex(here.eigenvalue))
    return bool(real) and here.gain != 0 and MODULI[0] < modulus < MODULI[1]


def _widened(ran: Measured, balls: Measured, here: Local) -> Measured:
    """Allow for rounding: of each moment, in proportion to the terms that it is made of."""
    gain, state = abs(float(here.gain.real)), float(balls.state)
    by_map, by_gain = (
        np.array([abs(complex(slope)) for slope in slopes])
        for slopes in (here.eigenvalue_slopes, here.gain_slopes)
    )
    through_map = np.sqrt([float(row[i]) for i, row in enumerate(balls.detached)])
    memory = float(np.max(through_map / np.maximum(by_map, TINY)))  # gamma |dh/d lambda|
    sizes = through_map + by_gain * state**0.5 / gain
    # a slope is itself a difference of terms of size 1, as 1 - tanh^2 is
    lost = (memory + state**0.5 / gain) / STEPS
    both = np.outer(sizes, sizes) + lost * (sizes[:, None] + sizes) + lost**2 * TOLERANCE

    def widen(numbers: Any, scales: Any) -> Any:
        pairs = zip(np.ravel(numbers), np.ravel(scales), strict=True)
        rows = [arb(float(n), TOLERANCE * float(s)) for n, s in pairs]
        return np.array(rows, dtype=object).reshape(np.shape(numbers))

    return Measured(
        widen(ran.state, state).item(),
        widen(ran.coupled, both),
        widen(ran.detached, both),
        widen(ran.plain, both / gain**2),
        widen(ran.inputs, float(balls.inputs)).item(),
    )


def _drawn(unit: Parameterization, source: Input, generator: random.Random) -> Point:
    point = {c.symbol: inside(c, generator) for c in unit.coordinates}
    odd = {s: 2 * generator.randrange(-450, 450) + 1 for s in source.parameters}
    return {**point, **{symbol: Rational(number, 1024) for symbol, number in odd.items()}}


def inside(coordinate: Coordinate, generator: random.Random) -> Rational:
    """Draw a number between two ends, an infinite one being far away on a logarithmic scale."""
    share = generator.uniform(0.001, 0.999)
    ends = (coordinate.low, coordinate.high)
    low, high = (None if end in (oo, -oo) else float(N(end)) for end in ends)
    reach = exp(generator.uniform(-4, 3))
    if low is not None and high is not None:
        number = low + share * (high - low)
    elif low is not None:
        number = low + reach
    elif high is not None:
        number = high - reach
    else:
        number = reach if share < 0.5 else -reach
    return Rational(round(number * GRID), GRID)
