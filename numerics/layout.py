"""Which form suits a memory, how long its chunks are, and how many chains share its steps."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from numerics.refusal import Refusal
from numerics.settings import Settings

MEMORIES = 50  # chains shorter than this leave little for the simulation to test
LENGTHS = (256, 128, 64)
SHORT = 6  # thinning to chunks of a sixth of the memory costs less than 1 % of variance
# Replicas and lanes, most chains first; the error bars of the Gram form come from replicas alone.
THINNED = tuple((4, lanes) for lanes in (128, 64, 32, 16, 8))
GRAM = ((32, 128), (32, 64), (32, 32), (32, 16), (32, 8), (16, 8), (8, 8))
WIDE = tuple((4, 2**power) for power in range(15, 7, -1))
ROUNDING = 1e-9  # of memory = 1 / (1 - radius)
BLOCKS = 2**32  # the counter of blocks is one random word


class Layout(NamedTuple):
    """How the steps of a group are laid out.

    Args:
        form: `thinned`, `gram` or `plain`.
        length: steps of a chunk.
        chunks: chunks of a block.
        replicas: independent runs, shared out over devices.
        lanes: chains of a replica.
        blocks: blocks of a chain.
    """

    form: str
    length: int
    chunks: int
    replicas: int
    lanes: int
    blocks: int


def layout(memory: float, settings: Settings) -> Layout:
    """Lay out a group.

    Args:
        memory: the longest memory of its points, in steps.
        settings: what was asked for.

    Returns:
        The most chains that are still 50 memories long, unless their number was asked for.

    Raises:
        Refusal: in one line, if chains would be too short, too few or too long.
    """
    form, length = form_of(memory, settings)
    chunks = 16 if settings.law == "rademacher" else 4
    least = (1 - ROUNDING) * MEMORIES * memory if settings.start == "law" else 0.0
    replicas, lanes = _chains(form, max(least, chunks * length), settings)
    _check_length(settings.steps, least, memory, replicas * lanes)
    if (replicas if form == "gram" else replicas * lanes) < 2:
        raise Refusal("replicas", replicas, "at least 2", "error bars need independent runs")
    blocks = ceil(settings.steps / (replicas * lanes * chunks * length))
    if blocks >= BLOCKS:
        rule = f"below {BLOCKS:.2g} blocks for each chain"
        raise Refusal("steps", f"{settings.steps:.3g}", rule, "add --replicas or --lanes")
    return Layout(form, length, chunks, replicas, lanes, blocks)


def form_of(memory: float, settings: Settings) -> tuple[str, int]:
    """Choose the form and the length of its chunks for a memory in steps."""
    fitting = [length for length in LENGTHS if length <= memory / SHORT]
    if settings.form == "thinned" or (settings.form == "auto" and fitting):
        return "thinned", fitting[0] if fitting else LENGTHS[-1]
    if settings.form == "plain":
        return "plain", 32
    return "gram", 128 if settings.precision == "mixed" else 64


def _chains(form: str, least: float, settings: Settings) -> tuple[int, int]:
    choices = GRAM if form == "gram" else (*(WIDE if settings.wide else ()), *THINNED)
    asked = [
        (settings.replicas or replicas, settings.lanes or lanes) for replicas, lanes in choices
    ]
    fitting = (pair for pair in asked if settings.steps >= least * pair[0] * pair[1])
    return next(fitting, asked[-1])


def _check_length(steps: int, least: float, memory: float, chains: int) -> None:
    if steps < least * chains:
        raise Refusal(
            "steps",
            f"{steps:.3g}",
            f"at least {least * chains:.2g}, {MEMORIES} memories of {memory:.3g} steps for each of "
            f"{chains} chains",
            "ask for more steps, fewer --lanes or --replicas, or --start zero",
        )
