"""How the judge sets up JAX: double precision and strict promotion, before any array exists."""

from __future__ import annotations

import jax


def strict() -> None:
    """Switch JAX to float64 with strict dtype and rank promotion."""
    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    jax.config.update("jax_numpy_dtype_promotion", "strict")  # type: ignore[no-untyped-call]
    jax.config.update("jax_numpy_rank_promotion", "raise")  # type: ignore[no-untyped-call]
