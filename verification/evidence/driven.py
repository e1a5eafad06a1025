"""Rung `driven`: the running simulator, fed orthogonal noise that makes its averages exact.

The average over an orthogonal drive of anything quadratic in the noise is its exact expectation up
to rounding. Two different drives must agree, or the quantity is not quadratic and the rung does
not apply: so it is for telegraph and sample-and-hold inputs, whose jumps are no linear function of
noise. The probes E[x h] and E[x dh] are compared as well, whatever the claim is about, once more
after a few steps: a long run forgets how its input began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import jax
import numpy as np
from jax import Array
from sympy import I, Rational

from derivations import general
from derivations.domain import Domain
from derivations.field import walk
from derivations.inputs import Input
from derivations.quantities import INPUT_SENSITIVITY, INPUT_STATE
from derivations.symbols import LAMBDA
from numerics.noise import impulses, rotated
from numerics.simulate import Products, as_arrays, driven_mean
from numerics.system import System
from verification import interpret, kernels
from verification.bridge import rows_at
from verification.claims.claim import Claim
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.points import Point, instances

STEPS, SHORT = 96, 3
DRIVES = {
    "impulses": lambda: impulses(STEPS + 1),
    "rotated": lambda: rotated(STEPS + 1),
    "short": lambda: impulses(SHORT + 1),
}
# a thousand times the rounding of one number added at each step
TOLERANCE = 1e3 * STEPS * float(np.finfo(float).eps)
NOT_QUADRATIC = "two orthogonal drives differ: the quantity is not quadratic in the noise"
_COMPLEX = (
    Rational(3, 10) + I * Rational(2, 5),
    Rational(-2, 5) + I * Rational(1, 4),
)
_REAL = (Rational(3, 5), Rational(-1, 2))


def probe_points(domain: Domain) -> tuple[Point, ...]:
    """Choose two points that break every symmetry: both signs, distinct, none special.

    Args:
        domain: the variables.

    Returns:
        Points well inside, so that the simulator forgets its start within `STEPS`.
    """
    values = {
        "disk": (_COMPLEX, (_REAL[1], _REAL[0])),
        "segment": (_REAL, (_REAL[1], _REAL[0])),
        "interval": ((Rational(7, 10),), (Rational(-11, 20),)),
        "modulus": ((Rational(1, 2), Rational(1, 3)), (Rational(3, 5), Rational(2, 7))),
        "circle": (
            (Rational(3, 5) + I * Rational(4, 5),),
            (Rational(-5, 13) + I * Rational(12, 13),),
        ),
        "real": ((Rational(2, 3), Rational(5, 4)), (Rational(-4, 3), Rational(1, 2))),
    }
    points: list[Point] = []
    for which in (0, 1):
        seen: dict[str, int] = {}
        point: Point = {}
        for symbol, name in domain.regions:
            choices = values[name][which]
            point[symbol] = choices[seen.get(name, 0) % len(choices)]
            seen[name] = seen.get(name, 0) + 1
        points.append(point)
    return tuple(points)


def examine(claim: Claim) -> Finding:
    """Compare a claim with the simulator run on orthogonal noise.

    Args:
        claim: the claim on trial.

    Returns:
        The finding.
    """
    if claim.limit is not None:
        return Finding("driven", SILENT, "a limit is not reached by a run")
    if not interpret.is_seen(claim):
        return Finding("driven", SILENT, interpret.NO_PRODUCT)
    worst = 0.0
    for source, domain in instances(claim):
        for point in probe_points(domain):
            full = claim.complete(point)
            deviation, remark = compare(claim, source, full)
            if remark:
                return Finding("driven", UNDECIDED, remark)
            if not deviation <= TOLERANCE:
                detail = f"off by {deviation:.1e} of its scale (rounding allows {TOLERANCE:.0e})"
                return Finding("driven", CONTRADICTS, detail, data={"point": point})
            worst = max(worst, deviation)
    seen = f"within {worst:.0e} (rounding allows {TOLERANCE:.0e})"
    detail = f"running code on orthogonal noise, {STEPS} steps: {seen}"
    return Finding("driven", AGREES, detail, data={"deviation": worst})


def compare(claim: Claim, source: Input, point: Point) -> tuple[float, str]:
    """Measure how far the published side is from the run, relative to the scale of its terms.

    Args:
        claim: the claim on trial.
        source: the input.
        point: exact numbers for all its symbols.

    Returns:
        The largest relative deviation over the claim and the probes, and a remark when the rung
        cannot judge.
    """
    eigenvalues = interpret.eigenvalues(claim, point)
    if not eigenvalues:
        return 0.0, "the claim names no moment to simulate"
    system = rows_at(source, point, eigenvalues)
    by_impulses, by_rotation = (_run(system, kind) for kind in ("impulses", "rotated"))
    remark = _difference(by_impulses, by_rotation)
    if remark:
        return 0.0, remark
    read = interpret.reader(system, by_impulses)
    published, true = (
        interpret.evaluate(general.for_input(side, source), point, read, complex)
        for side in (claim.published, claim.truth)
    )
    deviation = abs(published - true) / max(1.0, abs(published), abs(true))
    probes = _probe_gap(source, point, system, by_impulses)
    begun = _early_gap(source, point, system, _run(system, "short"))
    return _largest((deviation, probes, begun)), ""


def objection(functional: Callable[[Array], Products], length: int) -> str:
    """Say why the rung does not apply to a simulator, if it does not.

    Args:
        functional: products of one run over `length` noise values.
        length: how many noise values a run takes.

    Returns:
        The reason; empty where two different orthogonal drives lead to the same averages.
    """
    runs = [jax.vmap(functional)(drive(length)) for drive in (impulses, rotated)]
    means = [Products(*(np.asarray(table).mean(axis=0) for table in run)) for run in runs]
    return _difference(*means)


def _difference(first: Products, second: Products) -> str:
    scale = _largest((1.0, *first))
    gap = _largest(a - b for a, b in zip(first, second, strict=True))
    return "" if gap <= TOLERANCE * scale else NOT_QUADRATIC


@lru_cache(maxsize=64)
def _run(system: System, kind: str) -> Products:
    return Products(*map(np.asarray, driven_mean(as_arrays(system), DRIVES[kind]())))


def _largest(numbers: Iterable[Any]) -> float:
    """Give the largest modulus; unlike `max`, a NaN anywhere makes it NaN."""
    return float(np.max([np.max(np.abs(number)) for number in numbers]))


def _probe_gap(source: Input, point: Point, system: System, run: Products) -> float:
    gaps = [0.0]
    for k, eigenvalue in enumerate(system.eigenvalues):
        for function, table in (
            (INPUT_STATE, run.input_state),
            (INPUT_SENSITIVITY, run.input_sensitivity),
        ):
            form = kernels.solved_kernel(function, source)
            leaves = {symbol: complex(point[symbol]) for symbol in source.parameters}
            expected = walk(form, {**leaves, LAMBDA: complex(eigenvalue)}, complex)
            gaps.append(abs(expected - complex(table[k])) / max(1.0, abs(expected)))
    return _largest(gaps)


def _early_gap(source: Input, point: Point, system: System, run: Products) -> float:
    """Compare E[x h] and E[x dh] after `SHORT` steps with their sums over lags."""
    leaves = {symbol: complex(point[symbol]) for symbol in source.parameters}
    lags = [walk(source.autocovariance(k), leaves, complex) for k in range(SHORT)]
    gaps = []
    for place, eigenvalue in enumerate(map(complex, system.eigenvalues)):
        state = sum(eigenvalue**k * r for k, r in enumerate(lags))
        tangent = sum(k * eigenvalue ** (k - 1) * r for k, r in enumerate(lags) if k)
        for expected, table in ((state, run.input_state), (tangent, run.input_sensitivity)):
            gaps.append(abs(expected - complex(table[place])) / max(1.0, abs(expected)))
    return _largest(gaps)
