"""A sign chart: where a smooth function of one real number vanishes, and its signs between."""

from __future__ import annotations

import time
from typing import NamedTuple

from flint import arb, ctx
from sympy import Expr, Symbol, diff

from derivations.probing.reach.intervals import Interval, UndefinedError, enclose

BITS = 128  # of every ball
BOXES = 3000  # looked at before a chart is given up
NARROW = 100  # bits to which a root is enclosed, relative to its size or to one


_Part = tuple[arb, arb, int | None]


class Chart(NamedTuple):
    """The zeros of a function in an open interval, and its signs between them.

    Args:
        roots: narrow exact bounds of each zero, increasing and apart from each other.
        signs: one more, each 1 or -1.
    """

    roots: tuple[tuple[arb, arb], ...]
    signs: tuple[int, ...]


def chart(function: Expr, symbol: Symbol, span: Interval, deadline: float) -> Chart | None:
    """Isolate the zeros of a function by covering the interval with boxes of known sign.

    Each box of the cover is one on which the function has a sign, or its derivative has one and
    the signs at its ends tell whether there is a zero. Nothing rests on samples.

    Args:
        function: differentiable on the interval.
        symbol: its variable.
        span: the open interval.
        deadline: when to give up, on the monotonic clock.

    Returns:
        The chart, or None if the limits do not allow to decide.
    """
    slope = diff(function, symbol)
    pieces: list[_Part] = []
    stack, looked = [span], 0
    while stack:
        box, looked = stack.pop(), looked + 1
        if looked > BOXES or time.monotonic() > deadline:
            return None
        found = _look(function, slope, symbol, box)
        if found is not None:
            pieces += found
            continue
        cut = middle(box)
        if cut is None:
            return None
        stack.append(Interval(cut, box.high, False, box.high_open))
        stack.append(Interval(box.low, cut, box.low_open, False))
    return _joined(pieces)


def middle(box: Interval) -> arb | None:
    """Choose where to cut a box, nought and powers of two first.

    Args:
        box: possibly without end.

    Returns:
        An exact number strictly inside, or None if the box is too narrow or too far out.
    """
    low, high = box.low, box.high
    if low < 0 < high:
        return arb(0)
    if high <= 0:
        cut = middle(Interval(-high, -low))
        return None if cut is None else -cut
    if not high.is_finite():
        cut = arb(1) if low < 1 else low * 4
        return cut if cut < arb(2) ** 40 else None
    cut = ((low + high) / 2).mid()
    if low > 0 and high > 4 * low:  # far apart: halve the exponent, as zeros crowd at the small end
        cut = low * 2
    return cut if low < cut < high and high - low > arb(2) ** -60 else None


def _look(function: Expr, slope: Expr, symbol: Symbol, box: Interval) -> list[_Part] | None:
    """Give the pieces (low, high, sign) of a box, zeros with sign None; None to cut it."""
    sign = sign_on(function, symbol, box)
    if sign:
        return [(box.low, box.high, sign)]
    rising = sign_on(slope, symbol, box)
    if not rising:
        return None
    ends = [_sign_at(function, symbol, box, is_high) for is_high in (False, True)]
    low, high = (rising * end if end is not None else None for end in ends)
    if low is not None and low >= 0:
        zero = [(box.low, box.low, None)] if low == 0 and not box.low_open else []
        return [*zero, (box.low, box.high, rising)]
    if high is not None and high <= 0:
        zero = [(box.high, box.high, None)] if high == 0 and not box.high_open else []
        return [(box.low, box.high, -rising), *zero]
    if low is None or high is None:
        return None
    first, last = _narrowed(function, symbol, box.low, box.high, rising)
    return [(box.low, first, -rising), (first, last, None), (last, box.high, rising)]


def sign_on(function: Expr, symbol: Symbol, box: Interval) -> int | None:
    """Prove a sign on a box.

    Args:
        function: any expression that intervals know.
        symbol: its variable.
        box: where.

    Returns:
        1, -1, or 0 for identically zero; None if undecided.
    """
    try:
        return enclose(function, {symbol: box}).sign
    except UndefinedError:
        return None


def _sign_at(function: Expr, symbol: Symbol, box: Interval, is_high: bool) -> int | None:
    """Tell the sign at a finite end, where a function that is continuous there has its limit."""
    end = box.high if is_high else box.low
    return sign_on(function, symbol, Interval(end, end)) if end.is_finite() else None


def _narrowed(function: Expr, symbol: Symbol, low: arb, high: arb, rising: int) -> tuple[arb, arb]:
    """Halve around the only zero of a monotone function."""
    for bits in (BITS, 2 * BITS, 4 * BITS):  # more only where the function is flat
        with ctx.workprec(bits):
            low, high = _halved(function, symbol, low, high, rising)
        if high - low < arb(2) ** -NARROW * (1 if abs(low) < 1 else abs(low)):
            break
    return low, high


def _halved(function: Expr, symbol: Symbol, low: arb, high: arb, rising: int) -> tuple[arb, arb]:
    for _ in range(4 * BITS):
        cut = ((low + high) / 2).mid()
        if not low < cut < high or high - low < arb(2) ** -NARROW * (
            1 if abs(cut) < 1 else abs(cut)
        ):
            break
        sign = sign_on(function, symbol, Interval(cut, cut))
        if sign == 0:
            return cut, cut
        if sign is None:
            break
        low, high = (cut, high) if sign * rising < 0 else (low, cut)
    return low, high


def crossing(
    function: Expr, symbol: Symbol, span: Interval, rising: int, deadline: float
) -> tuple[arb, arb] | None:
    """Find the zero of a function that is known to be monotone and to change its sign.

    Args:
        function: monotone and continuous on the interval.
        symbol: its variable.
        span: the open interval.
        rising: 1 if it increases, -1 if it decreases.
        deadline: when to give up, on the monotonic clock.

    Returns:
        Exact bounds of the zero, or None if no two points of different sign were found.
    """
    inner = middle(span)
    if inner is None:
        return None
    ends = []
    for is_high in (False, True):
        for place in _towards(span, inner, is_high):
            if time.monotonic() > deadline:
                return None
            sign = sign_on(function, symbol, Interval(place, place))
            if sign == 0:
                return place, place
            if sign == (rising if is_high else -rising):
                ends.append(place)
                break
    return _narrowed(function, symbol, ends[0], ends[1], rising) if len(ends) == 2 else None


def _towards(span: Interval, inner: arb, is_high: bool) -> list[arb]:
    end = span.high if is_high else span.low
    if end.is_finite():
        return [(end + (inner - end) * arb(2) ** -k).mid() for k in range(100)]
    return [(inner + (1 if is_high else -1) * (arb(2) ** k - 1)).mid() for k in range(40)]


def _joined(pieces: list[_Part]) -> Chart | None:
    roots: list[tuple[arb, arb]] = []
    signs: list[int] = []
    for low, high, sign in pieces:
        if sign is None and not (roots and roots[-1][1] == low and low == high):
            if len(signs) <= len(roots):
                return None
            roots.append((low, high))
        elif sign is not None and (len(signs) == len(roots)):
            signs.append(sign)
        elif sign is not None and sign != signs[-1]:
            return None
    return Chart(tuple(roots), tuple(signs)) if len(signs) == len(roots) + 1 else None
