"""Linear equations over the fractions, against SymPy's own solver and determinants."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import ZZ, Expr, Integer, Symbol, prod, symbols
from sympy.polys.matrices import DomainMatrix

from derivations.elimination import Rows, determinant, eliminate
from derivations.quotient import Quotient, quotient, ring_over

X, Y, Z = symbols("x y z")
RING = ring_over((X, Y, Z))
SMALL = st.integers(-3, 3)


def taken_in(rows: list[list[Expr]]) -> Rows:
    return [[quotient(Integer(1) * entry, RING) for entry in row] for row in rows]


def det(rows: list[list[int]]) -> int:
    return int(DomainMatrix([list(map(ZZ, r)) for r in rows], (len(rows),) * 2, ZZ).det())


def residual(rows: Rows, answer: list[Quotient]) -> list[Quotient]:
    found = []
    for *left, right in rows:
        total = -right
        for entry, value in zip(left, answer, strict=True):
            total += entry * value
        found.append(total)
    return found


@st.composite
def augmented(draw: st.DrawFn) -> list[list[int]]:
    size = draw(st.integers(1, 4))
    row = st.lists(SMALL, min_size=size + 1, max_size=size + 1)
    return draw(st.lists(row, min_size=size, max_size=size))


@settings(max_examples=60)
@given(rows=augmented())
def test_numbers_as_sympy_solves_them(rows: list[list[int]]) -> None:
    square = [row[:-1] for row in rows]
    if det(square) == 0:
        with pytest.raises(ZeroDivisionError, match="singular"):
            eliminate(taken_in(rows))
        with pytest.raises(ZeroDivisionError, match="singular"):
            determinant(taken_in(square))
        return
    assert determinant(taken_in(square)) == RING.number(Integer(det(square)))
    answer = eliminate(taken_in(rows))
    assert not any(residual(taken_in(rows), answer))
    assert any(residual(taken_in(rows), [answer[0] + RING.one, *answer[1:]]))


SYMBOLIC = [
    [X, 1 / Y, Integer(0), Integer(1)],
    [Integer(2), X - Y, Z / (1 - X), X],
    [Y, Integer(-1), 1 + X * Z, Integer(0)],
]


def test_symbols_are_solved_for() -> None:
    answer = eliminate(taken_in(SYMBOLIC))
    assert not any(residual(taken_in(SYMBOLIC), answer))
    wrong = [*answer[:2], -answer[2]]
    assert any(residual(taken_in(SYMBOLIC), wrong))


def test_determinant_of_vandermonde() -> None:
    points = (X, Y, Z, X + Integer(1))
    rows = [[p**k for k in range(4)] for p in points]
    pairs = ((q - p) for k, p in enumerate(points) for q in points[k + 1 :])
    expected = quotient(prod(pairs), RING)
    assert determinant(taken_in(rows)) == expected
    swapped = [rows[1], rows[0], *rows[2:]]
    assert determinant(taken_in(swapped)) == -expected != expected


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_a_permutation_has_its_sign(order: tuple[int, ...]) -> None:
    weights = (X, Y, Z, Integer(3))
    rows = [[weights[i] * int(order[i] == j) for j in range(4)] for i in range(4)]
    swaps = sum(a > b for k, a in enumerate(order) for b in order[k + 1 :])
    assert determinant(taken_in(rows)) == quotient((-1) ** swaps * prod(weights), RING)


@pytest.mark.parametrize("rank", [1, 2])
def test_singular_symbols_are_refused(rank: int) -> None:
    first, second = [X, Y, Z], [Symbol("x") * Y, Y**2, Y * Z]
    rows = [first, second, [X * rank, Integer(rank - 1), Z]]
    with pytest.raises(ZeroDivisionError, match="the equations are singular"):
        determinant(taken_in(rows))
    with pytest.raises(ZeroDivisionError, match="the equations are singular"):
        eliminate(taken_in([[*row, X] for row in rows]))
