"""Replicates to an estimate: mean, standard error and count, mergeable over batches."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array, lax


class Estimate(NamedTuple):
    """Running mean and spread of independent replicates.

    Args:
        mean: their mean, any shape, real or complex.
        spread: sum of squared deviations; for complex numbers that of the real parts plus i times
            that of the imaginary parts.
        replicates: how many there are.
    """

    mean: Array
    spread: Array
    replicates: Array

    @property
    def error(self) -> Array:
        """Standard error of the mean; complex: of the real part plus i times of the imaginary."""
        degrees = (self.replicates * (self.replicates - 1)).real
        if not jnp.iscomplexobj(self.spread):
            return jnp.sqrt(self.spread / degrees)
        return lax.complex(
            jnp.sqrt(self.spread.real / degrees), jnp.sqrt(self.spread.imag / degrees)
        )


def of_samples(samples: Array) -> Estimate:
    """Summarise replicates along the first axis.

    Args:
        samples: shape (replicates, ...).

    Returns:
        Their estimate.
    """
    mean = samples.mean(axis=0)
    return Estimate(
        mean, _square(samples - mean[None]).sum(axis=0), jnp.asarray(len(samples), mean.dtype)
    )


def merge(first: Estimate, second: Estimate) -> Estimate:
    """Join the estimates of two independent batches.

    Args:
        first: one estimate.
        second: another of the same shape.

    Returns:
        The estimate of both together.
    """
    replicates = first.replicates + second.replicates
    gap = second.mean - first.mean
    share = second.replicates / replicates
    spread = first.spread + second.spread + _square(gap) * (first.replicates * share)
    return Estimate(first.mean + gap * share, spread, replicates)


def _square(deviation: Array) -> Array:
    if not jnp.iscomplexobj(deviation):
        return deviation**2
    return lax.complex(deviation.real**2, deviation.imag**2)
