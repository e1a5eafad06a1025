"""A probe: from a parameterization to a record of everything that can be said of it."""

from __future__ import annotations

import time
from typing import Any

from verification.errors import InputError, refusal
from verification.evidence.finding import AGREES, CONTRADICTS, RUNGS
from verification.interrupt import heeded
from verification.limits import DONE, MEMORY, TIME, Answer, Limits, Message, answers
from verification.probing.question import Question, read
from verification.probing.stages import FINITE, STEPS
from verification.progress import track

MODULE = "verification.probing.work"
SECONDS = 20.0  # for each step
SPACE = 32 * 2**30  # of addresses, of which JAX reserves many
REFUSALS = ("InputError: ", "DomainError: ", "ValueError: ")  # of what was asked
READING = ("head", "domain", "closed_forms")  # where a ValueError is about the question
Record = dict[str, Any]


def probe(question: Question, seconds: float = SECONDS, *, quiet: bool = True) -> Record:
    """Find out everything about a parameterization.

    Args:
        question: what was typed.
        seconds: for each step; one that takes longer is left out, and the record says so.
        quiet: whether to show no progress.

    Returns:
        Plain data, see the README for its keys.

    Raises:
        InputError: if the question cannot be read, or the map leaves the unit disk.
    """
    read(question)
    began = time.monotonic()
    record: Record = {"closed_forms": {}, "missing": {}}
    steps = FINITE if question.horizon else STEPS
    requests = ({"step": step, "question": question._asdict()} for step in steps)
    limits = Limits(seconds, SPACE)
    names = track(steps, len(steps), "probing", quiet=quiet)
    with heeded() as heed:
        for step, answer in zip(names, answers(MODULE, requests, limits), strict=False):
            heed()
            _take(record, step, answer, seconds)
            if step == "domain":
                refuse_outside(question, record)
    for form in record["closed_forms"].values():
        form |= weighed(form.get("findings", {}))
    return {**record, "seconds": round(time.monotonic() - began, 1)}


def weighed(findings: dict[str, dict[str, str]]) -> Record:
    """Make a verdict of findings: any contradiction rejects, the strongest rung accepts.

    Args:
        findings: outcome and detail by rung.

    Returns:
        `verdict`, `rung`, and the findings as a list, strongest first.
    """
    ranked = [{"rung": rung, **findings[rung]} for rung in RUNGS if rung in findings]
    for outcome, word in ((CONTRADICTS, "rejected"), (AGREES, "accepted")):
        for finding in ranked:
            if finding["outcome"] == outcome:
                is_proof = finding["rung"] == "proof" and outcome == AGREES
                word = "proved" if is_proof else word
                return {"verdict": word, "rung": finding["rung"], "findings": ranked}
    return {"verdict": "undecided", "rung": None, "findings": ranked}


def refuse_outside(question: Question, record: Record) -> None:
    """Refuse a map that leaves the unit disk, or has no value somewhere.

    Args:
        question: what was typed.
        record: with `reach`.

    Raises:
        InputError: naming where it happens, and the largest interval on which it is valid.
    """
    reach = record.get("reach") or {}
    if reach.get("inside") is not False:
        return
    if not (reach["poles"] or reach["leaves"]):
        rule, remedy = "stays on the unit circle: no state is stationary", "shrink it by a factor"
        raise InputError(refusal("LAMBDA", question.text, rule, remedy))
    where = "; ".join([*reach["poles"][:1], *([reach["leaves"]] if reach["leaves"] else [])])
    rule = f"leaves the open unit disk{where and f' ({where})'}"
    valid = reach["valid"]
    remedy = (
        f"use --domain '{valid}'" if valid else "change the map: no interval of it stays inside"
    )
    raise InputError(refusal("LAMBDA", question.text, rule, remedy))


def code(record: Record) -> int:
    """Tell the exit code of a record: 0, 1 if a form is rejected, 3 if something is undecided."""
    words = {form["verdict"] for form in record["closed_forms"].values()}
    if "rejected" in words:
        return 1
    undecided = (
        "undecided" in {*words, record.get("verdict")}
        or not words
        or (record.get("reach") or {}).get("inside") is None
    )
    return 3 if undecided else 0


def _take(record: Record, step: str, answer: Answer, seconds: float) -> None:
    for part in answer.parts:
        _merge(record, part)
    for kind in REFUSALS if step in READING else REFUSALS[:2]:
        if answer.ended.startswith(kind):
            raise InputError(answer.ended.removeprefix(kind))
    if answer.ended != DONE:
        words = {TIME: f"took more than {seconds:g} s", MEMORY: "took too much memory"}
        record["missing"][step] = words.get(answer.ended, answer.ended)


def _merge(record: Record, part: Message) -> None:
    for key, value in part.items():
        if isinstance(value, dict) and isinstance(record.get(key), dict):
            _merge(record[key], value)
        else:
            record[key] = value
