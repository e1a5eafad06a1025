"""The ladder of evidence, climbed from the strongest rung down until a budget is spent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from verification.claims.claim import Claim
from verification.evidence import (
    consistency,
    enclosure,
    exact,
    jacobians,
    jumping,
    montecarlo,
    proof,
    quadrature,
    rows,
    theorems,
)
from verification.evidence.finding import RUNGS, SILENT, UNDECIDED, Finding
from verification.terms import Terms
from verification.verdict import Verdict, judge


def climb(claim: Claim, terms: Terms) -> Verdict:
    """Examine a claim on some rungs of the ladder.

    Args:
        claim: the claim on trial.
        terms: which rungs, and on what terms.

    Returns:
        The verdict; a rung that was not begun for want of time is undecided.
    """
    return judge(claim, tuple(_examined(claim, terms)))


def _examined(claim: Claim, terms: Terms) -> Iterator[Finding]:
    examiners = _examiners(claim, terms)
    end = time.monotonic() + terms.budget
    for rung in RUNGS:
        if rung not in terms.rungs:
            continue
        if time.monotonic() < end:
            yield examiners[rung]()
        else:
            why = f"not begun: the budget of {terms.budget:g} s was spent"
            yield Finding(rung, UNDECIDED, why)


def _examiners(claim: Claim, terms: Terms) -> Mapping[str, Callable[[], Finding]]:
    def on_rows(rung: str) -> Callable[[], Finding]:
        return lambda: rows.examine(claim, rung, terms.salt)

    def on_matrices(rung: str) -> Callable[[], Finding]:
        return lambda: jacobians.examine(claim, rung, terms.salt)

    def on_parts(rung: str) -> Callable[[], Finding]:
        return lambda: theorems.examine(claim, rung, terms.salt)

    def stateless(rung: str) -> Callable[[], Finding]:
        return lambda: Finding(rung, SILENT, "no finite state makes the input")

    ladder = {
        "proof": lambda: proof.examine(claim),
        "exact": lambda: exact.examine(claim, terms.salt),
        "enclosure": lambda: enclosure.examine(claim, terms.salt),
        "driven": lambda: jumping.examine(claim, terms.noise),
        "quadrature": lambda: quadrature.examine(claim),
        "montecarlo": lambda: montecarlo.examine(claim, terms.salt, noise=terms.noise),
        "consistency": lambda: consistency.examine(claim),
    }
    if claim.has_rows:
        return {rung: on_rows(rung) for rung in RUNGS}
    if claim.has_matrices:
        return {rung: on_matrices(rung) for rung in RUNGS}
    if claim.is_theorem:
        return {rung: on_parts(rung) for rung in RUNGS}
    if claim.is_endless:
        return {**{r: stateless(r) for r in RUNGS}, "enclosure": ladder["enclosure"]}
    return ladder
