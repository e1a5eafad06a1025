"""Open intervals between exact or enclosed numbers, and a short number inside each."""

from __future__ import annotations

from flint import arb

from derivations.probing.reach.cover import middle
from derivations.probing.reach.ends import Number
from derivations.probing.reach.intervals import Interval

MARGIN = 90  # bits: wider than the enclosures of exact numbers, and of zeros
Span = tuple[Number, Number]


def interval(span: Span) -> Interval:
    """Enclose a span, its ends excluded.

    Args:
        span: two numbers.

    Returns:
        The open interval between their outer bounds; beside an end that is enclosed only, with room
        for a zero at that end to be seen as one.
    """
    low, high = span
    first = low.low if low.low == low.high else (low.low - _margin(low)).lower()
    last = high.high if high.low == high.high else (high.high + _margin(high)).upper()
    return Interval(first, last, True, True)


def _margin(end: Number) -> arb:
    return arb(2) ** -MARGIN * (1 if abs(end.low) < 1 else abs(end.low).upper())


def inner(span: Span) -> arb | None:
    """Choose an exact number that is surely inside.

    Args:
        span: two numbers.

    Returns:
        The number, or None if the ends are too close.
    """
    place = middle(Interval(span[0].high, span[1].low))
    return None if place is None else shortest(place, span[0].high, span[1].low)


def shortest(place: arb, low: arb, high: arb) -> arb:
    """Round a number to few bits.

    Args:
        place: strictly between the bounds.
        low: lower bound.
        high: upper bound.

    Returns:
        A number that is still strictly between them.
    """
    for bits in range(-2, 140, 2):
        near = (place * arb(2) ** bits + arb(0.5)).floor() * arb(2) ** -bits
        if near.is_exact() and low < near < high:
            return near
    return place
