"""Closed forms against the moments of the simulator's own step, at exact random points, by `==`.

The simulator is handed the bare rows, never the tangents: it differentiates its own step with dual
numbers, averages over finite laws by direct sums, and solves for the moments over Q(i).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import QQ_I, Expr, Integer, Poly, Symbol

from derivations import catalogue, scalar
from derivations.families import AVERAGE, MOMENT, QUESTIONS, Question, bare
from derivations.field import walk
from derivations.system import System, prime
from numerics import exact_moments
from numerics.gaussian import GaussianRational, exact
from numerics.rows import Rows, Term
from verification.bridge import from_numerics, to_numerics
from verification.drawing import EPSILON, Draw, draw

NAMES = tuple(
    name
    for name in catalogue.NAMES
    if not name.endswith(catalogue.GENERAL) and f"_{AVERAGE}_" not in name
)
State = tuple[str, bool]
PATIENCE = 100  # points in a row at which a formula may have a pole


@dataclass(frozen=True)
class Case:
    """A closed form, and how the simulator reaches the same number.

    Args:
        name: of the closed form.
        expression: the closed form.
        system: bare rows, without tangents.
        slopes: the direction of differentiation, ds for each symbol s that moves.
        terms: pairs of a coefficient and the states whose product it multiplies, a state being its
            name and whether its derivative is meant.
        is_variance: whether the variance of the product is meant, not its mean.
    """

    name: str
    expression: Expr
    system: System
    slopes: Mapping[Symbol, Expr]
    terms: tuple[tuple[Expr, tuple[State, ...]], ...]
    is_variance: bool


def case(name: str) -> Case:
    """Describe a closed form of the catalogue.

    Args:
        name: one of `NAMES`; of a long average, which has no values, the rows alone are of use.

    Returns:
        The case.

    Raises:
        ValueError: if the closed form holds for any input and has no values.
    """
    expression = catalogue.derive(name).expression
    for question in QUESTIONS:
        if question.name == name:
            return _of_question(question, expression)
    quantity, source = catalogue.parts(name)
    if source is None:
        raise ValueError(f"{name}: holds for any input; name one")
    system = scalar.bare_system(source, quantity.eigenvalues)
    terms = tuple(
        (c, tuple((scalar.state(z), bool(order)) for z in (a, b)))
        for c, order, a, b in quantity.terms
    )
    slopes = dict.fromkeys(quantity.eigenvalues, Integer(1))
    return Case(name, expression, system, slopes, terms, is_variance=False)


def _of_question(question: Question, expression: Expr) -> Case:
    system, slopes = bare(question), dict.fromkeys(question.by, Integer(1))
    slopes |= {s: slope for theta, s, slope in system.rules if theta in question.by}
    marks = tuple(f"d[{theta}] " for theta in question.by)

    def state(name: str) -> State:
        base = name
        for mark in marks:
            base = base.removeprefix(mark)
        return base, base != name

    terms = tuple((Integer(1), tuple(map(state, m))) for m in question.moments)
    is_variance = question.kind != MOMENT
    return Case(question.name, expression, system, slopes, terms, is_variance)


def both_sides(case: Case, generator: random.Random) -> tuple[Any, Any, Mapping[Symbol, Expr]]:
    """Evaluate a closed form and the simulator's moments at one random point.

    Args:
        case: the closed form.
        generator: source of randomness.

    Returns:
        The two values in Q(i), and the point.

    Raises:
        ZeroDivisionError: if the closed form has a pole at every point tried.
    """
    for _ in range(PATIENCE):
        drawn = draw(case.system, case.slopes, generator, degree=4 if case.is_variance else 2)
        try:
            claimed, found = compared(case, drawn)
        except ZeroDivisionError:
            continue  # a pole, at the edge of the domain or beyond
        return claimed, found, drawn.point
    raise ZeroDivisionError(f"{case.name}: has a pole wherever it is tried")


def compared(case: Case, drawn: Draw) -> tuple[Any, Any]:
    """Evaluate a closed form and the simulator's moments at one point.

    Args:
        case: the closed form.
        drawn: the point.

    Returns:
        The two values in Q(i).

    Raises:
        ZeroDivisionError: if the closed form has a pole there.
    """
    leaves = {symbol: QQ_I.from_sympy(number) for symbol, number in drawn.point.items()}
    claimed = walk(case.expression, leaves, QQ_I.from_sympy)
    return claimed, from_numerics(measured(case, drawn))


def measured(case: Case, drawn: Draw) -> GaussianRational:
    """Ask the simulator's own step for the number of a closed form.

    Args:
        case: the closed form.
        drawn: numbers for the parameters and finite laws for the random numbers.

    Returns:
        The exact number.
    """
    rows = rows_at(case, drawn)
    states = case.system.states
    data = {
        tuple(sorted(states.index(name) for name in monomial)): drawn.exact(value)
        for monomial, value in case.system.data
        if len(monomial) <= 2 and not case.is_variance
    }

    def place(state: State) -> int:
        return states.index(state[0]) + len(states) * state[1]

    products = [tuple(sorted(map(place, product))) for _, product in case.terms]
    squares = [tuple(sorted(p + p)) for p in products] if case.is_variance else []
    table = exact_moments.stationary(rows, drawn.law, [*products, *squares], data)
    if case.is_variance:
        (product,), (square,) = products, squares
        return table[square] - table[product] * table[product]
    total = exact(0)
    for (coefficient, _), product in zip(case.terms, products, strict=True):
        total = total + drawn.exact(coefficient) * table[product]
    return total


def rows_at(case: Case, drawn: Draw) -> Rows:
    """Hand rows to the simulator, coefficients as dual numbers.

    Args:
        case: whose bare rows are meant.
        drawn: numbers for the parameters.

    Returns:
        The same rows in plain numbers; a gate f that moves is written f + epsilon df.
    """
    system = case.system
    states = [state for state, _ in system.rows]
    # a new value that is noise alone may multiply a state, as in a gate that shares its noise
    noise = {prime(s): row for s, row in system.rows if row.free_symbols <= set(system.random)}
    fresh = [prime(state) for state in states]
    noise |= {f: f + EPSILON * g for f, g in case.slopes.items() if f in system.random}
    gens = [*states, *fresh, *system.random]
    count = len(states)

    def term(powers: tuple[int, ...], coefficient: Expr) -> Term:
        sources = [k for k, power in enumerate(powers[: 2 * count]) if power]
        randoms = [k for k, power in enumerate(powers[2 * count :]) for _ in range(power)]
        place = sources[0] if sources else None
        source = None if place is None else place % count
        number = walk(coefficient, drawn.numbers, lambda c: to_numerics(QQ_I.from_sympy(c)))
        return Term(number, tuple(randoms), source, place is not None and place >= count)

    return Rows(
        tuple(
            tuple(term(powers, c) for powers, c in Poly(row.xreplace(noise), *gens).terms() if c)
            for _, row in system.rows
        )
    )
