r"""Finite horizon: the moments after T steps as sums of powers of T-th powers.

From a given start, M(T + 1) = L M(T) + known has the solution $\sum_d p_d(T)\, d^T$, d running over
the diagonal of L when its blocks are single equations, p_d polynomials. Equal rates raise the
degree of p; over numbers this happens by itself, so that a pole that is removable in the general
formula, as at lambda = rho, is never met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

from derivations.closure import ONE
from derivations.system import Monomial, RowError

Number = Any
Equations = Mapping[Monomial, Mapping[Monomial, Number]]


@dataclass(frozen=True)
class Mode:
    """One term p(T) d^T, with 0^0 = 1.

    Args:
        rate: d, an element of a field.
        coefficients: of p, the constant first.
    """

    rate: Number
    coefficients: tuple[Number, ...]


Modes = tuple[Mode, ...]


def run(
    equations: Equations,
    order: tuple[Monomial, ...],
    start: Mapping[Monomial, Number],
    number: Callable[[int], Number],
) -> dict[Monomial, Modes]:
    """Solve for the moments after T steps.

    Args:
        equations: weights by moment.
        order: the moments in order of solution, each depending on itself and earlier ones.
        start: their values at T = 0.
        number: takes an integer into the field.

    Returns:
        The modes of each moment. A `RowError` is raised if two moments never leave zero rates.
    """
    solved: dict[Monomial, Modes] = {ONE: (Mode(number(1), (number(1),)),)}
    for m in order:
        if m == ONE:
            continue
        own = equations[m].get(m, number(0))
        known: Modes = ()
        for n, weight in equations[m].items():
            if n != m:
                known = _plus(known, _times(solved[n], weight))
        driven: Modes = ()
        for mode in known:
            driven = _plus(driven, (_response(mode, own, number),))
        begin = start[m]
        for mode in driven:
            begin = begin - mode.coefficients[0]
        solved[m] = _plus(driven, (Mode(own, (begin,)),))
    return solved


def _response(mode: Mode, own: Number, number: Callable[[int], Number]) -> Mode:
    """Find r with d r(T + 1) - q r(T) = p(T) for the mode p(T) d^T of the drive."""
    d, p = mode.rate, mode.coefficients
    resonant = d == own
    if resonant and not d:
        raise RowError("a chain of states without memory: give the horizon as a number")
    size = len(p) + resonant
    r = [number(0)] * size
    for i in reversed(range(len(p))):
        k = i + resonant
        rest = p[i]
        for j in range(k + 1, size):
            rest = rest - d * number(comb(j, i)) * r[j]
        r[k] = rest / (d * number(i + 1) if resonant else d - own)
    return Mode(d, tuple(r))


def _times(modes: Modes, weight: Number) -> Modes:
    return tuple(Mode(m.rate, tuple(weight * c for c in m.coefficients)) for m in modes)


def _plus(left: Modes, right: Modes) -> Modes:
    result = list(left)
    for mode in right:
        place = next((k for k, other in enumerate(result) if other.rate == mode.rate), None)
        if place is None:
            result.append(mode)
        else:
            result[place] = Mode(mode.rate, _sum(result[place].coefficients, mode.coefficients))
    return tuple(mode for mode in map(_trimmed, result) if mode.coefficients)


def _sum(left: tuple[Number, ...], right: tuple[Number, ...]) -> tuple[Number, ...]:
    long, short = (left, right) if len(left) >= len(right) else (right, left)
    return (*(a + b for a, b in zip(long, short, strict=False)), *long[len(short) :])


def _trimmed(mode: Mode) -> Mode:
    kept = list(mode.coefficients)
    while kept and not kept[-1]:
        kept.pop()
    return Mode(mode.rate, tuple(kept))


def value(modes: Modes, steps: int, number: Callable[[int], Number]) -> Number:
    """Evaluate a sum of modes at a horizon.

    Args:
        modes: the terms.
        steps: T >= 0.
        number: takes an integer into the field.

    Returns:
        Its value.
    """
    total = number(0)
    for mode in modes:
        power = mode.rate**steps if steps else number(1)
        for k, c in enumerate(mode.coefficients):
            total = total + c * number(steps**k) * power
    return total


def shifted(modes: Modes, number: Callable[[int], Number]) -> Modes:
    """Give the modes of T + 1, which an induction compares with the equations at T.

    Args:
        modes: terms p(T) d^T.
        number: takes an integer into the field.

    Returns:
        The terms p(T + 1) d d^T.
    """
    return tuple(
        Mode(
            m.rate,
            tuple(
                sum((m.rate * number(comb(j, i)) * m.coefficients[j]
                     for j in range(i, len(m.coefficients))), number(0))
                for i in range(len(m.coefficients))
            ),
        )
        for m in modes
    )  # fmt: skip


def proved(
    solved: Mapping[Monomial, Modes],
    equations: Equations,
    start: Mapping[Monomial, Number],
    number: Callable[[int], Number],
) -> bool:
    """Prove by induction on T that modes solve the equations from their start.

    Args:
        solved: the modes by moment.
        equations: weights by moment.
        start: values at T = 0.
        number: takes an integer into the field.

    Returns:
        True if M(0) is the start and M(T + 1) = L M(T) + known holds as an identity in T.
    """
    for m, modes in solved.items():
        if m == ONE:
            continue
        after: Modes = ()
        for n, weight in equations[m].items():
            after = _plus(after, _times(solved[n], weight))
        gap = _plus(shifted(modes, number), _times(after, number(-1)))
        if gap or value(modes, 0, number) != start[m]:
            return False
    return True
