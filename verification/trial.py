"""A session of the court: claims judged one after another, shown, and written down."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from verification import panel, report
from verification.api import known
from verification.claims import IDS, OURS, stated
from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.journal import opened
from verification.origin import origin
from verification.output import as_json as dump
from verification.progress import track
from verification.terms import Terms
from verification.verdict import VERDICTS


def hold(
    names: tuple[str, ...],
    title: str,
    *,
    audited: bool,
    terms: Terms,
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
        terms: on which they are examined.
        folder: where records and the full report go; those of a run that ended early are taken
            over.
        as_json: print one JSON object.
        jsonl: print records as they come.
        quiet: print no progress and no table.
        expect: file of expected verdicts.

    Returns:
        The exit code.
    """
    expected = _expected(expect)
    ids = tuple(map(_id, names))
    records, silent = [], quiet or jsonl
    with opened(folder, _question(ids, audited, terms), quiet=silent) as journal:
        rest = _judged(ids[len(journal.there) :], title, audited, terms, silent)
        for item in chain(journal.there, map(journal.keep, rest)):
            records.append(item)
            if jsonl:
                click.echo(dump(item))
        told = {"seed": terms.salt, "noise": terms.noise}
        whole = {"claims": records, "counts": report.counts(records), **told}
        journal.finish(whole)
    if as_json:
        click.echo(dump(whole))
    elif not (quiet or jsonl):
        _print(records, title, audited, terms.noise, folder)
    return _code(records, audited, expected)


def _id(name: str) -> str:
    bare = tuple(one.removeprefix("linrec/") for one in IDS)
    if name not in (*IDS, *bare):
        known(name, (*IDS, *bare, *stated.ids()), "claim")
        return name
    return name if name in IDS else f"linrec/{name}"


def _question(ids: tuple[str, ...], audited: bool, terms: Terms) -> dict[str, Any]:
    """Gather all that the records depend on; the formulas of these claims are sources."""
    return {
        **origin(),
        "command": "audit" if audited else "check",
        "rungs": ", ".join(terms.rungs),
        "seed": terms.salt,
        "noise": terms.noise,
        "budget": f"{terms.budget:g} s",
        **{f"claim {number}": name for number, name in enumerate(ids, start=1)},
    }


def _judged(
    names: tuple[str, ...], title: str, audited: bool, terms: Terms, quiet: bool
) -> Iterator[dict[str, Any]]:
    with closing(panel.judged(names, terms, audited=audited)) as records, heeded() as heed:
        for _ in track(names, len(names), title, quiet=quiet):
            yield next(records)
            heed()


def _print(
    records: list[dict[str, Any]], title: str, audited: bool, noise: str, folder: Path | None
) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=132)
    if audited:
        for item in records:
            if item["verdict"] == "rejected":
                report.explain(console, item)
        console.print()
    console.print(report.table(records, title))
    tally = ", ".join(f"{n} {word}" for word, n in report.counts(records).items() if n)
    console.print(f"{tally}. {_rate(records, noise)}")
    if folder is not None:
        console.print(f"Full report: {folder / 'report.json'}", highlight=False)


def _rate(records: list[dict[str, Any]], noise: str) -> str:
    """Word how often a right claim is rejected: what is proved, and what is asymptotic."""
    alpha, more = (sum(item[key] for item in records) for key in ("alpha", "asymptotic"))
    if not alpha + more:
        return "No rung that ran can reject a right claim."
    begin = "A right claim is rejected with probability"
    if not more:
        return f"{begin} below {alpha:.0e} in this run."
    proved = f"below {alpha:.0e} by proof, and " if alpha else ""
    return f"{begin} {proved}about {more:.0e} in this run, asymptotically, for {noise} noise."


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
