"""The theorems of linear recurrences that are proved here, in the order in which they are read."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from derivations.theorems.theorem import Theorem

MODULES = (
    "kernels",
    "kernels_exponential",
    "kernels_backward",
    "averages",
    "bounds",
    "bounds_monotone",
    "exponents",
    "exponents_spectral",
    "radial",
    "radial_variance",
    "normalization",
    "normalization_tanh",
    "reparametrization",
    "reparametrization_correlated",
    "reparametrization_constant",
    "reparametrization_stable",
    "gates",
    "loss",
    "geometry",
    "hessian",
    "hessian_diagonal",
    "hessian_dense",
    "hessian_gram",
    "hessian_rank",
)


@cache
def theorems() -> tuple[Theorem, ...]:
    """Build every theorem.

    Returns:
        The theorems, their names all different.
    """
    modules = (import_module(f"derivations.theorems.{name}") for name in MODULES)
    return tuple(theorem for module in modules for theorem in module.theorems())


def find(name: str) -> Theorem:
    """Find a theorem by its name.

    Args:
        name: with or without `theorem/` before it.

    Returns:
        The theorem.

    Raises:
        KeyError: if there is no such theorem.
    """
    for theorem in theorems():
        if theorem.name == name.removeprefix("theorem/"):
            return theorem
    raise KeyError(name)
