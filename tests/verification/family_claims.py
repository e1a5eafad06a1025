"""Formulas of one's own against closed forms with rows of their own: claims, and judged."""

from __future__ import annotations

from typing import Any

from verification.claims.claim import Claim
from verification.own_claims.claim import claim_of
from verification.own_claims.judge import judge
from verification.own_claims.statement import Statement

SECONDS = 5.0


def judged(formula: str, against: str, domain: str = "", **request: Any) -> dict[str, Any]:
    statement = Statement("mine", formula, against, domain)
    settings = {"rungs": ("proof", "exact"), "seed": 7, "seconds": SECONDS, **request}
    record: dict[str, Any] = {}
    for part in judge({"statement": statement._asdict(), **settings}):
        record |= part
    return record


def of(formula: str, against: str, domain: str = "") -> Claim:
    return claim_of(Statement("mine", formula, against, domain))
