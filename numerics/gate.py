"""A unit whose gate is a function of noise of its own, or of its input, differentiated by JAX.

The gate is handed over as a function, so that no formula for its derivatives is needed; chains are
independent, each gives one number per quantity, and so the errors are the textbook ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

Gate = Callable[..., Array]


class Means(NamedTuple):
    """Second moments of a state h, or what is wrong with them.

    Args:
        state: E h^2.
        metric: E[d_i h d_j h], shape (n, n), for n parameters of the gate.
    """

    state: Any
    metric: Any


class Measured(NamedTuple):
    """What chains have shown.

    Args:
        mean: over the chains.
        error: its standard error.
    """

    mean: Means
    error: Means


class Way(NamedTuple):
    """How a unit is run.

    Args:
        independent: whether noise of its own drives the gate, in place of the input.
        coupled: whether the input passes 1 - f.
        burn: steps from rest that are not counted.
        steps: steps that are counted after those.
    """

    independent: bool
    coupled: bool
    burn: int
    steps: int


class Chain(NamedTuple):
    """Where a chain is.

    Args:
        x: the input.
        h: the state.
        slopes: its derivatives, shape (n,).
        sums: of what is averaged, over the steps counted.
    """

    x: Array
    h: Array
    slopes: Array
    sums: Means


def measure(
    gate: Gate,
    parameters: Sequence[float],
    rho: float,
    key: Array,
    chains: int,
    steps: int,
    independent: bool,
    *,
    coupled: bool = False,
    burn: int = 0,
) -> Measured:
    """Run h' = f h + x', or h' = f h + (1 - f) x', with Gaussian x of R(k) = rho^|k|, from rest.

    Args:
        gate: f as a function of its signal, standard normal, and of the parameters.
        parameters: n real numbers.
        rho: correlation of the input over one step, 0 for white.
        key: a JAX random key.
        chains: how many, at least two.
        steps: steps of each that are averaged.
        independent: whether the signal is white noise of its own; else it is the input.
        coupled: whether the input passes 1 - f.
        burn: steps before those, from h = 0 and a stationary input.

    Returns:
        The means with their standard errors.

    Raises:
        ValueError: if a size or the correlation is out of range.
    """
    if not abs(rho) <= 1:
        raise ValueError(f"rho = {rho}: must be a correlation; give one between -1 and 1")
    for name, size, least in (("chains", chains, 2), ("steps", steps, 1), ("burn", burn, 0)):
        if size < least:
            raise ValueError(f"{name} = {size}: must be at least {least}; give more")
    point = jnp.asarray(parameters, dtype=jnp.float64)
    way = Way(independent, coupled, burn, steps)
    sums = _chains(gate, way, chains, point, jnp.asarray(rho, dtype=jnp.float64), key)
    each = jax.tree.map(lambda total: np.asarray(total) / steps, sums)
    return Measured(
        jax.tree.map(lambda rows: rows.mean(axis=0), each),
        jax.tree.map(lambda rows: rows.std(axis=0, ddof=1) / np.sqrt(chains), each),
    )


@partial(jax.jit, static_argnums=(0, 1, 2))
def _chains(gate: Gate, way: Way, chains: int, point: Array, rho: Array, key: Array) -> Means:
    def advance(time: Array, state: Chain) -> Chain:
        drawn = jax.random.normal(jax.random.fold_in(key, time), (2, chains), jnp.float64)
        one = partial(_advanced, gate, way, point, rho, time >= way.burn)
        return jax.vmap(one)(state, drawn[0], drawn[1])

    zero, n = jnp.zeros(chains), len(point)
    slopes, metric = jnp.zeros((chains, n)), jnp.zeros((chains, n, n))
    first = jax.random.normal(jax.random.fold_in(key, way.burn + way.steps), (chains,), jnp.float64)
    start = Chain(first, zero, slopes, Means(zero, metric))
    last: Chain = lax.fori_loop(0, way.burn + way.steps, advance, start)
    return last.sums


def _advanced(
    gate: Gate, way: Way, point: Array, rho: Array, counts: Array, chain: Chain, xi: Array, u: Array
) -> Chain:
    x = rho * chain.x + jnp.sqrt(1 - rho**2) * xi

    def step(parameters: Array, h: Array) -> Array:
        f = gate(u if way.independent else x, *parameters)
        return f * h + ((1 - f) * x if way.coupled else x)

    def moved(direction: Array, slope: Array) -> Array:
        tangent: Array = jax.jvp(step, (point, chain.h), (direction, slope))[1]
        return tangent

    h, slopes = step(point, chain.h), jax.vmap(moved)(jnp.eye(len(point)), chain.slopes)
    state = chain.sums.state + jnp.where(counts, h**2, 0.0)
    metric = chain.sums.metric + jnp.where(counts, jnp.outer(slopes, slopes), 0.0)
    return Chain(x, h, slopes, Means(state, metric))
