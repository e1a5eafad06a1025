"""Moments after finitely many steps, from a recurrence at rest under a stationary input.

They exist whether or not the recurrence is stable; only the input must be stationary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import QQ_I, Expr, Integer, Mul, Pow, Symbol

from derivations import modes
from derivations.closure import Closure, written
from derivations.field import value
from derivations.modes import Modes
from derivations.moments import Solution
from derivations.quotient import Quotient
from derivations.system import Monomial, RowError

T = Symbol("T")


@dataclass(frozen=True)
class Horizon:
    """The moments of a system after T steps, T a symbol.

    Args:
        solution: the stationary moments and their equations.
        terms: the modes of each moment, over the ring's fractions.
    """

    solution: Solution
    terms: Mapping[Monomial, Modes]

    def expression(self, *moments: Monomial) -> Expr:
        """Write a sum of moments with powers d^T split into powers of the parameters.

        Args:
            *moments: sorted products of states.

        Returns:
            An expression in the parameters, T, and the T-th powers of parameters.
        """
        system = self.solution.system
        total = Integer(0)
        for m in moments:
            for mode in self.terms[m]:
                power = _power(written(mode.rate, system))
                total += power * sum(
                    (written(c, system) * T**k for k, c in enumerate(mode.coefficients)),
                    Integer(0),
                )
        return total


def after(solution: Solution, resting: tuple[str, ...]) -> Horizon:
    """Find the moments after T steps, and prove them by induction.

    Args:
        solution: the stationary moments.
        resting: the states that are zero at T = 0; the others begin stationary.

    Returns:
        The moments.

    Raises:
        RowError: if some equations hang together in a block, whose rates are roots.
        ArithmeticError: if the induction fails.
    """
    closure = solution.closure
    _refuse_blocks(closure)
    ring = closure.ring

    def number(integer: int) -> Quotient:
        return ring.number(Integer(integer))

    start = {m: number(0) if _rests(m, resting) else v for m, v in solution.moments.items()}
    terms = modes.run(closure.equations, _order(closure), start, number)
    if not modes.proved(terms, closure.equations, start, number):
        raise ArithmeticError("finite horizon: the induction over T fails")
    return Horizon(solution, terms)


def at_point(
    solution: Solution, resting: tuple[str, ...], point: Mapping[Symbol, Expr]
) -> dict[Monomial, Modes]:
    """Find the moments after T steps at an exact point; equal rates are no obstacle there.

    Args:
        solution: the stationary moments.
        resting: the states that are zero at T = 0.
        point: exact numbers for every parameter.

    Returns:
        The modes of each moment over Q(i).
    """
    closure = solution.closure
    _refuse_blocks(closure)
    equations, start = numbers(solution, resting, point)
    return modes.run(equations, _order(closure), start, integer)


def iterated(
    solution: Solution, resting: tuple[str, ...], point: Mapping[Symbol, Expr], steps: int
) -> dict[Monomial, Any]:
    """Step the moments at an exact point; blocks of equations are no obstacle here.

    Args:
        solution: the stationary moments.
        resting: the states that are zero at T = 0.
        point: exact numbers for every parameter.
        steps: T.

    Returns:
        The moments after T steps, elements of Q(i).
    """
    equations, now = numbers(solution, resting, point)
    for _ in range(steps):
        now = {
            m: sum((w * now[n] for n, w in equations[m].items()), QQ_I.zero) if m else QQ_I.one
            for m in now
        }
    return now


def numbers(
    solution: Solution, resting: tuple[str, ...], point: Mapping[Symbol, Expr]
) -> tuple[modes.Equations, dict[Monomial, Any]]:
    """Put numbers into the equations and the start.

    Args:
        solution: the stationary moments.
        resting: the states that are zero at T = 0.
        point: exact numbers for every parameter.

    Returns:
        The weights and the moments at T = 0, elements of Q(i).
    """
    at = _evaluation(solution, point)
    equations = {
        m: {n: at(weight) for n, weight in equation.items()}
        for m, equation in solution.closure.equations.items()
    }
    start = {m: QQ_I.zero if _rests(m, resting) else at(v) for m, v in solution.moments.items()}
    return equations, start


def integer(number: int) -> Any:
    """Take an integer into Q(i)."""
    return QQ_I(number, 0)


def _evaluation(solution: Solution, point: Mapping[Symbol, Expr]) -> Callable[[Quotient], Any]:
    def at(weight: Quotient) -> Any:
        return QQ_I.from_sympy(value(written(weight, solution.system), point))

    return at


def _rests(monomial: Monomial, resting: tuple[str, ...]) -> bool:
    return any(state in resting for state in monomial)


def _order(closure: Closure) -> tuple[Monomial, ...]:
    return tuple(m for block in closure.blocks for m in block)


def _refuse_blocks(closure: Closure) -> None:
    for block in closure.blocks:
        if len(block) > 1:
            raise RowError(
                f"horizon: E[{' '.join(block[0])}] and {len(block) - 1} more moments need each "
                "other, so that their rates are roots; give T as a number"
            )


def _power(rate: Expr) -> Expr:
    """Write d^T as a product of T-th powers of symbols where d is a monomial."""
    parts = [factor.as_base_exp() for factor in Mul.make_args(rate)]
    if all(base.is_Symbol and exponent.is_Integer for base, exponent in parts):
        return Mul(*(Pow(Pow(base, T), exponent) for base, exponent in parts))
    return Integer(1) if rate == 1 else Pow(rate, T)
