"""A gate that depends on its input: asked in a child process, shown as a table."""

from __future__ import annotations

import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from verification.errors import InputError, refusal
from verification.limits import DONE, TIME, Limits, answers
from verification.probing.probe import MODULE, SPACE
from verification.probing.question import Question

Record = dict[str, Any]
SECONDS = 120.0


def probe_gate(question: Question, seconds: float = SECONDS) -> Record:
    """Find out everything about a gate.

    Args:
        question: the gate as its text, the input and the point.
        seconds: for all of it.

    Returns:
        Plain data, from `gating.gated`.

    Raises:
        InputError: if it cannot be read, or takes too long.
    """
    request = {"step": "gate", "question": question._asdict()}
    (answer,) = answers(MODULE, [request], Limits(seconds, SPACE))
    if answer.ended == DONE:
        return answer.parts[0]
    if answer.ended.startswith("InputError: "):
        raise InputError(answer.ended.removeprefix("InputError: "))
    rule = f"took more than {seconds:g} s" if answer.ended == TIME else answer.ended
    raise InputError(
        refusal("--gate", question.text, rule, "give a simpler gate, or more --budget")
    )


def code(record: Record) -> int:
    """Tell the exit code: 1 if a run with gates of their own differs, 3 if there was none."""
    runs = [q.get("independent") for form in record["forms"] for q in form["quantities"]]
    if any(run and not run["agrees"] for run in runs):
        return 1
    return 0 if all(runs) else 3


def show(record: Record) -> None:
    """Print closed forms, and how far the independence they assume holds on the input itself.

    Args:
        record: from `probe_gate`.
    """
    console = Console() if sys.stdout.isatty() else Console(width=120)
    at = ", ".join(f"{name} = {value}" for name, value in record["at"].items())
    console.print(f"f = {record['gate']} at {at}; {record['input']}", highlight=False, markup=False)
    console.print(f"Closed forms hold if {record['independence']}.", highlight=False, markup=False)
    for form in record["forms"]:
        gain = f"gamma = {form['gain']}"
        table = Table(title=f"h' = f h + gamma x, {gain}", title_justify="left", box=None)
        for name in ("", "closed form", "gates of their own", "gates on x", "ratio on x"):
            table.add_column(name, justify="left" if not name else "right")
        for quantity in form["quantities"]:
            table.add_row(*_cells(quantity))
        console.print(table, highlight=False, markup=False)
        if form["note"]:
            console.print(form["note"], highlight=False, markup=False)


def _cells(quantity: Record) -> list[str]:
    own, on_input = quantity.get("independent"), quantity.get("on_input")
    return [
        quantity["name"],
        f"{float(quantity['closed']['mid']):.6g}",
        _mean(own) + (" agrees" if own and own["agrees"] else " differs" if own else ""),
        _mean(on_input),
        f"{on_input['ratio']:.3f} ± {on_input['ratio_error']:.3f}" if on_input else "–",
    ]


def _mean(run: Record | None) -> str:
    return f"{run['mean']:.4g} ± {run['error']:.1g}" if run else "–"
