"""The dense Hessian as an instance: automatic differentiation of the loss itself."""

from __future__ import annotations

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derivations.theorems import hessian_dense

RATIO = 0.6
MATRIX = [[0.5, -0.4, 0.1], [0.3, 0.5, 0.2], [0.0, 0.1, -0.6]]  # a complex pair, and not normal


def loss_of(matrix: jax.Array, teacher: jax.Array, drive: jax.Array, out: jax.Array) -> jax.Array:
    """Half the mean square of C h - C h_0, from the stationary equations of (x, h, h_0)."""
    size = len(matrix)
    zero = jnp.zeros((size, size))
    lift = RATIO * drive[:, None]
    rows = jnp.block(
        [
            [jnp.full((1, 1), RATIO), jnp.zeros((1, 2 * size))],
            [lift, matrix, zero],
            [lift, zero, teacher],
        ]
    )
    noise = jnp.concatenate([jnp.ones(1), drive, drive])
    order = len(noise)
    right = (1 - RATIO**2) * jnp.outer(noise, noise).reshape(-1)
    moments = jnp.linalg.solve(jnp.eye(order**2) - jnp.kron(rows, rows), right)
    weights = jnp.concatenate([jnp.zeros(1), out, -out])
    return weights @ moments.reshape(order, order) @ weights / 2


@pytest.mark.slow
def test_the_dense_hessian_is_that_of_automatic_differentiation(key: jax.Array) -> None:
    matrix = jnp.array(MATRIX)
    drive, out = jax.random.normal(key, (2, len(matrix)))
    count = matrix.size
    direct = np.asarray(jax.hessian(loss_of)(matrix, matrix, drive, out)).reshape(count, count)
    values, basis = np.linalg.eig(np.asarray(matrix))
    assert np.iscomplexobj(values)
    back = np.linalg.inv(basis)
    b, c = back @ np.asarray(drive), basis.T @ np.asarray(out)
    pairs = list(product(range(len(matrix)), repeat=2))
    weights = np.array([c[i] * b[j] for i, j in pairs])
    core = np.array([[two(values, p, q) for q in pairs] for p in pairs])
    turn = np.array([[back[i, row] * basis[column, j] for row, column in pairs] for i, j in pairs])
    found = turn.T @ (core * np.outer(weights, weights)) @ turn
    gap = np.max(np.abs(found - direct)) / np.max(np.abs(direct))
    assert gap <= rounding(basis)
    wrong = turn.T @ (core * np.outer(weights, weights.conj())) @ turn
    assert np.max(np.abs(wrong - direct)) / np.max(np.abs(direct)) > rounding(basis)


def rounding(basis: np.ndarray) -> float:
    """Three solves of the stationary equations, each by its condition number, and four bases."""
    size = 2 * len(MATRIX) + 1
    rows = np.zeros((size, size))
    rows[0, 0] = RATIO
    rows[1:4, 1:4] = rows[4:, 4:] = MATRIX
    solves = np.linalg.cond(np.eye(size**2) - np.kron(rows, rows)) ** 3
    return float(size**2 * np.finfo(float).eps * solves * np.linalg.cond(basis) ** 4)


def two(values: np.ndarray, first: tuple[int, int], second: tuple[int, int]) -> complex:
    """Divided difference of the kernel, at numbers."""
    args = [complex(values[k]) for k in (*first, *second)]
    return complex(hessian_dense.divided(*args, RATIO))
