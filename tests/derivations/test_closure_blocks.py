"""Blocks of stationarity equations as SymPy sees them, and systems that are too large."""

from __future__ import annotations

import pytest
from sympy import Integer, Matrix, Rational, Symbol, symbols

from derivations.closure import MOST_SYMBOLS, Closure, TooLargeError, close, determinant, matrix
from derivations.field import identical
from derivations.laws import gaussian
from derivations.moments import solve
from derivations.system import Monomial, System

pytestmark = pytest.mark.slow

H, XI = symbols("h xi")


def block_of(closure: Closure) -> tuple[Monomial, ...]:
    return max(closure.blocks, key=len)


def dense(size: int, count: int) -> System:
    """Write a dense block of which the first entries are symbols and the others numbers."""
    states = symbols(f"h1:{size + 1}")
    place = iter(range(size * size))
    rows = []
    for i in range(size):
        entries = [
            Symbol(f"a_{k}") if k < count else Rational(1, 7 + k)
            for _, k in zip(states, place, strict=False)
        ]
        rows.append((states[i], sum((e * s for e, s in zip(entries, states, strict=True)), XI)))
    return System(tuple(rows), (gaussian(XI, Integer(1)),))


def test_a_block_as_sympy_sees_it() -> None:
    closure = close(dense(2, 4), (("h1", "h1"),))
    block, (a, b, c, d) = block_of(closure), symbols("a_0:4")
    assert set(block) == {("h1", "h1"), ("h1", "h2"), ("h2", "h2")}
    found = Matrix([[entry.expression() for entry in row] for row in matrix(closure, block)])
    weights = {
        ("h1", "h1"): {("h1", "h1"): a**2, ("h1", "h2"): 2 * a * b, ("h2", "h2"): b**2},
        ("h1", "h2"): {("h1", "h1"): a * c, ("h1", "h2"): a * d + b * c, ("h2", "h2"): b * d},
        ("h2", "h2"): {("h1", "h1"): c**2, ("h1", "h2"): 2 * c * d, ("h2", "h2"): d**2},
    }
    right = Matrix(3, 3, lambda i, j: int(i == j) - weights[block[i]][block[j]])
    assert (found - right).expand() == Matrix.zeros(3, 3)
    det, trace = a * d - b * c, a + d
    by_eigenvalues = (1 - det) * ((1 + det) ** 2 - trace**2)  # prod of 1 - l_i l_j over i <= j
    assert identical(determinant(closure, block).expression(), by_eigenvalues)
    assert not identical(determinant(closure, block).expression(), -by_eigenvalues)


@pytest.mark.parametrize(("size", "count"), [(4, 7), (4, 16), (5, 5)])
def test_too_many_symbols_are_refused_with_an_offer(size: int, count: int) -> None:
    system = dense(size, count)
    with pytest.raises(TooLargeError, match=f"{count} symbols and ") as caught:
        close(system, (("h1", "h1"),))
    message = str(caught.value)
    assert "\n" not in message
    assert f"{size * (size + 1) // 2} moments that need each other" in message
    assert "give numbers for them: the answer is then exact at points" in message
    point = {s: Rational(2 * k + 1, 97) for k, s in enumerate(system.parameters)}
    assert solve(system.at(point), (("h1", "h1"),)).holds()


@pytest.mark.parametrize(("size", "count"), [(2, 4), (3, 9), (4, 6), (5, 0)])
def test_what_can_be_solved_is_not_refused(size: int, count: int) -> None:
    closure = close(dense(size, count), (("h1", "h1"),))
    assert len(block_of(closure)) == size * (size + 1) // 2
    assert len(closure.symbols) == count


def test_higher_moments_are_refused_earlier() -> None:
    few = dense(2, 4)
    noise = [sum(symbols(f"b_{k}_0:4")) for k in range(2)]
    rows = tuple((s, row + XI * e) for (s, row), e in zip(few.rows, noise, strict=True))
    many = System(rows, few.laws)
    assert len(close(many, (("h1", "h1"),)).symbols) == 12
    with pytest.raises(TooLargeError, match="12 symbols and 5 moments"):
        close(many, (("h1",) * 4,))


def test_symbols_without_end_are_refused() -> None:
    many = symbols(f"c_0:{MOST_SYMBOLS + 1}")
    for count in (MOST_SYMBOLS, MOST_SYMBOLS + 1):
        system = System(((H, H / 2 + sum(many[:count]) * XI),), (gaussian(XI, Integer(1)),))
        if count > MOST_SYMBOLS:
            with pytest.raises(TooLargeError, match=f"{count} symbols"):
                close(system, (("h", "h"),))
        else:
            assert len(close(system, (("h", "h"),)).symbols) == count
