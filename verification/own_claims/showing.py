"""Verdicts on a user's statements for people."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

COLOURS = {"proved": "green", "accepted": "green", "rejected": "red", "refused": "red"}
LONG = 80
PAGE = 1500


def show(console: Console, records: list[dict[str, Any]], folder: Path | None) -> None:
    """Print every verdict with its evidence, and a tally.

    Args:
        console: where to print.
        records: from `trial.record`.
        folder: where the full report is.
    """
    for item in records:
        colour = COLOURS.get(item["verdict"], "yellow")
        head = f"[bold]{escape(item['id'])}[/]: [{colour}]{item['verdict']}[/]"
        console.print(head, highlight=False, soft_wrap=True)
        for label, text in _lines(item):
            console.print(f"  {label + ':':<25}{escape(text)}", highlight=False, soft_wrap=True)
    if len(records) > 1:
        tally = Counter(item["verdict"] for item in records)
        console.print(", ".join(f"{n} {word}" for word, n in tally.items()) + ".")
    if folder is not None:
        console.print(f"Full report: {folder / 'report.json'}", highlight=False)


def _lines(item: dict[str, Any]) -> list[tuple[str, str]]:
    found = [("against", f"{item['against']}{_in_brackets(item['statement'])}")]
    found += [("source", item["source"])] if item["source"] else []
    found += [("judged for", f"{item['judged_for']}: {item['domain']}")] if item["domain"] else []
    rungs = [f for f in item["findings"] if f["rung"] == item["rung"]]
    found += [("strongest rung", f"{f['rung']}: {f['detail']}") for f in rungs]
    for key, label in (("counterexample", "smallest counterexample"), ("generic", "generic one")):
        if item[key]:
            found.append((label, _example(item[key])))
    if item["slip"]:
        found.append(("the slip", f"{item['slip'][0]} should be {item['slip'][1]}"))
    if item["correction"]:
        found.append(("right formula", _right(item)))
    if item["reason"]:
        found.append(("note" if item["rung"] else "why", item["reason"]))
    return found


def _right(item: dict[str, Any]) -> str:
    text: str = item["correction"]
    if len(text) <= PAGE:
        return text
    return f"{len(text)} characters long; linrec show {item['against'].removeprefix('linrec/')}"


def _in_brackets(text: str | None) -> str:
    return f" ({text})" if text else ""


def _example(example: dict[str, Any]) -> str:
    place = ", ".join(f"{name} = {value}" for name, value in example["at"].items())
    ratio = f", ratio {_short(example['ratio'])}" if example["ratio"] is not None else ""
    digits = f", to {example['rounded']} digits" if "rounded" in example else ""
    values = f"published {_short(example['published'])}, exact {example['exact']}{ratio}"
    return f"{place}: {values}{digits}"


def _short(number: str) -> str:
    """Leave out the middle of a number that nobody reads; JSON has all of it."""
    if len(number) <= LONG:
        return number
    return f"{number[:20]}...{number[-20:]} ({len(number)} characters)"
