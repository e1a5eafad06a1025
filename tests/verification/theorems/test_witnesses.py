"""Each witness at some seeds against its theorem's part, and against slips in that part."""

from __future__ import annotations

import random
from typing import Any

import pytest

from derivations.theorems import find, theorems
from tests.alike import one_in
from tests.derivations.theorems.wrong import wrong_parts
from verification.theorems import witnesses
from verification.theorems.comparing import agrees
from verification.theorems.witness import Witness

SEEDS = range(2)
ALL = one_in(
    2,
    [
        pytest.param(witness, id=f"{witness.theorem}-{witness.part}-{number}")
        for number, witness in enumerate(witnesses())
    ],
)


def measured(witness: Witness, salt: int) -> list[Any]:
    return [witness.measure(random.Random(f"{salt}/{seed}")) for seed in SEEDS]


@pytest.mark.parametrize("witness", ALL)
def test_each_witness_confirms_its_part(witness: Witness, salt: int) -> None:
    part = find(witness.theorem).parts[witness.part]
    assert all(agrees(part, found) for found in measured(witness, salt))


@pytest.mark.parametrize("witness", ALL)
def test_each_witness_denies_slips(witness: Witness, salt: int) -> None:
    wrong = wrong_parts(find(witness.theorem), witness.part)
    assert wrong or witness.part > 0
    seen = measured(witness, salt)
    assert not any(agrees(part, found) for part in wrong for found in seen)


def test_every_theorem_has_a_witness() -> None:
    assert {witness.theorem for witness in witnesses()} == {theorem.name for theorem in theorems()}
