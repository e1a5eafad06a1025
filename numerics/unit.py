r"""A unit $h_{t+1} = \lambda(\omega) h_t + \gamma(\omega) x_{t+1}$, differentiated by JAX.

The maps are handed over as functions, so that no formula for their derivatives is needed: what is
measured is what a training script would compute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from numerics.noise import impulses

Map = Callable[..., Array]


class Measured(NamedTuple):
    """Second moments of a unit y = gamma h with n coordinates, exact for the steps that were run.

    Args:
        state: E|y|^2.
        coupled: Re E[d_i y conj(d_j y)], gradients flowing through gamma, shape (n, n).
        detached: the same with gamma held fixed, shape (n, n).
        plain: the same for h without gamma, shape (n, n).
        inputs: the sum over t of |d y / d x_t|^2.
    """

    state: Any
    coupled: Any
    detached: Any
    plain: Any
    inputs: Any


def measure(
    eigenvalue: Map, gain: Map, point: Sequence[float], autocovariance: np.ndarray
) -> Measured:
    """Run a unit on orthogonal noise shaped to an autocovariance, and average exactly.

    Args:
        eigenvalue: lambda, a function of n real numbers, real or complex.
        gain: gamma, a real function of the same.
        point: omega, shape (n,).
        autocovariance: R(0), ..., R(time - 1), of a stationary input.

    Returns:
        The moments after so many steps from rest, up to rounding.
    """
    rows = jnp.asarray(impulses(len(autocovariance)) @ coloured(autocovariance).T)
    found: Measured = _averaged(eigenvalue, gain, jnp.asarray(point, dtype=jnp.float64), rows)
    return found


def coloured(autocovariance: np.ndarray) -> np.ndarray:
    """Take a square root of the Toeplitz matrix of an autocovariance.

    Args:
        autocovariance: R(0), ..., R(n - 1).

    Returns:
        A with A A^T = (R(i - j)), shape (n, n); singular matrices are as good as others.
    """
    lags = np.arange(len(autocovariance))
    values, vectors = np.linalg.eigh(autocovariance[np.abs(lags[:, None] - lags)])
    root: np.ndarray = vectors * np.sqrt(np.clip(values, 0, None))
    return root


def run(eigenvalue: Array, inputs: Array) -> Array:
    """Follow h' = lambda h + x' from rest.

    Args:
        eigenvalue: lambda.
        inputs: x, shape (time,).

    Returns:
        The last state.
    """

    def advance(h: Array, x: Array) -> tuple[Array, None]:
        return eigenvalue * h + x, None

    start = jnp.zeros_like(eigenvalue)
    return lax.scan(advance, start, inputs.astype(start.dtype))[0]


@partial(jax.jit, static_argnums=(0, 1))
def _averaged(eigenvalue: Map, gain: Map, point: Array, rows: Array) -> Measured:
    def output(of_gain: Array, of_map: Array, inputs: Array) -> Array:
        h = run(eigenvalue(*of_map), inputs)
        return gain(*of_gain) * jnp.stack([jnp.real(h), jnp.imag(h)])

    def products(inputs: Array) -> Measured:
        y = output(point, point, inputs)
        through_gain, through_map = jax.jacfwd(output, (0, 1))(point, point, inputs)
        by_input = jax.jacrev(output, 2)(point, point, inputs)
        coupled = through_gain + through_map
        detached = through_map.T @ through_map
        plain = detached / gain(*point) ** 2
        return Measured(y @ y, coupled.T @ coupled, detached, plain, jnp.sum(by_input**2))

    each = jax.vmap(products)(rows)
    means: Measured = jax.tree.map(lambda array: array.mean(axis=0), each)
    return means
