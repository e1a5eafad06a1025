"""Moment matrices: decided exactly, against NumPy's eigenvalues and by construction."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, symbols

from derivations.domain import DomainError
from derivations.feasible import check, is_semidefinite
from derivations.laws import Law, finite, gate, gaussian, moment_symbol, symmetric
from derivations.system import System

pytestmark = pytest.mark.slow

X, Y, F, G, XI, RHO, V = symbols("x y f g xi rho v")
Entries = list[list[Fraction]]
HALF = Rational(1, 2)
NUMBERS = st.fractions(-3, 3, max_denominator=12)


def exactly(entries: Entries) -> list[list[Expr]]:
    return [[Rational(e.numerator, e.denominator) for e in row] for row in entries]


def gram(vectors: Entries) -> Entries:
    return [
        [sum((a * b for a, b in zip(u, w, strict=True)), Fraction(0)) for w in vectors]
        for u in vectors
    ]


@st.composite
def matrices(draw: st.DrawFn, wide: int | None = None) -> Entries:
    """Draw vectors, fewer coordinates than vectors where the rank is to be short."""
    size = draw(st.integers(2, 5))
    row = st.lists(NUMBERS, min_size=wide or size, max_size=wide or size)
    return draw(st.lists(row, min_size=size, max_size=size))


@settings(max_examples=100)
@given(rows=matrices(), shift=NUMBERS)
def test_decided_as_numpy_decides(rows: Entries, shift: Fraction) -> None:
    size = range(len(rows))
    symmetric_part = [[rows[i][j] + rows[j][i] + shift * (i == j) for j in size] for i in size]
    matrix = np.array([[float(e) for e in row] for row in symmetric_part])
    least = float(np.linalg.eigvalsh(matrix)[0])
    # LAPACK's eigenvalues of a symmetric matrix are right to a few n eps times its norm
    assume(abs(least) > 100 * len(rows) * np.finfo(float).eps * (1 + np.abs(matrix).sum()))
    assert is_semidefinite(exactly(symmetric_part)) is (least > 0)


@settings(max_examples=50)
@given(rows=matrices(wide=1), tiny=st.integers(1, 60))
def test_the_edge_is_exact(rows: Entries, tiny: int) -> None:
    """A matrix of rank one without zeros is on the edge: taking anything away tips it over."""
    assume(all(e for row in rows for e in row))
    matrix = gram(rows)
    assert is_semidefinite(exactly(matrix))
    assert is_semidefinite(exactly([[0 * e for e in row] for row in matrix]))
    for k in range(len(matrix)):
        tipped = [list(row) for row in matrix]
        tipped[k][k] -= Fraction(1, 10**tiny)
        assert not is_semidefinite(exactly(tipped))


@pytest.mark.parametrize("rank", [1, 2, 3])
@settings(max_examples=20)
@given(data=st.data())
def test_short_ranks_are_accepted(rank: int, data: st.DataObject) -> None:
    assert is_semidefinite(exactly(gram(data.draw(matrices(wide=rank)))))


def test_a_zero_diagonal_allows_nothing_beside_it() -> None:
    zero, one = Integer(0), Integer(1)
    assert is_semidefinite([])
    assert is_semidefinite([[zero, zero], [zero, one]])
    assert not is_semidefinite([[zero, one], [one, zero]])
    assert not is_semidefinite([[zero, one], [one, 100 * one]])
    assert not is_semidefinite([[-one]])
    # every leading minor is 0 or more, which is not enough
    assert not is_semidefinite([[zero, zero], [zero, -one]])


GATE = System(((X, F * X),), (gate((F, G)),))
MOMENTS = {
    moment_symbol("m", powers): number
    for powers, number in {
        (1,): Rational(1, 2),
        (2,): Rational(1, 3),
        (0, 1): Rational(-1, 4),
        (0, 2): Rational(1, 8),
        (1, 1): Rational(-1, 9),
    }.items()
}
IMPOSSIBLE = {
    "E f^2 < (E f)^2": {(2,): Rational(1, 4) - Rational(1, 10**9)},
    "E g^2 < (E g)^2": {(0, 2): Rational(1, 17)},
    "E f g too large": {(1, 1): Rational(1, 5)},
    "E f^2 < 0": {(1,): Integer(0), (2,): Integer(-1)},
}


def refusal(system: System, point: dict[Symbol, Expr]) -> str:
    with pytest.raises(DomainError) as caught:
        check(system, point)
    message = str(caught.value)
    assert "\n" not in message
    assert "must be positive semidefinite; give moments that some law has" in message
    return message


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_moments_that_no_gate_has(name: str) -> None:
    check(GATE, MOMENTS)
    changed = {moment_symbol("m", powers): e for powers, e in IMPOSSIBLE[name].items()}
    assert refusal(GATE, MOMENTS | changed).startswith("moments of f, g = [")


def test_a_gate_that_is_a_constant_is_a_gate() -> None:
    fixed = {(1,): Rational(2, 3), (2,): Rational(4, 9), (0, 1): Integer(5), (0, 2): Integer(25)}
    point = {moment_symbol("m", powers): e for powers, e in fixed.items()}
    check(GATE, point | {Symbol("m_1_1"): Rational(10, 3)})
    refusal(GATE, point | {Symbol("m_1_1"): Rational(10, 3) + Rational(1, 10**12)})


def test_moments_that_are_not_given_are_not_missed() -> None:
    check(GATE, {Symbol("m_1"): Rational(1, 2), Symbol("m_2"): Rational(1, 4)})
    refusal(GATE, {Symbol("m_1"): Rational(1, 2), Symbol("m_2"): Rational(1, 5)})


def test_fourth_moments_are_at_least_squares() -> None:
    system = System(((X, RHO * X + XI),), (symmetric(XI, Rational(2, 3), V),))
    for kurtosis in (Integer(1), Rational(9, 5)):
        check(system, {V: kurtosis})
    refusal(system, {V: 1 - Rational(1, 10**9)})
    alone, moments = System(((X, F * X),), (gate((F,)),)), (HALF, HALF**2, HALF**3, HALF**4)
    point = {moment_symbol("m", (k,)): m for k, m in enumerate(moments, 1)}
    check(alone, point)
    refusal(alone, point | {Symbol("m_4"): HALF**4 - Rational(1, 10**9)})


@pytest.mark.parametrize(
    "law",
    [gaussian(XI, V), gaussian(XI, V**3 / 2), symmetric(XI, V, Integer(2))],
    ids=lambda w: w.title,
)
def test_a_variance_is_not_negative(law: Law) -> None:
    system = System(((X, RHO * X + XI),), (law,))
    for number in (Integer(0), Rational(1, 7)):
        check(system, {V: number})
    assert "moments of xi = [-" in refusal(system, {V: Rational(-1, 7)})


def test_finitely_many_values_always_are_a_law() -> None:
    half = Rational(1, 2)
    law = finite((F, G), ((half, (V, Integer(0))), (half, (-V / 3, V**2))))
    for number in (Rational(-7, 3), Integer(0), Rational(1, 5)):
        check(System(((X, F * X),), (law,)), {V: number})


DATA = ((("x", "x"), Integer(2)), (("x", "y"), V), (("y", "y"), Rational(1, 2)))


def test_given_covariances_have_a_law() -> None:
    system = System(((X, X), (Y, Y)), data=DATA)
    for number in (Integer(1), Integer(-1), Rational(2, 3)):
        check(system, {V: number})
    assert refusal(system, {V: Rational(1000001, 1000000)}).startswith("data = [2, 1000001/")
    assert refusal(system, {V: Rational(-8, 7)}).startswith("data = [2, -8/7; -8/7, 1/2]")
    check(System(((X, X),), data=((("x", "x"), V),)), {V: Integer(0)})
    refusal(System(((X, X),), data=((("x", "x"), V),)), {V: Rational(-1, 100)})


def test_what_is_not_a_number_is_not_decided() -> None:
    check(System(((X, X), (Y, Y)), data=DATA), {})
    check(GATE, {})
