"""Counterexamples to a formula for a closed form with rows of its own, confirmed by their step.

Points are given by the closed form's variables. What a symbol stands for may be no rational number:
it is then rounded to many digits, and the two sides must differ by far more than that.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import NamedTuple

from sympy import QQ_I, Expr, Rational

from derivations import catalogue
from derivations.closed_form import SURE_DIGITS, ClosedForm
from derivations.domain import Domain, DomainError
from derivations.field import value
from verification import agreement, placing
from verification.bridge import from_numerics
from verification.claims.claim import Claim
from verification.evidence.rows import derived, name_of
from verification.points import Point, by_height, is_generic, numbers_of_height, on_real_axis

FEW = 3  # variables: points are counted out; with more, generic ones are drawn
DRAWS = 300
TELLING = Rational(1, 10 ** (2 * SURE_DIGITS // 3))


class Found(NamedTuple):
    """A point at which a formula is wrong.

    Args:
        point: exact numbers by variable.
        published: what the formula gives there.
        exact: what is true there.
        is_rounded: whether both values come from rounded numbers.
    """

    point: Point
    published: Expr
    exact: Expr
    is_rounded: bool


def smallest(claim: Claim, *, generic: bool, seconds: float) -> Found | None:
    """Search a claim's domain for the first point at which it fails.

    Args:
        claim: a claim about rows.
        generic: whether no coordinate may be special; with many variables such points are drawn,
            the simplest first.
        seconds: how long to search.

    Returns:
        The point; None when none was found in time.

    Raises:
        ArithmeticError: if theory and the simulator's step differ at the point found.
    """
    form = catalogue.derive(name_of(claim))
    case = agreement.case(form.name)
    sides = (claim.published, derived(claim))
    deadline = time.monotonic() + seconds
    for point in _candidates(claim, generic=generic):
        if time.monotonic() > deadline:
            return None
        try:
            found = _differ(case, form, sides, point)
            if found is not None:
                _confirm(case, form, found)
                return found
        except (DomainError, ZeroDivisionError):
            continue  # outside, a pole, or no finite law is known
    return None


def _candidates(claim: Claim, *, generic: bool) -> Iterator[Point]:
    domain = on_real_axis(claim.domain) if generic else claim.domain
    if not generic:
        yield from by_height(domain)
        return
    many = len(domain.variables) > FEW
    points = _scattered(domain, random.Random(claim.id)) if many else by_height(domain)
    yield from (point for point in points if is_generic(point, domain))


def _scattered(domain: Domain, generator: random.Random) -> Iterator[Point]:
    height = 3
    while True:
        lists = {
            s: [x for h in range(1, height + 1) for x in numbers_of_height(name, h)]
            for s, name in domain.regions
        }
        for _ in range(DRAWS):
            yield {s: generator.choice(numbers) for s, numbers in lists.items()}
        height += 1


def _differ(
    case: agreement.Case, form: ClosedForm, sides: tuple[Expr, Expr], point: Point
) -> Found | None:
    full, is_exact = placing.completed(case.system, form, point)
    published, true = (value(side, full) for side in sides)
    if published == true or (not is_exact and _are_close(published, true)):
        return None
    form.check(point)
    return Found(point, published, true, not is_exact)


def _are_close(left: Expr, right: Expr) -> bool:
    return bool(abs(left - right) <= TELLING * max(abs(left), abs(right)))


def _confirm(case: agreement.Case, form: ClosedForm, found: Found) -> None:
    """Ask the simulator's own step, which has no answer only for long averages."""
    if form.name not in agreement.NAMES:
        return
    full, _ = placing.completed(case.system, form, found.point)
    try:
        measured = agreement.measured(case, placing.placed(case, full))
    except ValueError as error:  # a moment that the step leaves open
        raise DomainError(str(error)) from None
    if QQ_I.to_sympy(from_numerics(measured)) != found.exact:
        raise ArithmeticError(f"{form.name}: theory and simulator's step differ at {found.point}")
