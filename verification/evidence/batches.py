"""Sums of products of w = (x, h..., dh...) over batches of independent chains."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from numerics.chains import BATCH, batch
from numerics.estimate import Estimate, of_samples
from numerics.gaussian import GaussianRational
from numerics.simulate import as_arrays
from numerics.system import System, dot

__all__ = ["BATCH", "Runner", "estimate", "gram", "runner"]


class Runner(NamedTuple):
    """A system made ready to run; of conjugate eigenvalues it runs one.

    Args:
        system: rows as arrays.
        order: places of w in the run's own (x, h..., dh...) followed by its conjugate.
        steps: the horizon.
    """

    system: System
    order: Array
    steps: int


def runner(system: System, steps: int) -> Runner:
    """Make a system ready to run.

    Args:
        system: rows whose eigenvalues come with their conjugates.
        steps: the horizon.

    Returns:
        The runner.
    """
    kept: list[GaussianRational] = []
    for eigenvalue in system.eigenvalues:
        if eigenvalue not in kept and eigenvalue.conjugate() not in kept:
            kept.append(eigenvalue)
    own = len(kept)
    places = [
        kept.index(e) if e in kept else 1 + 2 * own + kept.index(e.conjugate())
        for e in system.eigenvalues
    ]
    order = [0, *(1 + k for k in places), *(1 + own + k for k in places)]
    arrays = as_arrays(system._replace(eigenvalues=tuple(kept)))
    return Runner(arrays, jnp.asarray(order), steps)


def gram(run: Runner, key: Array) -> NDArray[np.complex128]:
    """Sum w w^T over one batch of chains.

    Args:
        run: from `runner`.
        key: of the batch's noise.

    Returns:
        The sums, without conjugates, shape (1 + 2n, 1 + 2n).
    """
    return np.asarray(_gram(run.system, run.order, key, run.steps))


def estimate(run: Runner, form: NDArray[np.complex128], key: Array, law: str) -> Estimate:
    """Average w^T M w over one batch of chains.

    Args:
        run: from `runner`.
        form: M, complex symmetric.
        key: of the batch's noise.
        law: of the noise, see `numerics.chains.batch`.

    Returns:
        The complex mean, with the spread of both parts.
    """
    found: Estimate = _estimate(run.system, run.order, jnp.asarray(form), key, run.steps, law)
    return found


@partial(jax.jit, static_argnames=("steps",))
def _gram(system: System, order: Array, key: Array, steps: int) -> Array:
    w = _ends(system, order, key, steps, "gaussian")
    return w @ w.T


@partial(jax.jit, static_argnames=("steps", "law"))
def _estimate(
    system: System, order: Array, form: Array, key: Array, steps: int, law: str
) -> Estimate:
    w = _ends(system, order, key, steps, law)
    return of_samples((w * (form @ w)).sum(axis=0))


def _ends(system: System, order: Array, key: Array, steps: int, law: str) -> Array:
    final = batch(system, key, steps, law)
    x = dot(system.readout, final.source)
    own = jnp.stack([x, *final.h, *final.dh]).astype(jnp.complex128)
    return jnp.concatenate([own, own.conj()])[order]
