"""Each witness at some seeds against its theorem's part, and against slips in that part."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sympy import Expr

from derivations.theorems.theorem import Identity, Theorem
from tests.derivations.theorems.checking import called
from tests.verification.theorems.measuring import agrees
from verification.theorems.witness import Witness

SEEDS = range(2)
Slip = tuple[str, int, Expr | Callable[[], Expr]]


def at_seeds(witnesses: tuple[Witness, ...]) -> list[Any]:
    return [
        pytest.param(witness, seed, id=f"{witness.theorem}-{witness.part}-{number}-{seed}")
        for number, witness in enumerate(witnesses)
        for seed in SEEDS
    ]


def slipped(witnesses: tuple[Witness, ...], slips: list[Slip]) -> list[Any]:
    return [
        pytest.param(witness, slip, id=f"{witness.theorem}-{witness.part}-{number}-{place}")
        for number, witness in enumerate(witnesses)
        for place, slip in enumerate(slips)
        if slip[:2] == (witness.theorem, witness.part)
    ]


def confirmed(theorems: tuple[Theorem, ...], witness: Witness, seed: int) -> bool:
    part = called(theorems, witness.theorem).parts[witness.part]
    return agrees(part, witness.measure(random.Random(seed)))


def denied(theorems: tuple[Theorem, ...], witness: Witness, slip: Slip) -> bool:
    part = called(theorems, witness.theorem).parts[witness.part]
    assert isinstance(part, Identity)
    right = slip[2]() if callable(slip[2]) and not isinstance(slip[2], Expr) else slip[2]
    wrong = replace(part, right=right)
    measured = [witness.measure(random.Random(seed)) for seed in SEEDS[:2]]
    return not any(agrees(wrong, found) for found in measured)
