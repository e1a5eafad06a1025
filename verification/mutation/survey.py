"""A survey: formulas, their mutants of first and second order, and which rungs kill them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from derivations import catalogue
from verification.claims import ours
from verification.claims.claim import Claim
from verification.mutation import killing
from verification.mutation.edits import Edit, Mutant, edits, mutant
from verification.mutation.sorting import Kinds, sort
from verification.points import Point

RUNGS = ("exact", "driven", "montecarlo")
PROBES = ("input_state", "input_sensitivity")
NAMES = (*(n for n in catalogue.STREAMED if not n.endswith(catalogue.GENERAL)), *PROBES)
EXPONENTIAL = (*catalogue.STREAMED[:5], *PROBES)
ORDERS = ("order1", "order2")
MANY = 0.05  # a larger share of equivalent mutants says that the operators are poorly chosen


class Batch(NamedTuple):
    """The mutants of one order of one formula.

    Args:
        kinds: sorted by proof.
        killed: for each rung and each distinct mutant, whether the rung contradicts it.
        wronged: rungs that contradict the right formula, whose kills mean nothing.
        seconds: making, sorting and killing them.
    """

    kinds: Kinds
    killed: dict[str, list[bool]]
    wronged: tuple[str, ...]
    seconds: float

    @property
    def survivors(self) -> list[tuple[Mutant, list[str]]]:
        """Distinct mutants that some rung let live, with these rungs."""
        lists = [[r for r in self.killed if not self.killed[r][k]] for k in self._numbers]
        return [(self.kinds.distinct[k], alive) for k, alive in enumerate(lists) if alive]

    @property
    def suspicious(self) -> bool:
        """Whether there are many equivalent mutants."""
        return len(self.kinds.equivalent) > MANY * self.kinds.total

    @property
    def _numbers(self) -> range:
        return range(len(self.kinds.distinct))

    def with_kills(self, rung: str, killed: Sequence[bool], seconds: float) -> Batch:
        """Add what a rung did to the right formula, which comes first, and to the mutants."""
        every = {**self.killed, rung: list(killed[1:])}
        wronged = (*self.wronged, *([rung] if killed[0] else []))
        return Batch(self.kinds, every, wronged, self.seconds + seconds)


def claim_of(name: str) -> Claim:
    """Find our claim of a name in `NAMES`."""
    return ours.claim(f"linrec/{name}")


def survey(
    name: str, order2: int, rungs: Sequence[str], seed: int, point: Point | None = None
) -> dict[str, Batch]:
    """Make a formula's mutants, and kill them by the rungs that take them one by one.

    Args:
        name: one of `NAMES`.
        order2: how many pairs of edits to draw.
        rungs: `exact`, `driven`, or both.
        seed: of the pairs and of the point.
        point: where the exact rung looks; None draws it.

    Returns:
        By order the mutants and their fates.
    """
    claim = claim_of(name)
    point = killing.point_of(claim, seed) if point is None else point
    found: dict[str, Batch] = {}
    for order in ORDERS if order2 else ORDERS[:1]:
        began = time.perf_counter()
        earlier = found["order1"].kinds.distinct if found else ()
        made = first(claim) if not found else second(claim, order2, seed)
        kinds = sort(claim.published, made, earlier)
        batch = Batch(kinds, {}, (), time.perf_counter() - began)
        tried = (Mutant("none", "root", claim.published), *kinds.distinct)
        for rung in rungs:
            began = time.perf_counter()
            if rung == "exact":
                killed = killing.by_exact(claim, tried, point)
            elif rung == "driven":
                killed = killing.by_driven(claim, tried)
            else:
                continue
            batch = batch.with_kills(rung, killed, time.perf_counter() - began)
        found[order] = batch
    return found


def first(claim: Claim) -> list[Mutant]:
    """List every mutant of first order."""
    return [mutant(claim.published, edit) for edit in edits(claim.published)]


def second(claim: Claim, count: int, seed: int) -> list[Mutant]:
    """Draw mutants of second order: pairs of edits at different places, uniformly.

    Args:
        claim: whose formula.
        count: how many.
        seed: of the draws, together with the claim's id.

    Returns:
        The mutants.
    """
    generator = random.Random(f"pairs/{seed}/{claim.id}")
    every, pairs = edits(claim.published), list[tuple[Edit, Edit]]()
    while len(pairs) < count:
        one, other = generator.sample(every, 2)
        if one.place != other.place:
            pairs.append((one, other))
    return [mutant(claim.published, *pair) for pair in pairs]


def record(batch: Batch) -> dict[str, Any]:
    """Make the JSON record of a batch."""
    kinds = batch.kinds
    return {
        "total": kinds.total,
        "duplicates": kinds.duplicates,
        "degenerate": len(kinds.degenerate),
        "equivalent": len(kinds.equivalent),
        "equivalents": [
            {**_shown(m), "proof": "equal as reduced fractions over the integers"}
            for m in kinds.equivalent
        ],
        "suspicious": batch.suspicious,
        "distinct": len(kinds.distinct),
        "killed": {rung: sum(killed) for rung, killed in batch.killed.items()},
        "right_killed": list(batch.wronged),
        "survivors": [{**_shown(m), "survived": alive} for m, alive in batch.survivors],
        "by_operator": _by_operator(batch),
        "seconds": round(batch.seconds, 3),
    }


def _shown(one: Mutant) -> dict[str, str]:
    return {"operator": one.operator, "place": one.place, "expression": str(one.expression)}


def _by_operator(batch: Batch) -> dict[str, dict[str, int]]:
    """Count distinct mutants by operator, those of two edits under both."""
    tallies: dict[str, Counter[str]] = {}
    for number, one in enumerate(batch.kinds.distinct):
        for word in {part.partition(" by ")[0] for part in one.operator.split(" and ")}:
            tally = tallies.setdefault(word, Counter())
            tally["distinct"] += 1
            for rung, killed in batch.killed.items():
                tally[rung] += killed[number]
    return {word: dict(tallies[word]) for word in sorted(tallies)}
