"""Rung `montecarlo`: independent Gaussian chains from empty states, with error rates by theorem.

A chain's products at time T are quadratic forms in Gaussian noise whose exact covariance is read
off the simulator's matrix, so the radius of `chernoff` bounds the error of their mean at any
sample size. A claim is contradicted when the mean leaves radius(alpha) plus the exact difference
between horizon T and stationarity; it is accepted to epsilon when the mean, radius(beta) and that
difference all fit into epsilon of the scale sqrt(E|u|^2 E|v|^2).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import numpy as np
from sympy import Add, Expr

from derivations.inputs import Input
from derivations.quantities import INPUT_SENSITIVITY, SENSITIVITY_KERNEL, STATE_KERNEL
from numerics.chains import BATCH, chains
from numerics.gaussian import GaussianRational
from numerics.simulate import Products, as_arrays
from numerics.system import System
from verification import interpret
from verification.bridge import rows_at, to_numerics
from verification.claims.claim import Claim
from verification.evidence import gaussian_law as law
from verification.evidence.driven import probe_points
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.evidence.gaussian_law import Term
from verification.points import Point, instances

ALPHA, BETA, EPSILON = 1e-9, 1e-6, 0.02
STEPS = 48
REPLICATES = 64 * BATCH


def examine(claim: Claim, salt: int = 0) -> Finding:
    """Compare a claim with independent chains of the simulator.

    Args:
        claim: the claim on trial.
        salt: chooses the random keys, together with the exact point.

    Returns:
        The finding, with its error rates.
    """
    if claim.limit is not None or claim.input is None:
        return Finding("montecarlo", SILENT, "judged at concrete inputs by the other rungs")
    if interpret.calls(claim.published) or not _is_linear(claim.truth):
        return Finding("montecarlo", SILENT, "not linear in simulated moments")
    ((source, domain),) = instances(claim)
    point = probe_points(domain)[0]
    published = interpret.evaluate(claim.published, claim.complete(point), _no_kernel, complex)
    measured = measure(claim, source, claim.complete(point), salt)
    return _judge(published, measured)


class Measurement(NamedTuple):
    """A Monte-Carlo mean with its proved error.

    Args:
        mean: mean over chains.
        rejecting: radius at level ALPHA, the finite-horizon difference included.
        accepting: radius at level BETA, likewise.
        scale: sqrt(E|u|^2 E|v|^2), summed over terms.
        replicates: number of chains.
    """

    mean: complex
    rejecting: float
    accepting: float
    scale: float
    replicates: int


def measure(
    claim: Claim, source: Input, point: Point, salt: int, replicates: int | None = None
) -> Measurement:
    """Simulate what a claim is about.

    Args:
        claim: a claim whose true side is linear in kernel values.
        source: the input.
        point: exact numbers for all its symbols.
        salt: of the random keys, together with the exact point.
        replicates: number of chains, rounded up to whole batches; None for `REPLICATES`.

    Returns:
        The mean and its error.
    """
    count = -(-(replicates or REPLICATES) // BATCH) * BATCH
    terms = _terms(claim.truth, point)
    inner = tuple(dict.fromkeys(e for term in terms for e in term.eigenvalues))
    system = rows_at(source, point, ())._replace(eigenvalues=_closed(inner))
    run = _run(system, salt, count)
    mean = sum(t.coefficient * complex(_entry(run, system, t)) for t in terms)
    forms = [t.coefficient * law.quadratic_form(t, system) for t in terms]
    form = np.sum(forms, axis=0)
    tail = abs(
        np.sum(form * (law.second_moments(system, None) - law.second_moments(system, STEPS)))
    )
    radii = [law.error_radius(form, system, STEPS, count, level) + tail for level in (ALPHA, BETA)]
    sizes = (
        abs(t.coefficient) * law.scale(law.quadratic_form(t, system), system, STEPS) for t in terms
    )
    return Measurement(mean, radii[0], radii[1], sum(sizes), count)


def _judge(published: complex, measured: Measurement) -> Finding:
    gap = abs(published - measured.mean)
    data = {
        "published": [published.real, published.imag],
        "mean": [measured.mean.real, measured.mean.imag],
        "radius": measured.rejecting,
        "replicates": measured.replicates,
        "beta": BETA,
        "epsilon": EPSILON,
    }
    relative, smallest = gap / measured.scale, measured.accepting / measured.scale
    seen = (
        f"{measured.replicates} Gaussian chains of {STEPS} steps, deviation {relative:.1e} of scale"
    )
    if not gap <= measured.rejecting:
        return Finding("montecarlo", CONTRADICTS, f"{seen}; alpha {ALPHA:.0e}", ALPHA, data)
    if gap + measured.accepting <= EPSILON * measured.scale:
        rates = f"epsilon {EPSILON:.0%}, alpha {ALPHA:.0e}, beta {BETA:.0e}"
        return Finding("montecarlo", AGREES, f"{seen}; {rates}", ALPHA, data)
    return Finding("montecarlo", UNDECIDED, f"{seen}; could have seen {smallest:.1%}", ALPHA, data)


def _no_kernel(function: Any, arguments: tuple[Any, ...]) -> Any:
    raise KeyError(function)


def _is_linear(side: Expr) -> bool:
    calls = interpret.calls(side)
    return bool(calls) and all(
        len(interpret.calls(term)) == 1 and (term / interpret.calls(term)[0]).is_number
        for term in Add.make_args(side)
    )


def _terms(side: Expr, point: Point) -> tuple[Term, ...]:
    found = []
    for term in Add.make_args(side):
        (call,) = interpret.calls(term)
        arguments = interpret.arguments_at(call, point)
        found.append(Term(complex(term / call), call.func, tuple(map(to_numerics, arguments))))
    return tuple(found)


def _closed(eigenvalues: tuple[GaussianRational, ...]) -> tuple[GaussianRational, ...]:
    return tuple(dict.fromkeys((*eigenvalues, *(e.conjugate() for e in eigenvalues))))


@lru_cache(maxsize=16)
def _run(system: System, salt: int, count: int) -> Products:
    digest = hashlib.sha256(f"{salt}/{system}".encode()).digest()
    key = jax.random.key(int.from_bytes(digest[:4], "big"))
    return chains(as_arrays(system), key, replicates=count, steps=STEPS)


def _entry(run: Products, system: System, term: Term) -> Any:
    places = tuple(system.eigenvalues.index(e) for e in term.eigenvalues)
    if term.function == STATE_KERNEL:
        return run.state.mean[places]
    if term.function == SENSITIVITY_KERNEL:
        return run.sensitivity.mean[places]
    table = run.input_sensitivity if term.function == INPUT_SENSITIVITY else run.input_state
    return table.mean[places]
