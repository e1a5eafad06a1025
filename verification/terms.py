"""On what terms claims are examined."""

from __future__ import annotations

import math
from typing import NamedTuple

from numerics.settings import LAWS
from verification.evidence.finding import RUNGS

GAUSSIAN = "gaussian"
# of innovations; the last two of inputs that jump, see `numerics.laws`
NOISES = (GAUSSIAN, *(law for law in LAWS if law != GAUSSIAN), "telegraph", "sample-and-hold")


class Terms(NamedTuple):
    """On what terms a claim is examined.

    Args:
        rungs: which rungs of the ladder are climbed, see `RUNGS`.
        salt: of every random choice.
        noise: law of the simulated noise, one of `NOISES`.
        budget: seconds after which no further rung is begun for a claim.
    """

    rungs: tuple[str, ...] = RUNGS
    salt: int = 0
    noise: str = GAUSSIAN
    budget: float = math.inf
