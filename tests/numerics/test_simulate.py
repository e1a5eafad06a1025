"""The running simulator on orthogonal noise: exact moments, and bugs planted to be found."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from numerics import simulate as simulator
from numerics import system as stepping
from numerics.gaussian import GaussianRational, exact
from numerics.noise import impulses, rotated
from numerics.oracle import finite_moments
from numerics.simulate import Products, as_arrays, driven_mean
from numerics.system import State, System, dot
from tests.planted import ROWS

Build = Callable[..., System]
A, B = GaussianRational(Fraction(3, 10), Fraction(2, 5)), exact(Fraction(-11, 20))
RHO, STEPS = Fraction(-7, 10), 24

pytestmark = pytest.mark.slow


def expected(build: Build, *parameters: Fraction) -> Products:
    one, two = build(*parameters, A), build(*parameters, B)
    tables = [[finite_moments(p, q, STEPS) for q in (one, two)] for p in (one, two)]
    order = len(one.mean)

    def gather(row: int, column: int) -> np.ndarray:
        return np.array([[complex(table[row][column]) for table in line] for line in tables])

    return Products(
        gather(order, order),
        gather(order + 1, order + 1),
        gather(order - 1, order)[0],
        gather(order - 1, order + 1)[0],
    )


def largest_gap(found: Products, right: Products) -> float:
    return max(float(np.abs(np.asarray(f) - r).max()) for f, r in zip(found, right, strict=True))


def tolerance(length: int, scale: float) -> float:
    # A step takes fewer than 20 roundings, each relative to terms whose absolute values sum to at
    # most `scale`; a rotated row mixes `length` impulses, and the mean adds 2 * length terms.
    return 20 * length * length * float(np.finfo(float).eps) * scale


def majorant(build: Build, *parameters: Fraction) -> float:
    """Bound every intermediate number: the same moments with all signs and phases removed."""
    sizes = [abs(p) for p in parameters]
    top = finite_moments(build(*sizes, Fraction(11, 20)), build(*sizes, Fraction(11, 20)), STEPS)
    return max(abs(complex(entry)) for row in top for entry in row)


INPUTS = {"exponential": (RHO,), "with_mean": (Fraction(-2, 3), Fraction(5, 4))}


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("drive", [impulses, rotated], ids=["impulses", "rotated"])
def test_orthogonal_noise_gives_exact_moments(
    kind: str, drive: Callable[[int], jax.Array], request: pytest.FixtureRequest
) -> None:
    build, parameters = request.getfixturevalue(kind), INPUTS[kind]
    arrays = as_arrays(build(*parameters, A, B))
    gap = largest_gap(driven_mean(arrays, drive(STEPS + 1)), expected(build, *parameters))
    assert gap <= tolerance(STEPS + 1, majorant(build, *parameters))


def test_drives_differ_for_what_is_not_quadratic(exponential: Build) -> None:
    arrays = as_arrays(exponential(RHO, B))

    def mean_of(functional: Callable[[State], jax.Array], drive: jax.Array) -> float:
        final = jax.vmap(lambda noise: simulator.simulate(arrays, noise))(drive)
        return float(jax.vmap(functional)(final).mean())

    drives = impulses(STEPS + 1), rotated(STEPS + 1)
    square, fourth = ([mean_of(lambda s, p=p: s.h[0] ** p, d) for d in drives] for p in (2, 4))
    allowed = tolerance(STEPS + 1, majorant(exponential, RHO))
    assert abs(square[0] - square[1]) <= allowed
    assert abs(fourth[0] - fourth[1]) > 1e6 * allowed


def test_arrays_are_complex_only_where_needed(exponential: Build) -> None:
    assert as_arrays(exponential(RHO, B)).eigenvalues[0].dtype == jnp.float64
    assert {leaf.dtype for leaf in jax.tree.leaves(as_arrays(exponential(RHO, A, B)))} == {
        jnp.dtype(jnp.complex128)
    }


# Bugs: each changes the rows, the drive, or the code of the step; all must be seen.


@pytest.mark.parametrize("bug", ROWS, ids=lambda bug: bug.__name__)
def test_planted_rows_are_seen(exponential: Build, bug: Callable[[System], System]) -> None:
    found = driven_mean(bug(as_arrays(exponential(RHO, A, B))), impulses(STEPS + 1))
    allowed = tolerance(STEPS + 1, majorant(exponential, RHO))
    assert largest_gap(found, expected(exponential, RHO)) > 10 * allowed


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_run_of_another_length_is_seen(exponential: Build, shift: int) -> None:
    arrays = as_arrays(exponential(RHO, A, B))
    found = driven_mean(arrays, impulses(STEPS + 1 + shift))
    allowed = tolerance(STEPS + 1, majorant(exponential, RHO))
    assert largest_gap(found, expected(exponential, RHO)) > 10 * allowed


def tangent_of_new_state(eigenvalues, h, dh, x):  # type: ignore[no-untyped-def]
    new = tuple(a * s + x for a, s in zip(eigenvalues, h, strict=True))
    return new, tuple(a * d + s for a, d, s in zip(eigenvalues, dh, new, strict=True))


def undamped_tangent(eigenvalues, h, dh, x):  # type: ignore[no-untyped-def]
    new = tuple(a * s + x for a, s in zip(eigenvalues, h, strict=True))
    return new, tuple(d * a * a + s for a, d, s in zip(eigenvalues, dh, h, strict=True))


def input_twice(eigenvalues, h, dh, x):  # type: ignore[no-untyped-def]
    new = tuple(a * (s + x) for a, s in zip(eigenvalues, h, strict=True))
    return new, tuple(a * d + s for a, d, s in zip(eigenvalues, dh, h, strict=True))


@pytest.mark.parametrize(
    "bug", [tangent_of_new_state, undamped_tangent, input_twice], ids=lambda bug: bug.__name__
)
def test_planted_recurrences_are_seen(
    exponential: Build, bug: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = expected(exponential, RHO)  # before the bug: the oracle reads the code it is about
    allowed = tolerance(STEPS + 1, majorant(exponential, RHO))
    monkeypatch.setattr(stepping, "recur", bug)
    found = driven_mean.__wrapped__(as_arrays(exponential(RHO, A, B)), impulses(STEPS + 1))
    assert largest_gap(found, right) > 10 * allowed


def lagged_step(system: System, state: State, innovation: jax.Array) -> State:
    after = stepping.step(system, state, innovation)
    old = dot(system.readout, state.source)
    return State(after.source, *stepping.recur(system.eigenvalues, state.h, state.dh, old))


def test_a_lagged_input_is_seen_by_the_probes_alone(
    exponential: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator, "step", lagged_step)
    found = driven_mean.__wrapped__(as_arrays(exponential(RHO, A, B)), impulses(STEPS + 1))
    right = expected(exponential, RHO)
    allowed = tolerance(STEPS + 1, majorant(exponential, RHO))
    for name in ("state", "sensitivity"):
        assert np.abs(getattr(found, name) - getattr(right, name)).max() <= allowed
    for name in ("input_state", "input_sensitivity"):
        assert np.abs(getattr(found, name) - getattr(right, name)).max() > 1e6 * allowed
