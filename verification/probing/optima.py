"""How far a unit is from the optimal one: a formula where there is one, a table, and a ratio."""

from __future__ import annotations

from typing import Any

from flint import acb
from sympy import Expr, Rational

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.optimal import Optimum, coordinate_at, optimum, unevenness
from derivations.probing.reach import Reach
from derivations.symbols import LAMBDA
from verification.points import Point
from verification.probing.memories import CORRELATION, places
from verification.probing.paths import value
from verification.probing.texts import latex, optional, text

Record = dict[str, Any]
EIGENVALUES = tuple(
    Rational(*pair)
    for pair in ((0, 1), (1, 4), (1, 2), (3, 4), (9, 10), (19, 20), (99, 100), (999, 1000))
)
DIGITS, SHOWN = 15, 12
PROVED = "closed form, proved by substitution"
INTEGRATED = f"integrated in ball arithmetic to {SHOWN} digits"


def optimal(unit: Parameterization, source: Input, found: Reach) -> Record:
    """Find the optimal map for a unit's gain, and the unit's distance to it.

    Args:
        unit: the parameterization.
        source: the input; where it leaves rho open, the table is for rho = 1/2.
        found: where the unit stays in the disk.

    Returns:
        `optimal`: plain data; None with a `why` beside it where there is no such map.
    """
    best = optimum(unit, source)
    if best is None:
        several = len(unit.symbols) > 1 or not unit.is_real
        why = (
            "there is none for complex maps or several coordinates"
            if several
            else (f"the map cannot be solved for {unit.symbols[0]}")
        )
        return {"optimal": None, "why": why}
    fixed: Point = dict.fromkeys(source.parameters, CORRELATION)
    ratio, rows = unevenness(unit, source), table(best, fixed)
    return {
        "optimal": {
            "density": text(best.density),
            "density_latex": latex(best.density),
            "coordinate": optional(text, best.coordinate),
            "coordinate_latex": optional(latex, best.coordinate),
            "expr": optional(text, best.eigenvalue),
            "latex": optional(latex, best.eigenvalue),
            "how": _how(best, rows),
            "at": {str(symbol): str(number) for symbol, number in fixed.items()},
            "table": rows,
            "ratio": [] if ratio is None else _ratios(unit, found, ratio, fixed),
        }
    }


def _how(best: Optimum, rows: list[list[str]]) -> str:
    if best.coordinate is not None:
        return PROVED
    start = rows[0][1] if rows else "0.0"
    return INTEGRATED + (f", omega counted from lambda = {start}" if float(start) else "")


def table(best: Optimum, fixed: Point) -> list[list[str]]:
    """Integrate omega(lambda) from lambda = 0, or from the first place where that can be done.

    Args:
        best: the optimum.
        fixed: numbers for the input's parameters.

    Returns:
        Pairs of omega and lambda in decimals; numbers that cannot be enclosed are left out.
    """
    density = best.density.xreplace(fixed)
    rows, before, whole = [_row(acb(0), EIGENVALUES[0])], EIGENVALUES[0], acb(0)
    for eigenvalue in EIGENVALUES[1:]:
        further = whole + _between(density, before, eigenvalue)
        if further.is_finite() and further.real.rel_accuracy_bits() > 3 * SHOWN:
            before, whole = eigenvalue, further
            rows.append(_row(whole, eigenvalue))
        elif len(rows) == 1:  # the start is singular
            before, rows = eigenvalue, [_row(whole, eigenvalue)]
    return rows if len(rows) > 1 else []


def _between(density: Expr, start: Expr, end: Expr) -> acb:
    try:
        return coordinate_at(density, end, DIGITS, start)
    except (ArithmeticError, ValueError):
        return acb("nan")


def _row(omega: acb, eigenvalue: Expr) -> list[str]:
    return [omega.real.str(SHOWN, radius=False), str(float(eigenvalue))]


def _ratios(unit: Parameterization, found: Reach, ratio: Expr, fixed: Point) -> list[list[float]]:
    """Evaluate the unit's sensitivity over the optimal one at the memories that it reaches."""
    reached = [memory for memory, _ in places(unit, found)]
    sizes = [value(ratio, {LAMBDA: 1 - Rational(1, m), **fixed}).real for m in reached]
    return [[float(m), size] for m, size in zip(reached, sizes, strict=True) if size]
