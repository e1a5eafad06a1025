"""e^s - 1 for sums of rates: right to a few ulp at 0, at 2 pi i, and far away."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from verification.exponential import expm1_of_sum

pytestmark = pytest.mark.slow

KINDS = (jnp.float32, jnp.float64)


def worst(function: Any, terms: list[Any]) -> float:
    seen = np.asarray(jax.jit(lambda *t: function(list(t)))(*map(jnp.asarray, terms)))
    columns = [np.asarray(term).tolist() for term in terms]
    with mpmath.workdps(80):
        errors = []
        for value, *point in zip(seen, *columns, strict=True):
            exact = mpmath.expm1(sum(map(mpmath.mpmathify, point)))
            ulp = np.spacing(value.real.dtype.type(float(abs(exact))))
            errors.append(float(abs(mpmath.mpmathify(value.item()) - exact)) / float(ulp))
    return max(errors)


def rates(kind: Any, key: jax.Array) -> tuple[Any, Any]:
    """Draw decays over many decades, and angles."""
    decay, angle = np.asarray(jax.random.uniform(key, (2, 300), kind))
    return -(10 ** (1 - decay * (np.finfo(kind).nmant // 5))), 6 * angle - 3


# JAX's exp, sin and cos are within 1.5 ulp each, and a complex value is made of two products
@pytest.mark.parametrize("kind", KINDS)
def test_right_to_a_few_ulp(kind: Any, key: jax.Array) -> None:
    decay, angle = rates(kind, key)
    turn = decay.dtype.type(2 * np.pi)
    assert worst(expm1_of_sum, [decay]) <= 3
    assert worst(expm1_of_sum, [-decay[decay > -1]]) <= 3
    assert worst(expm1_of_sum, [decay, decay / 3, decay / 7]) <= 3
    for angles in (angle, decay, turn + decay, 3 * turn - decay):
        assert worst(expm1_of_sum, [decay + 1j * angles]) <= 4
    # the sum of two angles is rounded near 2 pi, and what that leaves out is not lost
    assert worst(expm1_of_sum, [decay + 1j * angle, (decay + 1j * (turn - angle))]) <= 4


@pytest.mark.parametrize("kind", KINDS)
def test_the_plain_function_would_be_noticed(kind: Any, key: jax.Array) -> None:
    decay, angle = rates(kind, key)
    terms = [decay + 1j * angle, decay + 1j * (decay.dtype.type(2 * np.pi) - angle)]
    assert worst(lambda t: jnp.expm1(t[0] + t[1]), terms) > 100


def test_infinite_and_large_rates() -> None:
    assert expm1_of_sum([jnp.asarray(-jnp.inf)]) == -1
    assert expm1_of_sum([jnp.asarray(-0.3 + 1j), jnp.asarray(-jnp.inf)]) == -1
    assert expm1_of_sum([jnp.asarray(1000.0), jnp.asarray(0.1)]) == jnp.inf
    assert jax.grad(lambda x: expm1_of_sum([x]))(-jnp.inf) == 0


def test_the_derivative_is_the_exponential() -> None:
    for x in (-3.0, -0.3, -1e-9, 0.3, 2.0):
        slope = jax.grad(lambda x: expm1_of_sum([x, x / 8]))(x)
        assert abs(slope / (1.125 * np.exp(1.125 * x)) - 1) <= 8 * 2.0**-52
    z = -0.2 + 2.5j
    slope = jax.grad(lambda z: expm1_of_sum([z]), holomorphic=True)(z)
    assert abs(slope / np.exp(z) - 1) <= 8 * 2.0**-52
