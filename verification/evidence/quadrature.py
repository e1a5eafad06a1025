"""Rung `quadrature`: the spectral integral of the simulator's rows, by the trapezoid rule.

Frequencies take the place of time, floating point that of fractions: an argument of its own, which
contradicts what differs by more than rounding can explain. Power at single frequencies (rho = 1)
has no density, and there the rung does not apply.
"""

from __future__ import annotations

from functools import lru_cache

from derivations import general
from derivations.inputs import Input
from numerics import quadrature
from numerics.quadrature import EPS, Moments
from numerics.system import System
from verification import interpret
from verification.bridge import rows_at
from verification.claims.claim import Claim
from verification.evidence.driven import probe_points
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, Finding
from verification.points import Point, instances


def examine(claim: Claim) -> Finding:
    """Compare a claim with averages over frequency.

    Args:
        claim: the claim on trial.

    Returns:
        The finding.
    """
    if claim.limit is not None:
        return Finding("quadrature", SILENT, "a limit is not the value at a point")
    if not interpret.is_seen(claim):
        return Finding("quadrature", SILENT, interpret.NO_PRODUCT)
    worst = allowed = 0.0
    for source, domain in instances(claim):
        for probe in probe_points(domain):
            point = claim.complete(probe)
            try:
                deviation, allowed = compare(claim, source, point)
            except quadrature.Lines as error:
                return Finding("quadrature", SILENT, str(error))
            if not deviation <= allowed:
                detail = f"off by {deviation:.1e} of its scale (rounding allows {allowed:.0e})"
                return Finding("quadrature", CONTRADICTS, detail, data={"point": point})
            worst = max(worst, deviation)
    seen = f"within {worst:.0e} (rounding allows {allowed:.0e})"
    return Finding("quadrature", AGREES, f"averages over frequency: {seen}")


def compare(claim: Claim, source: Input, point: Point) -> tuple[float, float]:
    """Measure how far the published side is from the spectral integral.

    Args:
        claim: the claim on trial.
        source: the input.
        point: exact numbers for all its symbols.

    Returns:
        The deviation relative to the larger side or 1, and what rounding allows: a thousand times
        that of a number added at each node.

    Raises:
        Lines: if the input has power at single frequencies.
    """
    system = rows_at(source, point, interpret.eigenvalues(claim, point))
    moments, nodes = _stationary(system)
    read = interpret.reader(system, moments)
    published, true = (
        interpret.evaluate(general.for_input(side, source), point, read, complex)
        for side in (claim.published, claim.truth)
    )
    deviation = abs(published - true) / max(1.0, abs(published), abs(true))
    return deviation, 1e3 * nodes * EPS


@lru_cache(maxsize=64)
def _stationary(system: System) -> tuple[Moments, int]:
    return quadrature.stationary(system)
