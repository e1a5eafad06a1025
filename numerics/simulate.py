"""The simulator: one step repeated over any noise it is handed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array, lax

from numerics.system import State, System, dot, recur, start, step


class Products(NamedTuple):
    """Products of the states of one run, without conjugates; or estimates of their means.

    Args:
        state: h_i h_j, shape (n, n).
        sensitivity: dh_i dh_j, shape (n, n).
        input_state: x h_i, shape (n,).
        input_sensitivity: x dh_i, shape (n,).
    """

    state: Any
    sensitivity: Any
    input_state: Any
    input_sensitivity: Any


def as_arrays(system: System) -> System:
    """Turn the numbers of a system into arrays of one type.

    Args:
        system: rows of Python or exact numbers.

    Returns:
        The rows in float64, or in complex128 when an eigenvalue is not real.
    """
    values = [complex(eigenvalue) for eigenvalue in system.eigenvalues]
    complex_valued = any(value.imag for value in values)

    def convert(number: object) -> Array:
        value = complex(number)  # type: ignore[call-overload]
        return jnp.asarray(value if complex_valued else value.real)

    return System(
        *jax.tree.map(convert, tuple(system), is_leaf=lambda leaf: not isinstance(leaf, tuple))
    )


def simulate(system: System, noise: Array) -> State:
    """Run the recurrence from empty states over given noise.

    Args:
        system: rows as arrays, see `as_arrays`.
        noise: unit-variance numbers, shape (time + 1,); the first places the input's start.

    Returns:
        The state after the last step.
    """
    noise = noise.astype(system.eigenvalues[0].dtype)
    innovations = jnp.sqrt(system.variance) * noise[1:]

    def advance(state: State, innovation: Array) -> tuple[State, None]:
        return step(system, state, innovation), None

    return lax.scan(advance, start(system, noise[0]), innovations)[0]


def follow(eigenvalues: Sequence[Array], inputs: Array) -> State:
    """Run the recurrence from empty states over given inputs, of whatever law.

    Args:
        eigenvalues: n scalars of one type.
        inputs: x, shape (time,).

    Returns:
        The state after the last step; its source is the last input.
    """
    inputs = inputs.astype(eigenvalues[0].dtype)
    zeros = tuple(jnp.zeros_like(eigenvalue) for eigenvalue in eigenvalues)

    def advance(state: State, x: Array) -> tuple[State, None]:
        h, dh = recur(eigenvalues, state.h, state.dh, x)
        return State((x,), h, dh), None

    return lax.scan(advance, State((inputs[0],), zeros, zeros), inputs)[0]


def products(readout: Sequence[Array], state: State) -> Products:
    """Multiply out the states of one run.

    Args:
        readout: r of x = r^T s, shape (k,).
        state: a state with n recurrences.

    Returns:
        Every product that a claim may be compared with.
    """
    x, h, dh = dot(readout, state.source), jnp.stack(state.h), jnp.stack(state.dh)
    return Products(jnp.outer(h, h), jnp.outer(dh, dh), x * h, x * dh)


@jax.jit
def driven_mean(system: System, drive: Array) -> Products:
    """Average the products over the rows of an orthogonal drive.

    Args:
        system: rows as arrays.
        drive: noise, shape (rows, time + 1).

    Returns:
        The exact expectation up to rounding, where the products are quadratic in the noise.
    """
    final = jax.vmap(partial(simulate, system))(drive)
    each = jax.vmap(partial(products, system.readout))(final)
    means: Products = jax.tree.map(lambda array: array.mean(axis=0), each)
    return means
