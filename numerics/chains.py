"""Many independent chains, looked at when a fixed time has passed."""

from __future__ import annotations

from functools import partial

import jax
from jax import Array

from numerics.estimate import merge, of_samples
from numerics.noise import draw
from numerics.simulate import Products, products, simulate
from numerics.system import System

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
