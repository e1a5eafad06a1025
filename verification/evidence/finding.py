"""What one rung of the ladder has to say about a claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

RUNGS = ("proof", "exact", "enclosure", "driven", "quadrature", "montecarlo", "consistency")
AGREES, CONTRADICTS, UNDECIDED, SILENT = "agrees", "contradicts", "undecided", "not applicable"


@dataclass(frozen=True)
class Finding:
    """The outcome of one rung.

    Args:
        rung: one of `RUNGS`.
        outcome: `agrees`, `contradicts`, `undecided` or `not applicable`.
        detail: what was done and seen, in one line.
        alpha: bound on the probability that a right claim is contradicted here.
        data: numbers behind it, for the report.
    """

    rung: str
    outcome: str
    detail: str
    alpha: float = 0.0
    data: dict[str, Any] = field(default_factory=dict)
