"""The loss landscape of a unit that learns another: Hessian, learning rate, and curves of loss."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.landscape import Landscape, landscape
from derivations.probing.reach import Reach
from verification.points import Point
from verification.probing.memories import CORRELATION, places
from verification.probing.paths import value
from verification.probing.texts import latex, optional, text

Record = dict[str, Any]
CURVES = 3  # teachers of which a whole curve is drawn
DIGITS = 12


def lessons(unit: Parameterization, source: Input, found: Reach, grid: list[Expr]) -> Record:
    """Describe the loss of a student against teachers of growing memory.

    Args:
        unit: the parameterization of both.
        source: the input; where it leaves rho open, numbers are for rho = 1/2.
        found: where the unit stays in the disk.
        grid: values of the moving coordinate at which curves of loss are drawn.

    Returns:
        `landscape`: formulas, and for each teacher the memory, the largest eigenvalue of the
        Hessian at the optimum and the learning rate above which gradient descent leaves it.
    """
    seen = landscape(unit, source)
    fixed: Point = dict.fromkeys(source.parameters, CORRELATION)
    teachers = list(places(unit, found))
    rates = [_rate(seen, {**point, **fixed}) for _, point in teachers]
    symbol = found.valid.symbol if found.valid else unit.symbols[0]
    return {
        "landscape": {
            "loss": text(seen.loss),
            "loss_latex": latex(seen.loss),
            "gradient": [text(entry) for entry in seen.gradient],
            "rate": optional(text, seen.rate),
            "rate_latex": optional(latex, seen.rate),
            "at": {str(s): str(number) for s, number in fixed.items()},
            "memory": [memory for memory, _ in teachers],
            "omega_0": [round(float(point[symbol]), DIGITS) for _, point in teachers],
            "hessian": [None if rate is None else 2 / rate for rate in rates],
            "learning_rate": rates,
            "curves": [
                _curve(unit, seen, memory, {**point, **fixed}, symbol, grid)
                for memory, point in teachers[:CURVES]
            ],
        }
    }


def _rate(seen: Landscape, point: Point) -> float | None:
    return (value(seen.rate, point).real or None) if seen.rate is not None else None


def _curve(
    unit: Parameterization,
    seen: Landscape,
    memory: int,
    teacher: Point,
    symbol: Expr,
    grid: list[Expr],
) -> Record:
    names = dict(zip(unit.symbols, seen.teacher, strict=True))
    held = {**teacher, **{names[s]: number for s, number in teacher.items() if s in names}}
    losses = [value(seen.loss, {**held, symbol: number}) for number in grid]
    return {
        "memory": memory,
        "teacher": round(float(teacher[symbol]), DIGITS),
        "omega": [float(number) for number in grid],
        "loss": [z.real for z in losses],
    }
