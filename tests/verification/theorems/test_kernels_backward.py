"""The theorem about backward signals agrees with what is measured, and slips do not."""

from __future__ import annotations

import random

import pytest

from tests.derivations.theorems import slips
from tests.verification.theorems.measuring import SEEDS, agrees, label, theorem_of
from verification.theorems.kernels_backward import WITNESSES
from verification.theorems.witness import Witness

THEOREMS = slips.theorems()


@pytest.mark.parametrize("witness", WITNESSES, ids=label)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_measured_agrees(witness: Witness, seed: int, salt: int) -> None:
    part = theorem_of(THEOREMS, witness).parts[witness.part]
    assert agrees(part, witness.measure(random.Random(f"{salt}/{seed}")))


@pytest.mark.parametrize("witness", WITNESSES, ids=label)
def test_slips_disagree(witness: Witness, salt: int) -> None:
    wrong = slips.slipped(theorem_of(THEOREMS, witness), witness.part)
    measured = [witness.measure(random.Random(f"{salt}/{seed}")) for seed in SEEDS]
    assert not any(agrees(wrong, number) for number in measured)
