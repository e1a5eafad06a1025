"""Whether numbers can be moments at all: moment matrices are positive semidefinite."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement, product

from sympy import Dummy, Expr, Integer, Symbol

from derivations.domain import DomainError
from derivations.laws import Law
from derivations.system import System, ordered

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
        _refuse(f"moments of {', '.join(map(str, law.symbols))}", _of_law(law, point))
    data = dict(system.data)
    states = [s for s in system.states if ordered(s, s) in data]
    pairs = [[ordered(a, b) for b in states] for a in states]
    if all(pair in data for row in pairs for pair in row):
        _refuse("data", [[data[pair].xreplace(point) for pair in row] for row in pairs])


def _of_law(law: Law, point: Mapping[Symbol, Expr]) -> Matrix:
    """Average the products of 1, the law's numbers and their squares, as far as given."""
    count = len(law.symbols)
    rows = [powers for powers in product(range(3), repeat=count) if sum(powers) <= 2]
    table = {}
    for a, b in combinations_with_replacement(rows, 2):
        powers = tuple(i + j for i, j in zip(a, b, strict=True))
        table[a, b] = table[b, a] = _moment(law, powers, point)
    known: list[tuple[int, ...]] = []
    for row in rows:
        if all(table[row, other].is_number for other in [*known, row]):
            known.append(row)
    return [[table[a, b] for b in known] for a in known]


def _moment(law: Law, powers: tuple[int, ...], point: Mapping[Symbol, Expr]) -> Expr:
    try:
        return law.moment(powers).xreplace(point) if any(powers) else Integer(1)
    except DomainError:  # not given, and perhaps not needed
        return Dummy()


def _refuse(name: str, matrix: Matrix) -> None:
    if any(not entry.is_Rational for row in matrix for entry in row):
        return
    if not is_semidefinite(matrix):
        shown = "; ".join(", ".join(map(str, row)) for row in matrix)
        raise DomainError(
            f"{name} = [{shown}]: a matrix of second moments must be positive semidefinite; "
            "give moments that some law has"
        )


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
