"""What is averaged of two recurrences that share an input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Number = Any
NAMES = (
    *("state_moment", "state_kernel", "sensitivity_moment", "sensitivity_kernel"),
    *("teacher_student_loss", "input_state", "input_sensitivity"),
)


def of_pair(
    times: Callable[[Number, Number], Number],
    x: Number,
    states: tuple[Number, Number],
    tangents: tuple[Number, Number],
) -> tuple[Number, ...]:
    """List the products of the states of one run that simulations measure.

    Args:
        times: how two states are multiplied: as numbers, or as combinations of coordinates.
        x: the input.
        states: h and h_0.
        tangents: d h / d lambda and d h_0 / d lambda_0.

    Returns:
        The products, in the order of `NAMES`.
    """
    (h, target), (dh, dtarget) = states, tangents
    gap = h - target
    return (
        *(times(h, h.conj()), times(h, target), times(dh, dh.conj()), times(dh, dtarget)),
        *(0.5 * times(gap, gap.conj()), times(x, h), times(x, dh)),
    )
