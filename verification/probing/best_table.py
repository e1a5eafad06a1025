"""The optimal map for a gain and an input: asked in a child process, shown as formula and table."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from verification.errors import InputError, refusal
from verification.limits import DONE, TIME, Limits, answers
from verification.probing.probe import MODULE, REFUSALS, SPACE
from verification.probing.question import Question

Record = dict[str, Any]


def probe_optimum(question: Question, seconds: float) -> Record:
    """Find the optimal map.

    Args:
        question: the gain and the input, of the unit `direct`.
        seconds: for all of it.

    Returns:
        Plain data: `gain`, `input`, `optimal`.

    Raises:
        InputError: if they cannot be read, or there is no such map in time.
    """
    record: Record = {}
    requests = ({"step": step, "question": question._asdict()} for step in ("head", "optimal"))
    for answer in answers(MODULE, requests, Limits(seconds, SPACE)):
        for kind in REFUSALS:
            if answer.ended.startswith(kind):
                raise InputError(answer.ended.removeprefix(kind))
        if answer.ended != DONE:
            rule = f"took more than {seconds:g} s" if answer.ended == TIME else answer.ended
            raise InputError(refusal("--optimal", question.gain, rule, "give more --budget"))
        for part in answer.parts:
            record |= part
    kept = ("gain", "is_coupled", "input", "optimal")
    return {key: record[key] for key in kept} | {"gain": question.gain or "1"}


def show(record: Record) -> None:
    """Print the map.

    Args:
        record: from `probe_optimum`.
    """
    console = Console() if sys.stdout.isatty() else Console(width=120)
    best = record["optimal"]
    at = ", ".join(f"{name} = {number}" for name, number in best["at"].items())
    held = "" if record["is_coupled"] else ", gamma held fixed"
    start = float(best["table"][0][1]) if best["table"] else 0
    lines = [
        f"gamma = {record['gain']}{held}; {record['input']}",
        f"lambda'(omega)^2 = 1/A, A = {best['density']}",
        f"omega(lambda) = {best['coordinate'] or f'the integral of sqrt(A) from {start:g}'}",
        f"lambda(omega) = {best['expr'] or 'its inverse; linrec.optimal gives it to JAX'}",
        f"{best['how']}{at and f'; the table is for {at}'}",
    ]
    for line in lines:
        console.print(line, highlight=False, markup=False)
    table = Table("omega", "lambda", box=None)
    for omega, eigenvalue in best["table"]:
        table.add_row(omega, eigenvalue)
    console.print(table, highlight=False)
