"""Real and complex arrays of one precision combined, where strict promotion leaves that to us."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

COMPLEX = MappingProxyType({"float32": "complex64", "float64": "complex128"})


def arrays(numbers: Sequence[Any]) -> list[jax.Array]:
    """Bring numbers to one precision: that of the arrays among them, or JAX's default.

    Args:
        numbers: plain numbers and arrays; integers become floats.

    Returns:
        Arrays; real ones stay real.

    Raises:
        TypeError: if the precisions of arrays differ, or one is not float32 or float64.
    """
    given = [jnp.asarray(number) for number in numbers]
    found = {
        jnp.real(array).dtype.name
        for array in given
        if jnp.issubdtype(array.dtype, jnp.inexact) and not array.weak_type
    }
    if len(found) > 1 or not found <= set(COMPLEX):
        names = ", ".join(sorted(found))
        raise TypeError(f"arguments of {names}: cannot be mixed; give all float32 or all float64")
    real = found.pop() if found else jnp.dtype(jnp.result_type(float)).name
    return [array.astype(COMPLEX[real] if jnp.iscomplexobj(array) else real) for array in given]


def alike(a: Any, b: Any) -> tuple[Any, Any]:
    """Make both complex where one of them is."""
    if jnp.iscomplexobj(a) == jnp.iscomplexobj(b):
        return a, b
    if jnp.iscomplexobj(a):
        return a, jnp.asarray(b).astype(a.dtype)
    return jnp.asarray(a).astype(b.dtype), b


def plus(a: Any, b: Any) -> Any:
    """Add two numbers, each real or complex."""
    a, b = alike(a, b)
    return a + b


def times(a: Any, b: Any) -> Any:
    """Multiply two numbers, each real or complex; a real one scales, so that infinity may."""
    if jnp.iscomplexobj(a) == jnp.iscomplexobj(b):
        return a * b
    real, z = (b, a) if jnp.iscomplexobj(a) else (a, b)
    return lax.complex(real * z.real, real * z.imag)


def divided(a: Any, b: Any) -> Any:
    """Divide two numbers, each real or complex."""
    if jnp.iscomplexobj(a) and not jnp.iscomplexobj(b):
        return lax.complex(a.real / b, a.imag / b)
    a, b = alike(a, b)
    return a / b
