"""Theorems on trial: what is measured of each by roads that share nothing with its proof."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from verification.theorems.witness import Witness

MODULES = (
    "kernels",
    "kernels_backward",
    "averages",
    "bounds",
    "exponents",
    "radial",
    "normalization",
    "reparametrization",
    "gates",
    "loss",
    "geometry",
    "hessian",
    "hessian_diagonal",
    "hessian_dense",
    "hessian_gram",
)


@cache
def witnesses() -> tuple[Witness, ...]:
    """Gather the witnesses of all theorems.

    Returns:
        At least one for each theorem.
    """
    modules = (import_module(f"verification.theorems.{name}") for name in MODULES)
    return tuple(witness for module in modules for witness in module.WITNESSES)
