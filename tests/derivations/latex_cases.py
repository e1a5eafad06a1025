"""The closed forms that tests of LaTeX set, in which letters, and how deep their braces are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from derivations.catalogue import NAMES

RENAMED = {"lambda": "a", "lambda_0": r"b_{1}", "rho": "r"}
FEW = (
    *("state_kernel", "sensitivity_moment", "teacher_student_loss", "sensitivity_moment_general"),
    *("state_kernel_exponentials_2", "sensitivity_moment_ar_2", "sensitivity_kernel_leaky"),
    *("sensitivity_moment_second_order_p", "sensitivity_moment_gru", "state_moment_zoh"),
    *("sensitivity_moment_polar_theta", "state_kernel_normalised", "state_average_variance"),
)
EVERY = [pytest.param(name, marks=() if name in FEW else pytest.mark.slow) for name in NAMES]


def depths(latex: str) -> Iterator[int]:
    depth = 0
    for character in re.sub(r"\\[{}]", "", latex):
        depth += (character == "{") - (character == "}")
        yield depth
