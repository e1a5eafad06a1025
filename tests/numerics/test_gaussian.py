"""Gaussian rationals obey the laws of arithmetic and agree with complex numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.gaussian import GaussianRational, exact

pytestmark = pytest.mark.slow

PARTS = st.fractions(-5, 5, max_denominator=20)
NUMBERS = st.builds(GaussianRational, PARTS, PARTS)
ZERO, ONE, I = exact(0), exact(1), GaussianRational(Fraction(0), Fraction(1))


@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_ring_laws(a: GaussianRational, b: GaussianRational, c: GaussianRational) -> None:
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a + ZERO == a * ONE == a
    assert a - a == a + -a == a * 0 == ZERO


@given(a=NUMBERS.filter(lambda a: a != ZERO))
def test_every_number_but_zero_has_an_inverse(a: GaussianRational) -> None:
    size = a * a.conjugate()
    assert size.imag == 0
    assert a * (a.conjugate() * (1 / size.real)) == ONE


@given(a=NUMBERS, b=NUMBERS)
def test_conjugation(a: GaussianRational, b: GaussianRational) -> None:
    assert a.conjugate().conjugate() == a
    assert (a * b).conjugate() == a.conjugate() * b.conjugate()
    assert (a + b).conjugate() == a.conjugate() + b.conjugate()


@given(a=NUMBERS, n=st.integers(-9, 9), q=PARTS)
def test_mixes_with_integers_and_fractions(a: GaussianRational, n: int, q: Fraction) -> None:
    assert n + a == a + n == a + exact(n)
    assert q * a == a * q == a * exact(q)
    assert a - q == a + exact(-q)


def test_subtracts_from_integers() -> None:
    assert GaussianRational(Fraction(1), Fraction(-1)) == 1 - I


def test_imaginary_unit() -> None:
    assert I * I == -ONE
    assert complex(I + Fraction(1, 2)) == 0.5 + 1j
    assert [str(z) for z in (exact(Fraction(1, 2)), I)] == ["1/2", "0 + 1*I"]
    assert exact(I) is I


@given(a=NUMBERS, b=NUMBERS.filter(bool), n=st.integers(-9, 9).filter(bool))
def test_division_undoes_multiplication(a: GaussianRational, b: GaussianRational, n: int) -> None:
    assert a / b * b == a
    assert b.reciprocal() == ONE / b == 1 / b == Fraction(1) / b
    assert a / n == a * Fraction(1, n)
    assert (a / b == a * b) == (not a or b * b == ONE)


@given(a=NUMBERS.filter(bool), m=st.integers(-5, 5), n=st.integers(-5, 5))
def test_powers(a: GaussianRational, m: int, n: int) -> None:
    assert a**m * a**n == a ** (m + n)
    assert a**1 == a
    assert a**3 == a * a * a
    assert a**-1 == a.reciprocal()
    assert ZERO**0 == ONE


def test_zero_alone_is_false_and_has_no_inverse() -> None:
    assert not ZERO
    assert I
    assert ONE
    for attempt in (lambda: ONE / ZERO, lambda: 1 / ZERO, lambda: ZERO**-2, lambda: I / 0):
        with pytest.raises(ZeroDivisionError, match="has no inverse") as caught:
            attempt()
        assert "\n" not in str(caught.value)


def test_other_operands_are_left_to_their_own_type() -> None:
    for attempt in (lambda: I + "x", lambda: I * "x", lambda: I / "x", lambda: I - "x"):
        with pytest.raises(TypeError):
            attempt()
    assert exact(3) != 3  # equality compares parts, not numbers of other types
