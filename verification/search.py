"""Counterexamples by search: the point of smallest height at which two sides differ."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from sympy import Expr, oo

from derivations.closed_form import with_conjugates
from derivations.domain import Domain
from derivations.field import value
from derivations.inputs import Input
from verification import interpret, row_search
from verification.claims.claim import Claim
from verification.evidence.exact import BITS, both_sides
from verification.evidence.proof import limit_gap
from verification.points import (
    Point,
    by_height,
    instances,
    is_generic,
    on_real_axis,
    random_point,
)

SECONDS = 60.0


@dataclass(frozen=True)
class Counterexample:
    """A point at which a published formula is wrong.

    Args:
        source: the input; None of rows that have one of their own.
        point: exact numbers by variable.
        published: what the formula gives there.
        exact: what is true there, from the simulator's own matrix or step.
        is_rounded: whether a symbol stands for what is not rational, and had to be rounded.
    """

    source: Input | None
    point: Point
    published: Expr
    exact: Expr
    is_rounded: bool = False

    @property
    def ratio(self) -> Expr | None:
        """Published over exact; None when the exact value is zero or infinite."""
        return self.published / self.exact if self.exact not in (0, oo) else None


def smallest(
    claim: Claim, *, generic: bool = False, seconds: float = SECONDS
) -> Counterexample | None:
    """Search a claim's domain for the first point, by height, at which it fails.

    The search compares with theory's closed form; what it finds is confirmed with the exact
    moments of the simulator's matrix, or of its step where a claim is about rows.

    Args:
        claim: the claim on trial.
        generic: whether eigenvalues must be real, unless the sides agree at all real ones, and
            all coordinates nonzero, distinct and strictly inside.
        seconds: how long to search.

    Returns:
        The counterexample, or None when none was found in time; a limit is judged on the edges
        of the domain only.

    Raises:
        ArithmeticError: if theory and the simulator's matrix differ at the point found.
    """
    if generic and claim.limit is not None:
        return None
    if claim.has_rows:
        found = row_search.smallest(claim, generic=generic, seconds=seconds)
        return Counterexample(None, *found) if found is not None else None
    return _by_height(claim, generic=generic, seconds=seconds)


def _by_height(claim: Claim, *, generic: bool, seconds: float) -> Counterexample | None:
    source, domain = instances(claim)[0]
    sides = interpret.both_forms(claim, source)
    if generic and _differs_on_real_axis(sides, domain, claim.id):
        domain = on_real_axis(domain)
    deadline = time.monotonic() + seconds
    for point in by_height(domain):
        if time.monotonic() > deadline:
            return None
        if generic and not is_generic(point, domain):
            continue
        found = _differ(claim, sides, point)
        if found is not None:
            return _confirmed(claim, source, point, found)
    return None


def _differs_on_real_axis(sides: tuple[Expr, Expr], domain: Domain, salt: str) -> bool:
    """Say whether real eigenvalues can tell two sides apart, as in no statement of their angles."""
    point = random_point(on_real_axis(domain), BITS, random.Random(salt))
    try:
        published, true = (value(side, with_conjugates(point)) for side in sides)
    except ZeroDivisionError:
        return False
    return bool(published != true)


def _differ(claim: Claim, sides: tuple[Expr, Expr], point: Point) -> tuple[Expr, Expr] | None:
    if claim.limit is not None:
        gap = limit_gap(claim, dict(point))
        return (gap, gap) if gap != 0 else None
    try:
        published, true = (value(side, with_conjugates(point)) for side in sides)
    except ZeroDivisionError:
        return None
    return (published, true) if published != true else None


def _confirmed(
    claim: Claim, source: Input, point: Point, found: tuple[Expr, Expr]
) -> Counterexample:
    if claim.limit is not None:
        return Counterexample(source, point, claim.published, claim.published - found[0])
    published, true = both_sides(claim, source, point)
    if true != found[1]:
        raise ArithmeticError(f"{claim.id}: theory and simulator's matrix differ at {point}")
    return Counterexample(source, point, published, true)
