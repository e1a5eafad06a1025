"""Sources: works cited once each, and marks for what was read from a scan."""

from __future__ import annotations

import pytest

from derivations.sources import LINREC, PAPER, WORKS, Source, Work


def test_keys_are_distinct() -> None:
    assert len({work.key for work in WORKS}) == len(WORKS)
    assert LINREC in WORKS


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.key)
def test_bibtex_is_balanced_and_complete(work: Work) -> None:
    entry = work.bibtex
    depths = [entry[:k].count("{") - entry[:k].count("}") for k in range(len(entry) + 1)]
    assert min(depths) == 0
    assert depths[-1] == 0
    assert entry.startswith(f"@misc{{{work.key},\n")
    for field in (work.author, work.title, str(work.year), work.version, work.venue):
        assert f"{{{field}" in entry


def test_transcriptions_are_marked() -> None:
    assert str(Source(PAPER, "Eq. 5")) == f"{PAPER.key}, Eq. 5"
    assert str(Source(PAPER, "B.1", transcription=True)) == f"{PAPER.key}, B.1 (transcription)"
