"""Inside the child process: a statement is read, compared at points, proved or mended."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import mpmath
from sympy import Expr, factor

from derivations import catalogue
from derivations.field import reduce
from derivations.plain import plain
from verification import interpret, search
from verification.claims.claim import Claim
from verification.decimals import decimal, number
from verification.errors import InputError, refusal
from verification.evidence import exact, proof, rows
from verification.evidence.finding import AGREES, CONTRADICTS, Finding
from verification.limits import serve
from verification.own_claims.claim import claim_of
from verification.own_claims.nearest import nearest_edit
from verification.own_claims.statement import Statement
from verification.search import Counterexample

Part = dict[str, Any]
EIGENVALUES = ("segment", "disk")
DIGITS = 20


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
    regions = claim.domain.regions
    chosen = [s for s, name in regions if name in EIGENVALUES] or claim.domain.variables
    kind = "complex" if any(name == "disk" for _, name in regions) else "real"
    return {
        "statement": claim.statement,
        "source": statement.source or None,
        "domain": _domain(claim),
        "judged_for": f"{kind} {', '.join(map(str, chosen))}",
        "read": plain(claim.published),
    }


def _domain(claim: Claim) -> str:
    if not claim.has_rows:
        return str(claim.domain)
    meanings = catalogue.derive(rows.name_of(claim)).meanings
    also = [f"{symbol} = {plain(meaning)}" for symbol, meaning in meanings]
    return "; ".join((str(claim.domain), *also, "wherever its moments are stationary"))


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
    if any(finding.outcome == CONTRADICTS for finding in points) or "proof" not in rungs:
        return points
    return (rows.proof(claim) if claim.has_rows else proof.examine(claim), *points)


def _at_points(claim: Claim, seed: int) -> Finding:
    return rows.at_points(claim, seed) if claim.has_rows else exact.examine(claim, seed)


def _weighed(findings: tuple[Finding, ...]) -> Part:
    words = {CONTRADICTS: "rejected", AGREES: "accepted"}
    decisive = [f for outcome in words for f in findings if f.outcome == outcome]
    word = words[decisive[0].outcome] if decisive else "undecided"
    rung = decisive[0].rung if decisive else None
    return {
        "verdict": "proved" if (word, rung) == ("accepted", "proof") else word,
        "rung": rung,
        "reason": None if decisive else "; ".join(f.detail for f in findings),
        "findings": [{"rung": f.rung, "outcome": f.outcome, "detail": f.detail} for f in findings],
    }


def _faults(claim: Claim, seconds: float) -> Iterator[Part]:
    # what is surest to be found comes first, in case the limit strikes
    yield from _searched(claim, "counterexample", seconds / 3)
    yield {"correction": plain(_right(claim))}
    yield from _searched(claim, "generic", seconds / 3)
    edit = nearest_edit(claim)
    if edit is not None:
        mended = claim.published.xreplace(dict([edit]))
        yield {"slip": [plain(part) for part in edit], "correction": plain(mended)}


def _right(claim: Claim) -> Expr:
    if claim.has_rows:
        return rows.derived(claim)
    _, truth = interpret.both_forms(claim, claim.input)
    return factor(reduce(truth))


def _searched(claim: Claim, key: str, seconds: float) -> Iterator[Part]:
    example = search.smallest(claim, generic=key == "generic", seconds=seconds)
    if example is not None:
        yield {key: _example(example)}


def _example(example: Counterexample) -> Part:
    shown = _digits if example.is_rounded else number
    return {
        "at": {str(symbol): number(value) for symbol, value in example.point.items()},
        "published": shown(example.published),
        "exact": shown(example.exact),
        "ratio": shown(example.ratio) if example.ratio is not None else None,
        **({"rounded": DIGITS} if example.is_rounded else {}),
    }


def _digits(value: Expr) -> str:
    return decimal(mpmath.mpmathify(value.evalf(DIGITS + 5)), DIGITS)


if __name__ == "__main__":
    # exact values may have more digits than Python prints unasked; the limits are on time
    sys.set_int_max_str_digits(0)
    serve(judge)
