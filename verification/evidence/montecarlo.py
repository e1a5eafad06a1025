"""Rung `montecarlo`: independent chains from empty states, tested until they decide.

A chain's product at time T is a quadratic form in Gaussian noise whose exact law is read off the
simulator's matrix. Batches of chains go through the test of `eprocess` against the published value
plus the exact difference between horizon T and stationarity: contradicted at level alpha (and only
when a second, independent stream of noise does so too), accepted when deviations of epsilon of the
scale sqrt(E|u|^2 E|v|^2) are excluded at level beta, undecided when the budget ends. Complex values
are tested in their real and imaginary parts, which share alpha and epsilon. All this is for
Gaussian noise; chains of any other law go to `student`.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any, NamedTuple

import jax
import numpy as np

from derivations.inputs import EXPONENTIAL, Input
from numerics.laws import JUMPS
from verification import interpret
from verification.claims.claim import Claim
from verification.evidence import eprocess, student
from verification.evidence.batches import BATCH, gram
from verification.evidence.chernoff import radius_of
from verification.evidence.driven import probe_points
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED, Finding
from verification.evidence.prepared import HORIZONS, Trial, is_linear, prepare
from verification.points import Point, instances
from verification.terms import GAUSSIAN, NOISES

# 1000 claims at one point each stay below 1e-6 for a whole run, by Bonferroni
ALPHA, BETA, EPSILON = 1e-9, 1e-6, 0.01
# a right claim takes about 100 batches
BUDGET = 512
STAGES = ("trial", "confirmation")


class Tally(NamedTuple):
    """What a stream of chains has shown.

    Args:
        chains: how many.
        total: sum of their products.
        evidence: log E_n.
        word: `REJECT`, `ACCEPT` or `GOES_ON`.
    """

    chains: int
    total: complex
    evidence: float
    word: int


def examine(claim: Claim, salt: int = 0, *, noise: str = GAUSSIAN) -> Finding:
    """Compare a claim with independent chains of the simulator.

    Args:
        claim: the claim on trial.
        salt: chooses the random keys, together with the claim's id and the exact point.
        noise: law of the innovations, or of the input, one of `NOISES`.

    Returns:
        The finding, with its error rates.

    Raises:
        ValueError: if the law is unknown.
    """
    if noise not in NOISES:
        raise ValueError(f"noise = {noise!r}: must be one of {', '.join(NOISES)}; choose one")
    if claim.limit is not None or claim.input is None:
        return Finding("montecarlo", SILENT, "judged at concrete inputs by the other rungs")
    if interpret.calls(claim.published) or not is_linear(claim.truth):
        return Finding("montecarlo", SILENT, "not linear in simulated moments")
    if noise in JUMPS and claim.input != EXPONENTIAL:
        return Finding("montecarlo", SILENT, f"{noise} is a law of the exponential input alone")
    ((source, domain),) = instances(claim)
    return examine_at(claim, source, claim.complete(probe_points(domain)[0]), salt, noise=noise)


def examine_at(
    claim: Claim,
    source: Input,
    point: Point,
    salt: int,
    budget: int | None = None,
    *,
    noise: str = GAUSSIAN,
) -> Finding:
    """Compare a claim with chains at one point.

    Args:
        claim: a claim whose true side is linear in kernel values.
        source: the input.
        point: exact numbers for all its symbols.
        salt: of the random keys.
        budget: how many batches a stream may take; None for `BUDGET`.
        noise: law of the innovations, or of the input, one of `NOISES`.

    Returns:
        The finding.
    """
    trial = prepare(claim, source, point, EPSILON)
    if trial is None:
        return Finding("montecarlo", UNDECIDED, f"not stationary within {HORIZONS[-1]} steps")
    keys = tuple(key_of(salt, claim.id, point, stage) for stage in STAGES)
    if noise != GAUSSIAN:
        return student.judge(trial, keys, student.Rule(noise, ALPHA, EPSILON, budget or BUDGET))
    tallies: list[Tally] = []
    for key in keys:
        tallies.append(follow(trial, key, budget or BUDGET))
        if tallies[-1].word != eprocess.REJECT:
            break
    return _report(trial, tuple(tallies))


def key_of(salt: int, name: str, point: Point, stage: str) -> jax.Array:
    """Make the random key of a stream of noise.

    Args:
        salt: of the run.
        name: the claim's id.
        point: exact numbers by variable.
        stage: one of `STAGES`.

    Returns:
        A key of its own for each such question.
    """
    place = ", ".join(sorted(f"{symbol} = {number}" for symbol, number in point.items()))
    digest = hashlib.sha256(f"{salt}/{name}/{place}/{stage}".encode()).digest()
    return jax.random.key(int.from_bytes(digest[:7], "big"))


def follow(trial: Trial, key: jax.Array, budget: int) -> Tally:
    """Run batches of chains until the test decides or the budget ends.

    Args:
        trial: from `prepare`.
        key: of the stream; batch k uses `fold_in(key, k)`.
        budget: how many batches at most.

    Returns:
        What the stream has shown.
    """
    tally = Tally(0, 0j, 0.0, eprocess.GOES_ON)
    for k in range(budget):
        batch = gram(trial.run, jax.random.fold_in(key, k))
        total = tally.total + complex(np.sum(trial.form * batch))
        tally = weigh(trial, tally.chains + BATCH, total)
        if tally.word != eprocess.GOES_ON:
            break
    return tally


def weigh(trial: Trial, chains: int, total: complex) -> Tally:
    """Judge by the number of chains and the sum of their products, which are all that matters.

    Args:
        trial: from `prepare`.
        chains: how many.
        total: sum of their products.

    Returns:
        The tally; E_n is the mean over the parts, and without bound when the claim gives a value
        to a part that has none.
    """
    sums, evidence, closeness = (total.real, total.imag), [], [math.inf]
    for part in trial.parts:
        excess = sums[part.axis] - chains * part.target
        evidence.append(float(eprocess.log_evidence(part.plan, chains, excess)))
        closeness.append(float(eprocess.log_closeness(part.plan, chains, excess)))
    whole = 0.0
    if trial.impossible:
        whole = math.inf
    elif evidence:
        with np.errstate(invalid="ignore"):
            whole = float(np.logaddexp.reduce(evidence)) - math.log(len(evidence))
    word = eprocess.decide(whole, float(np.min(closeness)), ALPHA, BETA)
    return Tally(chains, total, whole, int(word))


def _report(trial: Trial, tallies: tuple[Tally, ...]) -> Finding:
    last, chains = tallies[-1], sum(tally.chains for tally in tallies)
    mean = last.total / last.chains
    deviation = abs(mean - trial.target) / trial.scale
    data: dict[str, Any] = {
        "alpha": ALPHA,
        "beta": BETA,
        "epsilon": EPSILON,
        "chains": chains,
        "steps": trial.run.steps,
        "streams": len(tallies),
        "E_n": math.exp(min(last.evidence, 700.0)),
        "mean": [mean.real, mean.imag],
        "expected": [trial.target.real, trial.target.imag],
    }
    seen = f"{chains} Gaussian chains of {trial.run.steps} steps, deviation {deviation:.1e} of "
    seen += f"scale, E = {data['E_n']:.1e}"
    if last.word == eprocess.REJECT:
        detail = f"{seen}, confirmed by an independent stream; alpha {ALPHA:.0e}"
        return Finding("montecarlo", CONTRADICTS, detail, ALPHA, data)
    if last.word == eprocess.ACCEPT and len(tallies) == 1:
        rates = f"epsilon {EPSILON:.0%}, alpha {ALPHA:.0e}, beta {BETA:.0e}"
        return Finding("montecarlo", AGREES, f"{seen}; {rates}", ALPHA, data)
    if len(tallies) == 2:
        return Finding("montecarlo", UNDECIDED, f"{seen}; rejected once, not confirmed", 0.0, data)
    smallest = deviation + math.hypot(
        *(radius_of(part.law, last.chains, 2 * BETA) / trial.scale for part in trial.parts)
    )
    return Finding("montecarlo", UNDECIDED, f"{seen}; could have seen {smallest:.1%}", ALPHA, data)
