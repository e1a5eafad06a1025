"""A session of the court: claims judged one after another, shown, and written down."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from verification import audit as auditing
from verification import report
from verification.api import known
from verification.claims import IDS, find
from verification.errors import InputError, refusal
from verification.evidence.finding import RUNGS
from verification.interrupt import heeded
from verification.output import as_json as dump
from verification.output import write
from verification.progress import track
from verification.session import strict
from verification.verdict import VERDICTS, climb

OURS = "linrec/"


def hold(
    names: tuple[str, ...],
    title: str,
    *,
    audited: bool,
    rungs: tuple[str, ...],
    seed: int,
    folder: Path | None,
    as_json: bool,
    jsonl: bool,
    quiet: bool,
    expect: Path | None = None,
) -> int:
    """Judge claims and report.

    Args:
        names: claim ids.
        title: what they are, for people.
        audited: whether rejected claims are searched for counterexamples.
        rungs: rungs to climb; all when empty.
        seed: salt of every random choice.
        folder: where the full report goes.
        as_json: print one JSON object.
        jsonl: print records as they come.
        quiet: print no progress and no table.
        expect: file of expected verdicts.

    Returns:
        The exit code.
    """
    expected = _expected(expect)
    bare = tuple(name.removeprefix("linrec/") for name in IDS)
    for name in names:
        known(name, (*IDS, *bare), "claim")
    strict()
    if folder is not None:
        write(folder / "report.json", "{}\n")
    records = []
    for item in _judged(names, title, audited, rungs or RUNGS, seed, quiet or jsonl):
        records.append(item)
        if jsonl:
            click.echo(dump(item))
        if folder is not None:
            write(folder / "records.jsonl", "".join(dump(r) + "\n" for r in records))
    whole = {"claims": records, "counts": report.counts(records), "seed": seed}
    if folder is not None:
        write(folder / "report.json", json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        click.echo(dump(whole))
    elif not (quiet or jsonl):
        _print(records, title, audited, folder)
    return _code(records, audited, expected)


def _judged(
    names: tuple[str, ...],
    title: str,
    audited: bool,
    rungs: tuple[str, ...],
    seed: int,
    quiet: bool,
) -> Iterator[dict[str, Any]]:
    with heeded() as heed:
        for name in track(names, len(names), title, quiet=quiet):
            claim = find(name)
            if audited:
                found = auditing.audit(claim, rungs, seed)
                yield report.record(found.verdict, found)
            else:
                yield report.record(climb(claim, rungs, seed))
            heed()


def _print(records: list[dict[str, Any]], title: str, audited: bool, folder: Path | None) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=120)
    if audited:
        for item in records:
            if item["verdict"] == "rejected":
                report.explain(console, item)
        console.print()
    console.print(report.table(records, title))
    tally = ", ".join(f"{n} {word}" for word, n in report.counts(records).items() if n)
    alpha = sum(item["alpha"] for item in records)
    console.print(
        f"{tally}. A right claim is rejected with probability below {alpha:.0e} in this run."
    )
    if folder is not None:
        console.print(f"Full report: {folder / 'report.json'}", highlight=False)


def _expected(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    rule = 'must be a JSON object such as {"paper/eq-5": "proved"}'
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(refusal("--expect", path, rule, "mend the file")) from error
    if not isinstance(loaded, dict) or not all(word in VERDICTS for word in loaded.values()):
        raise InputError(refusal("--expect", path, rule, "mend the file"))
    return loaded


def _code(records: list[dict[str, Any]], audited: bool, expected: dict[str, str] | None) -> int:
    words = {item["id"]: item["verdict"] for item in records}
    if expected is not None:
        theirs = [name for name in words if not name.startswith(OURS)]
        wrong = [n for n in {*expected, *theirs} if expected.get(n) != words.get(n)]
        for name in sorted(wrong):
            click.echo(f"{name}: {words.get(name)}, expected {expected.get(name)}", err=True)
        if wrong:
            return 1
    ruled = [w for name, w in words.items() if not audited or name.startswith(OURS)]
    if "rejected" in ruled:
        return 1
    return 3 if "undecided" in ruled else 0
