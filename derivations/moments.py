"""First road: the stationarity equations of the second moments, written from rows and solved.

The rows z' = A z + g xi make every second moment a linear combination of second moments,
M_ij = sum_kl A_ik A_jl M_kl + v g_i g_j. The set that a target needs is closed on demand and
solved over the field of rational functions; the input's own moments are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer
from sympy.polys.matrices import DomainMatrix

from derivations.field import fractions_over, reduce
from derivations.inputs import Input

Pair = tuple[str, str]


@dataclass(frozen=True)
class System:
    """Rows z' = A z + g xi of an input, a recurrence per eigenvalue, and its tangent.

    Args:
        rows: for each state, its coefficients on the previous states.
        drive: for each state, its coefficient on the noise.
        variance: variance of the noise.
        data: second moments of the input's states.
    """

    rows: Mapping[str, Mapping[str, Expr]]
    drive: Mapping[str, Expr]
    variance: Expr
    data: Mapping[Pair, Expr]


@dataclass(frozen=True)
class Solution:
    """Second moments that solve the stationarity equations.

    Args:
        system: the rows they belong to.
        values: the moments by pair of states.
    """

    system: System
    values: Mapping[Pair, Expr]

    def residual(self, pair: Pair, values: Mapping[Pair, Expr] | None = None) -> Expr:
        """Evaluate M - (A M A^T + v g g^T) at one pair, as a reduced fraction.

        Args:
            pair: the states whose equation is meant.
            values: moments that replace the solved ones, for putting another formula on trial.

        Returns:
            The residual; zero exactly when the equation holds identically.
        """
        known = {**self.values, **(values or {})}
        equation = stationarity(self.system, pair)
        terms = (weight * known[other] for other, weight in equation.weights.items())
        return reduce(known[pair] - sum(terms, equation.constant))


@dataclass(frozen=True)
class Equation:
    """One stationarity equation, M_pair = sum of weights * M_other + constant."""

    weights: Mapping[Pair, Expr]
    constant: Expr


def state(eigenvalue: Expr) -> str:
    """Name the state of the recurrence that has this eigenvalue."""
    return f"h({eigenvalue})"


def tangent(eigenvalue: Expr) -> str:
    """Name the derivative of that state with respect to its eigenvalue."""
    return f"dh({eigenvalue})"


def joint_system(source: Input, eigenvalues: tuple[Expr, ...]) -> System:
    """Write the rows of an input and of one recurrence and tangent per eigenvalue.

    The state is h' = lambda h + x', its tangent d' = lambda d + h.

    Args:
        source: the input.
        eigenvalues: the lambdas, shape (n,).

    Returns:
        Rows for the input's states, then a state and a tangent per eigenvalue.
    """
    rows = {
        name: dict(zip(source.states, row, strict=True))
        for name, row in zip(source.states, source.transition, strict=True)
    }
    drive = dict(zip(source.states, source.drive, strict=True))
    x_row = _combine(source.readout, [rows[name] for name in source.states])
    x_drive = sum(
        (r * drive[s] for r, s in zip(source.readout, source.states, strict=True)), Integer(0)
    )
    for eigenvalue in eigenvalues:
        h, d = state(eigenvalue), tangent(eigenvalue)
        rows[h] = {**x_row, h: eigenvalue}
        rows[d] = {d: eigenvalue, h: Integer(1)}
        drive |= {h: x_drive, d: Integer(0)}
    data = {
        (a, b): source.second_moment(i, j)
        for i, a in enumerate(source.states)
        for j, b in enumerate(source.states)
    }
    return System(rows, drive, source.variance, data)


def stationarity(system: System, pair: Pair) -> Equation:
    """Write the stationarity equation of one second moment.

    Args:
        system: the rows.
        pair: names of two states.

    Returns:
        Its equation; an input moment is its own constant.
    """
    if pair in system.data:
        return Equation({}, system.data[pair])
    first, second = pair
    weights: dict[Pair, Expr] = {}
    for k, a in system.rows[first].items():
        for m, b in system.rows[second].items():
            if a * b != 0:
                other = ordered(k, m)
                weights[other] = weights.get(other, Integer(0)) + a * b
    return Equation(weights, system.variance * system.drive[first] * system.drive[second])


def solve(system: System, targets: tuple[Pair, ...]) -> Solution:
    """Close the stationarity equations around some moments and solve them.

    Args:
        system: the rows.
        targets: pairs of states whose moments are wanted.

    Returns:
        Every moment of the closed set, as reduced fractions.
    """
    equations: dict[Pair, Equation] = {}
    todo = [ordered(*pair) for pair in targets]
    while todo:
        pair = todo.pop()
        if pair not in equations:
            equations[pair] = stationarity(system, pair)
            todo.extend(equations[pair].weights)
    return Solution(system, _linear_solve(equations))


def determinant(solution: Solution) -> Expr:
    """Give the determinant of the closed set of stationarity equations.

    Args:
        solution: the moments that solve them.

    Returns:
        A polynomial in the parameters; the solution is unique wherever it does not vanish.
    """
    equations = {pair: stationarity(solution.system, pair) for pair in solution.values}
    left, _, field = _as_matrices(equations)
    return field.to_sympy(left.charpoly()[-1]) * (-1) ** len(equations)


def _linear_solve(equations: Mapping[Pair, Equation]) -> dict[Pair, Expr]:
    left, right, field = _as_matrices(equations)
    solved = left.lu_solve(right).to_list_flat()
    return {pair: field.to_sympy(value) for pair, value in zip(equations, solved, strict=True)}


def _as_matrices(equations: Mapping[Pair, Equation]) -> tuple[DomainMatrix, DomainMatrix, Any]:
    pairs = list(equations)
    matrix = [
        [
            Integer(i == j) - equations[row].weights.get(column, Integer(0))
            for j, column in enumerate(pairs)
        ]
        for i, row in enumerate(pairs)
    ]
    constants = [[equations[row].constant] for row in pairs]
    field = fractions_over(*(entry for row in matrix + constants for entry in row))
    left, right = (
        DomainMatrix(
            [[field.from_sympy(e) for e in row] for row in m], (len(pairs), len(m[0])), field
        )
        for m in (matrix, constants)
    )
    return left, right, field


def ordered(first: str, second: str) -> Pair:
    """Write a pair of states in the one order that is used as a key."""
    return (first, second) if first <= second else (second, first)


def _combine(weights: tuple[Expr, ...], rows: list[dict[str, Expr]]) -> dict[str, Expr]:
    names = rows[0]
    return {
        n: sum((w * row[n] for w, row in zip(weights, rows, strict=True)), Integer(0))
        for n in names
    }
