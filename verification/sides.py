"""Both sides of a claim in theory's symbols: where to compare them, and when they are equal."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from sympy import Expr

from derivations.closed_form import with_conjugates
from derivations.field import identical
from verification import agreement, interpret
from verification.claims.claim import Claim
from verification.evidence import exact, rows
from verification.points import Point, instances, random_point


class Sides(NamedTuple):
    """What a search for the right formula needs.

    Args:
        published: the formula on trial, without kernel functions.
        truth: theory's.
        draw: an exact random point, complete with conjugates.
        is_true: whether an expression equals theory's as a rational function.
    """

    published: Expr
    truth: Expr
    draw: Callable[[random.Random], Point]
    is_true: Callable[[Expr], bool]


def sides(claim: Claim) -> Sides:
    """Write both sides of a claim.

    Args:
        claim: the claim on trial; one about every input is put to the first that it is tried on.

    Returns:
        The sides.
    """
    return _of_rows(claim) if claim.has_rows else _of_kernels(claim)


def _of_kernels(claim: Claim) -> Sides:
    source, domain = instances(claim)[0]
    published, truth = interpret.both_forms(claim, source)
    return Sides(
        published,
        truth,
        lambda generator: with_conjugates(random_point(domain, exact.BITS, generator)),
        lambda expression: identical(expression, truth),
    )


def _of_rows(claim: Claim) -> Sides:
    name = rows.name_of(claim)
    return Sides(
        claim.published,
        rows.derived(claim),
        lambda generator: rows.draw(agreement.case(name), claim, generator),
        lambda expression: rows.agrees(claim, expression),
    )
