"""Evidence for closed forms of the engine: both roads in symbols, the simulator's step at points.

Rung `proof`: every moment solves its stationarity equation, whose solution is unique wherever the
equations forget their start (the domain), and an independent road leads to the same expression.
Rung `exact`: the moments of the simulator's own step at random rational points, by `==`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sympy import Expr, I, Integer, Symbol

from derivations import catalogue, second_road
from derivations.domain import DomainError
from derivations.quotient import quotient, ring_over
from derivations.second_road import UNIT
from derivations.symbols import conjugate
from verification import agreement, certifying, placing
from verification.agreement import PATIENCE, Case
from verification.claims.claim import Claim
from verification.evidence.degree import zeros
from verification.evidence.exact import shown
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding

POINTS = 3
BITS = 72
UNLIKELY = BITS - 2


def examine(claim: Claim, rung: str, salt: int) -> Finding:
    """Examine a claim about rows on one rung.

    Args:
        claim: the claim on trial.
        rung: one of `RUNGS`.
        salt: of every random choice.

    Returns:
        The finding.
    """
    try:
        if rung == "proof":
            return proof(claim)
        if rung == "exact":
            return at_points(claim, salt)
    except ZeroDivisionError as error:
        return Finding(rung, CONTRADICTS, f"divides by zero: {error}")
    return Finding(rung, SILENT, "not run for own rows")


def name_of(claim: Claim) -> str:
    """Name the closed form that a claim about rows is held against."""
    return str(claim.truth.args[0])


def folded(claim: Claim, expression: Expr) -> Expr:
    """Put a symbol in for its conjugate where a claim is about real eigenvalues."""
    bars = {conjugate(s): s for s in claim.domain.variables}
    return expression.xreplace(bars) if claim.real_only else expression


def derived(claim: Claim) -> Expr:
    """Give the closed form that a claim about rows is held against."""
    return folded(claim, catalogue.derive(name_of(claim)).expression)


def proof(claim: Claim) -> Finding:
    """Prove a claim about rows, or show that it is not an identity.

    Args:
        claim: the claim on trial.

    Returns:
        The finding. A `ZeroDivisionError` is raised if the formula divides by zero everywhere.
    """
    solution = catalogue.derive(name_of(claim)).solution
    if solution is None or not solution.holds():
        return Finding("proof", UNDECIDED, "the stationarity equations leave a residual")
    road, _ = second_road.derive(name_of(claim))
    if not agrees(claim, claim.published):
        return Finding("proof", CONTRADICTS, f"{road} lead elsewhere")
    found = certifying.proof(name_of(claim))
    if why := certifying.refused(found):
        return Finding("proof", UNDECIDED, f"the certificate is not valid: {why}")
    detail = f"residuals cancel, unique where the equations forget their start; {road} agree"
    return Finding("proof", AGREES, f"{detail}; {certifying.words(found)}")


def agrees(claim: Claim, formula: Expr) -> bool:
    """Decide whether the other road leads to a formula.

    Args:
        claim: says to which closed form, and whether its eigenvalues are real.
        formula: complex numbers and square roots allowed.

    Returns:
        True exactly when their difference cancels. A `ZeroDivisionError` is raised if the formula
        divides by zero everywhere.
    """
    sides = (formula.xreplace({I: UNIT}), folded(claim, second_road.derive(name_of(claim))[1]))
    ring = ring_over({s for side in sides for s in side.free_symbols})
    left, right = (quotient(side, ring) for side in sides)
    solution = catalogue.derive(name_of(claim)).solution
    relations = solution.system.relations if solution else ()
    gap = left - right
    for root, square in ((UNIT, Integer(-1)), *relations):
        if str(root) in ring.context.names():
            gap = gap.without_root(str(root), quotient(square, ring))
    return not gap


def at_points(claim: Claim, salt: int) -> Finding:
    """Compare a claim about rows with the simulator's own step at random points.

    Args:
        claim: the claim on trial.
        salt: chooses the points, together with the claim's id.

    Returns:
        The finding. A `ZeroDivisionError` is raised if the formula has a pole wherever it is tried.
    """
    if name_of(claim) not in agreement.NAMES:
        return Finding("exact", SILENT, "averages have no exact value at a point")
    generator = random.Random(f"{salt}/{claim.id}")
    case = replace(agreement.case(name_of(claim)), expression=claim.published)
    for _ in range(POINTS):
        claimed, measured, point = _both_sides(case, claim, generator)
        if claimed != measured:
            return Finding("exact", CONTRADICTS, _place(claim, point), data={"point": point})
    # an accepted point is one of PATIENCE, each of which is a zero or a pole as seldom as this
    degree = zeros(claim.published, derived(claim), placing.leaves(case.system))
    bound = POINTS * (math.log2(PATIENCE * degree) - UNLIKELY)
    return Finding(
        "exact",
        AGREES,
        f"equal at {POINTS} random {BITS}-bit points to the moments of the simulator's step; "
        f"a wrong formula passes with probability < 2^{math.ceil(bound)}",
        data={"log2_false_pass": bound},
    )


def _place(claim: Claim, point: Mapping[Symbol, Expr]) -> str:
    """Tell a point by what a formula can hold; an identity leaves stand-ins free."""
    stand_ins = _stand_ins(claim)
    told = {symbol: point[symbol] for symbol in (*claim.domain.variables, *stand_ins)}
    free = f" ({', '.join(map(str, stand_ins))} drawn freely)" if stand_ins else ""
    return f"differs at {shown(told)}{free}"


def draw(case: Case, claim: Claim, generator: random.Random) -> dict[Symbol, Expr]:
    """Draw a point for a claim about rows, complete and fine."""
    return placing.drawn(case, claim.domain, _stand_ins(claim), BITS, generator)


def _stand_ins(claim: Claim) -> tuple[Symbol, ...]:
    return tuple(symbol for symbol, _ in catalogue.derive(name_of(claim)).meanings)


def _both_sides(
    case: Case, claim: Claim, generator: random.Random
) -> tuple[Any, Any, Mapping[Symbol, Expr]]:
    for _ in range(PATIENCE):
        point = draw(case, claim, generator)
        try:
            return *agreement.compared(case, placing.placed(case, point)), point
        except (ZeroDivisionError, DomainError):
            continue  # a pole, or no finite law is known
    raise ZeroDivisionError(f"{claim.id}: has a pole wherever it is tried")
