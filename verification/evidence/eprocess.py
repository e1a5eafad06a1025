"""Is the mean of independent quadratic forms the claimed one? A test that may stop at any time.

Let Y_i have the claimed mean f under the claim, and L(s) = log E exp(s (Y - E Y)). For any tilt s,
exp(s sum(Y_i - f) - n L(s)) is then a martingale of mean one, and so is its average over a grid of
tilts of both signs: it ever reaches 1/alpha with probability at most alpha (Ville), whenever one
stops and however often one resumes. In the same way exp(s sum(Y_i - f - epsilon) - n L(s)) with
s < 0 ever reaches 1/beta with probability at most beta when the mean is f + epsilon or more: its
inverse is the likelihood ratio of the deviation epsilon against the tilted law. All of them depend
on the draws through their number and sum alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from verification.evidence.chernoff import Law, cumulant

Reals = NDArray[np.float64]
GOES_ON, REJECT, ACCEPT = 0, 1, 2


class Design(NamedTuple):
    """The tilts of a two-sided test and what they cost.

    Args:
        tilts: s_j of both signs, shape (J,).
        costs: L(s_j), shape (J,).
        epsilon: the deviation that acceptance excludes, in the units of Y.
        closing: tilts against the deviations +epsilon and -epsilon, shape (2,).
        closing_costs: L there, shape (2,).
    """

    tilts: Reals
    costs: Reals
    epsilon: float
    closing: Reals
    closing_costs: Reals


def design(law: Law, epsilon: float) -> Design:
    """Choose the tilts for a law.

    Args:
        law: of Y under the claim, of positive variance.
        epsilon: the deviation that acceptance excludes, in the units of Y.

    Returns:
        Tilts from 1/(3 sd), where every 1 - 2 s mu is still above 1/2, down by factors of two to
        a quarter of the best one against epsilon.
    """
    largest = 1 / (3 * np.sqrt(law.variance))
    best = min(epsilon / law.variance, largest)
    halvings = max(0, int(np.ceil(np.log2(4 * largest / best))))
    sizes = largest * 0.5 ** np.arange(halvings + 1)
    tilts, closing = np.concatenate([-sizes, sizes]), np.array([-best, best])
    return Design(tilts, _costs(law, tilts), epsilon, closing, _costs(law, closing))


def _costs(law: Law, tilts: Reals) -> Reals:
    return np.array([cumulant(law, float(s)) - float(s) * law.expectation for s in tilts])


def log_evidence(plan: Design, count: Any, total: Any) -> Any:
    """Measure the evidence against the claim.

    Args:
        plan: the tilts.
        count: n, how many draws; any shape.
        total: sum of Y_i - f, of the same shape.

    Returns:
        log E_n, of that shape; E_n has mean one under the claim.
    """
    number, excess = (np.asarray(a, dtype=float)[..., None] for a in (count, total))
    exponents = excess * plan.tilts - number * plan.costs
    with np.errstate(invalid="ignore"):  # what is not a number stays so, and is rejected
        return np.logaddexp.reduce(exponents, axis=-1) - np.log(len(plan.tilts))


def log_closeness(plan: Design, count: Any, total: Any) -> Any:
    """Measure the evidence against every deviation of epsilon or more, on either side.

    Args:
        plan: the tilts.
        count: n, how many draws; any shape.
        total: sum of Y_i - f, of the same shape.

    Returns:
        The smaller of the two logarithms; it reaches log(1/beta) with probability at most beta
        when the mean is off by epsilon or more.
    """
    number, excess = (np.asarray(a, dtype=float)[..., None] for a in (count, total))
    shifts = np.array([plan.epsilon, -plan.epsilon])
    exponents = (excess - number * shifts) * plan.closing - number * plan.closing_costs
    return exponents.min(axis=-1)


def decide(evidence: Any, closeness: Any, alpha: float, beta: float) -> Any:
    """Stop or go on.

    Args:
        evidence: log E_n.
        closeness: from `log_closeness`.
        alpha: probability that a right claim is ever rejected.
        beta: probability that one off by epsilon or more is ever accepted.

    Returns:
        `REJECT`, `ACCEPT` or `GOES_ON`; what is not a number is rejected.
    """
    rejected = ~(np.asarray(evidence) < np.log(1 / alpha))
    accepted = np.asarray(closeness) >= np.log(1 / beta)
    return np.where(rejected, REJECT, np.where(accepted, ACCEPT, GOES_ON))
