"""Every part of every theorem holds, and slips in it are seen."""

from __future__ import annotations

import pytest

from derivations.theorems import find, theorems
from derivations.theorems.theorem import Argument
from tests.alike import one_in
from tests.derivations.theorems.checking import holds, parts
from tests.derivations.theorems.wrong import PLACES, wrong_parts


@pytest.mark.parametrize(("name", "place"), one_in(2, parts(theorems())))
def test_every_part_holds(name: str, place: int) -> None:
    assert holds(find(name).parts[place])


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_slips_are_seen(name: str, place: int) -> None:
    assert not any(holds(part) for part in wrong_parts(find(name), place))


def test_every_theorem_has_a_slip() -> None:
    assert {name for name, _ in PLACES} == {theorem.name for theorem in theorems()}


def test_what_is_decided_for_some_cases_only_is_said_to_be() -> None:
    arguments = [
        part for theorem in theorems() for part in theorem.parts if isinstance(part, Argument)
    ]
    partly = [part for part in arguments if part.cases]
    assert len(arguments) > len(partly) > 5
    for part in arguments:
        assert part.rests_on.startswith(part.how)
        assert ("decided exactly for" in part.rests_on) == (part in partly)
