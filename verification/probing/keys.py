"""The keys of a probe's closed forms: what they are, and of which coordinate."""

from __future__ import annotations

from derivations.parameterizations.parameterization import Parameterization
from derivations.probing.forms import COUPLED, DETACHED, PLAIN, RELATIVE, TITLES

SENSITIVITIES = (COUPLED, DETACHED, PLAIN, RELATIVE)  # that there are for each coordinate


def parsed(key: str, unit: Parameterization) -> tuple[str, int]:
    """Split a key.

    Args:
        key: of a `Form`, ending in a coordinate's name where there are several.
        unit: the unit.

    Returns:
        The name without coordinate, and the coordinate's place, 0 where none is named.
    """
    if len(unit.symbols) == 1:
        return key, 0
    names = {f"{name}_{s}": (name, k) for name in TITLES for k, s in enumerate(unit.symbols)}
    return names.get(key, (key, 0))
