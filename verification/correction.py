"""The slip itself: the smallest edit of a wrong formula that makes it right.

An edit changes one leaf, sign, exponent or coefficient inside one subexpression, and then all equal
subexpressions in the same way, since a slip in a sub-formula is repeated wherever it is used.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    count_ops,
    nan,
    oo,
    preorder_traversal,
    zoo,
)

from derivations.field import identical, value
from verification import interpret
from verification.claims.claim import Claim
from verification.points import Point
from verification.sides import Sides, sides


def smallest_edit(claim: Claim) -> tuple[Expr, Expr] | None:
    """Search all single edits of a published formula for one that makes it true.

    Candidates are compared at a random exact point first; the survivor is proved identical.

    Args:
        claim: a claim whose published side is wrong.

    Returns:
        The subexpression and what should stand in its place; None when no single edit mends it.
        Of a statement about other moments, these are taken as they stand.
    """
    if interpret.calls(claim.published):
        return _among_moments(claim)
    return _mended(sides(claim), claim.id)


def _among_moments(claim: Claim) -> tuple[Expr, Expr] | None:
    asked = {call for side in (claim.published, claim.truth) for call in interpret.calls(side)}
    names = {call: Symbol(str(call)) for call in asked}
    published, truth = (side.xreplace(names) for side in (claim.published, claim.truth))
    free = sorted(published.free_symbols | truth.free_symbols, key=str)

    def draw(generator: random.Random) -> Point:
        return {symbol: Rational(generator.randrange(1, 2**60), 2**61) for symbol in free}

    found = _mended(
        Sides(published, truth, draw, lambda candidate: identical(candidate, truth)), claim.id
    )
    if found is None:
        return None
    calls = {name: call for call, name in names.items()}
    return found[0].xreplace(calls), found[1].xreplace(calls)


def _mended(both: Sides, salt: str) -> tuple[Expr, Expr] | None:
    point = both.draw(random.Random(salt))
    target = value(both.truth, point)
    for part, other in sorted(edits(both.published), key=_simplest_first):
        candidate = both.published.xreplace({part: other})
        if candidate.has(zoo, nan, oo):
            continue
        try:
            if value(candidate, point) == target and both.is_true(candidate):
                return part, other
        except ZeroDivisionError:
            continue
    return None


def edits(expression: Expr) -> Iterator[tuple[Expr, Expr]]:
    """List every single edit of every subexpression.

    Args:
        expression: a formula.

    Yields:
        Pairs of a subexpression and its edited form.
    """
    for part in set(preorder_traversal(expression)):
        for other in _edited(part):
            if other != part:
                yield part, other


def _edited(part: Expr) -> Iterator[Expr]:
    yield -part
    if part.is_Symbol:
        yield part**2
    if isinstance(part, Pow) and part.exp.is_Integer:
        yield part.base ** (part.exp + 1)
        yield part.base ** (part.exp - 1)
    if isinstance(part, Add | Mul):
        for k, argument in enumerate(part.args):
            rest = part.args[:k] + part.args[k + 1 :]
            yield part.func(*rest)
            for other in _leaf_edits(argument):
                yield part.func(*rest, other)


def _leaf_edits(argument: Expr) -> Iterator[Expr]:
    yield -argument
    coefficient, body = argument.as_coeff_Mul()
    yield from ((coefficient + step) * body for step in (-1, 1))
    if body.is_Symbol or (isinstance(body, Pow) and body.exp.is_Integer):
        base, exponent = body.as_base_exp()
        yield from (coefficient * base ** (exponent + step) for step in (-1, 1) if exponent + step)
    if argument.is_Integer:
        yield Integer(2) * argument


def _simplest_first(pair: tuple[Expr, Expr]) -> tuple[bool, int, str]:
    """Prefer a whole sum such as 1 - rho to its term -rho, then what is shorter."""
    return not pair[0].is_Add, int(count_ops(pair[0])), str(pair)
