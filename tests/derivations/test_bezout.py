"""Bezout equations: the product is one modulo the reciprocal polynomial, and names are undone."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sympy import QQ, I, Rational, symbols

from derivations import bezout
from derivations.bezout import inverse_modulo, naming, product, quotient
from derivations.field import fractions_over

A, B, P, Q = symbols("a b p q")
FIELD = QQ.frac_field(A, B, P, Q)
a, b, p, q = FIELD.gens
ONE = FIELD.one
LINEAR, OTHER, SQUARE = [ONE, -a], [ONE, -b], [ONE, -p, -q]
SIDES = {
    "linear": ([LINEAR], [OTHER], 1),
    "repeated": ([LINEAR, LINEAR], [OTHER, OTHER], 2),
    "shared": ([LINEAR, SQUARE], [SQUARE, OTHER], 3),
    "the same twice": ([SQUARE, SQUARE], [SQUARE, SQUARE], 4),
    "a pole at the origin": ([LINEAR], [OTHER, SQUARE], 3),
    "nothing to invert": ([LINEAR], [], 1),
    "powers only": ([], [SQUARE], 2),
    "numbers": ([[ONE, ONE / 3], LINEAR], [[ONE, -ONE / 2], OTHER], 2),
}


def spread(factors: list[list[Any]]) -> list[Any]:
    total = [ONE]
    for factor in factors:
        total = product(total, factor)
    return total


def left_over(u: list[Any], left: list[Any], right: list[Any], size: int) -> list[Any]:
    """Multiply U D - 1 out and take w^p C(1/w) off it, from the top, by hand."""
    below = spread(left)
    chi = [*[FIELD.zero] * (size + 1 - len(below)), *reversed(below)]
    rest = product(list(u), spread(right))
    rest[0] -= ONE
    for top in range(len(rest) - 1, size - 1, -1):
        lead = rest[top]
        for k, c in enumerate(chi):
            rest[top - size + k] -= lead * c
    return [c for c in rest if c]


@pytest.mark.parametrize("case", SIDES)
def test_the_product_is_one_modulo_the_reciprocal(case: str) -> None:
    left, right, size = SIDES[case]
    u = inverse_modulo(left, right, size, FIELD)
    assert len(u) == size
    assert left_over(u, left, right, size) == []


@pytest.mark.parametrize("case", SIDES)
def test_a_planted_coefficient_is_not_an_inverse(case: str) -> None:
    left, right, size = SIDES[case]
    *rest, last = inverse_modulo(left, right, size, FIELD)
    assert left_over([*rest, last + ONE / 1000], left, right, size) != []


def test_reciprocal_roots_have_no_inverse() -> None:
    with pytest.raises(ValueError, match="roots r and 1/r"):
        inverse_modulo([[ONE, -a]], [[ONE, -1 / a]], 1, FIELD)


def test_a_quotient_times_its_divisor_is_the_dividend(salt: int) -> None:
    draw = random.Random(f"{salt}/quotient")
    dividend = [FIELD(draw.randint(-9, 9)) + a * draw.randint(-9, 9) for _ in range(7)]
    for divisor in (LINEAR, SQUARE, [ONE], spread([LINEAR, SQUARE, OTHER])):
        assert product(quotient(dividend, divisor), divisor)[:7] == dividend


def test_names_are_shared_and_undone() -> None:
    long, third = (a * b - p / (1 - q)) ** 2, ONE / 3
    names = naming([[ONE, long, third], [ONE, -a, long]], FIELD)
    first, second = names.name([ONE, long, third]), names.name([ONE, -a, long])
    assert first[1] == second[2]
    assert set(names.symbols) == {long, -a}
    assert names.fresh.to_sympy(first[2]) == Rational(1, 3)
    x, y = (c.numer for c in (first[1], second[1]))
    assert names.unname(x**2 * y * 3 - y**3 + 5) == 3 * long**2 * -a + a**3 + 5
    assert names.unname(x**2 * y * 3 - y**3 + 5) != 3 * long**2 * a - a**3 + 5
    assert names.unname(x - x) == 0


def test_numbers_need_no_names() -> None:
    field = fractions_over(A, I * B)
    names = naming([[field.one, field.from_sympy(Rational(2, 3) - I / 5)]], field)
    assert names.symbols == {}
    named = names.name([field.from_sympy(Rational(2, 3) - I / 5)])[0]
    assert names.fresh.to_sympy(named) == Rational(2, 3) - I / 5
    assert names.unname(named.numer) / names.unname(named.denom) == field.from_sympy(
        Rational(2, 3) - I / 5
    )


def test_the_product_of_polynomials() -> None:
    assert bezout.product([ONE, a], [b, ONE, p]) == [b, ONE + a * b, a + p, a * p]
