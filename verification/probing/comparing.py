"""Several parameterizations side by side: what a longer memory costs each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from derivations.parameterizations import NAMES
from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.limits import DONE, Answer, Limits, answers
from verification.probing.memories import MEMORIES
from verification.probing.probe import MODULE, REFUSALS, SECONDS, SPACE
from verification.probing.question import Question, read
from verification.progress import track

Record = dict[str, Any]


def compare(
    names: Sequence[str] = NAMES,
    *,
    gain: str = "",
    input: str = "white",
    seconds: float = SECONDS,
    quiet: bool = True,
) -> Record:
    """Compare parameterizations at equal memories.

    Args:
        names: of the catalogue, or maps as they are typed.
        gain: gamma of those that are typed; the catalogue's have their own.
        input: the kind of input; where it leaves rho open, rho = 1/2.
        seconds: for each; one that takes longer says so in its row.
        quiet: whether to show no progress.

    Returns:
        `input`, `memories` and `rows`: of each its name, map, gain, verdict, and the closed forms
        at each memory.

    Raises:
        InputError: naming what cannot be read, or if there is nothing to compare.
    """
    if not names:
        raise InputError(refusal("names", [], "holds none", "give at least one"))
    questions = [Question(name, gain="" if name in NAMES else gain, input=input) for name in names]
    _, source = [read(question) for question in questions][-1]
    requests = ({"step": "compared", "question": q._asdict()} for q in questions)
    found = answers(MODULE, requests, Limits(seconds, SPACE))
    following: Iterable[str] = track(names, len(names), "comparing", quiet=quiet)
    rows = []
    with heeded() as heed:
        for name, answer in zip(following, found, strict=False):
            heed()
            rows.append(_row(name, answer))
    return {"input": source.title, "memories": list(MEMORIES), "rows": rows}


def _row(name: str, answer: Answer) -> Record:
    row: Record = {"name": name, "at": [], "verdict": None}
    for part in answer.parts:
        row |= part
    why = answer.ended
    for kind in REFUSALS:
        why = why.removeprefix(kind)
    return row if answer.ended == DONE else {**row, "missing": why}
