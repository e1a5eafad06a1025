"""Verdicts as records for programs and as tables for people."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from derivations.plain import plain
from verification.audit import Audit
from verification.claims.claim import Claim
from verification.decimals import number
from verification.evidence.finding import AGREES, CONTRADICTS, RUNGS, SILENT
from verification.search import Counterexample
from verification.verdict import VERDICTS, Verdict

MARKS = {AGREES: "yes", CONTRADICTS: "NO", SILENT: "-"}
COLOURS = {"proved": "green", "accepted": "green", "rejected": "red", "undecided": "yellow"}


def record(verdict: Verdict, found: Audit | None = None) -> dict[str, Any]:
    """Make the JSON record of one claim.

    Args:
        verdict: the verdict.
        found: the audit, for a published statement.

    Returns:
        A dictionary of plain values.
    """
    claim = verdict.claim
    result: dict[str, Any] = {
        "id": claim.id,
        "statement": claim.statement,
        "verdict": verdict.word,
        "rung": verdict.rung or None,
        "source": str(claim.source),
        "domain": str(claim.domain),
        "judged_for": _judged_for(claim),
        "alpha": verdict.alpha,
        "asymptotic": verdict.asymptotic,
        "findings": [
            {"rung": f.rung, "outcome": f.outcome, "detail": f.detail} for f in verdict.findings
        ],
        "counterexample": None,
        "published": None,
        "exact": None,
        "correction": None,
    }
    return result | (_audited(found) if found and found.smallest else {})


def _judged_for(claim: Claim) -> str:
    if claim.is_theorem:
        return "what it states"
    return "real eigenvalues" if claim.real_only else "complex eigenvalues"


def _audited(found: Audit) -> dict[str, Any]:
    smallest = found.smallest
    return {
        "counterexample": _place(smallest) if smallest else None,
        "published": number(smallest.published) if smallest else None,
        "exact": number(smallest.exact) if smallest else None,
        "generic": _example(found.generic) if found.generic else None,
        "correction": _correction(found),
        "slip": [plain(part) for part in found.edit] if found.edit else None,
        "right_when_real": list(found.right_when_real),
        "right_elsewhere": list(found.right_elsewhere),
    }


def _correction(found: Audit) -> str | None:
    if found.truth is None:
        return None
    return f"{plain(found.truth)} {found.truth_where}".strip()


def _place(example: Counterexample) -> dict[str, str]:
    return {str(symbol): number(value) for symbol, value in example.point.items()}


def _example(example: Counterexample) -> dict[str, Any]:
    ratio = example.ratio
    return {
        "at": _place(example),
        "published": number(example.published),
        "exact": number(example.exact),
        "ratio": number(ratio) if ratio is not None else None,
    }


def counts(records: list[dict[str, Any]]) -> dict[str, int]:
    """Count the verdicts."""
    found = Counter(item["verdict"] for item in records)
    return {word: found.get(word, 0) for word in VERDICTS}


def table(records: list[dict[str, Any]], title: str) -> Table:
    """Lay the verdicts out, one claim a row, one rung a column.

    Args:
        records: made by `record`.
        title: of the table.

    Returns:
        A table for a terminal.
    """
    caption = (
        "yes agrees, NO contradicts, ? undecided or not begun, - not applicable; "
        "consistency can only contradict"
    )
    result = Table(
        title=title, caption=caption, title_justify="left", caption_justify="left", box=None
    )
    for heading in ("claim", "verdict", *RUNGS):
        result.add_column(heading, no_wrap=True)
    for item in records:
        marks = {f["rung"]: MARKS.get(f["outcome"], "?") for f in item["findings"]}
        colour = COLOURS[item["verdict"]]
        name, word = escape(item["id"]), f"[{colour}]{item['verdict']}[/]"
        result.add_row(name, word, *(marks.get(rung, "") for rung in RUNGS))
    return result


def explain(console: Console, item: dict[str, Any]) -> None:
    """Print what is wrong with a rejected statement.

    Args:
        console: where to print.
        item: its record.
    """
    console.print(
        f"\n[bold red]{escape(item['id'])}[/]: {escape(item['statement'])}", highlight=False
    )
    lines = [("source", item["source"])]
    if item["counterexample"]:
        place = ", ".join(f"{name} = {value}" for name, value in item["counterexample"].items())
        what = f"{place}: published {item['published']}, exact {item['exact']}"
        lines.append(("smallest counterexample", what))
    if item.get("generic"):
        generic = item["generic"]
        place = ", ".join(f"{name} = {value}" for name, value in generic["at"].items())
        what = f"{place}: published {generic['published']}, exact {generic['exact']}"
        ratio = f", ratio {generic['ratio']}" if generic["ratio"] else ""
        lines.append(("generic counterexample", what + ratio))
    if item.get("slip"):
        lines.append(("the slip", f"{item['slip'][0]} should be {item['slip'][1]}"))
    if item["correction"]:
        lines.append(("right formula", item["correction"]))
    if item.get("right_when_real"):
        lines.append(("right by luck (real)", ", ".join(item["right_when_real"])))
    if item.get("right_elsewhere"):
        lines.append(("and perhaps (complex)", ", ".join(item["right_elsewhere"])))
    for label, text in lines:
        console.print(f"  {label + ':':<25}{escape(text)}", highlight=False, soft_wrap=True)
