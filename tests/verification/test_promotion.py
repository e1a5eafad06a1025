"""Real and complex arrays combined: real ones stay real, infinities survive, precisions agree."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from verification import promotion

pytestmark = pytest.mark.slow

Z, X = np.complex64(0.5 - 0.25j), np.float32(-3.0)


def test_one_precision() -> None:
    real, scalar, whole, z = promotion.arrays([X, 0.1, 2, 1j])
    assert [a.dtype for a in (real, scalar, whole, z)] == [jnp.float32] * 3 + [jnp.complex64]
    assert promotion.arrays([0.1, 2])[1].dtype == jnp.float64
    with jax.enable_x64(False):
        assert promotion.arrays([0.1, np.float64(2)])[0].dtype == jnp.float32
    for wrong in ([X, np.float64(1)], [Z, np.complex128(1)], [np.float16(1)]):
        with pytest.raises(TypeError, match="cannot be mixed; give all float32 or all float64"):
            promotion.arrays(wrong)


def test_arithmetic_against_numpy() -> None:
    for a in (X, Z, 2.5):
        for b in (X, Z, 2.5):
            u, v = (jnp.asarray(n) if not isinstance(n, float) else n for n in (a, b))
            pairs = (
                (promotion.plus, np.add),
                (promotion.times, np.multiply),
                (promotion.divided, np.divide),
            )
            for ours, theirs in pairs:
                # the numbers are dyadic: sums and products are exact, quotients rounded
                rounding = 8 * 2.0**-23 * (ours is promotion.divided)
                assert abs(ours(u, v) - theirs(a, b)) <= rounding * abs(theirs(a, b))


def test_a_real_infinity_does_not_spoil_the_other_part() -> None:
    seen = promotion.times(jnp.asarray(-2.0), jnp.asarray(complex(np.inf, 0.0)))
    assert seen == complex(-np.inf, 0.0)
    assert np.isnan((jnp.asarray(-2.0 + 0j) * jnp.asarray(complex(np.inf, 0.0))).imag)
    assert promotion.divided(jnp.asarray(complex(np.inf, 0.0)), jnp.asarray(-2.0)) == -np.inf
