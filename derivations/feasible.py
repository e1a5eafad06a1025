"""Whether numbers can be moments at all: moment matrices are positive semidefinite."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from sympy import Dummy, Expr, Integer, Symbol

from derivations.domain import DomainError
from derivations.laws import Law
from derivations.system import Monomial, System, ordered

Matrix = list[list[Expr]]


def check(system: System, point: Mapping[Symbol, Expr]) -> None:
    """Refuse a point at which a law or the given data cannot be.

    Args:
        system: the rows with their laws and data.
        point: exact real numbers for the parameters.

    Raises:
        DomainError: naming the law or the data, its matrix, and the rule.
    """
    for law in system.laws:
        _of_law(law, point)
    data = dict(system.data)
    states = [s for s in system.states if ordered(s, s) in data]
    rows = [(), *((s,) for s in states)]
    _refuse("data", rows, lambda a, b: _given(data, ordered(*a, *b)).xreplace(point))


def _of_law(law: Law, point: Mapping[Symbol, Expr]) -> None:
    """Look at the products of 1, the law's numbers and their squares, as far as they are given."""
    powers = product(range(3), repeat=len(law.symbols))
    rows = [row for row in powers if sum(row) <= 2]

    def mean(a: tuple[int, ...], b: tuple[int, ...]) -> Expr:
        return _moment(law, tuple(i + j for i, j in zip(a, b, strict=True)), point)

    _refuse(f"moments of {', '.join(map(str, law.symbols))}", rows, mean)


def _given(data: Mapping[Monomial, Expr], monomial: Monomial) -> Expr:
    return data.get(monomial, Dummy()) if monomial else Integer(1)


def _moment(law: Law, powers: tuple[int, ...], point: Mapping[Symbol, Expr]) -> Expr:
    try:
        return law.moment(powers).xreplace(point) if any(powers) else Integer(1)
    except DomainError:  # not given, and perhaps not needed
        return Dummy()


def _refuse(name: str, rows: Sequence[Any], mean: Callable[[Any, Any], Expr]) -> None:
    """Refuse if a matrix of means is not semidefinite, as far as it is known."""
    table = {(a, b): mean(a, b) for a in rows for b in rows}
    known: list[Any] = []
    for row in rows:
        if all(table[row, other].is_Rational for other in [*known, row]):
            known.append(row)
    pairs = (pair for pair in combinations(rows, 2) if _is_known(table, pair))
    singles = ((row,) for row in rows if _is_known(table, (row,)))
    for chosen in (*singles, *pairs, tuple(known)):
        matrix = [[table[a, b] for b in chosen] for a in chosen]
        if not is_semidefinite(matrix):
            shown = "; ".join(", ".join(map(str, row)) for row in matrix)
            raise DomainError(
                f"{name} = [{shown}]: a matrix of second moments must be positive semidefinite; "
                "give moments that some law has"
            )


def _is_known(table: Mapping[Any, Expr], rows: Sequence[Any]) -> bool:
    return all(table[a, b].is_Rational for a in rows for b in rows)


def is_semidefinite(matrix: Matrix) -> bool:
    """Decide exactly whether a symmetric matrix of rationals is positive semidefinite.

    Args:
        matrix: shape (n, n).

    Returns:
        True if no quadratic form of it is negative.
    """
    if not matrix:
        return True
    pivot = max(range(len(matrix)), key=lambda k: matrix[k][k])
    top = matrix[pivot][pivot]
    if top <= 0:
        return all(entry == 0 for row in matrix for entry in row)
    left = [k for k in range(len(matrix)) if k != pivot]
    rest = [[matrix[i][j] - matrix[i][pivot] * matrix[pivot][j] / top for j in left] for i in left]
    return is_semidefinite(rest)
