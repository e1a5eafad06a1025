"""Inside the child process: a statement is read, compared at points, proved or mended."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any

from sympy import factor

from derivations.field import reduce
from derivations.plain import plain
from verification import interpret, search
from verification.claims.claim import Claim
from verification.decimals import number
from verification.errors import InputError, refusal
from verification.evidence import exact, proof
from verification.evidence.finding import AGREES, CONTRADICTS, Finding
from verification.limits import serve
from verification.own_claims.claim import claim_of
from verification.own_claims.nearest import nearest_edit
from verification.own_claims.statement import Statement
from verification.points import instances, random_point
from verification.search import Counterexample

Part = dict[str, Any]


def judge(request: Part) -> Iterator[Part]:
    """Judge one statement; every part is sent as soon as it is known.

    Args:
        request: `statement`, the fields of a `Statement`; `rungs`; `seed`; `seconds`.

    Yields:
        Pieces of its record; later ones add to earlier ones.
    """
    statement = Statement(**request["statement"])
    try:
        claim = claim_of(statement)
        yield _head(claim, statement)
        yield from _judged(claim, statement, request)
    except InputError as error:
        yield {"verdict": "refused", "reason": str(error)}


def _head(claim: Claim, statement: Statement) -> Part:
    eigenvalues = [str(s) for s, name in claim.domain.regions if name in ("segment", "disk")]
    kind = "real" if claim.real_only else "complex"
    return {
        "statement": claim.statement,
        "source": statement.source or None,
        "domain": str(claim.domain),
        "judged_for": f"{kind} {', '.join(eigenvalues)}",
        "read": plain(claim.published),
    }


def _judged(claim: Claim, statement: Statement, request: Part) -> Iterator[Part]:
    try:
        findings = _findings(claim, request["rungs"], request["seed"])
    except ZeroDivisionError:
        rule, remedy = "divides by zero everywhere", "change the denominator"
        raise InputError(refusal(statement.argument, statement.formula, rule, remedy)) from None
    yield _weighed(findings)
    if any(finding.outcome == CONTRADICTS for finding in findings):
        yield from _faults(claim, request["seconds"])


def _findings(claim: Claim, rungs: list[str], seed: int) -> tuple[Finding, ...]:
    # points first: a wrong formula is contradicted there however large it is written out
    points = (_at_points(claim, seed),) if "exact" in rungs else ()
    if any(finding.outcome == CONTRADICTS for finding in points):
        return points
    if "proof" in rungs:
        return (proof.examine(claim), *points)
    return (exact.examine(claim, seed),)


def _at_points(claim: Claim, seed: int) -> Finding:
    generator = random.Random(f"{seed}/{claim.id}")
    for source, domain in instances(claim):
        for _ in range(exact.POINTS):
            point = random_point(domain, exact.BITS, generator)
            published, true = exact.both_sides(claim, source, point)
            if published != true:
                return Finding("exact", CONTRADICTS, f"differs at {exact.shown(point)}")
    detail = f"equal at {exact.POINTS} random {exact.BITS}-bit points"
    return Finding("exact", AGREES, detail)


def _weighed(findings: tuple[Finding, ...]) -> Part:
    words = {CONTRADICTS: "rejected", AGREES: "accepted"}
    decisive = [f for outcome in words for f in findings if f.outcome == outcome]
    word = words[decisive[0].outcome] if decisive else "undecided"
    rung = decisive[0].rung if decisive else None
    return {
        "verdict": "proved" if (word, rung) == ("accepted", "proof") else word,
        "rung": rung,
        "findings": [{"rung": f.rung, "outcome": f.outcome, "detail": f.detail} for f in findings],
    }


def _faults(claim: Claim, seconds: float) -> Iterator[Part]:
    # what is surest to be found comes first, in case the limit strikes
    yield from _searched(claim, "counterexample", seconds / 3)
    _, truth = interpret.both_forms(claim, claim.input)
    yield {"correction": plain(factor(reduce(truth)))}
    yield from _searched(claim, "generic", seconds / 3)
    edit = nearest_edit(claim)
    if edit is not None:
        mended = claim.published.xreplace(dict([edit]))
        yield {"slip": [plain(part) for part in edit], "correction": plain(mended)}


def _searched(claim: Claim, key: str, seconds: float) -> Iterator[Part]:
    example = search.smallest(claim, generic=key == "generic", seconds=seconds)
    if example is not None:
        yield {key: _example(example)}


def _example(example: Counterexample) -> Part:
    return {
        "at": {str(symbol): number(value) for symbol, value in example.point.items()},
        "published": number(example.published),
        "exact": number(example.exact),
        "ratio": number(example.ratio) if example.ratio is not None else None,
    }


if __name__ == "__main__":
    # exact values may have more digits than Python prints unasked; the limits are on time
    sys.set_int_max_str_digits(0)
    serve(judge)
