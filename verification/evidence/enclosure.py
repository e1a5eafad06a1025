"""Rung `enclosure`: sums over lags in ball arithmetic, which rounding cannot falsify.

Both sides of a claim are enclosed at random exact points; balls that lie apart prove it wrong, and
one whose balls overlap is right there to their width. Nothing is needed of the input but its
autocovariance, so a claim about every input is put to inputs without finitely many states as well.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from flint import acb
from sympy import Dummy, Expr, Symbol

from derivations.closed_form import with_conjugates
from derivations.domain import Domain
from derivations.general import G, GPrime
from derivations.inputs import Input
from derivations.symbols import R_0
from numerics.lags import (
    LONG,
    Lags,
    generating,
    input_moment,
    joint_moment,
    lags_of,
    long_lags,
    response,
)
from verification import interpret, kernels
from verification.bridge import rows_at, to_numerics
from verification.claims.claim import Claim
from verification.enclosure import enclosure
from verification.evidence.exact import BITS, shown
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.points import Point, instances, random_point

POINTS = 2
DIGITS = 30
ORDERS: Mapping[object, tuple[int, ...]] = MappingProxyType(
    {**kernels.ORDERS, G: (0,), GPrime: (1,)}
)


class Setting(NamedTuple):
    """An input at which a claim is evaluated.

    Args:
        name: of the input.
        domain: of all free variables.
        lags: gives its first so many autocovariances at a point.
    """

    name: str
    domain: Domain
    lags: Callable[[Point, int], Lags]


def examine(claim: Claim, salt: int = 0) -> Finding:
    """Enclose both sides of a claim at random points.

    Args:
        claim: the claim on trial.
        salt: chooses the points, together with the claim's id.

    Returns:
        The finding.
    """
    if claim.limit is not None:
        return Finding("enclosure", SILENT, "a limit is not the value at a point inside the domain")
    generator = random.Random(f"{salt}/{claim.id}/enclosure")
    settings = tuple(_settings(claim))
    for setting in settings:
        for _ in range(POINTS):
            point = claim.complete(random_point(setting.domain, BITS, generator))
            try:
                published, true = both_sides(claim, setting, point)
            except ArithmeticError:
                detail = f"cannot be enclosed to {DIGITS} digits at {shown(point)}"
                return Finding("enclosure", UNDECIDED, detail)
            if not published.overlaps(true):
                detail = f"proved to differ for {setting.name} input at {shown(point)}"
                return Finding("enclosure", CONTRADICTS, detail, data={"point": point})
    names = ", ".join(setting.name for setting in settings)
    detail = (
        f"{DIGITS} digits agree, rounding and tails enclosed, at {POINTS} random points for "
        f"{names} input"
    )
    return Finding("enclosure", AGREES, detail)


def both_sides(claim: Claim, setting: Setting, point: Point) -> tuple[acb, acb]:
    """Enclose both sides of a claim.

    Args:
        claim: the claim on trial.
        setting: the input.
        point: exact numbers for all its symbols.

    Returns:
        Balls that contain the published and the true value, narrow to `DIGITS` digits.

    Raises:
        ArithmeticError: if they cannot be had so narrow.
    """
    lags = partial(setting.lags, point)
    published, true = (_side(side, lags, point) for side in (claim.published, claim.truth))
    return published, true


def _settings(claim: Claim) -> Iterator[Setting]:
    if claim.input is not None and not claim.input.rows:
        yield _of_lags(claim.input.name, claim)
        return
    for source, domain in instances(claim):
        yield Setting(source.name.replace("_", " "), domain, partial(_row_lags, source))
    if claim.input is None:
        yield from (_of_lags(name, claim) for name in LONG)


def _of_lags(name: str, claim: Claim) -> Setting:
    return Setting(name, claim.domain, lambda _, count: long_lags(name, count))


def _row_lags(source: Input, point: Point, count: int) -> Lags:
    return lags_of(rows_at(source, point, ()), count)


def _side(side: Expr, lags: Callable[[int], Lags], point: Point) -> acb:
    asked = (*interpret.calls(side), *side.atoms(G, GPrime))
    names: dict[Expr, Symbol] = {call: Dummy() for call in asked} | {R_0: Dummy()}
    values = {names[call]: _moment(call, lags, point) for call in asked}
    values[names[R_0]] = acb(lags(1)[0])
    return enclosure(side.xreplace(names), {**with_conjugates(point), **values}, DIGITS)


def _moment(call: Expr, lags: Callable[[int], Lags], point: Point) -> acb:
    numbers = map(to_numerics, interpret.arguments_at(call, point))
    first, *second = map(response, numbers, ORDERS[call.func])
    known = lags(max(len(r.weights) for r in (first, *second)))
    if second:
        return joint_moment(first, second[0], known)
    return (generating if call.func == G else input_moment)(first, known)
