"""The picture of a comparison: sensitivity against memory, which an equalising map makes flat."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

Record = dict[str, Any]
WIDTH, HEIGHT, MINIMUM = 3.4, 4.8, 1.6  # of a panel in inches; panels at least, in width
FEW = 8  # lines in one panel
BELOW = (0.5, -0.16)
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "linrec",  # the same file each time
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
LINES = ("-", "--", "-.", ":")


def figure(record: Record) -> Figure:
    """Draw the sensitivities of a comparison.

    Args:
        record: from `comparing.compare`.

    Returns:
        A figure with one line for each parameterization that has a sensitivity to show; many lines
        are shared out to panels by what becomes of them.
    """
    drawn = [row for row in record["rows"] if points(row)]
    groups = {"": drawn} if len(drawn) <= FEW else _grouped(drawn)
    with rc_context(STYLE):
        size = (WIDTH * max(len(groups), MINIMUM), HEIGHT)
        picture = Figure(figsize=size, layout="constrained")
        panels = picture.subplots(1, len(groups), sharey=True, squeeze=False)[0]
        for axes, (word, rows) in zip(panels, groups.items(), strict=True):
            for number, row in enumerate(rows):
                style = LINES[number // 10 % len(LINES)]
                axes.plot(*zip(*points(row), strict=True), style, marker=".", label=row["name"])
            axes.set(xscale="log", yscale="log", xlabel="memory 1/(1 − |λ|)", title=word)
            if rows:
                axes.legend(
                    frameon=False, fontsize=7, ncols=2, loc="upper center", bbox_to_anchor=BELOW
                )
        panels[0].set_ylabel("E|∂(γh)/∂ω|²")
        picture.suptitle(record["input"], fontsize=9)
        return picture


def _grouped(rows: list[Record]) -> dict[str, list[Record]]:
    """Share rows out by the head of their verdict, that for lambda -> 1 if there are two."""
    groups: dict[str, list[Record]] = {}
    for row in rows:
        parts = (row["verdict"] or "undecided").split("; ")
        chosen = next((part for part in parts if "-> 1" in part), parts[0])
        word = re.split(r" up| \(| reached", chosen)[0]
        groups.setdefault(word, []).append(row)
    return dict(sorted(groups.items()))


def points(row: Record) -> list[tuple[float, float]]:
    """List memory and sensitivity of a row, gamma differentiated or not as the unit does."""
    key = key_of(row)
    pairs = [(at["memory"], at.get(key)) for at in row["at"]]
    return [(m, float(value)) for m, value in pairs if value is not None and value > 0]


def key_of(row: Record) -> str:
    """Name the closed form that is a unit's own sensitivity, of its first coordinate."""
    key = "sensitivity_moment" if row.get("is_coupled", True) else "sensitivity_moment_detached"
    names = row.get("coordinates", [])
    return key if len(names) < 2 else f"{key}_{names[0]}"


def svg(picture: Figure) -> str:
    """Write a figure as SVG, with its text as text."""
    with rc_context(STYLE):
        text = StringIO()
        FigureCanvasSVG(picture).print_svg(text, metadata={"Date": None})  # type: ignore[no-untyped-call]
        return text.getvalue()
