"""A survey by itself: what it asks of the rungs, how it counts, what it writes down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate, count
from types import SimpleNamespace
from typing import Any

import pytest

from derivations.symbols import RHO
from verification.claims.claim import Claim
from verification.evidence import driven
from verification.evidence.finding import AGREES, CONTRADICTS, Finding
from verification.mutation import killing, survey
from verification.mutation.edits import Mutant
from verification.mutation.sorting import Kinds, sort

CLAIM = survey.claim_of("state_kernel")
RIGHT = Mutant("none", "root", CLAIM.published)
WRONG = (
    Mutant("integer + 1", "0", 2 + RHO),
    Mutant("symbol replaced by rho and integer + 1", "1 and 0", 3 + RHO),
    Mutant("symbol replaced by lambda", "1", 4 + RHO),
)
EQUAL = Mutant("symbol negated", "1.0", 1 + RHO**2)
KINDS = Kinds(WRONG, 2, (Mutant("factor dropped", "1", RHO),), (EQUAL,))


def ticking() -> SimpleNamespace:
    """Make a clock on which each look takes twice as long as the one before."""
    ticks: Iterator[float] = accumulate(2.0**k for k in count())
    return SimpleNamespace(perf_counter=lambda: next(ticks))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note what the rungs are asked; each spares the right formula alone."""
    seen: list[Any] = []

    def rung(name: str) -> Callable[..., list[bool]]:
        def by(claim: Claim, tried: tuple[Mutant, ...], *point: Any) -> list[bool]:
            seen.append((name, claim, tried, *point))
            return [number > 0 for number in range(len(tried))]

        return by

    monkeypatch.setattr(killing, "by_exact", rung("exact"))
    monkeypatch.setattr(killing, "by_driven", rung("driven"))
    monkeypatch.setattr(survey, "time", ticking())
    return seen


def test_every_mutant_is_put_to_the_rungs_that_take_them_one_by_one(asked: list[Any]) -> None:
    found = survey.survey("state_kernel", 40, ("montecarlo", "exact", "driven"), 5)
    one = sort(CLAIM.published, survey.first(CLAIM))
    two = sort(CLAIM.published, survey.second(CLAIM, 40, 5), one.distinct)
    assert two != sort(CLAIM.published, survey.second(CLAIM, 40, 5))
    point = killing.point_of(CLAIM, 5)
    expected: list[Any] = []
    for kinds in (one, two):
        tried = (RIGHT, *kinds.distinct)
        expected += [("exact", CLAIM, tried, point), ("driven", CLAIM, tried)]
    assert asked == expected
    assert {order: batch.kinds for order, batch in found.items()} == {"order1": one, "order2": two}
    for batch in found.values():
        dead = [True] * len(batch.kinds.distinct)
        assert batch.killed == {"exact": dead, "driven": dead}
        assert batch.wronged == ()


def test_seconds_add_up(asked: list[Any]) -> None:
    found = survey.survey("state_kernel", 3, ("exact", "driven"), 5)
    # looks at the clock come in pairs, 2, 8 and 32 ticks apart; then 128, 512 and 2048
    assert [batch.seconds for batch in found.values()] == [42.0, 2688.0]


def test_no_pairs_no_second_order(asked: list[Any]) -> None:
    assert list(survey.survey("state_kernel", 0, ("exact",), 5)) == ["order1"]


def test_a_point_given_is_the_point(asked: list[Any]) -> None:
    point = killing.point_of(CLAIM, 6)
    survey.survey("state_kernel", 0, ("exact",), 5, point)
    assert asked[0][-1] == point


def test_points_depend_on_the_seed_and_the_claim_alone() -> None:
    other = survey.claim_of("sensitivity_kernel")
    asked_for = ((CLAIM, 1), (CLAIM, 1), (CLAIM, 2), (other, 1))
    one, again, reseeded, elsewhere = (killing.point_of(*each) for each in asked_for)
    assert one == again
    assert one != reseeded
    assert one != elsewhere


@pytest.mark.parametrize("number", [1, 40])
def test_as_many_pairs_as_asked(number: int) -> None:
    assert len(survey.second(CLAIM, number, 5)) == number


def test_the_driven_rung_examines_each_mutant_in_place_of_the_claim(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def examine(claim: Claim) -> Finding:
        assert replace(claim, published=CLAIM.published) == CLAIM
        if claim.published == WRONG[1].expression:
            raise ZeroDivisionError
        wrong = claim.published == WRONG[0].expression
        return Finding("driven", CONTRADICTS if wrong else AGREES, claim.id)

    monkeypatch.setattr(driven, "examine", examine)
    assert killing.by_driven(CLAIM, (RIGHT, *WRONG)) == [False, True, True, False]


def test_a_record_by_hand() -> None:
    kills = [[True, True, False, True], [False, True, True, False]]
    batch = survey.Batch(KINDS, {}, (), 0.25)
    for rung, killed in zip(("exact", "driven"), kills, strict=True):
        batch = batch.with_kills(rung, killed, 0.00123)
    assert survey.record(batch) == {
        "total": 7,
        "duplicates": 2,
        "degenerate": 1,
        "equivalent": 1,
        "equivalents": [
            {
                "operator": "symbol negated",
                "place": "1.0",
                "expression": "rho**2 + 1",
                "proof": "equal as reduced fractions over the integers",
            }
        ],
        "suspicious": True,
        "distinct": 3,
        "killed": {"exact": 2, "driven": 2},
        "right_killed": ["exact"],
        "survivors": [
            {
                "operator": "symbol replaced by rho and integer + 1",
                "place": "1 and 0",
                "expression": "rho + 3",
                "survived": ["exact"],
            },
            {
                "operator": "symbol replaced by lambda",
                "place": "1",
                "expression": "rho + 4",
                "survived": ["driven"],
            },
        ],
        "by_operator": {
            "integer + 1": {"distinct": 2, "exact": 1, "driven": 2},
            "symbol replaced": {"distinct": 2, "exact": 1, "driven": 1},
        },
        "seconds": 0.252,
    }


def test_one_equivalent_in_twenty_is_not_yet_suspicious() -> None:
    def suspicious(many: int) -> bool:
        return survey.Batch(Kinds((), many - 1, (), (EQUAL,)), {}, (), 0.0).suspicious

    assert [suspicious(many) for many in (19, 20, 21)] == [True, False, False]
