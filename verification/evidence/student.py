"""Chains whose noise is not Gaussian: a t interval for their mean, looked at a few times.

No exact law of a chain's product is at hand, so nothing here is a theorem: levels hold in the limit
of many chains, and findings say `asymptotic`. The mean that a claim predicts is the same as under
Gaussian noise, since second moments depend on the autocovariance alone, at any horizon. The looks
are fixed before the first chain runs, the k-th of them spends 6/(pi k)^2 of the level, and so the
interval covers the mean at all of them together. A claim is contradicted when its value lies
outside, in two independent streams, each at the square root of the level; it is accepted when the
whole interval lies within epsilon of the scale.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import Array
from scipy.special import stdtrit  # type: ignore[import-untyped]

from numerics.estimate import Estimate, merge
from verification.evidence.batches import BATCH, estimate
from verification.evidence.eprocess import ACCEPT, GOES_ON, REJECT
from verification.evidence.finding import AGREES, CONTRADICTS, UNDECIDED, Finding
from verification.evidence.prepared import ROUNDING, Trial

# fewer values than this are no large sample, whatever the law
LEAST = -(-10_000 // BATCH)
# by Edgeworth: with a skewness of 10 a tail of 1e-5 is off by a factor of 2 at 131,072 chains
FIRST = 16


class Rule(NamedTuple):
    """What a trial is to show.

    Args:
        law: of the noise, see `numerics.chains.batch`.
        alpha: asymptotic probability that a right claim is contradicted, by both streams.
        epsilon: the largest deviation, relative to the scale, that acceptance may leave open.
        budget: how many batches a stream may take.
    """

    law: str
    alpha: float
    epsilon: float
    budget: int

    @property
    def level(self) -> float:
        """Probability that a stream's interval ever misses the mean, asymptotically."""
        return math.sqrt(self.alpha)


class Reading(NamedTuple):
    """What a stream of chains shows at a look.

    Args:
        word: `REJECT`, `ACCEPT` or `GOES_ON`.
        chains: how many.
        mean: of their products.
        farthest: the largest deviation that the interval leaves open, relative to the scale.
    """

    word: int
    chains: int
    mean: complex
    farthest: float


def judge(trial: Trial, keys: tuple[Array, ...], rule: Rule) -> Finding:
    """Compare a claim with chains of another law.

    Args:
        trial: from `prepare`.
        keys: of independent streams; each after the first is there to confirm a rejection.
        rule: what the trial is to show.

    Returns:
        The finding, marked `asymptotic`.
    """
    readings: list[Reading] = []
    for key in keys:
        readings.append(follow(trial, key, rule))
        if readings[-1].word != REJECT:
            break
    return _report(trial, rule, tuple(readings), len(keys))


def follow(trial: Trial, key: Array, rule: Rule) -> Reading:
    """Run batches of chains until a look decides or the budget ends.

    Args:
        trial: from `prepare`.
        key: of the stream; batch k uses `fold_in(key, k)`.
        rule: what the trial is to show.

    Returns:
        The last reading.
    """

    def batch(index: int) -> Estimate:
        return estimate(trial.run, trial.form, jax.random.fold_in(key, index), rule.law)

    total, done = batch(0), 1
    for k, end in enumerate(looks(rule.budget), start=1):
        total, done = reduce(_merged, map(batch, range(done, end)), total), end
        reading = read(trial, total, spent(rule.level, k), rule.epsilon)
        if reading.word != GOES_ON:
            break
    return reading


_merged = jax.jit(merge)


def looks(budget: int) -> tuple[int, ...]:
    """Fix when to look: after `FIRST` batches, each time they have doubled, and at the end.

    Args:
        budget: how many batches a stream may take; at least `LEAST` are taken.

    Returns:
        Numbers of batches, rising.
    """
    end = max(budget, LEAST)
    doubled = (FIRST * 2**k for k in range(end.bit_length()))
    return (*(n for n in doubled if n < end), end)


def spent(level: float, look: int) -> float:
    """Give the part of a level that one look may spend; all of them together spend no more.

    Args:
        level: of all looks.
        look: 1, 2, ...

    Returns:
        Its share, 6/(pi look)^2 of the level.
    """
    return level * 6 / (math.pi * look) ** 2


def quantile(alpha: float, degrees: float) -> float:
    """Give what |t| exceeds with probability alpha.

    Args:
        alpha: both sides together.
        degrees: of freedom.

    Returns:
        Student's quantile.
    """
    return -float(stdtrit(degrees, alpha / 2))


def read(trial: Trial, total: Estimate, alpha: float, epsilon: float) -> Reading:
    """Judge by the t interval of each part; what is not a number is rejected.

    Args:
        trial: from `prepare`.
        total: the estimate over all chains so far.
        alpha: probability that an interval misses, over the parts.
        epsilon: the largest deviation that acceptance may leave open.

    Returns:
        The reading.
    """
    chains, mean, error = int(total.replicates.real), complex(total.mean), complex(total.error)
    nearest, farthest = [-math.inf], [0.0]
    for part in trial.parts:
        middle, width = ((z.real, z.imag)[part.axis] for z in (mean, error))
        off = abs(middle - part.target)
        half = quantile(alpha / len(trial.parts), chains - 1) * width + ROUNDING * trial.scale
        nearest.append(off - half)
        farthest.append((off + half) / trial.scale)
    word, reach = GOES_ON, math.hypot(*farthest)
    if trial.impossible or not float(np.max(nearest)) <= 0:
        word = REJECT
    elif reach <= epsilon:
        word = ACCEPT
    return Reading(word, chains, mean, reach)


def _report(trial: Trial, rule: Rule, readings: tuple[Reading, ...], streams: int) -> Finding:
    last, chains = readings[-1], sum(reading.chains for reading in readings)
    deviation = abs(last.mean - trial.target) / trial.scale
    data: dict[str, Any] = {
        "asymptotic": True,
        "noise": rule.law,
        "alpha": rule.alpha,
        "beta": rule.level,
        "epsilon": last.farthest,
        "chains": chains,
        "steps": trial.run.steps,
        "streams": len(readings),
        "mean": [last.mean.real, last.mean.imag],
        "expected": [trial.target.real, trial.target.imag],
    }
    seen = f"asymptotic, {chains} chains of {trial.run.steps} steps with {rule.law} noise, "
    seen += f"deviation {deviation:.1e} of scale"
    if last.word == REJECT and len(readings) == streams:
        seen += (
            f", outside a t interval and confirmed by an independent stream; alpha {rule.alpha:.0e}"
        )
        return Finding("montecarlo", CONTRADICTS, seen, rule.alpha, data)
    if len(readings) > 1:
        return Finding("montecarlo", UNDECIDED, f"{seen}; rejected once, not confirmed", 0.0, data)
    if last.word == ACCEPT:
        rates = f"epsilon {last.farthest:.2%}, alpha {rule.alpha:.0e}, beta {rule.level:.0e}"
        return Finding("montecarlo", AGREES, f"{seen}; t interval, {rates}", rule.alpha, data)
    seen += f"; could have excluded {last.farthest:.1%}"
    return Finding("montecarlo", UNDECIDED, seen, rule.alpha, data)
