"""e^s - 1 for a sum s of decay rates and angles, right to about an ulp wherever s is near 2 pi i k.

JAX's own is off by up to 5 ulp, and near 2 pi i by the digits of pi that its reduction leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from math import factorial
from typing import Any

import jax
import jax.numpy as jnp
import mpmath
from jax import lax

from verification import promotion
from verification.compensated import two_sum

NEAR = 0.4  # where the series is used; beyond it the exponential is far enough from 1
TERMS = 16  # NEAR^TERMS / TERMS! < 2^-64


def expm1_of_sum(terms: Sequence[Any]) -> jax.Array:
    """Compute e^s - 1 for s the exact sum of floats.

    What the rounded sum leaves out is added to first order: e^(s + e) - 1 = v + (1 + v) e with
    v = e^s - 1.

    Args:
        terms: floats of one precision, real or complex.

    Returns:
        The value; real if all terms are.
    """
    high: Any = terms[0]
    low: Any = 0.0
    for term in terms[1:]:
        high, error = two_sum(*promotion.alike(high, term))
        low = promotion.plus(low, error)
    value = _complex_expm1(high) if jnp.iscomplexobj(high) else _expm1(high)
    correction = (1.0 + value) * low
    return value + jnp.where(jnp.isfinite(correction), correction, jnp.zeros_like(correction))


def _expm1(x: jax.Array) -> jax.Array:
    """Sum x + x^2 (1/2! + x/3! + ...), in which only the first term matters for rounding."""
    near = jnp.where(jnp.abs(x) < NEAR, x, jnp.zeros_like(x))
    series = [1 / factorial(k) for k in range(TERMS, 1, -1)]
    tail = reduce(lambda total, c: total * near + c, series, jnp.zeros_like(x))
    return jnp.where(jnp.abs(x) < NEAR, near + near * near * tail, jnp.exp(x) - 1.0)


def _complex_expm1(z: jax.Array) -> jax.Array:
    decay, angle = _expm1(z.real), _reduced(z.imag)
    half = jnp.sin(angle / 2.0)
    real = decay * jnp.cos(angle) - 2.0 * half * half
    return lax.complex(real, jnp.exp(z.real) * jnp.sin(angle))


def _reduced(angle: jax.Array) -> jax.Array:
    """Subtract the nearest multiple of 2 pi, given in parts whose multiples are exact."""
    digits = jnp.finfo(angle.dtype).nmant  # type: ignore[no-untyped-call]
    first, *rest = _two_pi(digits // 2 - 2)
    turns = lax.stop_gradient(jnp.round(angle / (first + rest[0])))
    return reduce(lambda left, part: left - turns * part, (first, *rest), angle)


def _two_pi(bits: int) -> list[float]:
    with mpmath.workprec(200):
        left, parts = 2 * mpmath.pi, []
        for shift in (bits - 3, 2 * bits - 3, 3 * bits - 3):
            parts.append(mpmath.ldexp(mpmath.floor(mpmath.ldexp(left, shift)), -shift))
            left -= parts[-1]
        return [float(part) for part in (*parts, left)]
