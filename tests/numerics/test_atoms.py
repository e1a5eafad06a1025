"""Finite laws: exact moments, independence, and what is no law."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.atoms import Atom, Law, certain, check, choice, expectation, product_law, three_point
from numerics.gaussian import GaussianRational, exact

POSITIVE = st.fractions(0, 9, max_denominator=12).filter(bool)
HALF = Fraction(1, 2)
SKEW = choice((Fraction(1, 3), Fraction(2)), (Fraction(2, 3), Fraction(-1, 5)))


@given(variance=POSITIVE)
def test_three_points_have_their_variance(variance: Fraction) -> None:
    law = three_point(variance)
    check(law)
    assert expectation(law, (2,)) == variance
    assert expectation(law, (1,)) == expectation(law, (3,)) == 0


@given(point=POSITIVE, side=st.fractions(0, HALF, max_denominator=20).filter(bool))
def test_three_points_have_their_fourth_moment(point: Fraction, side: Fraction) -> None:
    variance, fourth = 2 * side * point**2, 2 * side * point**4
    law = three_point(variance, fourth)
    assert {atom.randoms[0] for atom in law} <= {-point, Fraction(0), point}
    assert [expectation(law, (p,)) for p in range(5)] == [1, 0, variance, 0, fourth]


def test_the_degenerate_law() -> None:
    assert three_point(Fraction(0)) == three_point(Fraction(0), Fraction(0)) == certain(0)


@pytest.mark.parametrize(
    ("variance", "fourth", "rule"),
    [
        (Fraction(-1), None, "must not be negative"),
        (Fraction(2), Fraction(4, 3), "square of a rational"),
        (Fraction(1), Fraction(1, 4), "at least variance"),
        (Fraction(1), Fraction(-4), "square of a rational"),
        (Fraction(1), Fraction(0), "square of a rational"),
        (Fraction(0), Fraction(1), "must be 0"),
    ],
)
def test_impossible_moments(variance: Fraction, fourth: Fraction | None, rule: str) -> None:
    with pytest.raises(ValueError, match=rule) as caught:
        three_point(variance, fourth)
    assert "\n" not in str(caught.value)


def test_independent_numbers() -> None:
    joint = product_law(SKEW, three_point(Fraction(5, 7)), certain(Fraction(3), exact(2)))
    check(joint)
    assert len(joint) == 6
    one, two = expectation(SKEW, (3,)), Fraction(5, 7)
    assert expectation(joint, (3, 2, 1, 2)) == exact(one * two * 12)
    assert product_law() == certain()


def test_dependent_numbers_are_not_a_product() -> None:
    shared = tuple(Atom(atom.probability, atom.randoms * 2) for atom in SKEW)
    check(shared)
    assert expectation(shared, (1, 1)) != expectation(product_law(SKEW, SKEW), (1, 1))


def test_complex_values() -> None:
    turn = GaussianRational(Fraction(0), Fraction(1))
    law = choice((Fraction(1, 4), turn), (Fraction(3, 4), exact(HALF)))
    assert expectation(law, (2,)) == exact(Fraction(-1, 4) + Fraction(3, 16))


@pytest.mark.parametrize(
    ("law", "rule"),
    [
        ((Atom(Fraction(3, 2), (1,)), Atom(-HALF, (0,))), r"law\[0\].*\[0, 1\]"),
        ((Atom(HALF, (1,)), Atom(-HALF, (0,)), Atom(Fraction(1), (2,))), r"law\[1\].*\[0, 1\]"),
        (SKEW[:1], "sum to 1/3"),
        ((Atom(HALF, (1,)), Atom(HALF, (1, 2))), r"law\[1\]: 2 random numbers"),
        ((), "sum to 0"),
    ],
)
def test_what_is_no_law(law: Law, rule: str) -> None:
    with pytest.raises(ValueError, match=rule) as caught:
        check(law)
    assert "\n" not in str(caught.value)


def test_a_dropped_outcome_is_seen() -> None:
    with pytest.raises(ValueError, match="must be 1"):
        choice((Fraction(1, 3), Fraction(2)))
