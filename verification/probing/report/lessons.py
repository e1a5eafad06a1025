"""Two sections of the page: the optimal map, and the loss of a student that learns a teacher."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from verification.probing.report import figures
from verification.probing.report.elements import (
    absent,
    capital,
    drawn,
    figure,
    listed,
    number,
    spoken,
)
from verification.probing.report.quantities import OPTIMAL, TAUGHT, Record
from verification.probing.report.words import no_optimum, numbers_at

MOST_ROWS = 12  # of a table of the optimum


def optimum(record: Record, ids: Iterator[int]) -> str:
    """Write the section on the optimal map.

    Args:
        record: of the probe.
        ids: numbers that name the formulas of the page.

    Returns:
        HTML.
    """
    best = record.get("optimal")
    if not best:
        return f'<p class="quiet">{spoken(capital(no_optimum(record)))}.</p>'
    parts = ["<p>The map whose sensitivity is the same at every memory, under this input.</p>"]
    for left, key, text in OPTIMAL:
        if best.get(key):
            parts.append(drawn(left, best[key], best.get(text), ids))
    rows = [("found by", str(best.get("how") or "not said")), ("numbers for", numbers_at(best))]
    parts.append(listed([(label, text) for label, text in rows if text]))
    if best.get("table"):
        parts.append(_sampled(best["table"]))
    caption = (
        "Left: the optimal map. Right: the squared sensitivity of the probed map over "
        "its value at memory 2; it is 1 throughout for the optimal one."
    )
    return "\n".join(parts) + figure("optimum", figures.optimum(record), caption)


def _sampled(table: list[Any]) -> str:
    step = -(-len(table) // MOST_ROWS)
    rows = "".join(
        f'<tr><td class="number">{escape(number(x))}</td><td class="number">{escape(number(y))}'
        "</td></tr>"
        for x, y in table[::step]
    )
    head = '<th scope="col">omega</th><th scope="col">lambda</th>'
    return (
        f"<details><summary>Values</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )


def landscape(record: Record, ids: Iterator[int]) -> str:
    """Write the section on the loss of a student.

    Args:
        record: of the probe.
        ids: numbers that name the formulas of the page.

    Returns:
        HTML.
    """
    found = record.get("landscape")
    if not found:
        return absent(record, "landscape")
    parts = ["<p>A student learns a teacher of the same kind; L is its loss.</p>"]
    for left, key, text in TAUGHT:
        if found.get(key):
            parts.append(drawn(left, found[key], found.get(text), ids))
    rows = [("numbers for", numbers_at(found))]
    parts.append(listed(rows) if rows[0][1] else "")
    caption = (
        "Left: the loss of a student along its coordinate, for teachers of several memories. "
        "Right: the Hessian at the optimum, and the largest learning rate at which gradient "
        "descent is stable there."
    )
    return "\n".join(parts) + figure("landscape", figures.landscape(record), caption)
