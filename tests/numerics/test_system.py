"""The one step: the same numbers in fractions, floats and JAX arrays, and the right numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import jax
import jax.numpy as jnp
import pytest

from numerics.gaussian import GaussianRational, exact
from numerics.simulate import as_arrays, follow
from numerics.system import State, System, dot, start, step

# Dyadic numbers: six steps need at most 2 * 6 + 4 bits after the point, so floats are exact.
REAL = (Fraction(-3, 4), Fraction(1, 2))
COMPLEX = (GaussianRational(Fraction(1, 2), Fraction(-1, 4)), exact(Fraction(-3, 4)))
NOISE = [Fraction(k, 2) for k in (1, -3, 2, 5, -1, 4, -2)]
RHO = Fraction(-1, 4)


def run(system: System, noise: list[object]) -> State:
    state = start(system, noise[0])
    for innovation in noise[1:]:
        state = step(system, state, innovation)
    return state


def naive(eigenvalue: GaussianRational, kind: str) -> GaussianRational:
    x, inputs = NOISE[0], []
    for innovation in NOISE[1:]:
        x = RHO * x + innovation
        inputs.append(x)
    total, power = exact(0), exact(1)
    if kind == "h":
        for x in reversed(inputs):
            total, power = total + x * power, power * eigenvalue
        return total
    for lag, x in enumerate(reversed(inputs)):
        if lag:
            total, power = total + lag * x * power, power * eigenvalue
    return total


@pytest.mark.parametrize("eigenvalues", [REAL, COMPLEX], ids=["real", "complex"])
def test_step_is_the_recurrence(
    exponential: Callable[..., System], eigenvalues: tuple[object, ...]
) -> None:
    final = run(exponential(RHO, *eigenvalues), NOISE)
    for k, eigenvalue in enumerate(map(exact, eigenvalues)):
        assert final.h[k] == naive(eigenvalue, "h")
        assert final.dh[k] == naive(eigenvalue, "dh")


@pytest.mark.parametrize("eigenvalues", [REAL, COMPLEX], ids=["real", "complex"])
@pytest.mark.parametrize("arithmetic", ["float", "jax"])
def test_step_is_the_same_in_every_arithmetic(
    exponential: Callable[..., System], eigenvalues: tuple[object, ...], arithmetic: str
) -> None:
    system = exponential(RHO, *eigenvalues)
    expected = jax.tree.map(
        complex, run(system, NOISE), is_leaf=lambda x: isinstance(x, GaussianRational)
    )
    arrays = as_arrays(system)
    dtype = arrays.eigenvalues[0].dtype
    if arithmetic == "jax":
        noise = [jnp.asarray(float(n), dtype) for n in NOISE]
        found = run(arrays, noise)
    else:
        plain = jax.tree.map(lambda array: array.item(), arrays)
        found = run(plain, [float(n) for n in NOISE])
    assert jax.tree.map(complex, found) == expected


def test_fractions_stay_fractions() -> None:
    one, zero, lam = Fraction(1), Fraction(0), Fraction(-3, 4)
    system = System(((RHO,),), (one,), (one,), 1 - RHO**2, (zero,), (one,), (lam,))
    final = run(system, NOISE)
    assert isinstance(final.dh[0], Fraction)
    assert exact(final.dh[0]) == naive(exact(lam), "dh")


def test_recurrences_start_empty(with_mean: Callable[..., System]) -> None:
    begin = start(with_mean(Fraction(2), Fraction(3), *REAL), exact(-1))
    assert begin.source == (exact(1), exact(-1))
    assert begin.h == begin.dh == (exact(0), exact(0))


def test_follow_is_the_recurrence() -> None:
    eigenvalues = [jnp.asarray(float(e)) for e in REAL]
    inputs = jnp.asarray([float(n) for n in NOISE])
    final = follow(eigenvalues, inputs)
    system = System(((0.0,),), (1.0,), (1.0,), 1.0, (0.0,), (1.0,), tuple(map(float, REAL)))
    expected = run(system, [0.0, *(float(n) for n in NOISE)])
    assert jax.tree.map(float, final) == expected


def test_dot() -> None:
    assert dot((2, Fraction(1, 2)), (3, 4)) == 8
    with pytest.raises(ValueError, match="zip"):
        dot((1,), (1, 2))
