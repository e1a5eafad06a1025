"""All closed forms of a unit evaluated along each coordinate, in balls, for pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from flint import acb
from sympy import Expr, ImmutableMatrix, Rational, oo

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Coordinate, Parameterization
from derivations.probing.forms import Form
from derivations.probing.reach import Reach
from verification.enclosure import enclosure
from verification.points import Point

COUNT, DIGITS, GRID = 97, 8, 2**20
FAR = 9.0  # how far a coordinate without end is drawn, and e^-FAR how near to an end
CORRELATIONS = (Rational(0), Rational(1, 2), Rational(9, 10))


def curves(
    unit: Parameterization, source: Input, forms: Sequence[Form], found: Reach
) -> list[dict[str, Any]]:
    """Evaluate along each coordinate, the others in the middle of their intervals.

    Args:
        unit: the parameterization.
        source: the input.
        forms: its closed forms.
        found: where the unit stays in the disk.

    Returns:
        A curve for each coordinate, and each of some correlations if the input leaves rho open;
        None where a number cannot be had.
    """
    ends = _ends(unit, found)
    middle = {symbol: _grid(*pair)[COUNT // 2] for symbol, pair in ends.items()}
    fixed = [dict.fromkeys(source.parameters, number) for number in CORRELATIONS]
    constants = dict(unit.constants)
    modulus = unit.eigenvalue.xreplace(constants)
    scalars = [f for f in forms if not isinstance(f.expression, ImmutableMatrix)]
    return [
        {
            "coordinate": str(coordinate.symbol),
            "at": {str(s): str(n) for s, n in {**middle, **at}.items() if s != coordinate.symbol},
            **_curve(
                coordinate, _grid(*ends[coordinate.symbol]), {**middle, **at}, modulus, scalars
            ),
        }
        for coordinate in unit.coordinates
        for at in (fixed if source.parameters else fixed[:1])
    ]


def grid_of(unit: Parameterization, found: Reach) -> list[Rational]:
    """Spread numbers over the interval of the coordinate that reaches the circle."""
    symbol = found.valid.symbol if found.valid else unit.symbols[0]
    return _grid(*_ends(unit, found)[symbol])


def _curve(
    along: Coordinate, grid: Sequence[Rational], at: Point, eigenvalue: Expr, forms: Sequence[Form]
) -> dict[str, list[float | None]]:
    points = [{**at, along.symbol: number} for number in grid]
    sizes = [_value(eigenvalue, point) for point in points]
    moduli = [None if z is None else abs(z) for z in sizes]
    inside = [r is not None and r < 1 for r in moduli]
    found: dict[str, list[float | None]] = {
        along.symbol.name: [float(number) for number in grid],
        "modulus": moduli,
        "memory": [1 / (1 - r) if r is not None and r < 1 else None for r in moduli],
    }
    for form in forms:
        values = (
            _value(form.expression, p) if ok else None for p, ok in zip(points, inside, strict=True)
        )
        found[form.key] = [None if z is None else z.real for z in values]
    return {"omega" if name == along.symbol.name else name: row for name, row in found.items()}


def _value(expression: Expr, point: Point) -> complex | None:
    if expression == oo:
        return None
    try:
        ball: acb = enclosure(expression, point, DIGITS)
    except (ArithmeticError, KeyError):
        return None
    number = complex(ball)
    return number if np.isfinite(number) else None


def _ends(unit: Parameterization, found: Reach) -> dict[Any, tuple[Expr, Expr]]:
    constants = dict(unit.constants)
    ends = {
        c.symbol: (c.low.xreplace(constants), c.high.xreplace(constants)) for c in unit.coordinates
    }
    if found.valid is not None:
        low, high = (_rational(end.decimal(17)) for end in (found.valid.low, found.valid.high))
        ends[found.valid.symbol] = (low, high)
    return ends


def _rational(decimal: str) -> Expr:
    infinite = {"oo": oo, "-oo": -oo}
    return infinite[decimal] if decimal in infinite else Rational(decimal)


def _grid(low: Expr, high: Expr) -> list[Rational]:
    numbers = sorted({Rational(round(x * GRID), GRID) for x in _floats(low, high)})
    return [number for number in numbers if low < number < high]


def _floats(low: Expr, high: Expr) -> Iterator[float]:
    """Spread numbers over an interval: evenly, and ever denser towards an end that is finite."""
    shares = np.linspace(0, 1, COUNT)
    if low == -oo and high == oo:
        return iter(2 * FAR * shares - FAR)
    steps = (
        np.exp(FAR * (shares - 0.75) / 0.75)
        if oo in (high, -low)
        else 1 / (1 + np.exp(2 * FAR * (0.5 - shares)))
    )
    if high == oo:
        return iter(float(low) + 4 * steps)
    if low == -oo:
        return iter(float(high) - 4 * steps)
    return iter(float(low) + float(high - low) * steps)
