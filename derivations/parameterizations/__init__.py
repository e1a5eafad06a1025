r"""The catalogue of parameterizations: $\lambda(\omega)$ and $\gamma$ of the units people use."""

from __future__ import annotations

from difflib import get_close_matches

from derivations.parameterizations.gated import GATED
from derivations.parameterizations.parameterization import Parameterization
from derivations.parameterizations.polar import POLARS
from derivations.parameterizations.real import REAL
from derivations.parameterizations.state_space import STATE_SPACE

PARAMETERIZATIONS: tuple[Parameterization, ...] = (*REAL, *GATED, *STATE_SPACE, *POLARS)
NAMES = tuple(unit.name for unit in PARAMETERIZATIONS)


def find(name: str) -> Parameterization:
    """Find a parameterization by its name.

    Args:
        name: one of `NAMES`.

    Returns:
        The parameterization.

    Raises:
        ValueError: if none has this name.

    >>> find("tanh").eigenvalue
    tanh(omega)
    """
    for unit in PARAMETERIZATIONS:
        if unit.name == name:
            return unit
    close = ", ".join(get_close_matches(name, NAMES)) or ", ".join(NAMES)
    raise ValueError(f"name = {name!r}: must be one of the catalogue; use {close}")
