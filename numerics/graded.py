"""Linear equations over Q(i) between moments, solved group by group from the inputs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat

Pair = tuple[Any, Any]
Values = dict[int, Pair]


class Equation(NamedTuple):
    """M = sum over k of (real[k] + i imag[k]) M_k, for one moment M.

    Args:
        real: real parts of the weights by moment.
        imag: imaginary parts.
    """

    real: Mapping[int, Any]
    imag: Mapping[int, Any]

    def at(self, values: Mapping[int, Pair], without: Iterable[int] = ()) -> Pair:
        """Evaluate the right-hand side.

        Args:
            values: (real, imaginary) part of each moment.
            without: moments to leave out.

        Returns:
            Its real and imaginary part.
        """
        left_out = frozenset(without)
        real = imag = fmpq(0)
        for weights, turned in ((self.real, False), (self.imag, True)):
            for key, weight in weights.items():
                if key not in left_out:
                    x, y = values[key]
                    real, imag = (
                        (real - weight * y, imag + weight * x)
                        if turned
                        else (real + weight * x, imag + weight * y)
                    )
        return real, imag


def solve(
    equations: Mapping[int, Equation], known: Values, order: Mapping[int, tuple[int, ...]]
) -> Values:
    """Solve equations that are block triangular.

    Args:
        equations: one for each unknown moment.
        known: values of all other moments that occur.
        order: a label for each unknown; equations refer to unknowns of their own label and of
            smaller ones only.

    Returns:
        The known and the solved values together.

    Raises:
        ZeroDivisionError: if a block is singular; its argument is the list of its moments.
    """
    values = dict(known)
    for _, members in groupby(sorted(equations, key=order.__getitem__), key=order.__getitem__):
        group = list(members)
        try:
            values.update(_solve_group(group, equations, values))
        except ZeroDivisionError:
            raise ZeroDivisionError(group) from None
    return values


def _solve_group(group: list[int], equations: Mapping[int, Equation], values: Values) -> Values:
    rows = [equations[key] for key in group]
    right = [row.at(values, group) for row in rows]
    if any(key in row.imag for row in rows for key in group):
        return _solve_complex(group, rows, right)
    if len(group) == 1:
        gap = 1 - rows[0].real.get(group[0], fmpq(0))
        return {group[0]: (right[0][0] / gap, right[0][1] / gap)}
    solved = fmpq_mat(_identity_minus([row.real for row in rows], group)).solve(
        fmpq_mat([list(pair) for pair in right])
    )
    return {key: (solved[k, 0], solved[k, 1]) for k, key in enumerate(group)}


def _solve_complex(group: list[int], rows: list[Equation], right: list[Pair]) -> Values:
    real = _identity_minus([row.real for row in rows], group)
    imag = [[row.imag.get(key, fmpq(0)) for key in group] for row in rows]
    upper = [a + b for a, b in zip(real, imag, strict=True)]
    lower = [[-entry for entry in b] + a for a, b in zip(real, imag, strict=True)]
    column = [[x] for x, _ in right] + [[y] for _, y in right]
    solved = fmpq_mat(upper + lower).solve(fmpq_mat(column))
    size = len(group)
    return {key: (solved[k, 0], solved[size + k, 0]) for k, key in enumerate(group)}


def _identity_minus(rows: list[Mapping[int, Any]], group: list[int]) -> list[list[Any]]:
    return [
        [(1 if key == own else 0) - row.get(key, fmpq(0)) for key in group]
        for row, own in zip(rows, group, strict=True)
    ]
