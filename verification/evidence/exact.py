"""Rung `exact`: random exact points against the moments of the simulator's own matrix.

Both sides are exact numbers, so a right claim is never contradicted. By the Schwartz-Zippel lemma a
wrong rational claim whose cleared difference has total degree d passes one point drawn from N
values a coordinate with probability at most d/N.
"""

from __future__ import annotations

import math
import random

from sympy import QQ_I, Expr, Poly, fraction

from derivations.field import reduce
from derivations.inputs import Input
from verification import interpret
from verification.claims.claim import Claim
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, Finding
from verification.points import Point, instances, random_point

BITS = 61
POINTS = 3


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
    bound = POINTS * (math.log2(degree_bound(claim)) - (BITS - 1))
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
    """Bound the total degree of the cleared difference, in real coordinates.

    Args:
        claim: the claim on trial.

    Returns:
        Twice the degrees of both reduced sides, numerators and denominators together; twice
        because a point of the unit circle is itself a fraction of degree two.
    """
    total = 0
    for source, _ in instances(claim):
        forms = map(reduce, interpret.both_forms(claim, source))
        degrees = sum(_degree(part) for form in forms for part in fraction(form))
        total = max(total, degrees)
    return 2 * max(total, 1)


def _degree(polynomial: Expr) -> int:
    if not polynomial.free_symbols:
        return 0
    return int(Poly(polynomial, *polynomial.free_symbols).total_degree())


def shown(point: Point) -> str:
    """Write a point in one line, long numbers in decimals."""
    return ", ".join(f"{s} = {v if len(str(v)) < 20 else v.evalf(6)}" for s, v in point.items())
