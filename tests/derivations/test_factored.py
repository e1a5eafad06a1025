"""Fractions of flint polynomials as products: the factors SymPy finds, and nothing expanded."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Mul, Poly, Pow, Rational, factor_list, prod, symbols

from derivations.factored import LONG, factored
from derivations.field import identical
from derivations.quotient import quotient, ring_over

pytestmark = pytest.mark.slow

X, Y, Z = GENS = symbols("x y z")
RING = ring_over(GENS)
SMALL = st.integers(-3, 3)
Factors = list[tuple[Expr, int]]


def polynomial(expression: Expr) -> Any:
    found = quotient(expression, RING)
    assert found.den.is_one()
    return found.num


@st.composite
def linear(draw: st.DrawFn) -> Expr:
    a, b, c = draw(st.tuples(SMALL, SMALL, st.integers(1, 3)))
    return draw(st.permutations([a * X + b * Y + c, a * X * Y + b * Z + c, Integer(c), X + b * Z]))[
        0
    ]


@st.composite
def fractions(draw: st.DrawFn) -> Factors:
    powers = st.integers(-2, 2)
    return [(draw(linear()), draw(powers)) for _ in range(draw(st.integers(1, 4)))]


def parts(expression: Expr) -> Counter[Expr]:
    """Count the irreducible factors, each with the sign that SymPy gives it."""
    found = Counter[Expr]()
    for factor in Mul.make_args(expression):
        base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, 1)
        if base.free_symbols:
            found[Poly(base, *GENS).primitive()[1].as_expr() * sign_of(base)] += int(exponent)
    return found


def sign_of(base: Expr) -> int:
    return -1 if Poly(base, *GENS).LC() < 0 else 1


def by_sympy(above: Expr, below: Expr) -> Counter[Expr]:
    found = Counter[Expr]()
    for side, sign in ((above, 1), (below, -1)):
        for base, exponent in factor_list(side, *GENS)[1]:
            found[base * sign_of(base)] += sign * exponent
    return found


@settings(max_examples=60)
@given(factors=fractions(), guesses=st.lists(linear(), max_size=3))
def test_the_product_is_the_fraction_in_irreducible_factors(
    factors: Factors, guesses: list[Expr]
) -> None:
    whole = quotient(prod(base**exponent for base, exponent in factors), RING)
    assume(max(len(whole.num), len(whole.den)) <= LONG)
    above, below = (part.to_dict() for part in (whole.num, whole.den))
    right = [
        sum(
            (int(c) * prod(map(pow, GENS, map(int, powers))) for powers, c in side.items()),
            Integer(0),
        )
        for side in (above, below)
    ]
    plain = factored(whole.num, whole.den)
    assert identical(plain, right[0] / right[1])
    assert not identical(plain * X, right[0] / right[1])
    assert parts(plain) == by_sympy(*right)
    helped = factored(whole.num, whole.den, tuple(map(polynomial, guesses)))
    assert identical(helped, plain)
    for base in parts(helped):
        assert len(factor_list(base, *GENS)[1]) == 1 or base in {
            g * sign_of(g) for g in guesses if g.free_symbols
        }


def test_constants() -> None:
    one, six, four = (polynomial(Integer(n)) for n in (1, 6, 4))
    assert factored(six, one) == 6
    assert factored(-six, four) == Rational(-3, 2)
    assert factored(polynomial(X - X), six) == 0
    assert factored(polynomial(X - X), one, (polynomial(X),)) == 0
    assert factored(polynomial(2 * X), polynomial(4 * Y)) == X / (2 * Y)
    assert factored(one, one, (six, polynomial(X))) == 1
    assert factored(six, one) != -6


def test_powers_are_not_expanded() -> None:
    found = factored(polynomial((1 - X * Y) ** 7 * (X + Z) ** 2), polynomial((Y + 2) ** 3 * Z**4))
    assert parts(found) == {X * Y - 1: 7, X + Z: 2, Y + 2: -3, Z: -4}
    assert identical(found, (1 - X * Y) ** 7 * (X + Z) ** 2 / (Y + 2) ** 3 / Z**4)
    assert all(len(Add.make_args(f.as_base_exp()[0])) <= 2 for f in Mul.make_args(found))


LENGTHY = (1 + X + Y + Z + X * Y) ** 5


def test_a_long_numerator_stays_in_one_piece() -> None:
    long = polynomial(LENGTHY * (1 + X * Y * Z))
    assert len(long) > LONG
    found = factored(long, polynomial((1 - X) ** 2))
    assert len(found.args) == 2
    assert identical(found, LENGTHY * (1 + X * Y * Z) / (1 - X) ** 2)


@pytest.mark.parametrize("sign", [1, -1])
def test_known_divisors_are_taken_out_of_it(sign: int) -> None:
    long, known = polynomial(LENGTHY * (1 + X * Y * Z)), polynomial(sign * (1 + X + Y + Z + X * Y))
    others = tuple(map(polynomial, (X - Y, 1 - Z, Integer(5))))
    found = factored(long, polynomial(1 - X), (*others, known))
    base = sign * (1 + X + Y + Z + X * Y)
    assert Pow(base, 5, evaluate=False) in Mul.make_args(found)
    assert identical(found, LENGTHY * (1 + X * Y * Z) / (1 - X))
    assert not identical(found, LENGTHY * (1 - X * Y * Z) / (1 - X))


def test_symbols_are_named_like_the_generators() -> None:
    ring = ring_over(symbols("lambda_0 a'"))
    first, second = (ring.context.gen(k) for k in range(2))
    assert factored(first**2, second + 1).free_symbols == set(symbols("lambda_0 a'"))
