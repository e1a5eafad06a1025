"""Periodic maps on unbounded intervals: what holds on two periods holds on all."""

from __future__ import annotations

from sympy import Expr, Symbol, cos, oo, periodicity, simplify, sin

from derivations.probing.patience import within
from derivations.probing.reach.ends import known
from derivations.probing.reach.reached import Reach, Valid
from derivations.probing.reach.real_reach import reach_of_map
from derivations.probing.reach.spans import Span


def period_of(expression: Expr, symbol: Symbol) -> Expr | None:
    """Find the period of a map, if it depends on its variable through sines and cosines alone.

    Args:
        expression: of one symbol.
        symbol: which one.

    Returns:
        A positive period that has been checked, or None.
    """
    waves = {wave for wave in expression.atoms(sin, cos) if wave.has(symbol)}
    rest = expression.xreplace(dict.fromkeys(waves, 0 * symbol))
    if not waves or rest.has(symbol):
        return None
    period = within(1.0, periodicity, expression, symbol)
    if period is None or not period.is_positive or not period.is_finite:
        return None
    shifted = expression.xreplace({symbol: symbol + period})
    return period if within(1.0, lambda: simplify(shifted - expression)) == 0 else None


def reach_of_wave(
    expression: Expr, symbol: Symbol, span: Span, period: Expr, deadline: float
) -> Reach:
    """Decide on an interval of two periods, which holds a whole one inside.

    Args:
        expression: the map.
        symbol: its variable.
        span: the ends, of which at least one is infinite.
        period: its period.
        deadline: when to give up, on the monotonic clock.

    Returns:
        What was found, contacts and poles of one period alone.
    """
    low, high = (end.exact for end in span)
    start = -period if (low, high) == (-oo, oo) else (high - 2 * period if low == -oo else low)
    window = (known(start), known(start + 2 * period))
    found = reach_of_map(expression, symbol, window, deadline)
    first = known(start + period)
    valid, contacts = found.valid, found.contacts
    if found.inside:
        valid = Valid(symbol, *span)
        contacts = tuple(c for c in contacts if first.low <= c.omega.low < window[1].low)
    return found._replace(
        valid=valid,
        contacts=contacts,
        poles=tuple(p for p in found.poles if first.low <= p.omega.low < window[1].low),
        period=period,
    )
