"""Where a complex map, or one of several coordinates, stays in the disk, by its squared size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import (
    Add,
    Dummy,
    Expr,
    I,
    Integer,
    Mul,
    Pow,
    Symbol,
    exp,
    expand,
    factor,
    fraction,
    simplify,
    together,
)

from derivations.parameterizations.parameterization import conjugated
from derivations.probing.patience import within
from derivations.probing.reach.boxes import inside_box, witness
from derivations.probing.reach.ends import is_zero, known
from derivations.probing.reach.guards import Pole, guards, real_spans
from derivations.probing.reach.intervals import Box, UndefinedError, enclose
from derivations.probing.reach.limits import extended
from derivations.probing.reach.reached import Contact, Departure, Range, Reach
from derivations.probing.reach.real_reach import reach_of_map
from derivations.probing.reach.spans import Span, interval
from derivations.probing.reach.spread import memory_range, root


def reach_of_complex(expression: Expr, ends: Mapping[Symbol, Span], deadline: float) -> Reach:
    """Decide where |lambda|^2 < 1.

    Args:
        expression: lambda, of several real symbols.
        ends: the ends of the open interval of each.
        deadline: when to give up, on the monotonic clock.

    Returns:
        What was found; `monotone` speaks of |lambda| where it has one coordinate.
    """
    strange = undefined(expression, ends, deadline)
    if strange is not None:
        return strange
    size = squared_size(expression)
    left = [symbol for symbol in ends if size.has(symbol)]
    if len(left) <= 1:
        symbol = left[0] if left else next(iter(ends))
        found = reach_of_map(size, symbol, ends[symbol], deadline, squared=True)
        found = found._replace(injective=None)
        contacts = tuple(_turned(contact, expression) for contact in found.contacts)
        return found._replace(contacts=contacts)
    return _of_several(expression, size, {s: ends[s] for s in left}, deadline)


def undefined(expression: Expr, ends: Mapping[Symbol, Span], deadline: float) -> Reach | None:
    """Look at the denominators and the arguments of logarithms and roots, in the phase too.

    Args:
        expression: lambda.
        ends: the ends of the open interval of each coordinate.
        deadline: when to give up, on the monotonic clock.

    Returns:
        A verdict if lambda is not, or may be not, defined somewhere; else None.
    """
    box = {symbol: interval(span) for symbol, span in ends.items()}
    poles: list[Pole] = []
    for guard in guards(expression, tuple(ends)):
        base = squared_size(guard.base) if guard.base.has(I) else guard.base
        if _sign(base, box) in ((1,) if guard.is_one_sided else (1, -1)):
            continue
        free = [symbol for symbol in ends if base.has(symbol)]
        cut = None if len(free) > 1 else real_spans(guard, free[0], ends[free[0]], deadline)
        if cut is None:
            return Reach(reason=f"{base} may vanish or change its sign")
        poles += [Pole(pole.omega, f"{pole.reason} in {free[0]}") for pole in cut.poles]
        if cut.poles:
            leaves = Departure(free[0], cut.poles[0].omega, None, (), None)
    if not poles:
        return None
    return Reach(inside=False, leaves=leaves, poles=tuple(poles), reason="a pole")


def squared_size(expression: Expr) -> Expr:
    """Write |lambda|^2 without the imaginary unit.

    Args:
        expression: of real symbols and `I`.

    Returns:
        A real expression, as a product where lambda is one.
    """
    if not expression.has(I):
        return expression**2
    if isinstance(expression, Mul):
        return Mul(*(squared_size(part) for part in expression.args))
    if isinstance(expression, exp):
        argument = expand(expression.args[0])
        return exp(simplify(expand(argument + conjugated(argument))))
    if isinstance(expression, Pow) and expression.exp.is_Integer:
        return squared_size(expression.base) ** expression.exp
    turned = conjugated(expression)
    real, imaginary = expand((expression + turned) / 2), expand((expression - turned) / (2 * I))
    if not real.has(I) and not imaginary.has(I):
        return real**2 + imaginary**2
    return simplify(expand(expression * turned))


def _turned(contact: Contact, expression: Expr) -> Contact:
    """Put lambda itself, which may turn with other coordinates, in place of its size."""
    value = None
    if contact.omega.exact is not None:
        real = {symbol: Dummy(symbol.name, real=True) for symbol in expression.free_symbols}
        back = {dummy: symbol for symbol, dummy in real.items()}
        value = _limit(expression.xreplace(real), real[contact.symbol], contact.omega.exact)
        value = None if value is None else value.xreplace(back)
    return contact._replace(eigenvalue=value)


def _limit(expression: Expr, symbol: Symbol, place: Expr) -> Expr | None:
    """Let one coordinate tend in lambda, factor by factor; None if that is not enough."""
    if not expression.has(symbol):
        return expression
    if isinstance(expression, Mul):
        parts = [_limit(part, symbol, place) for part in expression.args]
        return None if any(part is None for part in parts) else Mul(*parts)
    found = extended(expression, symbol, place) if not expression.has(I) else None
    if found is None and isinstance(expression, exp):
        terms = expand(expression.args[0]).as_ordered_terms()
        inner = [_limit(term, symbol, place) for term in terms]
        found = None if any(e is None or e.is_infinite for e in inner) else exp(Add(*inner))
    return found


def _of_several(
    expression: Expr, size: Expr, ends: Mapping[Symbol, Span], deadline: float
) -> Reach:
    original, unit = size, (known(Integer(-1)), known(Integer(1)))
    scales = {s: span[1].exact for s, span in ends.items() if _is_symmetric(span)}
    size = size.xreplace({symbol: scale * symbol for symbol, scale in scales.items()})
    box = {s: interval(unit if s in scales else span) for s, span in ends.items()}
    inside = is_below(size, box) or inside_box(size, box, deadline) or None
    if inside:
        bounds = sharp_range(size, box)
        return Reach(
            inside=True,
            contacts=tuple(_contacts(expression, original, ends)),
            size=bounds,
            memory=memory_range(bounds),
            reason="sign of 1 - |lambda|^2 on the box",
        )
    found = witness(size, box, deadline)
    if found is None:
        return Reach(reason="1 - |lambda|^2 has no sign that was proved")
    point = tuple((s, scales.get(s, Integer(1)) * place) for s, place in found[0])
    squared = found[1]
    leaves = Departure(next(iter(ends)), None, None, point, root(squared))
    return Reach(inside=False, leaves=leaves, reason="a point in ball arithmetic")


def _is_symmetric(span: Span) -> bool:
    """Say whether an interval is (-a, a), so that a can be put into the map exactly."""
    low, high = span[0].exact, span[1].exact
    return low is not None and high is not None and bool(high.is_finite) and low == -high


def is_below(size: Expr, box: Box) -> bool:
    """Prove |lambda|^2 < 1 by the signs of the factors of the difference.

    Args:
        size: |lambda|^2.
        box: an interval for each symbol.

    Returns:
        True if it is proved.
    """
    return any(_sign(difference, box) == 1 for difference in _differences(size))


def _differences(size: Expr) -> Iterator[Expr]:
    yield 1 - size
    for change in (lambda e: factor(together(e)), lambda e: factor(simplify(e))):
        found = within(1.0, change, 1 - size)
        if found is not None:
            yield found
            top, bottom = fraction(found)
            yield expand(top) / expand(bottom)


def _sign(difference: Expr, box: Box) -> int | None:
    try:
        return enclose(difference, box).sign
    except UndefinedError:
        return None


def sharp_range(size: Expr, box: Box) -> Range | None:
    """Give the range of |lambda| where each coordinate stands once, so that intervals are sharp.

    Args:
        size: |lambda|^2.
        box: an interval for each symbol.

    Returns:
        The range, or None if a coordinate stands twice or a bound is rounded.
    """
    if any(size.count(symbol) != 1 for symbol in box):
        return None
    try:
        held = enclose(size, box)
    except UndefinedError:
        return None
    if not all(end.is_integer() for end in (held.low, held.high)):
        return None
    low, high = (known(Integer(int(str(end.unique_fmpz())))) for end in (held.low, held.high))
    return Range(root(low), root(high), not held.low_open, not held.high_open)


def _contacts(expression: Expr, size: Expr, ends: Mapping[Symbol, Span]) -> Iterator[Contact]:
    real = {symbol: Dummy(symbol.name, real=True) for symbol in expression.free_symbols}
    back = {dummy: symbol for symbol, dummy in real.items()}
    for symbol, span in ends.items():
        for place in span:
            if place.exact is None:
                continue
            found = extended(size.xreplace(real), real[symbol], place.exact)
            if found is not None and not found.free_symbols and is_zero(found - 1):
                value = _limit(expression.xreplace(real), real[symbol], place.exact)
                value = None if value is None else value.xreplace(back)
                yield Contact(symbol, place, value, None, True)
