"""Where a unit has a given memory, and its closed forms there: the rows of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flint import acb
from sympy import Expr, ImmutableMatrix, Rational, oo

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.forms import Form
from derivations.probing.reach import Reach
from verification.enclosure import enclosure
from verification.points import Point
from verification.probing.paths import DIGITS, DOUBLINGS, Way, middle, size, towards, way

MEMORIES = (2, 10, 100, 1000, 10000)  # 1/(1 - |lambda|)
HALVINGS = 60
CORRELATION = Rational(1, 2)  # at which an input that leaves rho open is compared


def rows(
    unit: Parameterization, source: Input, forms: Sequence[Form], found: Reach
) -> list[dict[str, Any]]:
    """Evaluate closed forms where a unit has the memories that are compared.

    Args:
        unit: the parameterization.
        source: the input.
        forms: its closed forms.
        found: where it stays in the disk, and where it meets the circle.

    Returns:
        A row for each memory: the memory, the coordinates and the forms by key; the rows of
        memories that it does not reach are left out.
    """
    fixed: Point = dict.fromkeys(source.parameters, CORRELATION)
    scalars = [f for f in forms if not isinstance(f.expression, ImmutableMatrix)]
    table = []
    for memory, point in places(unit, found):
        values = {f.key: _real(f.expression, {**point, **fixed}) for f in scalars}
        at = {str(symbol): float(number) for symbol, number in point.items()}
        table.append({"memory": memory, "at": at, **values})
    return table


def places(unit: Parameterization, found: Reach) -> Iterator[tuple[int, Point]]:
    """Find points at which 1/(1 - |lambda|) is each of `MEMORIES`.

    Args:
        unit: the parameterization.
        found: where it stays in the disk, and where it meets the circle.

    Yields:
        A memory and a point, the first coordinate that reaches the circle being moved there.
    """
    path = way(unit, found)
    if path is None:
        return
    others = [c for c in unit.coordinates if c.symbol != path.symbol]
    rest: Point = {c.symbol: middle(c.low, c.high) for c in others}
    modulus = unit.eigenvalue.xreplace(dict(unit.constants))
    for memory in MEMORIES:
        number = _solved(modulus, rest, path, float(1 - 1 / Rational(memory)))
        if number is not None:
            yield memory, {path.symbol: number, **rest}


def _solved(modulus: Expr, rest: Point, path: Way, wanted: float) -> Rational | None:
    """Walk from the start until |lambda| is on the other side of what is wanted, then halve."""

    def is_below(place: Rational) -> bool:
        return size(modulus, {**rest, path.symbol: place}) < wanted

    starts_below = is_below(path.start)
    end = path.end if starts_below else path.other
    near = path.start
    for k in range(DOUBLINGS):
        far = towards(path.start, end, Rational(2) ** (k - 4))
        if is_below(far) != starts_below:
            break
        near = far
    else:
        return None
    below, above = (near, far) if starts_below else (far, near)
    for _ in range(HALVINGS):
        half = Rational(round((below + above) / 2 * 2**64), 2**64)
        below, above = (half, above) if is_below(half) else (below, half)
    return above


def _real(expression: Expr, point: Point) -> float | None:
    if expression == oo:
        return None
    try:
        ball: acb = enclosure(expression, point, DIGITS)
    except ArithmeticError:
        return None
    return float(ball.real)
