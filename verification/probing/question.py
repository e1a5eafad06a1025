"""What is asked of a probe, as plain data, and what it is about once it is read."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Parameterization
from verification.probing.inputs import input_of
from verification.probing.reading import parameterization


class Question(NamedTuple):
    """What a user typed.

    Args:
        text: lambda of omega, a name of the catalogue, or `file.py:NAME`.
        gain: gamma; 1, or the catalogue's, when empty.
        domain: intervals; those of the catalogue, or all numbers, when empty.
        input: the kind of input.
        detached: whether gamma is held fixed.
        seed: salt of every random choice.
        horizon: steps from rest; 0 for the stationary state.
        at: the point at which a gate is evaluated.
    """

    text: str
    gain: str = ""
    domain: str = ""
    input: str = "white"
    detached: bool = False
    seed: int = 0
    horizon: int = 0
    at: str = ""


@lru_cache(maxsize=8)
def read(question: Question) -> tuple[Parameterization, Input]:
    """Read what was typed.

    Args:
        question: the texts.

    Returns:
        The parameterization and the input.

    Raises:
        InputError: naming the argument that cannot be read.
    """
    unit = parameterization(
        question.text, question.gain, question.domain, detached=question.detached
    )
    return unit, input_of(question.input)
