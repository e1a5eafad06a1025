"""The claims on trial: ours, the paper's, and those of its companion notebooks."""

from __future__ import annotations

from verification.claims import (
    companion,
    gated,
    jacobians,
    ours,
    paper,
    paper_hessian,
    paper_memory,
    paper_normalization,
    paper_student,
    stated,
)
from verification.claims.claim import Claim

PUBLISHED = (
    *jacobians.CLAIMS,
    *paper.CLAIMS,
    *paper_memory.CLAIMS,
    *paper_normalization.CLAIMS,
    *paper_student.CLAIMS,
    *paper_hessian.CLAIMS,
    *companion.CLAIMS,
    *gated.CLAIMS,
)
OURS = ("linrec/", "theorem/")  # how ids of what linrec itself states begin
IDS = (*ours.IDS, *(claim.id for claim in PUBLISHED))


def find(name: str) -> Claim:
    """Find a claim by its id; ours also by the bare name of the formula, a theorem's too.

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
    if name.startswith("theorem/"):
        return stated.claim(name)
    full = name if name.startswith("linrec/") else f"linrec/{name}"
    if full in ours.IDS:
        return ours.claim(full)
    raise KeyError(name)
