"""One-sided limits, by continuity in the extended reals where that suffices."""

from __future__ import annotations

import time
from typing import Any

from sympy import Expr, Integer, Symbol, exp, limit, log, nan, oo, tanh, zoo

from derivations.probing.patience import within
from derivations.probing.reach.intervals import UndefinedError, point


def limit_at(
    expression: Expr, symbol: Symbol, place: Expr, side: str, deadline: float
) -> Expr | None:
    """Find a one-sided limit, by continuity where nothing is indeterminate, else by SymPy.

    Args:
        expression: of one symbol.
        symbol: which tends.
        place: to what, an infinity allowed.
        side: `+` from above, `-` from below.
        deadline: when to give up, on the monotonic clock.

    Returns:
        A real constant or an infinity; None if there is no limit or it was not found in time.
    """
    found = extended(expression, symbol, place)
    if found is None:
        left = min(2.0, deadline - time.monotonic())
        found = within(left, limit, expression, symbol, place, side)
    if found is None or found in (nan, zoo) or found.free_symbols or not found.is_extended_real:
        return None
    try:
        point(found)
    except (UndefinedError, ValueError):  # such as a set of accumulation points
        return None
    return found


def extended(expression: Expr, symbol: Symbol, place: Expr) -> Expr | None:
    """Put in a number or an infinity, by the rules of extended reals.

    Args:
        expression: of one symbol.
        symbol: which one.
        place: what to put in.

    Returns:
        The value that continuity gives, or None where the rules leave it open.
    """
    if not expression.has(symbol):
        return expression
    if expression == symbol:
        return place
    parts = [extended(part, symbol, place) for part in expression.args]
    return None if any(part is None for part in parts) else _combined(expression, parts)


def _combined(expression: Expr, parts: list[Any]) -> Expr | None:
    if any(part in (oo, -oo) for part in parts):
        if isinstance(expression, tanh):
            return Integer(1) if parts[0] == oo else Integer(-1)
        by_rule = expression.is_Add or expression.is_Mul or isinstance(expression, (exp, log))
        if not by_rule and not (expression.is_Pow and parts[1].is_Rational):
            return None
    if expression.is_Pow and parts[0].is_zero is not False and parts[1].is_positive is not True:
        return None
    if isinstance(expression, log) and parts[0].is_zero:
        return -oo
    found = expression.func(*parts)
    return None if found.has(nan, zoo) or not found.is_extended_real else found
