"""What dense sampling has to say against a verdict on where a map stays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import mpmath
from sympy import Expr, S, Symbol, lambdify, oo

from derivations.parameterizations.parameterization import Coordinate, Parameterization
from derivations.probing.reach import Reach

W = Symbol("omega")
DIGITS = 50
SLACK = mpmath.mpf(10) ** (5 - DIGITS)  # rounding of a few operations on numbers up to 1
PLACES = 301


def unit(eigenvalue: Expr, *coordinates: tuple[Any, ...]) -> Parameterization:
    ends = coordinates or ((W, -oo, oo),)
    given_ends = tuple(Coordinate(s, S(low), S(high)) for s, low, high in ends)
    return Parameterization("map", "a map", eigenvalue, coordinates=given_ends)


def grid(low: Expr, high: Expr) -> list[mpmath.mpf]:
    steps = [mpmath.mpf(k) / (PLACES + 1) for k in range(1, PLACES + 1)]
    a, b = (mpmath.mpf(str(end.evalf(DIGITS))) if end.is_finite else None for end in (low, high))
    if a is not None and b is not None:
        return [a + (b - a) * t for t in steps]
    far = [t / (1 - t) for t in steps]
    if a is not None:
        return [a + t for t in far]
    if b is not None:
        return [b - t for t in far]
    return [mpmath.atanh(2 * t - 1) * 8 for t in steps]


def contradictions(made: Parameterization, found: Reach) -> list[str]:
    """Compare a verdict with values at many points, to 50 digits."""
    said: list[str] = []
    constants = dict(made.constants)
    function = lambdify(made.symbols, made.eigenvalue.xreplace(constants), "mpmath")
    with mpmath.workdps(DIGITS):
        if found.leaves is not None and found.leaves.witness:
            at = {s: mpmath.mpf(1) for s in made.symbols}
            at |= {s: mpmath.mpf(str(e.evalf(DIGITS))) for s, e in found.leaves.witness}
            if not abs(function(*at.values())) > 1:
                said.append(f"not outside at {found.leaves.witness}")
        grids = [
            grid(c.low.xreplace(constants), c.high.xreplace(constants)) for c in made.coordinates
        ]
        rows = list(zip(*(g[k:] + g[:k] for k, g in enumerate(grids)), strict=True))
        values = []
        for row in rows if found.inside or len(grids) == 1 else ():
            try:
                values.append((row, function(*row)))
            except ZeroDivisionError:
                assert found.poles
        for row, value in values:
            held = found.valid is None or _within(row, made, found)
            if found.inside and not abs(value) <= 1 + SLACK:
                said.append(f"outside at {row}")
            if (
                found.inside is False
                and found.valid is not None
                and held
                and abs(value) > 1 + SLACK
            ):
                said.append(f"outside of the disk in the valid interval at {row}")
            if found.size is not None and held and not _in_range(abs(value), found.size):
                said.append(f"size {value} out of range at {row}")
        if found.monotone and made.is_real and len(grids) == 1:
            steps = [b - a for (_, a), (_, b) in pairwise(values)]
            if min(steps) < -SLACK and max(steps) > SLACK:
                said.append("not monotone")
    return said


def _within(row: tuple[Any, ...], made: Parameterization, found: Reach) -> bool:
    assert found.valid is not None
    place = row[made.symbols.index(found.valid.symbol)]
    low, high = (mpmath.mpf(end.decimal(30).replace("oo", "inf")) for end in found.valid[1:])
    return bool(low < place < high)


def _in_range(size: Any, held: Any) -> bool:
    low, high = (mpmath.mpf(end.decimal(30).replace("oo", "inf")) for end in held[:2])
    return bool(low - mpmath.mpf(10) ** -28 <= size <= high + mpmath.mpf(10) ** -28)
