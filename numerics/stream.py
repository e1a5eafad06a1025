"""Long runs in constant memory: independent chains at a fixed time, and time averages."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array, lax

from numerics.estimate import merge, of_samples
from numerics.noise import draw
from numerics.simulate import Products, products, simulate
from numerics.system import State, System, start, step

BATCH = 8192


@partial(jax.jit, static_argnames=("steps", "law"))
def _batch(system: System, key: Array, steps: int, law: str) -> Products:
    noise = draw(key, (BATCH, steps + 1), law)
    final = jax.vmap(partial(simulate, system))(noise)
    each = jax.vmap(partial(products, system.readout))(final)
    estimates: Products = jax.tree.map(of_samples, each)
    return estimates


def chains(
    system: System, key: Array, *, replicates: int, steps: int, law: str = "gaussian"
) -> Products:
    """Estimate every product at time `steps` over independent chains from empty states.

    Args:
        system: rows as arrays.
        key: a JAX random key; batch k of chains uses `fold_in(key, k)`.
        replicates: how many chains, rounded up to whole batches.
        steps: length of each chain.
        law: law of the noise.

    Returns:
        `Products` whose entries are estimates.
    """
    total: Products = _batch(system, jax.random.fold_in(key, 0), steps, law)
    for k in range(1, -(-replicates // BATCH)):
        total = _merge(total, _batch(system, jax.random.fold_in(key, k), steps, law))
    return total


@jax.jit
def _merge(first: Products, second: Products) -> Products:
    return Products(*(merge(a, b) for a, b in zip(first, second, strict=True)))


@partial(jax.jit, static_argnames=("replicates", "chunks", "chunk", "law"))
def time_average(
    system: System,
    key: Array,
    *,
    replicates: int,
    chunks: int,
    chunk: int = 1024,
    law: str = "gaussian",
) -> Products:
    """Estimate every product by averaging over time along independent long runs.

    The noise of one chunk is all that is held in memory, whatever the length. The first chunk is
    left out of the averages, so `chunk` must be long against the memory of the recurrence.

    Args:
        system: rows as arrays.
        key: a JAX random key; chunk k uses `fold_in(key, k)`.
        replicates: independent runs, at least 2.
        chunks: chunks averaged over, after one that is not.
        chunk: steps in a chunk.
        law: law of the noise.

    Returns:
        `Products` whose entries are estimates over replicates of the time averages.
    """
    dtype = system.eigenvalues[0].dtype
    scale = jnp.sqrt(system.variance)
    one_step = jax.vmap(partial(step, system))
    multiply = jax.vmap(partial(products, system.readout))

    def advance(carry: tuple[State, Products], noise: Array) -> tuple[tuple[State, Products], None]:
        state = one_step(carry[0], scale * noise.astype(dtype))
        return (state, jax.tree.map(jnp.add, carry[1], multiply(state))), None

    def run(carry: tuple[State, Products], k: Array) -> tuple[tuple[State, Products], None]:
        noise = draw(jax.random.fold_in(key, k), (chunk, replicates), law)
        return lax.scan(advance, carry, noise)[0], None

    first = draw(jax.random.fold_in(key, chunks + 1), (replicates,), law).astype(dtype)
    state = jax.vmap(partial(start, system))(first)
    zeros = jax.tree.map(jnp.zeros_like, multiply(state))
    (state, _), _ = run((state, zeros), jnp.asarray(0))
    (_, sums), _ = lax.scan(run, (state, zeros), jnp.arange(1, chunks + 1))
    averages: Products = jax.tree.map(lambda total: of_samples(total / (chunks * chunk)), sums)
    return averages
