"""The nearest right form of a wrong formula: one edit, one exponent, or one constant away."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sympy import QQ_I, Add, Dummy, Expr, Mul, Poly, Pow, nan, oo, preorder_traversal, zoo

from derivations.field import value, walk
from verification import correction
from verification.claims.claim import Claim
from verification.points import Point
from verification.sides import sides

C = Dummy("c")
EXPONENTS = range(-6, 7)


def nearest_edit(claim: Claim) -> tuple[Expr, Expr] | None:
    """Search for one change of a subexpression that makes a formula true.

    Args:
        claim: a claim whose published side is wrong.

    Returns:
        The subexpression and what should stand there, proved; None when no such change mends it.
    """
    return correction.smallest_edit(claim) or _fitted(claim)


def _fitted(claim: Claim) -> tuple[Expr, Expr] | None:
    both, generator = sides(claim), random.Random(claim.id)
    points = [both.draw(generator) for _ in range(2)]
    targets = [value(both.truth, point) for point in points]
    for part, other in _changes(both.published, points[0], targets[0]):
        candidate = both.published.xreplace({part: other})
        if candidate.has(zoo, nan, oo):
            continue
        try:
            agrees = all(value(candidate, p) == t for p, t in zip(points, targets, strict=True))
        except ZeroDivisionError:
            continue
        if agrees and both.is_true(candidate):
            return part, other
    return None


def _changes(formula: Expr, point: Point, target: Expr) -> Iterator[tuple[Expr, Expr]]:
    parts = sorted(set(preorder_traversal(formula)), key=lambda part: (len(str(part)), str(part)))
    for part in parts:
        if isinstance(part, Pow) and part.exp.is_Integer:
            yield from ((part, part.base**k) for k in EXPONENTS if k not in (0, part.exp))
    for part in parts:
        for unknown in _with_unknown(part):
            for root in _roots(formula.xreplace({part: unknown}), point, target):
                yield part, unknown.xreplace({C: root})


def _with_unknown(part: Expr) -> Iterator[Expr]:
    """Put an unknown in place of the number in front, or of that of one term."""
    if part.is_Number:
        return
    yield C * part.as_coeff_Mul()[1]
    if isinstance(part, Add):
        for k, term in enumerate(part.args):
            rest = part.args[:k] + part.args[k + 1 :]
            yield Add(*rest, Mul(C, term.as_coeff_Mul()[1]))


def _roots(formula: Expr, point: Point, target: Expr) -> Iterator[Expr]:
    """Solve formula = target for the unknown, in rational numbers other than zero."""
    field = QQ_I.frac_field(C)
    leaves = {symbol: field(QQ_I.from_sympy(number)) for symbol, number in point.items()}
    leaves[C] = field.from_sympy(C)
    try:
        gap = walk(formula, leaves, field.from_sympy) - field.from_sympy(target)
    except ZeroDivisionError:
        return
    numerator = Poly(field.to_sympy(field(gap.numer)), C, domain=QQ_I)
    for factor, _ in numerator.factor_list()[1]:
        if factor.degree() == 1:
            root = -factor.nth(0) / factor.nth(1)
            if root.is_Rational and root != 0:
                yield root
