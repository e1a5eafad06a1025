"""Doubling: against exact rationals, the defining equation, and a direct sum."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from numerics import points
from numerics.doubling import finite_average, root, stationary, value
from numerics.gaussian import GaussianRational
from numerics.linear import Linear, linear
from numerics.oracle import Matrix, stationary_moments
from numerics.points import Point
from numerics.system import System

Build = Callable[..., System]
POINTS = [
    Point(0.9999, 0.9998, 0.90625),
    Point(0.9999, -0.5, -0.6875),
    Point(-0.99, 0.9999, 0.25),
    Point(0.95 + 0.2j, 0.5 - 0.25j, -0.3125),
    Point(0.6 + 0.79j, -0.9j, 0.875),
    Point(0.25, 0.25, 0.5),
]
PRECISE, EPS = 1e-10, 2.0**-52
TURNING = System(  # an AR(2) input seen through two of its states
    ((0.5, -0.375), (1.0, 0.0)),
    (1.0, 0.0),
    (2.0, -0.25),
    0.5625,
    (0.0, 0.0),
    (0.0, 0.0),
    (0.96875 + 0.125j, -0.75),
)


def gaussian(number: complex) -> GaussianRational:
    number = complex(number)
    return GaussianRational(Fraction(number.real), Fraction(number.imag))


def oracle(build: Build, point: Point) -> dict[str, complex]:
    """Write the quantities in exact second moments of pairs of recurrences."""
    rho = Fraction(point.correlation)
    one, two = gaussian(point.eigenvalue), gaussian(point.target)

    def table(first: GaussianRational, second: GaussianRational) -> Matrix:
        return stationary_moments(build(rho, first), build(rho, second))

    def mirrored(number: GaussianRational) -> GaussianRational:
        return GaussianRational(number.real, -number.imag)

    own, cross, other = table(one, mirrored(one)), table(one, two), table(two, mirrored(two))
    gap = table(one, mirrored(two))
    loss = (own[1][1] + other[1][1] - gap[1][1] - table(mirrored(one), two)[1][1]) * Fraction(1, 2)
    right = {
        "state_moment": own[1][1],
        "state_kernel": cross[1][1],
        "sensitivity_moment": own[2][2],
        "sensitivity_kernel": cross[2][2],
        "teacher_student_loss": loss,
        "input_state": table(one, one)[0][1],
        "input_sensitivity": table(one, one)[0][2],
    }
    return {name: complex(number) for name, number in right.items()}


def largest_error(found: np.ndarray, problem: Linear, right: dict[str, complex]) -> float:
    assert set(right) == set(problem.forms)
    size = np.sqrt(np.diag(found))
    errors = []
    for name, number in right.items():
        form = problem.forms[name]
        # A kernel of opposite signs cancels: it keeps an eps of its size by Cauchy and Schwarz.
        cancelled = EPS * float(size @ np.abs(form) @ size)
        errors.append((abs(value(found, form) - number) - cancelled) / (abs(number) or 1.0))
    return max(errors)


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_stationary_moments_are_the_oracles(exponential: Build, point: Point) -> None:
    problem = linear(points.exponential(point))
    found = stationary(problem)
    assert largest_error(found, problem, oracle(exponential, point)) <= PRECISE


@pytest.mark.parametrize("point", POINTS[:5], ids=str)
def test_wrong_variants_are_seen(exponential: Build, point: Point) -> None:
    right = oracle(exponential, point)
    rho = point.correlation
    problem = linear(points.exponential(point))
    flipped = linear(points.exponential(point._replace(correlation=-rho)))
    planted = (
        problem._replace(noise=problem.noise / np.sqrt(1 - rho**2)),
        flipped,
        linear(
            points.exponential(point._replace(eigenvalue=complex(np.complex64(point.eigenvalue))))
        ),
    )
    for wrong in planted:
        assert largest_error(stationary(wrong), problem, right) > PRECISE


def test_too_few_memories_are_seen(exponential: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numerics.doubling.MEMORIES", 4)
    problem = linear(points.exponential(POINTS[0]))
    right = oracle(exponential, POINTS[0])
    assert largest_error(stationary(problem), problem, right) > PRECISE


@pytest.mark.parametrize("system", [TURNING, points.exponential(POINTS[3])], ids=["AR(2)", "AR(1)"])
def test_the_defining_equation(system: System) -> None:
    problem = linear(system)
    moments = stationary(problem)
    after = problem.matrix @ moments @ problem.matrix.T + np.outer(problem.noise, problem.noise)
    scale = np.sqrt(np.diag(moments))
    # 11 doublings of products of 8 x 8 matrices
    assert np.abs((after - moments) / np.outer(scale, scale)).max() <= 11 * 64 * EPS
    assert np.array_equal(moments.shape, problem.matrix.shape)


@pytest.mark.parametrize("point", [*POINTS, Point(0.9999, 0.9999, 0.5)], ids=str)
def test_a_factor_gives_its_moments_back(point: Point) -> None:
    moments = stationary(linear(points.exponential(point)))
    factor = root(moments)
    scale = np.sqrt(np.diag(moments))
    gap = np.abs(factor @ factor.T - moments) / np.outer(scale, scale)
    # eigh is backward stable: n^2 eps of the norm n of a matrix with ones on its diagonal
    assert gap.max() <= len(scale) ** 3 * EPS


def test_singular_moments_have_a_factor() -> None:
    moments = stationary(linear(points.exponential(Point(0.9999, 0.9999, 0.5))))
    assert np.linalg.matrix_rank(moments / moments.max(), hermitian=True) < len(moments)
    factor = root(moments)
    # h = h0 and dh = dh0: rows of the factor agree up to the root of the rounding
    scale = np.sqrt(np.diag(moments))
    assert np.abs(factor[1] - factor[2]).max() <= 1e-6 * scale[1]
    assert np.abs(factor[3] - factor[4]).max() <= 1e-6 * scale[3]
    empty = root(np.zeros((2, 2)))
    assert np.array_equal(empty, np.zeros((2, 2)))


def direct(problem: Linear, stride: int, count: int) -> np.ndarray:
    kick = np.outer(problem.noise, problem.noise)
    moments, total = np.zeros_like(kick), np.zeros_like(kick)
    for step in range(1, stride * count + 1):
        moments = problem.matrix @ moments @ problem.matrix.T + kick
        total += moments * (step % stride == 0)
    return total / count


SYSTEMS = [TURNING, points.exponential(POINTS[3]), points.exponential(POINTS[1])]


@pytest.mark.parametrize(("stride", "count"), [(1, 1), (1, 7), (5, 1), (3, 40)])
@pytest.mark.parametrize("system", SYSTEMS, ids=["AR(2)", "complex", "real"])
def test_finite_averages(system: System, stride: int, count: int) -> None:
    problem = linear(system)
    found, right = finite_average(problem, stride, count), direct(problem, stride, count)
    scale = np.sqrt(np.outer(np.diag(right), np.diag(right))) + np.abs(right)
    assert np.all(np.abs(found - right) <= stride * count * 64 * EPS * (scale + 1e-300))


def test_a_finite_average_of_other_looks_is_seen() -> None:
    problem = linear(SYSTEMS[1])
    right = direct(problem, 3, 40)
    for stride, count in ((3, 39), (3, 41), (1, 120), (2, 60)):
        wrong = finite_average(problem, stride, count)
        assert np.abs(wrong / right - 1).max() > 1e-4


def test_a_finite_average_tends_to_the_stationary_one() -> None:
    problem = linear(TURNING)
    right = stationary(problem)
    near, far = (
        np.abs(finite_average(problem, 64, count) - right).max() for count in (2**20, 2**21)
    )
    assert abs(near / far - 2) < 1e-3  # what is missing falls off as 1 / count
    assert far / np.abs(right).max() < 1e-5
