"""Rung `exact`: random exact points against the moments of the simulator's own matrix.

Both sides are exact numbers, so a right claim is never contradicted. By the Schwartz-Zippel lemma a
wrong rational claim whose cleared difference has total degree d passes one point, no coordinate of
which takes a value with probability above p, with probability at most d p.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from sympy import QQ_I, Expr, Symbol

from derivations.domain import Domain
from derivations.inputs import Input
from derivations.symbols import conjugate
from verification import interpret
from verification.claims.claim import Claim
from verification.evidence.degree import CURVE, Degrees, zeros
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, Finding
from verification.points import Point, instances, random_point

BITS = 61
POINTS = 3
UNLIKELY = BITS - 2  # a modulus, the coarsest coordinate, takes 0.9 * 2^60 values


def examine(claim: Claim, salt: int = 0) -> Finding:
    """Compare a claim with exact moments at random points.

    Args:
        claim: the claim on trial.
        salt: chooses the points, together with the claim's id.

    Returns:
        The finding.
    """
    if claim.limit is not None:
        return Finding("exact", SILENT, "a limit is not the value at a point inside the domain")
    generator = random.Random(f"{salt}/{claim.id}")
    for source, domain in instances(claim):
        for _ in range(POINTS):
            point = random_point(domain, BITS, generator)
            published, true = both_sides(claim, source, point)
            if published != true:
                return Finding(
                    "exact", CONTRADICTS, f"differs at {shown(point)}", data={"point": point}
                )
    bound = POINTS * (math.log2(degree_bound(claim)) - UNLIKELY)
    return Finding(
        "exact",
        AGREES,
        f"equal at {POINTS} random {BITS}-bit points for each of {len(instances(claim))} inputs; "
        f"a wrong formula passes with probability < 2^{math.ceil(bound)}",
        data={"log2_false_pass": bound},
    )


def both_sides(claim: Claim, source: Input, point: Point) -> tuple[Expr, Expr]:
    """Evaluate both sides of a claim with the simulator's exact moments.

    Args:
        claim: the claim on trial.
        source: the input.
        point: exact numbers for the free variables.

    Returns:
        The published and the true value.
    """
    full = claim.complete(point)
    sides = (interpret.at_point(side, source, full) for side in (claim.published, claim.truth))
    published, true = (QQ_I.to_sympy(value) for value in sides)
    return published, true


def degree_bound(claim: Claim) -> int:
    """Bound the degree, in real coordinates, of a polynomial that a wrong claim passes on.

    Args:
        claim: the claim on trial.

    Returns:
        The degree of the cleared difference times its denominator, whose zeros are poles; nothing
        is expanded, so that it is quick however a claim is written.
    """
    return max(
        zeros(*interpret.both_forms(claim, source), _curves(domain))
        for source, domain in instances(claim)
    )


def _curves(domain: Domain) -> dict[Expr, Degrees]:
    """Find the points of the circle, each a fraction of degree two in its tangent."""
    circles = [s for s, name in domain.regions if name == "circle"]
    return {s: CURVE for circle in circles for s in (circle, conjugate(circle))}


def shown(point: Mapping[Symbol, Expr]) -> str:
    """Write a point in one line, long numbers in decimals."""
    return ", ".join(f"{s} = {v if len(str(v)) < 20 else v.evalf(6)}" for s, v in point.items())
