"""Random exact points: inside every region, and with finite laws that have the stated moments."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Expr, Integer, Rational, Symbol, conjugate, symbols

from derivations.domain import DomainError
from derivations.laws import gate, gaussian, symmetric
from derivations.spectra import KURTOSIS
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO
from derivations.system import System
from numerics.atoms import check, expectation
from numerics.dual import Dual
from numerics.gaussian import GaussianRational
from verification import agreement
from verification.drawing import EPSILON, POSITIVE, Draw, draw, five_point

pytestmark = pytest.mark.slow

X, H, XI, F, G, GAMMA, A = symbols("x h xi f g gamma a")
NAMES = tuple(name for name in agreement.NAMES if not name.startswith("teacher"))


def drawn_for(name: str, seed: int) -> tuple[agreement.Case, Draw]:
    one = agreement.case(name)
    generator = random.Random(f"{seed}/{name}")
    return one, draw(one.system, one.slopes, generator, degree=4 if one.is_variance else 2)


def rational(number: Expr) -> Fraction:
    return Fraction(int(number.p), int(number.q))


@pytest.mark.parametrize("name", NAMES)
def test_points_are_complete_and_inside(name: str, salt: int) -> None:
    one, drawn = drawn_for(name, salt)
    assert set(one.system.parameters) <= set(drawn.point)
    assert set(one.expression.free_symbols) <= set(drawn.point)
    for symbol, number in drawn.point.items():
        assert number != 0
        assert str(symbol) not in POSITIVE or number > 0
        assert symbol not in (LAMBDA, LAMBDA_0, RHO) or Abs(number) < 1
    for root, square in one.system.relations:
        assert drawn.point[root] ** 2 == square.xreplace(drawn.point)
    if not one.system.relations and LAMBDA_BAR in drawn.point:
        assert drawn.point[LAMBDA_BAR] == conjugate(drawn.point[LAMBDA])
        assert not drawn.point[LAMBDA].is_real


@pytest.mark.parametrize("name", NAMES)
def test_laws_have_the_moments_of_the_rows(name: str, salt: int) -> None:
    one, drawn = drawn_for(name, salt)
    check(drawn.law)
    degree, count = (4 if one.is_variance else 2), len(one.system.random)
    for powers in product(range(degree + 1), repeat=count):
        if sum(powers) > degree:
            continue
        start, expected = 0, Integer(1)
        for law in one.system.laws:
            own = powers[start : start + len(law.symbols)]
            expected *= law.moment(own).xreplace(drawn.point) if any(own) else 1
            start += len(law.symbols)
        assert expectation(drawn.law, powers) == rational(expected)
        assert not any(powers) or expectation(drawn.law, powers) != rational(expected) + 1


@pytest.mark.parametrize(
    "name", ["sensitivity_moment_tanh", "sensitivity_moment_zoh_a", "state_kernel"]
)
def test_numbers_carry_their_slopes(name: str, salt: int) -> None:
    one, drawn = drawn_for(name, salt)
    for symbol in one.system.parameters:
        number = drawn.numbers[symbol]
        value = number.value if isinstance(number, Dual) else number
        assert value == drawn.exact(symbol)
        assert isinstance(number, Dual) is (symbol in one.slopes)
        if isinstance(number, Dual):
            assert number.slope == drawn.exact(one.slopes[symbol])
    epsilon = drawn.numbers[EPSILON]
    assert (epsilon * epsilon).value == (epsilon * epsilon).slope == GaussianRational(Fraction(0))


def test_the_generator_decides(salt: int) -> None:
    first, again, other = (
        drawn_for("sensitivity_moment_gated", s)[1] for s in (salt, salt, salt + 1)
    )
    assert first.point == again.point != other.point
    assert first.law == again.law != other.law


@pytest.mark.parametrize("name", ["sensitivity_moment_gated", "sensitivity_moment_gru"])
def test_gates_take_more_than_two_values(name: str, salt: int) -> None:
    """Of two values the covariance would be singular, and a term with it as a factor unseen."""
    point = drawn_for(name, salt)[1].point
    names = ("m_1", "m_2", "m_0_1", "m_0_2", "m_1_1")
    first, first_square, second, second_square, both = (point[Symbol(n)] for n in names)
    variances = (first_square - first**2) * (second_square - second**2)
    assert variances > (both - first * second) ** 2


MOMENTS = st.tuples(
    st.fractions(Fraction(1, 5), 5, max_denominator=20),
    st.fractions(Fraction(3, 2), 40, max_denominator=20),
)


@settings(max_examples=100)
@given(moments=MOMENTS)
def test_five_points_have_both_moments(moments: tuple[Fraction, Fraction]) -> None:
    variance, kurtosis = moments
    fourth = kurtosis * variance**2
    law = five_point(variance, fourth)
    check(law)
    assert all(atom.probability > 0 for atom in law)
    assert [expectation(law, (k,)) for k in range(1, 6)] == [0, variance, 0, fourth, 0]
    assert len(law) <= 5


@pytest.mark.parametrize("kurtosis", [Fraction(1, 2), Fraction(9, 10), Fraction(1)])
def test_fourth_moments_that_no_law_has_are_refused(kurtosis: Fraction) -> None:
    with pytest.raises(DomainError, match="no law on five points; draw again") as caught:
        five_point(Fraction(2), kurtosis * 4)
    assert "\n" not in str(caught.value)


def test_a_variance_that_is_negative_is_drawn_again(salt: int) -> None:
    """The variance a - 1/4 is positive for few a; the others are never handed out."""
    law = gaussian(XI, A - Rational(1, 4))
    for seed in range(20):
        generator = random.Random(f"{salt}/{seed}")
        drawn = draw(System(((X, X / 2 + XI),), (law,)), {}, generator, degree=2)
        assert drawn.point[A] > Rational(1, 4)
        assert expectation(drawn.law, (2,)) == rational(drawn.point[A]) - Fraction(1, 4)


def test_kurtosis_and_gates_at_once(salt: int) -> None:
    laws = (symmetric(XI, Rational(2, 3), KURTOSIS), gate((F,), "n"))
    system = System(((X, A * X + XI), (H, F * H + X)), laws)
    drawn = draw(system, {A: Integer(1)}, random.Random(salt), degree=4)
    assert drawn.point[KURTOSIS] > 1
    fourth = rational(drawn.point[KURTOSIS]) * Fraction(4, 9)
    assert expectation(drawn.law, (4, 0)) == fourth
    for k in range(1, 5):
        number = rational(drawn.point[Symbol(f"n_{k}")])
        assert expectation(drawn.law, (0, k)) == number
        assert expectation(drawn.law, (2, k)) == number * Fraction(2, 3)
    assert expectation(drawn.law, (4, 0)) != fourth * 2


def test_a_root_without_rational_points_is_refused(salt: int) -> None:
    system = System(
        ((X, A * X + GAMMA * XI),), (gaussian(XI, Integer(1)),), relations=((GAMMA, 2 - A),)
    )
    with pytest.raises(
        DomainError, match="gamma: no rational point is known where 2 - a"
    ) as caught:
        draw(system, {}, random.Random(salt), degree=2)
    assert "\n" not in str(caught.value)


def test_a_system_without_noise_has_a_certain_law(salt: int) -> None:
    drawn = draw(System(((H, A * H + 1),)), {}, random.Random(salt), degree=2)
    assert len(drawn.law) == 1
    assert drawn.law[0].probability == 1
