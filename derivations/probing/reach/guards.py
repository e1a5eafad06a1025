"""Where an expression has a real value: its interval without the zeros that it must not have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from sympy import Expr, Mul, Pow, Symbol, log, postorder_traversal, together

from derivations.probing.reach.cover import chart, sign_on
from derivations.probing.reach.ends import Number, bounds, recognised
from derivations.probing.reach.intervals import Interval
from derivations.probing.reach.spans import Span, inner, interval


class Pole(NamedTuple):
    """Where a map has no real value, or leaves the real numbers.

    Args:
        omega: the place.
        reason: what fails there.
    """

    omega: Number
    reason: str


class Guard(NamedTuple):
    """What must not vanish, or not be negative either, for an expression to be real.

    Args:
        base: a denominator, or the argument of a logarithm or a root.
        reason: what fails where it does.
        is_one_sided: whether it must be positive.
        is_kink: whether zero itself is allowed, as under a root.
    """

    base: Expr
    reason: str
    is_one_sided: bool
    is_kink: bool = False


class Cut(NamedTuple):
    """An interval without the places where something fails.

    Args:
        spans: what is left of it.
        poles: the places.
        settled: bases that keep one sign on each span.
    """

    spans: list[Span]
    poles: tuple[Pole, ...]
    settled: set[Expr]


def guards(expression: Expr, symbols: tuple[Symbol, ...]) -> Iterator[Guard]:
    """List what must not vanish, the innermost first.

    Args:
        expression: any.
        symbols: its variables.

    Yields:
        The guards.
    """
    for part in postorder_traversal(expression):
        if not part.has(*symbols):
            continue
        if isinstance(part, log):
            yield Guard(part.args[0], "logarithm of what is not positive", True)
        elif isinstance(part, Pow) and part.base.has(*symbols):
            if not part.exp.is_Integer:
                yield Guard(
                    part.base, "power of what is negative", True, part.exp.is_positive is True
                )
            elif part.exp.is_negative:
                yield Guard(part.base, "division by zero", False)


def real_spans(guard: Guard, symbol: Symbol, span: Span, deadline: float) -> Cut | None:
    """Cut at the zeros of one guard; drop the spans on which it has the wrong sign.

    Args:
        guard: of one symbol.
        symbol: which one.
        span: the ends of the open interval.
        deadline: when to give up, on the monotonic clock.

    Returns:
        What is left, or None if undecided.
    """
    return _guarded(guard, symbol, Cut([span], (), set()), deadline)


def _guarded(guard: Guard, symbol: Symbol, before: Cut, deadline: float) -> Cut | None:
    settled = before.settled | {guard.base}
    if all(sign_on(guard.base, symbol, interval(s)) == 1 for s in before.spans):
        return before._replace(settled=settled)
    bases = factors(together(guard.base))
    spans = split(bases, symbol, before.spans, deadline)
    if spans is None:
        return None
    places = {part[0] for part in spans} - {part[0] for part in before.spans}
    kept, dropped = spans, list[Span]()
    if guard.is_one_sided:
        signs = [sign_inside(guard.base, symbol, part) for part in spans]
        if None in signs:
            return None
        kept = [part for part, sign in zip(spans, signs, strict=True) if sign == 1]
        dropped = [part for part in spans if part not in kept]
    edges = {end for part in dropped for end in part}
    if kept:  # an end of the interval is no place inside
        edges &= {end for part in kept for end in part}
    if not guard.is_kink:  # under a root a zero between positive spans is no pole
        edges |= places
    poles = {pole.omega: pole for pole in before.poles}
    found = [Pole(place, guard.reason) for place in edges if place not in poles]
    return Cut(kept, (*before.poles, *found), settled | set(bases))


def real(expression: Expr, symbol: Symbol, span: Span, deadline: float) -> Cut | None:
    """Cut at all zeros of denominators and arguments; drop what is not real.

    Args:
        expression: of one symbol.
        symbol: which one.
        span: the ends of the open interval.
        deadline: when to give up, on the monotonic clock.

    Returns:
        What is left, or None if undecided.
    """
    cut = Cut([span], (), set())
    for guard in guards(expression, (symbol,)):
        found = _guarded(guard, symbol, cut, deadline)
        if found is None:
            return None
        cut = found
    ends = {place for part in cut.spans for place in part} - set(span)
    hidden = [
        Pole(place, "no real value")
        for place in ends - {pole.omega for pole in cut.poles}
        if bounds(expression, symbol, place) is None
    ]
    poles = sorted((*cut.poles, *hidden), key=lambda pole: float(pole.omega.low))
    return cut._replace(poles=tuple(poles))


def sign_inside(function: Expr, symbol: Symbol, span: Span) -> int | None:
    """Tell the sign of a function that has no zero on a span, by one place.

    Args:
        function: of one symbol.
        symbol: which one.
        span: where.

    Returns:
        1 or -1, None if it was not found.
    """
    place = inner(span)
    return None if place is None else sign_on(function, symbol, Interval(place, place))


def split(
    functions: list[Expr], symbol: Symbol, spans: list[Span], deadline: float
) -> list[Span] | None:
    """Cut spans at the zeros of functions; None if a zero is missed or two cannot be told apart."""
    found: list[Span] = []
    for span in spans:
        places: list[Number] = []
        for function in functions:
            signs = chart(function, symbol, interval(span), deadline)
            if signs is None:
                return None
            places += [recognised(function, symbol, *root) for root in signs.roots]
        places = [
            p for p in places if p.exact is None or p.exact not in (span[0].exact, span[1].exact)
        ]
        ordered = sorted(set(places), key=lambda place: float(place.low))
        ends = [span[0], *ordered, span[1]]
        if any(not a.high < b.low for a, b in itertools.pairwise(ends)):
            return None
        found += itertools.pairwise(ends)
    return found


def factors(expression: Expr) -> list[Expr]:
    """List the bases of a product, each of which may have zeros.

    Args:
        expression: any.

    Returns:
        The bases that are not numbers, without repetitions; those of denominators are kept, as
        one that cancels elsewhere may have zeros.
    """
    bases = [part.as_base_exp()[0] for part in Mul.make_args(expression)]
    return list(dict.fromkeys(base for base in bases if base.free_symbols))
