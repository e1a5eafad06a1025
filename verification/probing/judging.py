"""The judge of a probe: each closed form against balls and against a run, at random points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flint import acb, arb, ctx
from sympy import ImmutableMatrix, oo

from derivations.parameterizations.parameterization import Parameterization
from derivations.probing import forms as keys
from derivations.probing.forms import Form
from numerics.lags import BITS
from numerics.unit import Measured
from verification.enclosure import enclosure
from verification.evidence.exact import shown
from verification.evidence.finding import AGREES, CONTRADICTS, UNDECIDED, Finding
from verification.points import Point
from verification.probing.keys import parsed
from verification.probing.places import STEPS, Place

DIGITS = 30


def judge(form: Form, unit: Parameterization, at: Iterable[Place]) -> tuple[Finding, ...]:
    """Compare a closed form with both roads.

    Args:
        form: the closed form.
        unit: what it is of.
        at: where.

    Returns:
        The findings of the rungs `enclosure` and `driven`.
    """
    known = [(place, _claimed(form, place.point)) for place in at]
    return (
        _finding(
            "enclosure",
            [(p.point, c, truth(form.key, unit, p.balls)) for p, c in known],
            f"{DIGITS} digits agree with sums over lags",
        ),
        _finding(
            "driven",
            [(p.point, c, truth(form.key, unit, p.measured)) for p, c in known],
            f"a run of {STEPS} steps differentiated by JAX agrees within its rounding",
        ),
    )


def truth(key: str, unit: Parameterization, of: Measured) -> list[arb]:
    """Read a quantity off the moments of a unit.

    Args:
        key: of a `Form`.
        unit: the unit.
        of: its moments.

    Returns:
        Its entries, one unless it is a matrix; of a condition number the reciprocal, 0 if infinite.
    """
    own = of.coupled if unit.is_coupled else of.detached
    name, place = parsed(key, unit)
    with ctx.workprec(BITS):
        if name == keys.HESSIAN:
            return [entry for row in own for entry in row]
        if name == keys.CONDITION:
            return [_balance(own)]
        return [READINGS[name](of, place)]


READINGS: Mapping[str, Callable[[Measured, int], arb]] = MappingProxyType(
    {
        keys.STATE: lambda of, _: of.state,
        keys.INPUTS: lambda of, _: of.inputs,
        keys.COUPLED: lambda of, i: of.coupled[i][i],
        keys.DETACHED: lambda of, i: of.detached[i][i],
        keys.PLAIN: lambda of, i: of.plain[i][i],
        keys.RELATIVE: lambda of, i: of.coupled[i][i] / of.state,
    }
)


def _balance(of: Any) -> arb:
    """Give det / trace^2, which is k / (1 + k)^2 at condition number k: smooth even where k = 1."""
    trace = of[0][0] + of[1][1]
    ratio: arb = (of[0][0] * of[1][1] - of[0][1] * of[1][0]) / (trace * trace)
    return ratio


def _claimed(form: Form, point: Point) -> list[acb]:
    expression = form.expression
    if form.key == keys.CONDITION:
        if expression == oo:
            return [acb(0)]
        number = enclosure(expression, point, DIGITS)
        below = bool(number.real < 1)  # 1/k has the same balance, but is no condition number
        return [acb(-1) if below else number / ((1 + number) * (1 + number))]
    entries = list(expression) if isinstance(expression, ImmutableMatrix) else [expression]
    return [enclosure(entry, point, DIGITS) for entry in entries]


def _is_known(true: list[arb]) -> bool:
    """Whether balls are finite: one that is not overlaps everything."""
    return all(entry.is_finite() for entry in true)


def _finding(rung: str, triples: list[tuple[Point, list[acb], list[arb]]], detail: str) -> Finding:
    if not triples:
        return Finding(rung, UNDECIDED, "no point of its domain has a memory that can be run")
    for point, claimed, true in triples:
        if not _is_known([*true, *(part for c in claimed for part in (c.real, c.imag))]):
            return Finding(rung, UNDECIDED, f"has no finite value at {shown(point)}")
        if not all(one.overlaps(acb(other)) for one, other in zip(claimed, true, strict=True)):
            return Finding(rung, CONTRADICTS, f"differs at {shown(point)}", data={"point": point})
    return Finding(rung, AGREES, f"{detail} at {len(triples)} random points")
