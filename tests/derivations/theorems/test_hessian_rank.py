"""The rank of a linear network's Hessian, exactly and by automatic differentiation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from derivations.theorems import hessian_networks, hessian_rank
from tests.derivations.theorems.checking import called

THEOREMS = hessian_rank.theorems()


def test_ranks_that_are_not_those_predicted_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    always = called(THEOREMS, "hessian-rank").parts
    whole = hessian_networks.features
    monkeypatch.setattr(hessian_networks, "predicted", lambda n: 2 * n[0].nrows() + 1)
    assert not always[1].holds()
    assert not always[3].holds()
    monkeypatch.setattr(
        hessian_networks,
        "features",
        lambda n, lags: fmpq_mat(whole(n, lags).tolist()[:-1]),  # D is not learned
    )
    assert not always[2].holds()


def test_each_hypothesis_of_the_rank_is_needed() -> None:
    """Search networks of two states for those of less than full rank, by what they lack."""
    lacking = set()
    for network in hessian_networks.networks(400):
        matrix, size = network[0], network[0].nrows()
        seen, moved = hessian_networks.reached(network)
        full = hessian_networks.features(network, 2 * size + 1).rank() == 2 * size + 1
        missing = frozenset(
            word
            for word, there in (
                ("observable", seen.rank() == size),
                ("controllable", moved.rank() == size),
                ("invertible", matrix.rank() == size),
            )
            if not there
        )
        assert full == (not missing)
        lacking.add(missing)
    assert {frozenset({word}) for word in ("observable", "controllable", "invertible")} <= lacking


def test_eigenvalues_need_not_be_distinct() -> None:
    jordan = fmpq_mat([[fmpq(1, 2), 1], [0, fmpq(1, 2)]])
    network = jordan, fmpq_mat([[0], [1]]), fmpq_mat([[1, 0]])
    assert hessian_networks.features(network, 5).rank() == hessian_networks.predicted(network) == 5


def test_constant_input_leaves_one_direction() -> None:
    network = next(n for n in hessian_networks.networks(40) if hessian_networks.predicted(n) == 9)
    assert [hessian_networks.at_lines(network, lines) for lines in (1, 2, 8, 9, 10)] == [
        1,
        2,
        8,
        9,
        9,
    ]


RATIO = 0.6
MATRIX, SINGULAR = [[0.5, -0.4], [0.3, 0.2]], [[0.5, -0.25], [-0.4, 0.2]]
NOISE_FLOOR = 1e-9  # roundings of two derivatives of a solve of condition below 1e3, from 1e-16


def half_mean_square(flat: jax.Array, teacher: jax.Array) -> jax.Array:
    """E(y - y_0)^2 / 2 of two networks of two states, from the equations of (x, h, h_0)."""
    (a, b, c, d), (a_0, b_0, c_0, d_0) = unpacked(flat), unpacked(teacher)
    zero = jnp.zeros((2, 2))
    rows = jnp.block(
        [
            [jnp.full((1, 1), RATIO), jnp.zeros((1, 4))],
            [RATIO * b[:, None], a, zero],
            [RATIO * b_0[:, None], zero, a_0],
        ]
    )
    noise = jnp.concatenate([jnp.ones(1), b, b_0])
    right = (1 - RATIO**2) * jnp.outer(noise, noise).reshape(-1)
    moments = jnp.linalg.solve(jnp.eye(25) - jnp.kron(rows, rows), right).reshape(5, 5)
    weights = jnp.concatenate([d - d_0, c, -c_0])
    return weights @ moments @ weights / 2


def unpacked(flat: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    return flat[:4].reshape(2, 2), flat[4:6], flat[6:8], flat[8:]


@pytest.mark.slow
def test_automatic_differentiation_finds_the_same_ranks(key: jax.Array) -> None:
    """Five of nine for a minimal network of two states, four if A is singular."""
    drive, out = np.asarray(jax.random.uniform(key, (2, 2), minval=0.5, maxval=2.0))
    hessian = jax.jit(jax.hessian(half_mean_square))
    for matrix, drives, rank in (
        (MATRIX, drive, 5),
        (SINGULAR, drive, 4),
        ([[0.5, -0.3], [0.0, -0.4]], drive * np.array([1.0, 0.0]), 4),  # not controllable
    ):
        flat = jnp.array([*np.ravel(matrix), *drives, *out, 0.7])
        values = np.linalg.svd(np.asarray(hessian(flat, flat)), compute_uv=False)
        assert int(np.sum(values > NOISE_FLOOR * values[0])) == rank
