"""A user's statements judged one after another, shown, and written down."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.journal import opened
from verification.limits import DONE, MEMORY, TIME, Answer, Limits, answers
from verification.origin import origin
from verification.output import as_json as dump
from verification.own_claims.showing import show
from verification.own_claims.statement import Statement
from verification.progress import track

MODULE = "verification.own_claims.judge"
RUNGS = ("proof", "exact")
VERDICTS = ("proved", "accepted", "rejected", "undecided", "refused")
# the worst first: one rejected formula decides, then one refused, then one undecided
CODES = (("rejected", 1), ("refused", 2), ("undecided", 3))
_EMPTY = (
    *("statement", "source", "domain", "judged_for", "read", "rung", "counterexample"),
    *("generic", "slip", "correction", "reason"),
)


def hold(
    statements: tuple[Statement, ...],
    *,
    rungs: tuple[str, ...],
    seed: int,
    limits: Limits,
    folder: Path | None,
    as_json: bool,
    jsonl: bool,
    quiet: bool,
) -> int:
    """Judge a user's statements and report.

    Args:
        statements: what is claimed.
        rungs: `proof`, `exact` or both; both when empty.
        seed: salt of every random choice.
        limits: of each statement.
        folder: where records and the full report go; those of a run that ended early are taken
            over.
        as_json: print one JSON object.
        jsonl: print records as they come.
        quiet: print no progress and no verdicts.

    Returns:
        The exit code.

    Raises:
        InputError: if a rung cannot judge formulas.
    """
    for rung in rungs:
        if rung not in RUNGS:
            rule = "does not judge formulas that are typed"
            raise InputError(refusal("--rung", rung, rule, f"use {' or '.join(RUNGS)}"))
    rungs = tuple(rung for rung in RUNGS if rung in (rungs or RUNGS))
    records, silent = [], quiet or jsonl
    with opened(folder, _question(statements, rungs, seed, limits), quiet=silent) as journal:
        judged = _judged(statements, len(journal.there), rungs, seed, limits, silent)
        for item in chain(journal.there, map(journal.keep, judged)):
            records.append(item)
            if jsonl:
                click.echo(dump(item))
        counts = Counter(item["verdict"] for item in records)
        whole = {"claims": records, "counts": {w: counts[w] for w in VERDICTS}, "seed": seed}
        journal.finish(whole)
    if as_json:
        click.echo(dump(whole))
    elif not (quiet or jsonl):
        show(Console() if sys.stdout.isatty() else Console(width=120), records, folder)
    return next((code for word, code in CODES if counts[word]), 0)


def _question(
    statements: tuple[Statement, ...], rungs: tuple[str, ...], seed: int, limits: Limits
) -> dict[str, Any]:
    """Gather all that the records depend on."""
    stated = {
        f"claim {number}, {name}": text
        for number, statement in enumerate(statements, start=1)
        for name, text in statement._asdict().items()
    }
    settings = {"rungs": ", ".join(rungs), "seed": seed, **limits._asdict()}
    return {**origin(), "command": "check of typed formulas", **settings, **stated}


def _judged(
    statements: tuple[Statement, ...],
    done: int,
    rungs: tuple[str, ...],
    seed: int,
    limits: Limits,
    quiet: bool,
) -> Iterator[dict[str, Any]]:
    settings = {"rungs": rungs, "seed": seed, "seconds": limits.seconds}
    rest = statements[done:]
    requests = ({"statement": s._asdict(), **settings} for s in rest)
    names = track([s.id for s in rest], len(rest), "formulas", quiet=quiet)
    with heeded() as heed:
        found = zip(names, rest, answers(MODULE, requests, limits), strict=True)
        for _, statement, answer in found:
            heed()
            result = record(statement, answer, limits)
            if len(statements) == 1 and result["verdict"] == "refused":
                raise InputError(result["reason"])
            yield result


def record(statement: Statement, answer: Answer, limits: Limits) -> dict[str, Any]:
    """Make the JSON record of one statement.

    Args:
        statement: what the user typed.
        answer: of the child process.
        limits: under which it worked.

    Returns:
        Plain values; what was found before a limit struck is kept.
    """
    result: dict[str, Any] = {
        "id": statement.id,
        "formula": statement.formula,
        "against": statement.against,
        "verdict": "refused" if answer.ended in (TIME, MEMORY) else "undecided",
        **dict.fromkeys(_EMPTY),
        "findings": [],
    }
    for part in answer.parts:
        result |= part
    if answer.ended != DONE:
        result["reason"] = _why(statement, answer, limits, result["verdict"])
    return result


def _why(statement: Statement, answer: Answer, limits: Limits, verdict: str) -> str:
    amounts = {
        TIME: f"too heavy (limit {limits.seconds:g} s)",
        MEMORY: f"too heavy (limit {limits.memory / 2**30:g} GiB)",
    }
    why = amounts.get(answer.ended, answer.ended)
    if verdict != "refused":
        return f"the search for what is wrong was stopped: {why}"
    remedy = "write it shorter, or give more with --budget"
    return refusal(statement.argument, statement.formula, f"refused: {why}", remedy)
