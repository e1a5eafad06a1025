"""A question, its answer, and what a run leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from verification.journal import opened

QUESTION = {"linrec": "1", "seed": 3, "claim 1": "λ", "claim 2": "b"}
RECORDS = [{"id": f"claim {k}", "value": [k / 3, "é" * k]} for k in range(15)]
REPORT = {"claims": RECORDS}


def answered(folder: Path, count: int = len(RECORDS), question: dict[str, Any] = QUESTION) -> int:
    """Run until there are so many records; give how many were there before."""
    with opened(folder, question, quiet=True) as found:
        assert list(found.there) == RECORDS[: len(found.there)]
        for record in RECORDS[len(found.there) : count]:
            assert found.keep(record) is record
        if count == len(RECORDS):
            found.finish(REPORT)
    return len(found.there)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
