"""Many independent chains, looked at when a fixed time has passed."""

from __future__ import annotations

from functools import partial

import jax
from jax import Array

from numerics.estimate import merge, of_samples
from numerics.innovations import drawn
from numerics.laws import JUMPS
from numerics.noise import draw
from numerics.simulate import Products, follow, products, simulate
from numerics.system import State, System

BATCH = 8192


def batch(system: System, key: Array, steps: int, law: str) -> State:
    """Run one batch of chains from empty states.

    Args:
        system: rows as arrays; of an exponential input where the law is one of `JUMPS`.
        key: of the batch's noise.
        steps: length of each chain.
        law: of the innovations, one of `numerics.settings.LAWS`; or of the input, one of `JUMPS`.

    Returns:
        The states after the last step, each entry of shape (BATCH,).
    """
    if law in JUMPS:
        correlation = system.transition[0][0].real
        inputs = JUMPS[law](draw(key, (BATCH, steps)), correlation)
        return jax.vmap(partial(follow, system.eigenvalues))(inputs)
    if law == "gaussian":
        noise = draw(key, (BATCH, steps + 1))
    else:
        noise = drawn(key, law, steps + 1, BATCH).T
    return jax.vmap(partial(simulate, system))(noise)


@partial(jax.jit, static_argnames=("steps", "law"))
def _batch(system: System, key: Array, steps: int, law: str) -> Products:
    final = batch(system, key, steps, law)
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
        law: as of `batch`.

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
