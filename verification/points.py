"""Points of a claim's domain: drawn at random, or counted out by height."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import count, product
from math import gcd

from sympy import Expr, I, Integer, Rational, Symbol

from derivations.domain import Domain, natural, region
from derivations.inputs import EXPONENTIAL, WHITE_PLUS_CONSTANT, Input
from verification.claims.claim import Claim

Point = dict[Symbol, Expr]
PLANE = ("disk", "circle")


def instances(claim: Claim) -> tuple[tuple[Input, Domain], ...]:
    """Name the inputs at which a claim is evaluated, with the domain this gives.

    Args:
        claim: a claim; one about every input is put to an exponential and to a constant one.

    Returns:
        Pairs of an input and the domain of all free variables.
    """
    if claim.input is not None:
        return ((claim.input, claim.domain),)
    inputs = (EXPONENTIAL, WHITE_PLUS_CONSTANT)
    return tuple((s, Domain(claim.domain.regions + natural(s.parameters).regions)) for s in inputs)


def random_point(domain: Domain, bits: int, generator: random.Random) -> Point:
    """Draw an exact point uniformly from a fine grid inside a domain.

    Args:
        domain: where it must lie.
        bits: fineness; real coordinates are odd multiples of 2^-bits.
        generator: source of randomness.

    Returns:
        Gaussian rationals by variable; points of the disk have |.| < 0.92, unit numbers a
        rational tangent.
    """
    return {symbol: _random_number(name, bits, generator) for symbol, name in domain.regions}


def _random_number(name: str, bits: int, generator: random.Random) -> Expr:
    def coordinate(bound: Rational) -> Rational:
        size = int(bound * 2**bits)
        return Rational(2 * generator.randrange(-size // 2, size // 2) + 1, 2**bits)

    if name == "disk":
        return coordinate(Rational(65, 100)) + I * coordinate(Rational(65, 100))
    if name == "circle":
        return _on_circle(coordinate(Rational(9, 10)))
    if name == "modulus":
        return abs(coordinate(Rational(9, 10)))
    return coordinate(Rational(9, 10))


def _on_circle(t: Rational) -> Expr:
    return (1 - t**2) / (1 + t**2) + I * 2 * t / (1 + t**2)


@cache
def rationals_of_height(height: int) -> tuple[Rational, ...]:
    """List the rationals p/q with max(|p|, q) = height, smallest first, positive before negative.

    Args:
        height: a positive integer.

    Returns:
        The rationals.
    """
    pairs = [(p, height) for p in range(1, height)] + [(height, q) for q in range(1, height + 1)]
    found = sorted(Rational(p, q) for p, q in pairs if gcd(p, q) == 1)
    zero = [Integer(0)] if height == 1 else []
    return (*zero, *(sign * value for value in found for sign in (1, -1)))


@cache
def numbers_of_height(name: str, height: int) -> tuple[Expr, ...]:
    """List the exact numbers of a region that have a given height.

    The height of a + b i is the larger of those of a and b; real numbers come first.

    Args:
        name: a region's name.
        height: a positive integer.

    Returns:
        The numbers.
    """
    where = region(name)
    real = [x for x in rationals_of_height(height) if where.contains(x)]
    if name not in PLANE:
        return tuple(real)
    below = [x for h in range(1, height + 1) for x in rationals_of_height(h)]
    exactly = set(rationals_of_height(height))
    inside = [x for x in below if x**2 <= 1]
    pairs = (x + I * y for x, y in product(inside, inside) if y != 0 and {x, y} & exactly)
    return (*real, *(z for z in pairs if where.contains(z)))


def by_height(domain: Domain) -> Iterator[Point]:
    """Count out the exact points of a domain.

    They come by the largest height of a coordinate, then by the sum of the heights, then in the
    order of `numbers_of_height`; every rational point is reached.

    Args:
        domain: where they lie.

    Yields:
        Points without end.
    """
    names = [name for _, name in domain.regions]
    for largest in count(1):
        shapes = (s for s in product(range(1, largest + 1), repeat=len(names)) if max(s) == largest)
        for heights in sorted(shapes, key=lambda s: (sum(s), s)):
            lists = [numbers_of_height(n, h) for n, h in zip(names, heights, strict=True)]
            for numbers in product(*lists):
                yield dict(zip(domain.variables, numbers, strict=True))


def is_generic(point: Point, domain: Domain) -> bool:
    """Say whether a point has nonzero, distinct coordinates strictly inside the domain.

    Args:
        point: exact numbers by variable.
        domain: their regions.

    Returns:
        True when no coordinate is special.
    """
    values = list(point.values())
    edge = any(name == "interval" and abs(point[s]) == 1 for s, name in domain.regions)
    edge = edge or any(name == "circle" and point[s] ** 2 in (1, -1) for s, name in domain.regions)
    return 0 not in values and len(set(values)) == len(values) and not edge


def on_real_axis(domain: Domain) -> Domain:
    """Restrict the complex variables of a domain to the real segment."""
    return Domain(tuple((s, "segment" if name == "disk" else name) for s, name in domain.regions))
