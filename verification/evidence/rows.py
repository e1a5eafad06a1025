"""Evidence for closed forms of the engine: both roads in symbols, the simulator's step at points.

Rung `proof`: every moment solves its stationarity equation, whose solution is unique wherever the
equations forget their start (the domain), and an independent road leads to the same expression.
Rung `exact`: the moments of the simulator's own step at random rational points, by `==`.
"""

from __future__ import annotations

import random
from dataclasses import replace

from derivations import catalogue, second_road
from verification import agreement
from verification.claims.claim import Claim
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding

POINTS = 3


def examine(claim: Claim, rung: str, salt: int) -> Finding:
    """Examine a claim about rows on one rung.

    Args:
        claim: the claim on trial.
        rung: one of `RUNGS`.
        salt: of every random choice.

    Returns:
        The finding.
    """
    name = str(claim.truth.args[0])
    try:
        if rung == "proof":
            return _proof(claim, name)
        if rung == "exact" and name in agreement.NAMES:
            return _exact(claim, name, salt)
    except ZeroDivisionError as error:
        return Finding(rung, CONTRADICTS, f"divides by zero: {error}")
    why = "averages have no exact value at a point" if rung == "exact" else "not run for own rows"
    return Finding(rung, SILENT, why)


def _proof(claim: Claim, name: str) -> Finding:
    solution = catalogue.derive(name).solution
    if solution is None or not solution.holds():
        return Finding("proof", UNDECIDED, "the stationarity equations leave a residual")
    road, _ = second_road.derive(name)
    if not second_road.agrees(name, claim.published):
        return Finding("proof", CONTRADICTS, f"{road} lead elsewhere")
    detail = f"residuals cancel, unique where the equations forget their start; {road} agree"
    return Finding("proof", AGREES, detail)


def _exact(claim: Claim, name: str, salt: int) -> Finding:
    generator = random.Random(f"{salt}/{claim.id}")
    case = replace(agreement.case(name), expression=claim.published)
    for _ in range(POINTS):
        claimed, measured, point = agreement.both_sides(case, generator)
        if claimed != measured:
            where = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
            return Finding("exact", CONTRADICTS, f"differs at {where}", data={"point": point})
    return Finding(
        "exact", AGREES, f"equal at {POINTS} random points to the moments of the simulator's step"
    )
