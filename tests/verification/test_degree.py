"""Bounds on degrees against the degrees themselves, and what they are for."""

from __future__ import annotations

import math
import random
import time
from dataclasses import replace

import pytest
from sympy import Expr, Integer, Poly, Symbol, fraction

from derivations import catalogue
from derivations.field import reduce
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from verification import claims
from verification.evidence import exact
from verification.evidence.degree import CURVE, Degrees, bound, zeros
from verification.evidence.finding import AGREES, CONTRADICTS
from verification.expression import parse_expression

pytestmark = pytest.mark.slow

T = Symbol("t")
LEAVES = (LAMBDA, RHO, Integer(2), Integer(-3))
SHORT = 120


def degree(polynomial: Expr) -> int:
    free = polynomial.free_symbols
    return int(Poly(polynomial, *free).total_degree()) if free else 0


def grown(generator: random.Random, depth: int) -> Expr:
    """Grow an expression, sometimes with a factor that cancels."""
    if depth == 0:
        return generator.choice(LEAVES)
    left, right = (grown(generator, depth - 1) for _ in range(2))
    kind = generator.randrange(5)
    if kind < 2:
        return left + right if kind else left * right
    if kind == 2:
        return left**2
    base = left + RHO * right + 5
    return right / base if kind == 3 else (left + base) / base**2


def held(expression: Expr) -> Degrees:
    """Check a bound against the fraction in lowest terms."""
    found = bound(expression)
    num, den = map(degree, fraction(reduce(expression)))
    assert num <= found.num
    assert den <= found.den
    return found


@pytest.mark.parametrize("number", range(60))
def test_the_bound_holds_for_grown_expressions(number: int, salt: int) -> None:
    held(grown(random.Random(f"{salt}/{number}"), 3))


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_the_bound_holds_for_every_closed_form(name: str) -> None:
    expression = catalogue.derive(name).expression
    if expression.atoms(Symbol) and expression.count_ops() < SHORT and "general" not in name:
        num, den = held(expression)
        assert zeros(expression, Integer(1)) == max(num, den) + den


def test_bounds_are_those_of_a_fraction_put_together() -> None:
    assert bound(1 / (1 - LAMBDA) + 1 / (1 - RHO) ** 2) == (2, 3)
    assert bound((LAMBDA / RHO) ** -3) == (3, 3)
    assert bound(Integer(7)) == (0, 0)
    assert bound(T**2, {T: CURVE}) == (4, 4)
    assert zeros(LAMBDA**3, 1 / RHO) == 5
    assert zeros(Integer(1), Integer(2)) == 1


SUM, OTHER = "(lambda+lambda_0+rho)", "(lambda_0-lambda-rho)"
# one, written with powers that fill hundreds of thousands of terms
HEAVY = f"(1+{SUM})^60*(2+{OTHER})^60/((1+2*{SUM}+{SUM}^2)^30*(4+4*{OTHER}+{OTHER}^2)^30)"


def test_a_formula_too_large_to_be_expanded_is_judged_at_points(salt: int) -> None:
    names = {str(symbol): symbol for symbol in (LAMBDA, LAMBDA_0, RHO)}
    one = parse_expression(HEAVY, names)
    assert one.count_ops() > 15  # not cancelled while it was read
    kernel = claims.find("state_kernel")
    start = time.monotonic()
    right = exact.examine(replace(kernel, published=kernel.published * one), salt)
    assert (right.outcome, right.data["log2_false_pass"] < -140) == (AGREES, True)
    wrong = exact.examine(replace(kernel, published=kernel.published + one), salt)
    assert wrong.outcome == CONTRADICTS
    assert time.monotonic() - start < 5


def test_the_chance_that_is_told_follows_from_the_degree(salt: int) -> None:
    for name in ("state_kernel_white", "sensitivity_kernel", "state_kernel_general"):
        claim = claims.find(name)
        finding = exact.examine(claim, salt)
        told = exact.POINTS * (math.log2(exact.degree_bound(claim)) - exact.UNLIKELY)
        assert finding.data["log2_false_pass"] == told < -150
