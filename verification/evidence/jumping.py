"""Rung `driven` under any law of the noise: to inputs that jump it does not apply, and says why."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from derivations.inputs import EXPONENTIAL
from derivations.symbols import RHO
from numerics.laws import JUMPS
from numerics.simulate import Products, as_arrays, follow, products
from verification import interpret
from verification.bridge import rows_at
from verification.claims.claim import Claim
from verification.evidence import driven
from verification.evidence.finding import SILENT, UNDECIDED, Finding


def examine(claim: Claim, law: str) -> Finding:
    """Run the simulator on orthogonal drives.

    Args:
        claim: the claim on trial.
        law: of the noise, see `numerics.chains.batch`.

    Returns:
        The finding of `driven` where the input is linear in its noise, whose law is then all the
        same; else that the rung does not apply, for the reason that two drives give.
    """
    if law not in JUMPS or claim.input != EXPONENTIAL or claim.limit is not None:
        return driven.examine(claim)
    point = claim.complete(driven.probe_points(claim.domain)[0])
    eigenvalues = interpret.eigenvalues(claim, point)
    if not eigenvalues:
        return Finding("driven", UNDECIDED, "the claim names no moment to simulate")
    system = as_arrays(rows_at(EXPONENTIAL, point, eigenvalues))
    correlation = jnp.asarray(float(point[RHO]))

    def functional(noise: Array) -> Products:
        inputs = JUMPS[law](noise[None], correlation)[0]
        return products(system.readout, follow(system.eigenvalues, inputs))

    reason = driven.objection(functional, driven.STEPS)
    if reason:
        return Finding("driven", SILENT, f"{law} noise: {reason}")
    return Finding("driven", UNDECIDED, f"{law} noise: two orthogonal drives agree by accident")
