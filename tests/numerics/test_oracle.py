"""The oracle: moments of the simulator's own matrix, against sums written out by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.gaussian import GaussianRational, exact
from numerics.oracle import (
    ZERO,
    Matrix,
    finite_moments,
    read_off,
    solve,
    stationary_moments,
)
from numerics.system import System

Build = Callable[..., System]
A, B = GaussianRational(Fraction(1, 2), Fraction(1, 3)), exact(Fraction(-2, 5))
RHO, MU, SIGMA = Fraction(-3, 10), Fraction(2, 3), Fraction(5, 4)


def power(base: GaussianRational, n: int) -> GaussianRational:
    return exact(1) if n == 0 else base * power(base, n - 1)


def response(eigenvalue: GaussianRational, lag: int, order: int) -> GaussianRational:
    if order == 0:
        return power(eigenvalue, lag)
    return lag * power(eigenvalue, lag - 1) if lag else ZERO


def brute(order: int, steps: int, autocovariance: Callable[[int], Fraction]) -> GaussianRational:
    """Sum E[d^p h_T(A) d^p h_T(B)] over all pairs of inputs x_1 .. x_T."""
    lags = range(steps)
    return sum(
        (
            response(A, i, order) * response(B, j, order) * autocovariance(abs(i - j))
            for i, j in product(lags, lags)
        ),
        ZERO,
    )


def brute_input(order: int, steps: int, autocov: Callable[[int], Fraction]) -> GaussianRational:
    return sum((response(A, i, order) * autocov(i) for i in range(steps)), ZERO)


def pair(build: Build, *parameters: Fraction) -> tuple[System, System]:
    return build(*parameters, A), build(*parameters, B)


def multiply(left: Matrix, right: Matrix) -> Matrix:
    return [
        [sum((row[k] * right[k][j] for k in range(len(right))), ZERO) for j in range(len(right[0]))]
        for row in left
    ]


def transpose(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


@pytest.mark.parametrize("steps", range(7))
def test_finite_moments_exponential(exponential: Build, steps: int) -> None:
    table = finite_moments(*pair(exponential, RHO), steps)
    for order in (0, 1):
        assert table[1 + order][1 + order] == brute(order, steps, lambda lag: RHO**lag)
    one = finite_moments(exponential(RHO, A), exponential(RHO, A), steps)
    for order in (0, 1):
        assert one[0][1 + order] == brute_input(order, steps, lambda lag: RHO**lag)


@pytest.mark.parametrize("steps", range(7))
def test_finite_moments_with_a_mean(with_mean: Build, steps: int) -> None:
    table = finite_moments(*pair(with_mean, MU, SIGMA), steps)
    for order in (0, 1):
        expected = brute(order, steps, lambda lag: MU**2 + SIGMA**2 * (lag == 0))
        assert table[2 + order][2 + order] == expected


@pytest.mark.parametrize("kind", ["exponential", "with_mean"])
def test_stationary_moments_solve_their_equation(kind: str, request: pytest.FixtureRequest) -> None:
    parameters = (RHO,) if kind == "exponential" else (MU, SIGMA)
    first, second = pair(request.getfixturevalue(kind), *parameters)
    one, two = read_off(first), read_off(second)
    moments = stationary_moments(first, second)
    after = multiply(multiply(one.matrix, moments), transpose(two.matrix))
    for i, j in product(range(len(moments)), repeat=2):
        assert moments[i][j] == after[i][j] + first.variance * one.noise[i] * two.noise[j]


def test_convergence_is_the_matrix_power(exponential: Build) -> None:
    first, second = pair(exponential, RHO)
    one, two = read_off(first), read_off(second)
    limit = stationary_moments(first, second)

    def gap(steps: int) -> Matrix:
        now = finite_moments(first, second, steps)
        size = range(len(now))
        return [[limit[i][j] - now[i][j] for j in size] for i in size]

    for steps in range(5):
        following = multiply(multiply(one.matrix, gap(steps)), transpose(two.matrix))
        assert gap(steps + 1) == following


@pytest.mark.parametrize("steps", [1, 2, 9])
def test_white_input_converges_geometrically(exponential: Build, steps: int) -> None:
    first, second = pair(exponential, Fraction(0))
    limit = stationary_moments(first, second)[1][1]
    assert finite_moments(first, second, steps)[1][1] == limit - limit * power(A * B, steps)


def test_reading(exponential: Build) -> None:
    reading = read_off(exponential(RHO, A))
    rho, one = exact(RHO), exact(1)
    assert reading.matrix == [[rho, ZERO, ZERO], [rho, A, ZERO], [ZERO, one, A]]
    assert reading.noise == [one, one, ZERO]
    assert reading.offset == [ZERO] * 3
    assert reading.placing == [one, ZERO, ZERO]


def test_a_start_that_is_not_stationary_is_refused(exponential: Build) -> None:
    wrong = exponential(RHO, A)._replace(variance=exact(1 - RHO))
    with pytest.raises(ValueError, match="must be stationary") as caught:
        stationary_moments(wrong, wrong)
    assert "\n" not in str(caught.value)


PARTS = st.fractions(-1, 1, max_denominator=9)
NUMBERS = st.builds(GaussianRational, PARTS, PARTS)
ROWS = st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=3, max_size=3)


@pytest.mark.slow
@settings(max_examples=40)
@given(rows=ROWS, solution=st.lists(NUMBERS, min_size=3, max_size=3))
def test_solve(rows: Matrix, solution: list[GaussianRational]) -> None:
    # |entries| <= sqrt 2, so 5 on the diagonal dominates: 5 - sqrt 2 > 2 sqrt 2.
    matrix = [[z + 5 * (i == j) for j, z in enumerate(row)] for i, row in enumerate(rows)]
    right = [row[0] for row in multiply(matrix, [[z] for z in solution])]
    assert solve(matrix, right) == solution
