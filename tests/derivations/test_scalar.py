"""The scalar recurrence: its rows, its mean, and Isserlis' theorem for moments of degree four."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from sympy import Expr, Integer, Rational, Symbol

from derivations import scalar
from derivations.inputs import EXPONENTIAL, INPUTS, WHITE, WHITE_PLUS_CONSTANT, XI, Input, X
from derivations.moments import Solution, solve
from derivations.quotient import Quotient, quotient
from derivations.scalar import bare_system, joint_system, state, tangent
from derivations.spectra import PHI, PHI_1, PHI_2, THETA, P, Q, arma, damped_cosine, exponentials
from derivations.symbols import LAMBDA, LAMBDA_0, MU, RHO
from derivations.system import RowError, System, ordered, prime

pytestmark = pytest.mark.slow

A, B = LAMBDA, LAMBDA_0
ONE, THIRD = Integer(1), Rational(1, 3)
H, D = state(A), tangent(A)
NORMAL = {
    "white": WHITE,
    "exponential": EXPONENTIAL,
    "ar_2": arma((PHI_1, PHI_2), ()),
    "arma_1_1": arma((PHI,), (THETA,)),
    "damped_cosine": damped_cosine(P, Q),
    "exponentials_2": exponentials((THIRD, 1 - THIRD), (RHO, -THIRD)),
}


def isserlis(solved: Solution, names: tuple[str, ...]) -> Quotient:
    """Sum over the three ways to pair four states."""
    a, b, c, d = names
    m = solved.moments
    total = m[ordered(a, b)] * m[ordered(c, d)]
    total += m[ordered(a, c)] * m[ordered(b, d)]
    return total + m[ordered(a, d)] * m[ordered(b, c)]


def with_pairs(system: System, *products: tuple[str, ...]) -> Solution:
    pairs = {ordered(*p) for names in products for p in combinations_with_replacement(names, 2)}
    return solve(system, (*(ordered(*names) for names in products), *pairs))


@pytest.mark.parametrize("name", NORMAL)
def test_normal_states_have_normal_fourth_moments(name: str) -> None:
    products = ((H,) * 4, (H, H, H, "x"), (H, H, "x", "x"), (H, "x", "x", "x"))
    solved = with_pairs(bare_system(NORMAL[name], (A,)), *products)
    second, fourth = solved.moments[H, H], solved.moments[H, H, H, H]
    assert fourth == quotient(Integer(3), second.ring) * second**2
    assert fourth != second**2
    for names in products:
        assert solved.moments[ordered(*names)] == isserlis(solved, names)


def test_cross_moments_of_two_states_and_a_slope() -> None:
    system = joint_system(EXPONENTIAL, (A,))
    products = ((H, H, D, D), (H, D, D, D), (D,) * 4, (H, H, D, "x"))
    solved = with_pairs(system, *products)
    for names in products:
        found, expected = solved.moments[ordered(*names)], isserlis(solved, names)
        assert found == expected
        assert found + found != expected
    pair = with_pairs(bare_system(WHITE, (A, B)), (H, H, state(B), state(B)))
    names = (H, H, state(B), state(B))
    assert pair.moments[ordered(*names)] == isserlis(pair, names)
    assert pair.moments[ordered(*names)] != isserlis(pair, (H, H, H, state(B)))


def test_odd_moments_of_centred_states_vanish() -> None:
    solved = solve(bare_system(EXPONENTIAL, (A,)), ((H,), (H, H, H), (H, H, "x")))
    assert [solved.moments[m] for m in ((H,), (H, H, H))] == [solved.closure.ring.zero] * 2


def test_the_mean_of_the_input_is_amplified() -> None:
    system = joint_system(WHITE_PLUS_CONSTANT, (A,))
    with pytest.raises(RowError, match=r"E\[c c c\]: its equation leaves it open"):
        solve(system, ((H, H, H),))
    always = replace(system, data=(*system.data, (("c", "c", "c"), ONE)))
    solved = solve(always, ((H,), (D,), (H, H), (H, H, H)))
    ring = solved.closure.ring
    assert solved.moments[H,] == quotient(MU / (1 - A), ring)
    assert solved.moments[D,] == quotient(MU / (1 - A) ** 2, ring)
    mean, second = solved.moments[H,], solved.moments[H, H]
    two, three = quotient(Integer(2), ring), quotient(Integer(3), ring)
    third = solved.moments[H, H, H]
    assert third == three * mean * second - two * mean**3  # no third cumulant
    assert third != mean * second


def test_rows_of_the_joint_system() -> None:
    h, d = Symbol(H), Symbol(D)
    system = joint_system(EXPONENTIAL, (A,))
    assert system.rows == ((X, RHO * X + XI), (h, A * h + prime(X)), (d, A * d + h))
    assert bare_system(EXPONENTIAL, (A,)).rows == system.rows[:2]
    assert (system.laws, system.data) == (EXPONENTIAL.laws, EXPONENTIAL.data)
    assert (H, D) == ("h(lambda)", "d[lambda] h(lambda)")


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_units_stand_side_by_side(source: Input) -> None:
    both = joint_system(source, (A, B))
    assert both.states == (*source.states, state(A), state(B), tangent(A), tangent(B))
    pair = (ordered(H, D),)
    alone = solve(joint_system(source, (A,)), pair).value(*pair[0])
    together = solve(both, pair).value(*pair[0])
    assert alone == together
    assert alone != together.xreplace({A: B})


def test_products_with_a_slope() -> None:
    """E[dh h] is half the derivative of E h^2, E[dh x] that of E[h x] = 1 / (1 - lambda rho)."""
    solved = solve(scalar.joint_system(EXPONENTIAL, (A,)), ((D, D), (H, H), (D, H), (D, "x")))
    moment: Expr = solved.value(H, H)
    ring = solved.closure.ring
    assert quotient(moment.diff(A) / 2, ring) == solved.moments[D, H]
    assert quotient(RHO / (1 - A * RHO) ** 2, ring) == solved.moments[D, "x"]
    assert quotient(moment.diff(A), ring) != solved.moments[D, H]
