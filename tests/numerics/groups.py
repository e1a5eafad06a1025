"""Small groups of points, laid out by hand, on which the forms of the simulator are compared."""

from __future__ import annotations

import pytest

from numerics.chunks import Shape, links_of, pairs_of
from numerics.linear import Linear, linear
from numerics.points import Point, exponential

EPS = 2.0**-52
LENGTH, CHUNKS, LANES, BLOCKS = 64, 4, 8, 3
REAL = (Point(0.9, 0.5, 0.3), Point(-0.75, 0.8, -0.6))
COMPLEX = (Point(0.8 + 0.3j, 0.5, -0.3), Point(-0.2 + 0.7j, -0.9, 0.4))
SLOW = (Point(0.99999, 0.9999, 0.8), Point(0.9999, 0.99999, -0.5))
POINTS = pytest.mark.parametrize("points", [REAL, COMPLEX], ids=["real", "complex"])


def laid_out(
    points: tuple[Point, ...], law: str, precision: str = "double", length: int = LENGTH
) -> tuple[list[Linear], Shape]:
    problems = [linear(exponential(point)) for point in points]
    links, pairs = links_of(problems), pairs_of(problems)
    return problems, Shape(len(points), length, CHUNKS, LANES, law, precision, links, pairs)


# a handful of roundings at each step, relative to the largest number that a run reaches
ROUNDING = 6 * BLOCKS * CHUNKS * LENGTH * EPS
