"""A closed form's quantity after T steps from rest, as a formula and as a number."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import QQ_I, Expr, Integer, Symbol

from derivations import feasible, modes, stability
from derivations.closed_form import ClosedForm, with_conjugates
from derivations.domain import Domain
from derivations.field import value
from derivations.horizon import after, at_point, integer, iterated
from derivations.moments import Solution
from derivations.system import RowError

LONGEST = 100_000  # steps that are iterated one by one


def formula(form: ClosedForm) -> Expr:
    """Write a closed form's quantity after T steps, T a symbol.

    Args:
        form: a moment of the second degree.

    Returns:
        A sum of fractions times powers such as lambda^T, proved by induction. A `RowError` is
        raised if there is no such form in the parameters.
    """
    solution = _of(form)
    found = after(solution, form.resting)
    return sum((c * found.expression(m) for c, m in form.terms), Integer(0))


def evaluated(form: ClosedForm, point: Mapping[Symbol, Expr], steps: int) -> Expr:
    """Compute a closed form's quantity after a number of steps, exactly.

    Args:
        form: a moment of the second degree.
        point: Gaussian rationals by variable; a point where nothing is stationary will do.
        steps: T >= 0.

    Returns:
        The exact number. A `DomainError` is raised where the input is not stationary.

    Raises:
        RowError: if equations hang together in blocks and T is too large to be stepped.
    """
    solution, full = _of(form), with_conjugates(point)
    _check(form, solution, point)
    if all(len(block) == 1 for block in solution.closure.blocks):
        solved = at_point(solution, form.resting, full)
        values = {m: modes.value(solved[m], steps, integer) for _, m in form.terms}
    elif steps <= LONGEST:
        values = iterated(solution, form.resting, full, steps)
    else:
        raise RowError(f"horizon {steps}: is stepped one by one here; give at most {LONGEST}")
    total = sum((QQ_I.from_sympy(value(c, full)) * values[m] for c, m in form.terms), QQ_I.zero)
    return QQ_I.to_sympy(total)


def _check(form: ClosedForm, solution: Solution, point: Mapping[Symbol, Expr]) -> None:
    """Insist on a complete point at which the input is stationary; the rest is free."""
    if form.meanings:
        symbol, meaning = form.meanings[0]
        raise RowError(
            f"{form.name}: {symbol} = {meaning} is not rational at a point; a horizon in numbers "
            "needs rational rows, take the formula (`linrec show --horizon`)"
        )
    free = ("disk", "segment", "modulus")
    Domain(tuple((s, "plane" if name in free else name) for s, name in form.domain.regions)).check(
        point
    )
    full = with_conjugates(point)
    stability.check(solution.closure, full, form.resting)
    feasible.check(solution.system, full)


def _of(form: ClosedForm) -> Solution:
    if form.solution is None or not form.terms:
        raise RowError(f"{form.name}: has no finite horizon; take a moment for a concrete input")
    return form.solution
