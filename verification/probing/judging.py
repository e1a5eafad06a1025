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
from verification.probing.places import Place

DIGITS, RUN_DIGITS = 30, 5  # that must be known of what a form is compared with
FLOOR = 1e-3  # size below which digits are counted after the point: moments may be 0


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
    balls = [(p.point, c, truth(form.key, unit, p.balls)) for p, c in known]
    runs = [(p.point, c, truth(form.key, unit, p.measured)) for p, c in known]
    steps = known[0][0].steps if known else 0
    return (
        _finding("enclosure", balls, f"{DIGITS} digits agree with sums over lags", DIGITS),
        _finding(
            "driven",
            runs,
            f"a run of {steps} steps differentiated by JAX agrees within its rounding",
            RUN_DIGITS,
        ),
    )


def truth(key: str, unit: Parameterization, of: Measured) -> list[arb]:
    """Read a quantity off the moments of a unit.

    Args:
        key: of a `Form`.
        unit: the unit.
        of: its moments.

    Returns:
        Its entries, one unless it is a matrix; of a condition number k it is k / (1 + k)^2.
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


def _is_known(true: list[arb], digits: int) -> bool:
    """Whether balls are narrow beside the largest of them: a wide one overlaps everything."""
    largest = max((entry.abs_upper() for entry in true), default=arb(0)).max(arb(FLOOR))
    return all(entry.is_finite() for entry in true) and all(
        entry.rad() <= largest * arb(10) ** -digits for entry in true
    )


def _finding(
    rung: str, triples: list[tuple[Point, list[acb], list[arb]]], detail: str, digits: int
) -> Finding:
    if not triples:
        return Finding(rung, UNDECIDED, "no point of its domain has a memory that can be run")
    for point, claimed, true in triples:
        if not all(c.is_finite() for c in claimed) or not _is_known(true, digits):
            return Finding(rung, UNDECIDED, f"has no value to {digits} digits at {shown(point)}")
        if not all(one.overlaps(acb(other)) for one, other in zip(claimed, true, strict=True)):
            return Finding(rung, CONTRADICTS, f"differs at {shown(point)}", data={"point": point})
    return Finding(rung, AGREES, f"{detail} at {len(triples)} random points")
