"""White noise of unit variance: drawn from a key, or orthogonal so that averages are exact."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

LAWS = ("gaussian", "rademacher")


def draw(key: Array, shape: tuple[int, ...], law: str = "gaussian") -> Array:
    """Draw independent numbers of zero mean and unit variance.

    Args:
        key: a JAX random key.
        shape: shape of the result.
        law: `gaussian` or `rademacher` (signs).

    Returns:
        float64 numbers of that shape.

    Raises:
        ValueError: if the law is unknown.
    """
    if law == "gaussian":
        return jax.random.normal(key, shape, dtype=jnp.float64)
    if law == "rademacher":
        return jax.random.rademacher(key, shape, dtype=jnp.float64)
    raise ValueError(f"law = {law!r}: must be one of {', '.join(LAWS)}; choose one of these")


def impulses(length: int) -> Array:
    r"""Build an orthogonal drive out of impulses.

    The rows are e_i sqrt(n) and their negatives, so that the mean over rows of any functional
    quadratic in the noise (affine terms included) is its exact expectation.

    Args:
        length: n, the number of noise values in one run.

    Returns:
        Rows of noise, shape (2 n, n).
    """
    return _signed(np.eye(length))


def rotated(length: int, seed: int = 0) -> Array:
    """Build another orthogonal drive, a random rotation of `impulses`.

    For a functional quadratic in the noise it gives the same mean; a difference beyond rounding
    shows that the functional is not quadratic.

    Args:
        length: n.
        seed: of the rotation.

    Returns:
        Rows of noise, shape (2 n, n).
    """
    normal = np.random.default_rng(seed).standard_normal((length, length))
    return _signed(np.linalg.qr(normal)[0])


def _signed(orthogonal: np.ndarray) -> Array:
    rows = np.sqrt(len(orthogonal)) * orthogonal
    return jnp.asarray(np.concatenate([rows, -rows]))
