"""Where a real map stays in the disk when the zeros of its derivative are not isolated."""

from __future__ import annotations

import time
from collections.abc import Iterator

from flint import arb
from sympy import Expr, Symbol, diff

from derivations.probing.reach.boxes import POINTS, inside_box, witness
from derivations.probing.reach.cover import sign_on
from derivations.probing.reach.ends import bounds, order_at
from derivations.probing.reach.guards import real, split
from derivations.probing.reach.intervals import Interval
from derivations.probing.reach.limits import limit_at
from derivations.probing.reach.reached import Contact, Departure, Reach, Valid
from derivations.probing.reach.spans import Span, inner, interval

SHARE = 0.7  # seconds for boxes alone


def reach_by_charts(expression: Expr, symbol: Symbol, span: Span, deadline: float) -> Reach:
    """Decide by covering with boxes, or by the zeros of 1 - lambda and 1 + lambda.

    Args:
        expression: the map.
        symbol: its variable.
        span: the ends of the open interval.
        deadline: when to give up, on the monotonic clock.

    Returns:
        What was found.
    """
    found = _decided(expression, symbol, span, deadline)
    if not found.inside:
        return found
    return found._replace(contacts=tuple(_contacts(expression, symbol, span, deadline)))


def _contacts(expression: Expr, symbol: Symbol, span: Span, deadline: float) -> Iterator[Contact]:
    for place, side in zip(span, "+-", strict=True):
        value = None
        if place.exact is not None:
            value = limit_at(expression, symbol, place.exact, side, deadline)
        if value in (1, -1):
            yield Contact(symbol, place, value, order_at(expression, symbol, place), True)


def _decided(expression: Expr, symbol: Symbol, span: Span, deadline: float) -> Reach:
    box = {symbol: interval(span)}
    cut = real(expression, symbol, span, deadline)
    is_smooth = cut is not None and cut.spans == [span] and not cut.poles
    shape = False if is_smooth and turns(expression, symbol, box[symbol]) else None
    found = Reach(monotone=shape, injective=shape, poles=cut.poles if cut else ())
    if found.poles:
        leaves = Departure(symbol, found.poles[0].omega, None, (), None)
        return found._replace(inside=False, leaves=leaves, reason="a pole")
    if inside_box(expression, box, min(deadline, time.monotonic() + SHARE)):
        return found._replace(inside=True, valid=Valid(symbol, *span), reason="cover by boxes")
    spans = split([1 - expression, 1 + expression], symbol, [span], deadline) if is_smooth else None
    good = None if spans is None else [s for s in spans if _is_inside(expression, symbol, s)]
    if good == [span]:
        reason = "signs of 1 - lambda and 1 + lambda"
        return found._replace(inside=True, valid=Valid(symbol, *span), reason=reason)
    outside = witness(expression, box, deadline)
    if outside is None:
        return found._replace(reason="zeros of the derivative not isolated within the limits")
    leaves = Departure(symbol, None, None, *outside)
    found = found._replace(inside=False, leaves=leaves, reason="a point in ball arithmetic")
    if not good:
        return found
    best = max(good, key=_length)
    place = best[0] if best[0] not in span else best[1]
    leaves = leaves._replace(omega=place, eigenvalue=bounds(expression, symbol, place))
    return found._replace(leaves=leaves, valid=Valid(symbol, *best))


def turns(expression: Expr, symbol: Symbol, span: Interval) -> bool:
    """Look for two places at which the derivative has different signs, each proved.

    Args:
        expression: a smooth map.
        symbol: its variable.
        span: where.

    Returns:
        True if it is proved not to be monotone, nor to be injective.
    """
    slope = diff(expression, symbol)
    places = [place for place in map(arb, POINTS) if span.low < place < span.high]
    signs = {sign_on(slope, symbol, Interval(place, place)) for place in places}
    return {1, -1} <= signs


def _is_inside(expression: Expr, symbol: Symbol, span: Span) -> bool:
    """Tell by one place, as the map does not meet the circle on the span."""
    place = inner(span)
    if place is None:
        return False
    return sign_on(1 - expression**2, symbol, Interval(place, place)) == 1


def _length(span: Span) -> tuple[int, float]:
    low, high = span
    ends = (not low.low.is_finite()) + (not high.high.is_finite())
    return (ends, 0.0) if ends else (0, float((high.ball - low.ball).mid()))
