"""Evidence for theorems: certificates checked anew, arguments decided, witnesses heard.

Rung `proof`: each identity and inequality is certified, and the certificate checked by the checker
that trusts nothing; the finite core of each argument is decided. Rung `exact`: what witnesses
measure in exact numbers. Rung `quadrature`: what they measure up to roundings.
"""

from __future__ import annotations

import random

from derivations.theorems import find
from derivations.theorems.theorem import Argument, Theorem
from verification import certifying
from verification.claims.claim import Claim
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, Finding
from verification.theorems import witnesses
from verification.theorems.comparing import agrees
from verification.theorems.witness import Witness

POINTS = 2


def examine(claim: Claim, rung: str, salt: int) -> Finding:
    """Examine a theorem on one rung.

    Args:
        claim: the theorem as a claim.
        rung: one of `RUNGS`.
        salt: of every random choice.

    Returns:
        The finding.
    """
    theorem = find(str(claim.truth.args[0]))
    if rung == "proof":
        return proof(theorem)
    if rung not in ("exact", "quadrature"):
        return Finding(rung, SILENT, "not run for theorems")
    heard = [w for w in witnesses() if w.theorem == theorem.name]
    generator = random.Random(f"{salt}/{claim.id}/{rung}")
    return measured(theorem, tuple(heard), rung, generator)


def proof(theorem: Theorem) -> Finding:
    """Check every part of a theorem's proof that a machine can check.

    Args:
        theorem: the theorem.

    Returns:
        The finding; it contradicts if one part does not hold.
    """
    for part in theorem.parts:
        if isinstance(part, Argument) and not part.holds():
            return Finding("proof", CONTRADICTS, f"{part.says}: does not hold")
    try:
        found = certifying.of_theorem(theorem)
    except ValueError as error:
        return Finding("proof", CONTRADICTS, str(error))
    if why := certifying.refused(found):
        return Finding("proof", CONTRADICTS, why)
    return Finding("proof", AGREES, certifying.words(found))


def measured(
    theorem: Theorem, heard: tuple[Witness, ...], rung: str, generator: random.Random
) -> Finding:
    """Hold a theorem against what its witnesses measure.

    Args:
        theorem: the theorem.
        heard: its witnesses.
        rung: `exact` for those that err by nothing, `quadrature` for the others.
        generator: draws the points.

    Returns:
        The finding.
    """
    roads = list[str]()
    for witness in heard:
        for _ in range(POINTS):
            found = witness.measure(generator)
            if (rung == "exact") != (not found.tolerance):
                break
            part = theorem.parts[witness.part]
            if not agrees(part, found):
                where = ", ".join(f"{s} = {v}" for s, v in found.point.items())
                return Finding(rung, CONTRADICTS, f"{witness.road} differs at {where}")
            roads.append(witness.road)
    if not roads:
        return Finding(rung, SILENT, "no witness of this kind")
    named = "; ".join(dict.fromkeys(roads))
    return Finding(rung, AGREES, f"equal at {len(roads)} random points: {named}")
