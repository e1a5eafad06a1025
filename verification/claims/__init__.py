"""The claims on trial: ours, the paper's, and those of its companion notebooks."""

from __future__ import annotations

from verification.claims import companion, ours, paper
from verification.claims.claim import Claim

PUBLISHED = (*paper.CLAIMS, *companion.CLAIMS)
IDS = (*ours.IDS, *(claim.id for claim in PUBLISHED))


def find(name: str) -> Claim:
    """Find a claim by its id; ours also by the bare name of the formula.

    Args:
        name: an id.

    Returns:
        The claim.

    Raises:
        KeyError: if there is no such claim.
    """
    for claim in PUBLISHED:
        if claim.id == name:
            return claim
    full = name if name.startswith("linrec/") else f"linrec/{name}"
    if full in ours.IDS:
        return ours.claim(full)
    raise KeyError(name)
