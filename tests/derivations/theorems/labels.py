"""The parts of theorems as parameters of a test."""

from __future__ import annotations

from typing import Any

import pytest

from derivations.theorems.theorem import Theorem


def labelled(theorems: tuple[Theorem, ...]) -> list[Any]:
    return [
        pytest.param(part, id=f"{theorem.name}-{number}")
        for theorem in theorems
        for number, part in enumerate(theorem.parts)
    ]
