"""Bugs to plant in the rows that a simulator is handed; whatever checks it must see each."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from numerics.system import System


def missing_sqrt(system: System) -> System:
    return system._replace(variance=system.variance**2)  # its root is the variance itself


def wrong_sign_of_rho(system: System) -> System:
    return system._replace(transition=jax.tree.map(jnp.negative, system.transition))


def unscaled_start(system: System) -> System:
    return system._replace(spread=(jnp.sqrt(system.variance),))


def float32_eigenvalue(system: System) -> System:
    rounded = (e.astype(jnp.complex64).astype(e.dtype) for e in system.eigenvalues)
    return system._replace(eigenvalues=tuple(rounded))


def conjugate_eigenvalue(system: System) -> System:
    return system._replace(eigenvalues=tuple(e.conj() for e in system.eigenvalues))


ROWS = (
    missing_sqrt,
    wrong_sign_of_rho,
    unscaled_start,
    float32_eigenvalue,
    conjugate_eigenvalue,
)
