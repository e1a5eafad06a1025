"""Polynomials of floats in twice their precision, so that 1 - x y keeps its digits as x y -> 1.

A real number is the unevaluated sum of two floats, of which the second is at most half a unit in
the last place of the first. A complex number is kept by its parts; a real one has no second part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

Powers = Mapping[int, int]


class Pair(NamedTuple):
    """The real number high + low."""

    high: jax.Array
    low: jax.Array


class Number(NamedTuple):
    """A complex number; `imag` is None where it is real."""

    real: Pair
    imag: Pair | None = None


def polynomial(terms: Sequence[tuple[int, Powers]], numbers: Sequence[jax.Array]) -> jax.Array:
    """Sum monomials of floats, sum of c_i prod_k z_k^{n_ik}, and round about once.

    With floats of p bits the error is within an ulp of the sum (of its modulus, if complex) while
    the terms exceed it by less than 2^(p-6).

    Args:
        terms: pairs of a small integer c_i and the exponents n_ik >= 0 by the place k of a number.
        numbers: z_k, all of one precision, real or complex.

    Returns:
        The sum, real where all numbers in it are.
    """
    total = reduce(_plus, (_monomial(c, powers, numbers) for c, powers in terms))
    real = total.real.high + total.real.low
    return real if total.imag is None else lax.complex(real, total.imag.high + total.imag.low)


def two_sum(a: jax.Array, b: jax.Array) -> Pair:
    """Write a + b as its rounded value and the rounding error, exactly (by parts if complex).

    Args:
        a: floats, shape (...).
        b: floats of the same type.

    Returns:
        The sum, with low part 0 where it is not finite.
    """
    total = a + b
    other = total - a
    error = (a - (total - other)) + (b - other)
    return Pair(total, jnp.where(jnp.isfinite(total), error, jnp.zeros_like(error)))


def two_product(a: jax.Array, b: jax.Array) -> Pair:
    """Write a product of real floats as its rounded value and the rounding error, exactly.

    Args:
        a: real floats, shape (...), away from overflow and underflow.
        b: floats of the same type.

    Returns:
        The product.
    """
    product = a * b
    (a_high, a_low), (b_high, b_low) = _halves(a), _halves(b)
    error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return Pair(product, error)


def _halves(a: jax.Array) -> Pair:
    # not by Dekker's constant, which a fused multiply-add would undo
    bits = jnp.finfo(a.dtype)  # type: ignore[no-untyped-call]
    high = lax.reduce_precision(a, bits.nexp, (bits.nmant - 1) // 2)
    return Pair(high, a - high)


def _monomial(coefficient: int, powers: Powers, numbers: Sequence[jax.Array]) -> Number:
    factors = [number(numbers[k]) for k, power in powers.items() for _ in range(power)]
    if not factors or abs(coefficient) != 1:
        factors.append(number(jnp.full_like(jnp.real(numbers[0]), abs(coefficient))))
    product = reduce(_times, factors)
    return product if coefficient > 0 else _negative(product)


def number(z: jax.Array) -> Number:
    """Take a float, real or complex, for the number that it is."""
    if not jnp.iscomplexobj(z):
        return Number(Pair(z, jnp.zeros_like(z)))
    return Number(*(Pair(part, jnp.zeros_like(part)) for part in (jnp.real(z), jnp.imag(z))))


def _times(a: Number, b: Number) -> Number:
    real = _pair_times(a.real, b.real)
    if a.imag is None or b.imag is None:
        one, other = (a, b) if b.imag is None else (b, a)
        return Number(real, None if one.imag is None else _pair_times(one.imag, other.real))
    cross = _pair_times(a.real, b.imag), _pair_times(a.imag, b.real)
    return Number(_pair_plus(real, _minus(_pair_times(a.imag, b.imag))), _pair_plus(*cross))


def _plus(a: Number, b: Number) -> Number:
    real = _pair_plus(a.real, b.real)
    if a.imag is None or b.imag is None:
        return Number(real, a.imag or b.imag)
    return Number(real, _pair_plus(a.imag, b.imag))


def _negative(a: Number) -> Number:
    return Number(_minus(a.real), None if a.imag is None else _minus(a.imag))


def _minus(a: Pair) -> Pair:
    return Pair(-a.high, -a.low)


def _pair_times(a: Pair, b: Pair) -> Pair:
    high, low = two_product(a.high, b.high)
    return two_sum(high, low + (a.high * b.low + a.low * b.high))


def _pair_plus(a: Pair, b: Pair) -> Pair:
    high, error = two_sum(a.high, b.high)
    low, rest = two_sum(a.low, b.low)
    high, error = two_sum(high, error + low)
    return two_sum(high, error + rest)
