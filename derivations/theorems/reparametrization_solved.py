"""A reparametrization in closed form: how it is stated, and what of it is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sympy import Expr, Integer, Pow, Rational, Symbol, sqrt

from derivations.symbols import LAMBDA, RHO
from derivations.system import Rule
from derivations.theorems.blocks import vanishes
from derivations.theorems.theorem import Argument, D, Identity, Part

TWO = Integer(2)
GAMMA, P, Q, ROOT_2 = Symbol("gamma"), Symbol("p"), Symbol("q"), Symbol("c")
OF_P = (P, sqrt(1 - LAMBDA**2), -LAMBDA / P)
OF_Q = (Q, sqrt(1 + LAMBDA**2), LAMBDA / Q)
SQUARES = ((P, 1 - LAMBDA**2), (Q, 1 + LAMBDA**2), (ROOT_2, TWO))
GAIN: tuple[Rule, ...] = ((LAMBDA, GAMMA, -LAMBDA / GAMMA),)
GAIN_SQUARE = ((GAMMA, 1 - LAMBDA**2),)
SOME_RHO = Rational(1, 2)  # where the slope at 0 is put in: it is a root of E > 0 for every rho


class Solved(NamedTuple):
    """One convention, and its reparametrization.

    Args:
        words: how gamma is treated.
        definition: E[(d(gamma h)/dlambda)^2] by the product rule.
        energy: its closed form.
        omega: the solution, in symbols for its functions.
        table: each symbol, the function of lambda that it stands for, and its derivative.
        rules: derivatives of what the definition is made of.
        relations: squares of the definition's roots.
    """

    words: str
    definition: Expr
    energy: Expr
    omega: Expr
    table: tuple[tuple[Symbol, Expr, Expr], ...]
    rules: tuple[Rule, ...] = ()
    relations: tuple[tuple[Symbol, Expr], ...] = ()


def parts_of(solved: Solved, squares: tuple[tuple[Symbol, Expr], ...]) -> tuple[Part, ...]:
    """State what is checked of one convention.

    Args:
        solved: the convention.
        squares: of the roots in its solution.

    Returns:
        Its sensitivity, its differential equation, and where the solution starts.
    """
    table = tuple((LAMBDA, symbol, slope) for symbol, _, slope in solved.table)
    used = solved.omega.free_symbols.union(*(slope.free_symbols for *_, slope in table))
    relations = tuple((root, square) for root, square in squares if root in used)
    return (
        Identity(
            f"{solved.words}: the mean squared sensitivity",
            solved.definition,
            solved.energy,
            solved.rules,
            solved.relations,
        ),
        Identity(
            f"{solved.words}: (d omega/d lambda)^2 is that sensitivity",
            D(solved.omega, LAMBDA) ** 2,
            solved.energy,
            table,
            relations,
        ),
        Argument(
            f"{solved.words}: omega(0) = 0, omega'(0) > 0, and the table of derivatives is right",
            "each function differentiated, and put in at lambda = 0",
            starting(solved, squares),
        ),
    )


def starting(solved: Solved, squares: tuple[tuple[Symbol, Expr], ...]) -> Callable[[], bool]:
    """Decide where a solution starts, and whether its table of derivatives is right.

    Args:
        solved: the convention.
        squares: of the roots in its solution.

    Returns:
        A function that decides it.
    """

    def holds() -> bool:
        functions = {symbol: function for symbol, function, _ in solved.table}
        functions |= {ROOT_2: sqrt(TWO)}
        omega = solved.omega.subs(functions)
        return (
            omega.subs(LAMBDA, 0).expand() == 0
            and bool(omega.diff(LAMBDA).subs({LAMBDA: 0, RHO: SOME_RHO}) > 0)
            and all(
                vanishes(_in_roots(function.diff(LAMBDA), squares) - slope, dict(squares))
                for _, function, slope in solved.table
            )
        )

    return holds


def _in_roots(expression: Expr, squares: tuple[tuple[Symbol, Expr], ...]) -> Expr:
    roots = {square: root for root, square in squares}
    return expression.replace(
        lambda part: isinstance(part, Pow) and part.exp.is_Rational and part.exp.q == 2,
        lambda part: roots[part.base] ** (2 * part.exp),
    )
