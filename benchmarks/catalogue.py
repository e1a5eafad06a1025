"""Probe every entry of the catalogue and say how far the judge gets with each.

Run from the repository root: `python -m benchmarks.catalogue [--only NAME ...] [-o FILE.json]`.
The input is exponential with rho left open. It ends with 1 if a closed form is rejected.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from derivations.parameterizations import NAMES
from verification.errors import InputError
from verification.probing.probe import probe
from verification.probing.question import Question

SECONDS, INPUT = 40.0, "exponential"


def probed(name: str, seconds: float) -> dict[str, Any]:
    """Probe one entry.

    Args:
        name: of the catalogue.
        seconds: for each step.

    Returns:
        Seconds in all, the verdict, verdict and rung of each form, and the steps that are missing;
        or the line with which it is refused.
    """
    try:
        record = probe(Question(name, input=INPUT), seconds)
    except InputError as error:
        return {"refused": str(error)}
    forms = record["closed_forms"]
    return {
        "seconds": record["seconds"],
        "verdict": record.get("verdict"),
        "forms": {key: {"verdict": f["verdict"], "rung": f["rung"]} for key, f in forms.items()},
        "missing": record["missing"],
    }


def line(name: str, found: dict[str, Any]) -> str:
    """Write what was found in a line."""
    if "refused" in found:
        return f"{name}: refused: {found['refused']}"
    words = Counter(form["verdict"] for form in found["forms"].values())
    told = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
    missing = f"; missing: {', '.join(found['missing'])}" if found["missing"] else ""
    return f"{name}: {found['seconds']} s, {told}; {found['verdict']}{missing}"


def rejected(entries: dict[str, Any]) -> list[str]:
    """Name the closed forms that are rejected."""
    return [
        f"{name}: {key}"
        for name, found in entries.items()
        for key, form in found.get("forms", {}).items()
        if form["verdict"] == "rejected"
    ]


def main() -> None:
    """Probe, print, and write a file if asked."""
    parser = ArgumentParser(description="Probe every entry of the catalogue.")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each step")
    parser.add_argument("-o", type=Path, metavar="FILE")
    settings = parser.parse_args()
    entries: dict[str, Any] = {}
    for name in settings.only:
        entries[name] = probed(name, settings.seconds)
        print(line(name, entries[name]), flush=True)
        if settings.o:
            found = {"input": INPUT, "seconds_a_step": settings.seconds, "entries": entries}
            settings.o.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    wrong = rejected(entries)
    if wrong:
        raise SystemExit("rejected: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
