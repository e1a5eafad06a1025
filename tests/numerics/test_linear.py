"""The real matrix of the step: against the oracle's exact reading, and against plain steps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics import linear as module
from numerics.gaussian import GaussianRational, exact
from numerics.linear import Linear, linear
from numerics.oracle import read_off
from numerics.points import Point, exponential
from numerics.system import State, System, dot, step

REAL, OTHER = exact(Fraction(3, 4)), exact(Fraction(-3, 8))
COMPLEX, SECOND = (
    GaussianRational(Fraction(1, 2), Fraction(3, 8)),
    GaussianRational(Fraction(-1, 4), Fraction(1, 2)),
)
PAIRS = [(REAL, OTHER), (COMPLEX, OTHER), (OTHER, SECOND), (COMPLEX, SECOND)]
STEPS = 40


def autoregressive(*eigenvalues: GaussianRational) -> System:
    """Drive recurrences by 2 y_t - y_{t-1}/4 with y an AR(2); all numbers are dyadic."""
    numbers = (Fraction(1, 2), Fraction(-3, 8), Fraction(1), Fraction(0))
    a, b, one, zero = map(exact, numbers)
    return System(
        transition=((a, b), (one, zero)),
        drive=(one, zero),
        readout=(exact(2), exact(Fraction(-1, 4))),
        variance=exact(Fraction(9, 16)),
        mean=(zero, zero),
        spread=(zero, zero),
        eigenvalues=eigenvalues,
    )


def floats(system: System) -> System:
    """Round every number to the complex or float that it is."""

    def number(exactly: GaussianRational) -> complex:
        value = complex(exactly)
        return value if value.imag else value.real

    def row(numbers: tuple[GaussianRational, ...]) -> tuple[complex, ...]:
        return tuple(map(number, numbers))

    return System(
        tuple(map(row, system.transition)),
        row(system.drive),
        row(system.readout),
        number(system.variance),
        row(system.mean),
        row(system.spread),
        row(system.eigenvalues),
    )


def expected(*eigenvalues: GaussianRational) -> tuple[np.ndarray, np.ndarray]:
    """Put two exact readings together: (s, h, h0, dh, dh0), then real and imaginary parts."""
    inputs, size = 2, 6
    matrix, noise = np.zeros((size, size), complex), np.zeros(size, complex)
    for number, eigenvalue in enumerate(eigenvalues):
        reading = read_off(autoregressive(eigenvalue))
        places = np.array([0, 1, inputs + number, inputs + 2 + number])
        matrix[np.ix_(places, places)] = [[complex(c) for c in row] for row in reading.matrix]
        noise[places] = [complex(c) for c in reading.noise]
    real = np.block([[matrix.real, -matrix.imag], [matrix.imag, matrix.real]])
    flat = np.concatenate([noise.real, noise.imag]) * 0.75
    moving = [inputs + number for number, e in enumerate(eigenvalues) if e.imag]
    kept = [*range(size), *(size + m for m in moving), *(size + 2 + m for m in moving)]
    kept.sort()
    return real[np.ix_(kept, kept)], flat[kept]


@pytest.mark.parametrize("pair", PAIRS, ids=["real", "first", "second", "both"])
def test_the_matrix_is_the_oracles(pair: tuple[GaussianRational, ...]) -> None:
    problem = linear(floats(autoregressive(*pair)))
    matrix, noise = expected(*pair)
    assert np.array_equal(problem.matrix, matrix)
    assert np.array_equal(problem.noise, noise)


def test_conjugates_are_told_apart() -> None:
    mirrored = GaussianRational(COMPLEX.real, -COMPLEX.imag)
    problem = linear(floats(autoregressive(mirrored, OTHER)))
    assert not np.array_equal(problem.matrix, expected(COMPLEX, OTHER)[0])


def by_hand(system: System, state: State) -> dict[str, complex]:
    (h, target), (dh, dtarget) = state.h, state.dh
    x = complex(dot(system.readout, state.source))
    return {
        "state_moment": abs(h) ** 2,
        "state_kernel": h * target,
        "sensitivity_moment": abs(dh) ** 2,
        "sensitivity_kernel": dh * dtarget,
        "teacher_student_loss": abs(h - target) ** 2 / 2,
        "input_state": x * h,
        "input_sensitivity": x * dh,
    }


def largest_gap(system: System, problem: Linear) -> float:
    """Compare the forms with products of states, both run on the same noise from zero."""
    draws = np.random.default_rng(5).standard_normal(STEPS)
    zero = (0.0, 0.0)
    state, z, worst = State((0.0,) * len(system.mean), zero, zero), np.zeros(len(problem.noise)), 0
    for xi in draws:
        state = step(system, state, float(np.sqrt(system.variance) * xi))
        z = problem.matrix @ z + problem.noise * xi
        for name, right in by_hand(system, state).items():
            form = problem.forms[name]
            scale = np.abs(z) @ np.abs(form) @ np.abs(z)
            worst = max(worst, abs(z @ form @ z - right) / (scale or 1.0))
    return float(worst)


# A step rounds each coordinate some ten times, and a form adds as many: 40 steps of 20 roundings.
ROUNDING = STEPS * 20 * 2.0**-52


@pytest.mark.parametrize("pair", PAIRS, ids=["real", "first", "second", "both"])
def test_forms_are_the_products_of_plain_steps(pair: tuple[GaussianRational, ...]) -> None:
    system = floats(autoregressive(*pair))
    problem = linear(system)
    assert set(problem.forms) == set(by_hand(system, State((0, 0), (0, 0), (0, 0))))
    assert largest_gap(system, problem) <= ROUNDING
    for form in problem.forms.values():
        assert np.array_equal(form, form.T)


@pytest.mark.parametrize("name", ["noise", "readout", "tangent", "conjugate"])
def test_wrong_variants_are_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    system = floats(autoregressive(COMPLEX, OTHER))
    problem = linear(system)
    if name == "noise":
        problem = problem._replace(noise=problem.noise / 0.75)
    elif name == "readout":
        problem = linear(system._replace(readout=(2.0, 0.0)))
    elif name == "conjugate":
        problem = linear(system._replace(eigenvalues=(system.eigenvalues[0].conjugate(), -0.375)))
    else:

        def fed_the_new_state(rows: System, state: State, xi: complex) -> State:
            after = step(rows, state, xi)
            dh = zip(rows.eigenvalues, state.dh, after.h, strict=True)
            return after._replace(dh=tuple(a * d + h for a, d, h in dh))

        monkeypatch.setattr(module, "step", fed_the_new_state)
        problem = linear(system)
    assert largest_gap(system, problem) > 1e-3


@pytest.mark.parametrize(
    ("point", "radius"),
    [
        (Point(0.5, -0.75, 0.25), 0.75),
        (Point(0.5, 0.25, -0.875), 0.875),
        (Point(0.6 + 0.6j, 0.1, 0.5), abs(0.6 + 0.6j)),
        (Point(0.0, 0.0, 0.0), 0.0),
    ],
)
def test_radius_and_memory(point: Point, radius: float) -> None:
    problem = linear(exponential(point))
    assert problem.radius == radius
    assert problem.memory == 1 / (1 - radius)


def test_the_radius_of_an_input_that_turns() -> None:
    # y_t = y_{t-1}/2 - 3/8 y_{t-2} + xi has roots of modulus sqrt(3/8)
    problem = linear(floats(autoregressive(OTHER, exact(Fraction(1, 8)))))
    assert abs(problem.radius - np.sqrt(3 / 8)) <= 8 * 2.0**-52
    assert problem.radius >= np.abs(np.linalg.eigvals(problem.matrix)).max() - 1e-6


def test_an_unstable_recurrence_has_no_finite_memory() -> None:
    assert linear(exponential(Point(1.0, 0.5, 0.5))).memory == np.inf


def test_a_mean_is_refused() -> None:
    system = exponential(Point(0.5, 0.25, 0.5))._replace(mean=(0.5,))
    with pytest.raises(ValueError, match=r"mean = .*: must be 0; ") as caught:
        linear(system)
    assert "\n" not in str(caught.value)
