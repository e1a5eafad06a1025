"""Gaussian rationals obey the laws of arithmetic and agree with complex numbers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from numerics.gaussian import GaussianRational, exact

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
