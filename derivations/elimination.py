"""Linear equations over the fractions, by elimination with the smallest pivot."""

from __future__ import annotations

from derivations.quotient import Quotient

Rows = list[list[Quotient]]
Pivot = tuple[int, int]


def eliminate(rows: Rows) -> list[Quotient]:
    """Solve linear equations.

    Args:
        rows: the augmented matrix, shape (n, n + 1); it is used up.

    Returns:
        The solution, shape (n,).

    Raises:
        ZeroDivisionError: if the matrix is singular.
    """
    pivots = _triangular(rows)[0]
    solution = [row[-1] for row in rows]
    for k, (i, j) in reversed(list(enumerate(pivots))):
        total = rows[i][-1]
        for _, later in pivots[k + 1 :]:
            total -= rows[i][later] * solution[later]
        solution[j] = total
    return solution


def determinant(rows: Rows) -> Quotient:
    """Compute the determinant of a matrix that is not singular.

    Args:
        rows: shape (n, n); it is used up.

    Returns:
        The product of the pivots, with the sign of their order.
    """
    pivots, values = _triangular(rows)
    product = values[0].ring.one
    for value in values:
        product *= value
    columns = [j for _, j in sorted(pivots)]
    swaps = sum(a > b for k, a in enumerate(columns) for b in columns[k + 1 :])
    return -product if swaps % 2 else product


def _triangular(rows: Rows) -> tuple[list[Pivot], list[Quotient]]:
    size = len(rows)
    free, columns = list(range(size)), list(range(size))
    pivots, values = [], []
    for _ in range(size):
        places = [(rows[i][j].size, i, j) for i in free for j in columns if rows[i][j]]
        if not places:
            raise ZeroDivisionError("the equations are singular")
        _, i, j = min(places)
        free.remove(i)
        columns.remove(j)
        pivots.append((i, j))
        values.append(rows[i][j])
        rows[i] = [entry / values[-1] for entry in rows[i]]
        for k in free:
            if factor := rows[k][j]:
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    return pivots, values
