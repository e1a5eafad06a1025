"""From findings to a verdict: proved, accepted, rejected or undecided."""

from __future__ import annotations

from dataclasses import dataclass

from verification.claims.claim import Claim
from verification.evidence.finding import AGREES, CONTRADICTS, Finding

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
        """Bound on the probability that a right claim was rejected, of findings that prove one."""
        return sum((f.alpha for f in self.findings if not f.data.get("asymptotic")), 0.0)

    @property
    def asymptotic(self) -> float:
        """What is to be added to `alpha` for findings whose rate holds for many chains only."""
        return sum((f.alpha for f in self.findings if f.data.get("asymptotic")), 0.0)


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
