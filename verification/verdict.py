"""From findings to a verdict: proved, accepted, rejected or undecided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verification.claims.claim import Claim
from verification.evidence import consistency, driven, exact, montecarlo, proof, rows
from verification.evidence.finding import AGREES, CONTRADICTS, RUNGS, Finding

VERDICTS = ("proved", "accepted", "rejected", "undecided")


@dataclass(frozen=True)
class Verdict:
    """What the evidence amounts to.

    Args:
        claim: the claim on trial.
        word: one of `VERDICTS`.
        rung: the strongest rung that decides it; empty when undecided.
        findings: everything seen, strongest rung first.
    """

    claim: Claim
    word: str
    rung: str
    findings: tuple[Finding, ...]

    @property
    def alpha(self) -> float:
        """Bound on the probability that a right claim was rejected by these findings."""
        return sum(finding.alpha for finding in self.findings)


def judge(claim: Claim, findings: tuple[Finding, ...]) -> Verdict:
    """Weigh findings: any contradiction rejects, `consistency` never accepts.

    Args:
        claim: the claim on trial.
        findings: outcomes of some rungs, strongest first.

    Returns:
        The verdict.
    """
    for finding in findings:
        if finding.outcome == CONTRADICTS:
            return Verdict(claim, "rejected", finding.rung, findings)
    for finding in findings:
        if finding.outcome == AGREES and finding.rung != "consistency":
            word = "proved" if finding.rung == "proof" else "accepted"
            return Verdict(claim, word, finding.rung, findings)
    return Verdict(claim, "undecided", "", findings)


def climb(claim: Claim, rungs: tuple[str, ...] = RUNGS, salt: int = 0) -> Verdict:
    """Examine a claim on some rungs of the ladder.

    Args:
        claim: the claim on trial.
        rungs: which rungs, see `RUNGS`.
        salt: of every random choice.

    Returns:
        The verdict.
    """
    return judge(claim, tuple(_examine(claim, rungs, salt)))


def _examine(claim: Claim, rungs: tuple[str, ...], salt: int) -> Iterator[Finding]:
    if claim.has_rows:
        yield from (rows.examine(claim, rung, salt) for rung in RUNGS if rung in rungs)
        return
    examiners = {
        "proof": lambda: proof.examine(claim),
        "exact": lambda: exact.examine(claim, salt),
        "driven": lambda: driven.examine(claim),
        "montecarlo": lambda: montecarlo.examine(claim, salt),
        "consistency": lambda: consistency.examine(claim),
    }
    for rung in RUNGS:
        if rung in rungs:
            yield examiners[rung]()
