"""Which mutants a rung of evidence contradicts: `exact` at one point, `driven` by the simulator."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import QQ_I, Expr, Symbol

from derivations.closed_form import with_conjugates
from derivations.field import walk
from verification import interpret
from verification.claims.claim import Claim
from verification.evidence.exact import BITS
from verification.evidence.finding import CONTRADICTS
from verification.mutation.edits import Mutant
from verification.mutation.sorting import leaves
from verification.points import Point, instances, random_point


def point_of(claim: Claim, seed: int) -> Point:
    """Draw the one point at which a claim's mutants are tried.

    Args:
        claim: the right claim.
        seed: chooses the point, together with the claim's id.

    Returns:
        Exact numbers of 61 bits by variable.
    """
    _, domain = instances(claim)[0]
    return random_point(domain, BITS, random.Random(f"mutants/{seed}/{claim.id}"))


def by_exact(claim: Claim, mutants: Sequence[Mutant], point: Point) -> list[bool]:
    """Hold mutants against the exact moment of the simulator's own matrix.

    Args:
        claim: the right claim.
        mutants: its mutants.
        point: exact numbers for the claim's variables.

    Returns:
        For each whether its value differs there; one that divides by zero differs.
    """
    source, _ = instances(claim)[0]
    full = claim.complete(point)
    true = interpret.at_point(claim.truth, source, full)
    return [value != true for value in values(claim.published, mutants, full)]


def by_driven(claim: Claim, mutants: Sequence[Mutant]) -> list[bool]:
    """Hold mutants against the running simulator on orthogonal noise.

    Args:
        claim: the right claim.
        mutants: its mutants.

    Returns:
        For each whether the rung contradicts it; one that divides by zero there is contradicted.
    """
    # here, so that the exact rung alone needs no JAX
    from verification.evidence import driven

    def killed(mutant: Mutant) -> bool:
        try:
            found = driven.examine(replace(claim, published=mutant.expression))
        except ZeroDivisionError:
            return True
        return found.outcome == CONTRADICTS

    return [killed(mutant) for mutant in mutants]


def values(formula: Expr, mutants: Sequence[Mutant], point: Mapping[Symbol, Expr]) -> list[Any]:
    """Evaluate mutants exactly.

    Args:
        formula: what they are mutants of; its subtrees are evaluated once.
        mutants: the mutants.
        point: exact numbers by variable; conjugates are filled in.

    Returns:
        For each an element of Q(i); None where it divides by zero.
    """
    numbers = {s: QQ_I.from_sympy(number) for s, number in with_conjugates(point).items()}
    try:
        table = leaves(formula, numbers, QQ_I.from_sympy)
    except ZeroDivisionError:
        table = numbers

    def value(mutant: Mutant) -> Any:
        try:
            return walk(mutant.expression, table, QQ_I.from_sympy)
        except ZeroDivisionError:
            return None

    return [value(mutant) for mutant in mutants]
