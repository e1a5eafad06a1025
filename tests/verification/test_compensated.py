"""Sums and products of floats without error, and polynomials right to an ulp where they cancel."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from verification import compensated
from verification.compensated import polynomial, two_product, two_sum

pytestmark = pytest.mark.slow

KINDS = (jnp.float32, jnp.float64)
GAP = [(1, {}), (-1, {0: 1, 1: 1})]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("compiled", [False, True])
def test_sums_and_products_leave_no_error(kind: Any, compiled: bool, key: jax.Array) -> None:
    a, b = jax.random.normal(key, (2, 500), kind)
    a = a * jnp.exp2(jnp.arange(500, dtype=kind) % 20)
    both = lambda a, b: (*two_sum(a, b), *two_product(a, b), *two_sum(a * b, b))  # noqa: E731
    rows = (jax.jit(both) if compiled else both)(a, b)
    columns = [np.asarray(row, float).tolist() for row in (a, b, *rows)]
    for x, y, s, e, p, f, t, g in zip(*(map(Fraction, column) for column in columns), strict=True):
        assert s + e == x + y
        assert p + f == x * y
        assert t + g == p + y


def test_a_sum_that_overflows_has_no_error_of_its_own() -> None:
    assert two_sum(jnp.asarray(jnp.inf), jnp.asarray(1.0)) == (jnp.inf, 0.0)


def near_one(kind: Any, count: int, key: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Draw z near the circle and w near 1/z."""
    angle, gap, shift = np.asarray(jax.random.uniform(key, (3, count), kind))
    small = 10 ** (-1 - (np.finfo(kind).nmant // 5) * gap)
    z = (1 - small) * np.exp(1j * 6 * angle)
    w = (1 - small) * np.exp(-1j * (6 * angle + shift * small))
    return jnp.asarray(z), jnp.asarray(w)


@pytest.mark.parametrize("kind", KINDS)
def test_polynomials_are_right_to_an_ulp_where_they_cancel(kind: Any, key: jax.Array) -> None:
    z, w = near_one(kind, 200, key)
    reals = (jnp.abs(z), jnp.abs(w))
    for terms in (GAP, [(1, {0: 2, 1: 2}), (-1, {})], [(3, {0: 1}), (-3, {1: 2, 0: 1}), (2, {})]):
        for numbers in ((z, w), reals, (z, reals[1])):
            assert worst(terms, numbers) <= 1.5


def worst(terms: list[tuple[int, dict[int, int]]], numbers: tuple[jax.Array, ...]) -> float:
    seen = np.asarray(jax.jit(lambda *n: polynomial(terms, n))(*numbers))
    columns = [np.asarray(z).tolist() for z in numbers]
    with mpmath.workdps(80):
        errors = []
        for value, *point in zip(seen, *columns, strict=True):
            exact = mpmath.mpf(0)
            for c, powers in terms:
                term = mpmath.mpf(c)
                for k, n in powers.items():
                    term *= mpmath.mpmathify(point[k]) ** n
                exact += term
            ulp = np.spacing(value.real.dtype.type(float(abs(exact))))
            errors.append(float(abs(mpmath.mpmathify(value.item()) - exact)) / float(ulp))
    return max(errors)


def test_plain_products_would_be_noticed(monkeypatch: pytest.MonkeyPatch, key: jax.Array) -> None:
    z, w = near_one(jnp.float64, 50, key)

    def naive(a: jax.Array, b: jax.Array) -> compensated.Pair:
        return compensated.Pair(a * b, jnp.zeros_like(a * b))

    monkeypatch.setattr(compensated, "two_product", naive)
    assert worst(GAP, (z, w)) > 1000


def test_real_numbers_stay_real() -> None:
    assert polynomial(GAP, (jnp.float32(0.5), jnp.float32(-0.25))).dtype == jnp.float32
    assert polynomial(GAP, (jnp.float32(0.5), jnp.complex64(0.25j))) == 1 - 0.125j
