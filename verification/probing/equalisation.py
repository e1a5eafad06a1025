"""The picture of a comparison: sensitivity against memory, which an equalising map makes flat."""

from __future__ import annotations

from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

Record = dict[str, Any]
SIZE = (7.2, 4.6)
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
        A figure with one line for each parameterization that has a sensitivity to show.
    """
    with rc_context(STYLE):
        picture = Figure(figsize=SIZE, layout="constrained")
        axes = picture.add_subplot()
        drawn = [(row, points(row)) for row in record["rows"]]
        shown = [(row, pairs) for row, pairs in drawn if pairs]
        for number, (row, pairs) in enumerate(shown):
            style = LINES[number // 10 % len(LINES)]
            axes.plot(*zip(*pairs, strict=True), style, marker=".", label=row["name"])
        axes.set(xscale="log", yscale="log", xlabel="memory 1/(1 − |λ|)")
        axes.set_ylabel("E|∂(γh)/∂ω|²")
        axes.set_title(record["input"], fontsize=9)
        columns = 1 + (len(shown) - 1) // 22
        axes.legend(
            frameon=False, fontsize=7, ncols=columns, bbox_to_anchor=(1, 1), loc="upper left"
        )
        return picture


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
