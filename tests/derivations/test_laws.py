"""Laws of random numbers: moments against known ones, recursions and direct sums."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, Integer, Rational, Symbol, exp, factorial, prod, series, symbols

from derivations.laws import Law, finite, gate, gaussian, moment_symbol, symmetric

XI, V, KURTOSIS, T = symbols("xi v kappa t")
F, SLOPE, P = symbols("f g p")
TABLE = (1, 0, V, 0, 3 * V**2, 0, 15 * V**3, 0, 105 * V**4)
VALUES = st.fractions(-3, 3, max_denominator=6).map(lambda q: Rational(q.numerator, q.denominator))
WEIGHTS = st.lists(st.integers(1, 9), min_size=1, max_size=4)


def moments(law: Law, count: int) -> tuple[Expr, ...]:
    return tuple(law.moment((k,)) for k in range(count))


def test_normal_moments_are_the_known_ones() -> None:
    assert moments(gaussian(XI, V), 9) == TABLE
    assert moments(gaussian(XI, 2 * V), 9) != TABLE


def test_normal_moments_obey_stein() -> None:
    law = gaussian(XI, V)
    for k in range(1, 12):
        assert law.moment((k + 1,)) == k * V * law.moment((k - 1,))


def test_normal_moments_are_those_of_the_generating_function() -> None:
    expansion = series(exp(V * T**2 / 2), T, 0, 9).removeO()
    found = tuple(factorial(k) * expansion.coeff(T, k) for k in range(9))
    assert moments(gaussian(XI, V), 9) == found


def test_a_normal_law_is_symmetric_with_fourth_moment_three() -> None:
    assert moments(symmetric(XI, V, Integer(3)), 6) == TABLE[:6]
    assert moments(symmetric(XI, V, KURTOSIS), 6) == (1, 0, V, 0, KURTOSIS * V**2, 0)
    assert moments(symmetric(XI, V, Integer(2)), 6) != TABLE[:6]


def test_moments_that_are_not_given_are_refused() -> None:
    law = symmetric(XI, V, KURTOSIS)
    with pytest.raises(ValueError, match=r"E xi\^6: only the moments up to the fourth") as caught:
        law.moment((6,))
    assert "\n" not in str(caught.value)
    assert law.moment((7,)) == 0


@pytest.mark.parametrize(
    ("law", "parameters"),
    [
        (gaussian(XI, V), (V,)),
        (gaussian(XI, Integer(1)), ()),
        (symmetric(XI, V, KURTOSIS), (KURTOSIS, V)),
        (gate((F, SLOPE)), ()),
        (finite((F,), ((P, (V,)), (1 - P, (T,)))), (P, T, V)),
    ],
    ids=["normal", "unit", "symmetric", "gate", "finite"],
)
def test_a_law_knows_its_parameters(law: Law, parameters: tuple[Symbol, ...]) -> None:
    assert law.parameters == parameters
    assert all(str(symbol) in law.title for symbol in law.symbols)


@settings(max_examples=40)
@given(weights=WEIGHTS, data=st.data())
def test_finite_moments_are_sums(weights: list[int], data: st.DataObject) -> None:
    chances = [Rational(w, sum(weights)) for w in weights]
    atoms = tuple((c, (data.draw(VALUES), data.draw(VALUES))) for c in chances)
    law = finite((F, SLOPE), atoms)
    for i, j in product(range(4), repeat=2):
        direct = sum(
            Fraction(int(c.p), int(c.q))
            * Fraction(int(a.p), int(a.q)) ** i
            * Fraction(int(b.p), int(b.q)) ** j
            for c, (a, b) in atoms
        )
        assert law.moment((i, j)) == Rational(direct.numerator, direct.denominator)
    assert law.moment((0, 0)) == 1


def test_a_planted_atom_changes_the_moments() -> None:
    half = Rational(1, 2)
    right = finite((F,), ((half, (Integer(1),)), (half, (Integer(-1),))))
    wrong = finite((F,), ((half, (Integer(1),)), (half, (Integer(-2),))))
    assert moments(right, 5) == (1, 0, 1, 0, 1)
    assert moments(wrong, 5) != moments(right, 5)


@pytest.mark.parametrize(
    "chances",
    [(Rational(1, 2), Rational(1, 3)), (Rational(3, 2), -Rational(1, 2)), (P, P)],
    ids=["below one", "negative", "symbols"],
)
def test_chances_must_make_a_law(chances: tuple[Expr, ...]) -> None:
    with pytest.raises(ValueError, match=r"probabilit.*: (they )?must") as caught:
        finite((F,), tuple((chance, (Integer(k),)) for k, chance in enumerate(chances)))
    assert "\n" not in str(caught.value)


def test_gate_moments_are_symbols() -> None:
    law = gate((F, SLOPE))
    names = {(1, 0): "m_1", (2, 0): "m_2", (0, 1): "m_0_1", (0, 2): "m_0_2", (1, 1): "m_1_1"}
    assert {powers: str(law.moment(powers)) for powers in names} == names
    assert law.moment((0, 0)) == 1
    assert gate((F,), "n").moment((3,)) == Symbol("n_3")


def test_different_gate_moments_have_different_names() -> None:
    powers = [p for p in product(range(4), repeat=3) if any(p)]
    assert len({moment_symbol("m", p) for p in powers}) == len(powers)
    assert moment_symbol("m", (2,)) == moment_symbol("m", (2, 0, 0)) != moment_symbol("m", (0, 2))


@settings(max_examples=20)
@given(value=VALUES, spread=VALUES)
def test_numbers_can_be_put_in(value: Rational, spread: Rational) -> None:
    point = {V: spread**2, KURTOSIS: value**2}
    for law in (gaussian(XI, V), symmetric(XI, V, KURTOSIS)):
        there = law.at(point)
        assert there.parameters == ()
        assert moments(there, 5) == tuple(m.xreplace(point) for m in moments(law, 5))
    moved = gate((F, SLOPE)).at({Symbol("m_1"): value, Symbol("m_0_2"): spread})
    assert (moved.moment((1, 0)), moved.moment((0, 2)), moved.letter) == (value, spread, "")
    with pytest.raises(ValueError, match="m_1_1 is missing: every moment needs a value"):
        moved.moment((1, 1))


@given(counts=st.lists(st.integers(0, 3), min_size=2, max_size=2), value=VALUES)
def test_a_sure_value_has_the_moments_of_a_number(counts: list[int], value: Rational) -> None:
    law = finite((F, SLOPE), ((Integer(1), (value, -2 * value)),))
    assert law.moment(tuple(counts)) == prod((value ** counts[0], (-2 * value) ** counts[1]))
