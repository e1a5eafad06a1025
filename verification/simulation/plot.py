"""A picture of a simulation: measured over exact, with error bars of one standard error."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from verification.expression import parse_number
from verification.output import OutputError
from verification.simulation.grid import rounded

COLUMNS = 4
MOST_COLOURS = 8
STYLE: Any = {
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "linrec",
}
BARS: dict[str, Any] = {"fmt": "o", "ms": 4, "lw": 0, "elinewidth": 1.2, "capsize": 2.5}
UNDATED: dict[str, Any] = {
    ".png": {"Software": None},
    ".pdf": {"CreationDate": None},
    ".svg": {"Date": None},
}
Deviation = tuple[float, float]


def draw(records: list[dict[str, Any]], path: Path) -> None:
    """Draw mean / exact - 1: against the memory 1 / (1 - |lambda|), or by quantity at one point.

    Args:
        records: made by `verification.simulation.record.records`.
        path: a file that ends in .png, .pdf or .svg; it is written whole or not at all.

    Raises:
        OutputError: naming the path and the reason.
    """
    with mpl.rc_context(STYLE):
        figure = _by_quantity(records[0]) if len(records) == 1 else _by_memory(records)
        try:
            _save(figure, path)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                f"--plot {path}: {reason}; choose a place that can be written"
            ) from error


def deviation(found: dict[str, Any]) -> Deviation | None:
    """Compare a mean with its exact value.

    Args:
        found: an estimate of a record.

    Returns:
        Re(mean / exact) - 1 and its standard error, for complex numbers a bound of it that holds
        however real and imaginary parts are correlated; None where the exact value is zero, or
        the error larger than it.
    """
    mean, error, exact = (_complex(found[key]) for key in ("mean", "stderr", "exact"))
    if not abs(exact):
        return None
    spread = (abs(error.real * exact.real) + abs(error.imag * exact.imag)) / abs(exact) ** 2
    return ((mean / exact).real - 1, spread) if spread < 1 else None


def _by_quantity(record: dict[str, Any]) -> Figure:
    figure = Figure(figsize=(6.5, 3.0), layout="constrained")
    axes = figure.add_subplot()
    shown = [(name, found) for name, e in record["estimates"].items() if (found := deviation(e))]
    places = range(len(shown), 0, -1)
    _zero(axes, across=False)
    for place, (name, (gap, error)) in zip(places, shown, strict=True):
        predicted = record["estimates"][name]["predicted_stderr"]
        if predicted and isinstance(predicted, float):
            half = predicted / abs(record["estimates"][name]["exact"])
            axes.plot((-half, half), (place, place), color="0.8", lw=9, solid_capstyle="butt")
        axes.errorbar(gap, place, xerr=error, color="C0", **BARS)
    axes.set_yticks(places, [name.replace("_", " ") for name, _ in shown])
    axes.set_ylim(0.4, len(shown) + 0.6)
    axes.set_xlabel("measured / exact - 1, one standard error (grey: predicted)")
    axes.set_title(_title(record), loc="left")
    _decades(axes, axes.xaxis, [found for _, found in shown])
    return figure


def _by_memory(records: list[dict[str, Any]]) -> Figure:
    names = list(records[0]["estimates"])
    names = [n for n in names if any(deviation(r["estimates"][n]) for r in records)]
    rows = ceil(len(names) / COLUMNS)
    figure = Figure(figsize=(2.6 * COLUMNS, 2.2 * rows + 0.6), layout="constrained")
    grid = figure.subplots(rows, COLUMNS, sharex=True, squeeze=False)
    panels = list(grid.flat)
    rhos = list(dict.fromkeys(record["at"]["rho"] for record in records))
    for axes, name in zip(panels, names, strict=False):
        _panel(axes, name, records, rhos)
    for axes in panels[len(names) :]:
        axes.set_visible(False)
    for place in range(len(names)):
        if place + COLUMNS >= len(names):
            panels[place].set_xlabel("memory 1 / (1 - |lambda|)")
            panels[place].tick_params(labelbottom=True)
    if 1 < len(rhos) <= MOST_COLOURS:
        handles, labels = panels[0].get_legend_handles_labels()
        if len(panels) > len(names):
            panels[-1].set_visible(True)
            panels[-1].set_axis_off()
            panels[-1].legend(handles, labels, frameon=False, loc="center left")
        else:
            figure.legend(handles, labels, frameon=False, loc="outside right upper")
    figure.supylabel("measured / exact - 1")
    return figure


def _panel(axes: Axes, name: str, records: list[dict[str, Any]], rhos: list[str]) -> None:
    _zero(axes, across=True)
    shown: list[Deviation] = []
    for k, rho in enumerate(rhos):
        points = [
            (_memory(record), *found)
            for record in records
            if record["at"]["rho"] == rho and (found := deviation(record["estimates"][name]))
        ]
        shown += [(gap, error) for _, gap, error in points]
        colour = f"C{k}" if len(rhos) <= MOST_COLOURS else "C0"
        columns = list(zip(*points, strict=True)) or [(), (), ()]
        spread = 1.06 ** (k - (len(rhos) - 1) / 2) if len(rhos) <= MOST_COLOURS else 1.0
        memories = [memory * spread for memory in columns[0]]
        label = f"rho = {rho}"
        axes.errorbar(memories, columns[1], columns[2], color=colour, label=label, **BARS)
    axes.set_xscale("log")
    axes.set_title(name.replace("_", " "), loc="left")
    _decades(axes, axes.yaxis, shown)


def _decades(axes: Axes, axis: Axis, shown: Sequence[Deviation]) -> None:
    """Scale an axis linearly up to the smallest error, and by decades beyond it."""
    errors = [error for _, error in shown if error > 0]
    if not errors:
        return
    near, far = ceil(log10(min(errors))), max(abs(gap) + error for gap, error in shown)
    last = max(near, floor(log10(far)))
    ticks = [10.0**k for k in range(near, last + 1, ceil((last + 1 - near) / 3))]
    set_limits = axes.set_xlim if axis is axes.xaxis else axes.set_ylim
    set_scale = axes.set_xscale if axis is axes.xaxis else axes.set_yscale
    set_scale("symlog", linthresh=min(errors), linscale=0.7)
    set_limits(-1.4 * far, 1.4 * far)
    axis.set_ticks([-tick for tick in reversed(ticks)] + [0.0, *ticks])
    axis.set_minor_locator(NullLocator())


def _zero(axes: Axes, *, across: bool) -> None:
    (axes.axhline if across else axes.axvline)(0, color="0.5", lw=0.8, zorder=0)


def _memory(record: dict[str, Any]) -> float:
    return 1 / (1 - abs(rounded(parse_number(record["at"]["lambda"]))))


def _title(record: dict[str, Any]) -> str:
    place = ", ".join(f"{name} = {value}" for name, value in record["at"].items())
    return f"{place};  {record['steps']:.3g} steps"


def _complex(value: float | list[float]) -> complex:
    return complex(*value) if isinstance(value, list) else complex(value)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        figure.savefig(temporary, format=path.suffix[1:], dpi=160, metadata=UNDATED[path.suffix])
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
