"""Exact moments of the very step that is simulated, for any rows and any finite law.

The step is affine in the state, so products of its coordinates obey linear equations. Those that
the wanted moments need are iterated for a finite horizon, or solved over Q(i) for the stationary
state. Coordinates are numbered as in `numerics.dual.coordinates`: values first, then slopes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from numerics import atoms, graded
from numerics.atoms import Atom, Law, Number
from numerics.dual import coordinates, levels
from numerics.gaussian import GaussianRational
from numerics.graded import Equation, Pair, Values
from numerics.moment_equations import (
    UNIT,
    ZERO,
    Reader,
    closure,
    order,
    parts,
    read,
    without_idle,
)
from numerics.rows import Rows

Monomial = tuple[int, ...]
Moments = dict[Monomial, GaussianRational]

ONE = (UNIT, ZERO)


def stationary(
    rows: Rows,
    law: Law,
    targets: Sequence[Monomial],
    data: Mapping[Monomial, Number] | None = None,
) -> Moments:
    """Solve E[m(z')] = E[m(z)] exactly for the wanted monomials m and all that they need.

    Whether the recurrence is stable enough for these moments to exist is for the caller to know.
    A slope that nothing drives is zero.

    Args:
        rows: n rows of exact numbers.
        law: joint law of the random numbers of a step, independent between steps.
        targets: wanted monomials as indices of coordinates with repetition: (0, 0) is E[z_0^2].
        data: moments that are known, where the equations leave them open (a constant input).

    Returns:
        The moment of each target.

    Raises:
        ValueError: if rows, law or targets make no sense, if the equations leave a moment open, or
            if the data contradict their own equations.
    """
    data = data or {}
    reader = read(rows, law, max(map(len, [*targets, *data]), default=1))
    keys = _packed(reader, [*targets, *data])
    known = {keys[monomial]: parts(number) for monomial, number in data.items()}
    kept = {index for monomial in data for index in monomial}
    reader = without_idle(reader, kept.union(range(len(rows.terms))))
    values = _solve(reader, [keys[target] for target in targets], {**known, 0: ONE})
    for monomial, number in data.items():
        _confirm(monomial, parts(number), reader.equation(keys[monomial]), values)
    return {target: _number(values[keys[target]]) for target in targets}


def finite(rows: Rows, law: Law, targets: Sequence[Monomial], start: Law, steps: int) -> Moments:
    """Compute E[m(z_T)] exactly after T steps by iteration.

    Args:
        rows: n rows of exact numbers.
        law: joint law of the random numbers of a step, independent between steps.
        targets: wanted monomials as indices of coordinates with repetition.
        start: law of the n states before the first step, `Dual` where they have slopes.
        steps: T, at least 0.

    Returns:
        The moment of each target.

    Raises:
        ValueError: if rows, laws, targets or steps make no sense.
    """
    if steps < 0:
        raise ValueError(f"steps = {steps}: must not be negative; give a number of steps")
    reader = read(rows, law, max(map(len, targets), default=1))
    keys = _packed(reader, targets)
    equations = closure(reader, keys.values(), {0: ONE})
    values = _start(reader, start, equations)
    for _ in range(steps):
        values = {**{key: row.at(values) for key, row in equations.items()}, 0: ONE}
    return {target: _number(values[keys[target]]) for target in targets}


def _packed(reader: Reader, monomials: Sequence[Monomial]) -> dict[Monomial, int]:
    size, width = reader.packing.size, reader.packing.width
    for monomial in monomials:
        for index in monomial:
            if not 0 <= index < size:
                rule = f"must be a coordinate, below {size}; mend the monomial"
                raise ValueError(f"targets: {monomial} holds {index}: {rule}")
    return {monomial: sum(1 << width * index for index in monomial) for monomial in monomials}


def _solve(reader: Reader, wanted: list[int], known: Values) -> Values:
    equations = closure(reader, wanted, known)
    try:
        return graded.solve(equations, known, order(reader, equations))
    except ZeroDivisionError as failure:
        open_one = tuple(reversed(reader.packing.factors(failure.args[0][0])))
        raise ValueError(f"data: moment {open_one} is left open by the step; give it") from None


def _confirm(monomial: Monomial, given: Pair, row: Equation, values: Values) -> None:
    if row.real.keys() | row.imag.keys() <= values.keys() and row.at(values) != given:
        rule = "must be stationary under its own rows; mend the number"
        raise ValueError(f"data: moment {monomial} = {_number(given)}: {rule}")


def _start(reader: Reader, start: Law, wanted: Iterable[int]) -> Values:
    atoms.check(start)
    depth, size = reader.depth, reader.packing.size
    for _, state in start:
        if len(state) << depth != size or max(map(levels, state), default=0) > depth:
            rule = f"must be {size >> depth} states of at most {depth} levels of slopes"
            raise ValueError(f"start: {len(state)} states: {rule}; mend the start")
    flat = tuple(Atom(p, coordinates(state, depth)) for p, state in start)
    values = {
        key: parts(atoms.expectation(flat, reader.packing.digits(key, size))) for key in wanted
    }
    return {**values, 0: ONE}


def _number(pair: Pair) -> GaussianRational:
    return GaussianRational(*(Fraction(int(part.p), int(part.q)) for part in pair))
