"""Stationarity equations: solutions leave no residual, wrong ones do, and they are unique."""

from __future__ import annotations

import pytest
from sympy import Expr, I, Matrix, Rational, eye

from derivations import catalogue, moments
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS, WHITE, WHITE_PLUS_CONSTANT, Input
from derivations.quantities import QUANTITIES, Quantity
from derivations.symbols import LAMBDA, LAMBDA_0, RHO

CASES = [(q, s) for s in INPUTS for q in QUANTITIES]
NAMES = [f"{q.name}-{s.name}" for q, s in CASES]
A, B = LAMBDA, LAMBDA_0
POINT = {A: Rational(1, 2) + I / 3, B: -Rational(2, 5) + I / 7, RHO: -Rational(3, 10)}


def solution(source: Input, order: int) -> moments.Solution:
    name = moments.tangent if order else moments.state
    pair = moments.ordered(name(A), name(B))
    return moments.solve(moments.joint_system(source, (A, B)), (pair,))


@pytest.mark.parametrize(("quantity", "source"), CASES, ids=NAMES)
def test_residuals_cancel(quantity: Quantity, source: Input) -> None:
    solved = catalogue.solved(quantity, source)
    assert [pair for pair in solved.values if solved.residual(pair) != 0] == []


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_a_planted_error_leaves_a_residual(source: Input) -> None:
    solved = solution(source, 1)
    for pair, right in solved.values.items():
        for wrong in (right + A**2, -right, 2 * right):
            if not identical(wrong, right):
                assert solved.residual(pair, {pair: wrong}) != 0


@pytest.mark.parametrize(
    ("source", "order", "expected"),
    [
        (EXPONENTIAL, 0, (1 - A * B) * (1 - A * RHO) * (1 - B * RHO)),
        (EXPONENTIAL, 1, (1 - A * B) ** 4 * (1 - A * RHO) ** 2 * (1 - B * RHO) ** 2),
        (WHITE, 0, 1 - A * B),
        (WHITE_PLUS_CONSTANT, 0, (1 - A * B) * (1 - A) * (1 - B)),
    ],
    ids=["exponential-K", "exponential-S", "white-K", "constant-K"],
)
def test_determinant(source: Input, order: int, expected: Expr) -> None:
    assert identical(moments.determinant(solution(source, order)), expected)


@pytest.mark.parametrize("source", INPUTS, ids=lambda source: source.name)
def test_determinant_is_that_of_the_equations(source: Input) -> None:
    solved = solution(source, 1)
    pairs = list(solved.values)
    weights = [moments.stationarity(solved.system, pair).weights for pair in pairs]
    by_hand = eye(len(pairs)) - Matrix([[row.get(p, 0) for p in pairs] for row in weights])
    exact = by_hand.subs(POINT).applyfunc(lambda e: e.expand())
    expected = exact.det(method="berkowitz").expand()
    assert moments.determinant(solved).subs(POINT).expand() == expected
    assert expected != 0


def test_solution_needs_no_input_equation() -> None:
    solved = solution(WHITE_PLUS_CONSTANT, 0)
    assert solved.values["c", "c"] == 1  # a constant's variance is data: its equation says nothing


def test_pairs_are_unordered() -> None:
    assert moments.ordered("b", "a") == moments.ordered("a", "b") == ("a", "b")


def test_rows_of_the_joint_system() -> None:
    system = moments.joint_system(EXPONENTIAL, (A,))
    assert system.rows == {
        "x": {"x": RHO},
        "h(lambda)": {"x": RHO, "h(lambda)": A},
        "dh(lambda)": {"dh(lambda)": A, "h(lambda)": 1},
    }
    assert system.drive == {"x": 1, "h(lambda)": 1, "dh(lambda)": 0}
