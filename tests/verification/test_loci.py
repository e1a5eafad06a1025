"""Zero sets: a factor is left out only when a proof says that it cannot vanish."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, Rational, symbols

from derivations.domain import Domain, natural
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO
from verification.loci import is_positive, never_vanishes, where_right, zero_sets

A, B, C = symbols("a b c", real=True)
BOTH = natural((LAMBDA, LAMBDA_0, RHO))
HIDDEN = 1 + A * B - 2 * C * A * B * (A + B) + C**2 * A**2 * B**2 * (1 + A * B)


@pytest.mark.parametrize(
    ("polynomial", "closed", "positive"),
    [
        (1 - A, (), True),
        (1 - A, (A,), False),
        (1 - A * B, (A,), True),
        (1 - A * B, (A, B), False),
        (1 + A * B - C, (C,), False),
        (A**2 + B**2, (), False),
        (A**2 + B**2 + Rational(1, 100), (A, B), True),
        (1 + A**2 - 2 * A * B, (B,), True),
        (1 + A**2 - 2 * A * B, (A, B), False),
        ((A - B) ** 2, (), False),
        (HIDDEN, (C,), True),
        (HIDDEN - Rational(1, 2), (C,), False),
        (-HIDDEN, (C,), False),
    ],
)
def test_positivity(polynomial: Expr, closed: tuple[Expr, ...], positive: bool) -> None:
    assert is_positive(polynomial.expand(), frozenset(closed)) is positive


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(st.integers(-3, 3), min_size=10, max_size=10), st.integers(0, 10**6))
def test_what_is_called_positive_is_positive_at_random_points(
    numbers: list[int], seed: int
) -> None:
    monomials = (1, A, B, C, A * B, A * C, B * C, A**2, B**2, A * B * C)
    polynomial = sum((n * m for n, m in zip(numbers, monomials, strict=True)), A * 0)
    generator = random.Random(seed)
    if polynomial.free_symbols and is_positive(polynomial):
        for _ in range(20):
            point = {s: Rational(generator.randrange(-99, 100), 100) for s in (A, B, C)}
            assert polynomial.subs(point) > 0


def test_the_edges_of_a_closed_interval_are_loci() -> None:
    difference = RHO * (1 - RHO) * (1 - LAMBDA * LAMBDA_0)
    assert where_right(difference, BOTH, real=True) == ("rho = 1", "rho = 0")
    open_interval = Domain(((LAMBDA, "disk"), (LAMBDA_0, "disk"), (RHO, "segment")))
    assert where_right(difference, open_interval, real=True) == ("rho = 0",)


def test_a_factor_that_meets_the_domain_is_kept() -> None:
    factor = 2 * LAMBDA - LAMBDA_0
    assert zero_sets(factor * (1 - LAMBDA * RHO), BOTH, real=True) in ((factor,), (-factor,))
    assert not never_vanishes(factor, BOTH, real=False)


def test_a_conjugate_pair_is_judged_in_polar_coordinates() -> None:
    hidden = HIDDEN.subs({A: LAMBDA, B: LAMBDA_BAR, C: RHO})
    assert never_vanishes(hidden.expand(), natural((LAMBDA, RHO)), real=False)
    assert not never_vanishes(LAMBDA + LAMBDA_BAR, natural((LAMBDA,)), real=False)
