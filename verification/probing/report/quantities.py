"""What the keys of closed forms stand for, in words and in notation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Record = Mapping[str, Any]
NOTATION = MappingProxyType(
    {
        "state_moment": r"\mathbb{E} \left|\gamma h\right|^{2}",
        "sensitivity_moment": r"\mathbb{E} \left|\partial_{@} \left(\gamma h\right)\right|^{2}",
        "sensitivity_moment_detached": r"\mathbb{E} \left|\gamma \partial_{@} h\right|^{2}",
        "sensitivity_moment_plain": r"\mathbb{E} \left|\partial_{@} h\right|^{2}",
        "relative_sensitivity": r"\frac{\mathbb{E} \left|\partial_{@} \left(\gamma h\right)"
        r"\right|^{2}}{\mathbb{E} \left|\gamma h\right|^{2}}",
        "input_sensitivity": r"\sum_{k} \left|\frac{\partial \gamma h_{t}}{\partial x_{t - k}}"
        r"\right|^{2}",
        "hessian": r"H",
        "condition_number": r"\kappa \left(H\right)",
        "map_derivative": r"\left|\frac{d \lambda}{d @}\right|",
    }
)
OPTIMAL = (
    (r"\lambda^{*}", "latex", "expr"),
    (r"\omega", "coordinate_latex", "coordinate"),
    (r"\left(\frac{d \omega}{d \lambda^{*}}\right)^{2}", "density_latex", "density"),
)
TAUGHT = ((r"L", "loss_latex", "loss"), (r"\eta_{\max}", "rate_latex", "rate"))
NAMES = MappingProxyType(
    {
        "state_moment": "state moment",
        "sensitivity_moment": "sensitivity, gamma differentiated",
        "sensitivity_moment_detached": "sensitivity, gamma held fixed",
        "sensitivity_moment_plain": "sensitivity without gamma",
        "relative_sensitivity": "relative sensitivity",
        "input_sensitivity": "sensitivity to inputs",
        "hessian": "Hessian",
        "condition_number": "condition number",
        "map_derivative": "derivative of the map",
    }
)


class Quantity(NamedTuple):
    """What a key stands for.

    Args:
        name: in words.
        latex: its notation; empty where none is known.
        coordinate: the coordinate that it belongs to, empty if to none.
    """

    name: str
    latex: str
    coordinate: str


def quantity(key: str, record: Record, coordinate: str = "") -> Quantity:
    """Read a key.

    Args:
        key: of a closed form, ending in a coordinate's name where there are several.
        record: of the probe.
        coordinate: that is meant where the key names none.

    Returns:
        Its name and its notation.
    """
    coordinates = record.get("coordinates") or []
    letters = {str(c.get("name")): str(c.get("latex") or "") for c in coordinates}
    own = next((name for name in letters if key.endswith(f"_{name}")), "")
    base = key.removesuffix(f"_{own}") if own else key
    letter = letters.get(own or coordinate) or next(iter(letters.values()), r"\omega")
    suffix = f", by {own}" if own else ""
    latex = NOTATION.get(base, "").replace("@", letter)
    return Quantity(NAMES.get(base, base.replace("_", " ")) + suffix, latex, own)
