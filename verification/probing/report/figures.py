"""The figures of a report as SVG that is part of the page, the same file every time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import cycle
from math import isclose, log10
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from verification.probing.report.quantities import NAMES, Record
from verification.probing.report.words import (
    symbols,
)

INK = "#010203"  # stands for the colour of the text, which the page decides
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#8a6d00")
DEEPEST = 1e-6  # of the highest value; deeper ones would press the rest together
SHORTEST = 2.0  # memory; the sensitivity to a shorter one may be next to nothing
NARROW = 50.0  # a range of values with too few powers of ten to be read off
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DASHES = ("-", "--", "-.", ":")
SENSITIVITIES = ("sensitivity_moment", "sensitivity_moment_detached", "sensitivity_moment_plain")
STYLE: Any = {
    "figure.constrained_layout.use": False,  # whatever a notebook likes
    "font.size": 9,
    "font.family": "sans-serif",
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "lines.linewidth": 1.5,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "svg.fonttype": "none",
    "text.parse_math": False,
    **dict.fromkeys(
        ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK
    ),
}
Pairs = Sequence[tuple[float, float]]


def curves(record: Record) -> str:
    """Draw the modulus along each coordinate, and the sensitivities against the memory."""
    chosen = _one_for_each_coordinate(record.get("curves") or [])
    if not chosen:
        return ""
    return _svg("curves", len(chosen), lambda grid: _draw_curves(grid, chosen))


def optimum(record: Record) -> str:
    """Draw the optimal map beside the probed one, and how far its sensitivity is from constant."""
    best = record.get("optimal") or {}
    table, ratio = _pairs(best.get("table")), _pairs(best.get("ratio"))
    if not table and not ratio:
        return ""
    return _svg("optimum", 1, lambda grid: _draw_optimum(grid[0], table, ratio))


def landscape(record: Record) -> str:
    """Draw the loss along the coordinate, and the largest learning rate against the memory."""
    found = record.get("landscape") or {}
    slices = [s for s in found.get("curves") or [] if _zipped(s.get("omega"), s.get("loss"))]
    rates = _zipped(found.get("memory"), found.get("learning_rate"))
    if not slices and not rates:
        return ""
    return _svg("landscape", 1, lambda grid: _draw_landscape(grid[0], slices, found))


def _draw_curves(grid: Sequence[Sequence[Axes]], chosen: Sequence[Mapping[str, Any]]) -> None:
    for (left, right), curve in zip(grid, chosen, strict=True):
        name = str(curve.get("coordinate"))
        at = ", ".join(f"{k} = {_short(v)}" for k, v in (curve.get("at") or {}).items())
        left.plot(*_columns(curve.get("omega"), curve.get("modulus")), color=COLOURS[0])
        left.set(xlabel=symbols(name), ylabel="|λ|", ylim=(-0.03, 1.03))
        left.set_title(symbols(at), loc="left")
        styles = zip(cycle(COLOURS), cycle(DASHES), strict=False)
        for key, (colour, dash) in zip(SENSITIVITIES, styles, strict=False):
            row = curve.get(key, curve.get(f"{key}_{name}"))
            points = _positive(_zipped(curve.get("memory"), row))
            if points:
                right.plot(*zip(*points, strict=True), dash, color=colour, label=_label(key))
        _logarithmic(right)
        right.set_xlabel("memory 1/(1 − |λ|)")
        right.set_title("squared sensitivity", loc="left")


def _label(key: str) -> str:
    return symbols(NAMES[key].removeprefix("sensitivity").strip(", "))


def _draw_optimum(panels: Sequence[Axes], table: Pairs, ratio: Pairs) -> None:
    left, right = panels
    left.plot(*_split(table), ".-", color=COLOURS[2])
    left.set(xlabel="ω", ylabel="λ")
    left.set_title("optimal map", loc="left")
    right.plot(*_split(_positive(ratio)), color=COLOURS[0])
    right.axhline(1, color="0.6", lw=0.8, zorder=0)
    _logarithmic(right)
    right.set_xlabel("memory 1/(1 − |λ|)")
    right.set_title("unevenness: 1 is optimal", loc="left")


def _draw_landscape(
    panels: Sequence[Axes], slices: Sequence[Mapping[str, Any]], found: Mapping[str, Any]
) -> None:
    left, right = panels
    for one, colour, dash in zip(slices, cycle(COLOURS), cycle(DASHES), strict=False):
        points = _positive(_zipped(one.get("omega"), one.get("loss")), across=False)
        label = f"memory {_short(one.get('memory'))}"
        if points:
            left.plot(*zip(*points, strict=True), dash, color=colour, label=label)
    left.set_xlabel("ω")
    left.set_title("loss, by the teacher's memory", loc="left")
    _logarithmic(left, across=False)
    rows = (("learning_rate", "largest stable learning rate"), ("hessian", "Hessian"))
    for (key, label), colour, dash in zip(rows, COLOURS, DASHES, strict=False):
        points = _positive(_zipped(found.get("memory"), found.get(key)))
        if points:
            right.plot(*zip(*points, strict=True), dash, color=colour, label=label)
    _logarithmic(right)
    right.set_xlabel("memory of the teacher")
    right.set_title("at the optimum", loc="left")


def _logarithmic(axes: Axes, *, across: bool = True) -> None:
    if not axes.lines:
        return
    drawn = [np.asarray(line.get_xydata(), dtype=float) for line in axes.lines]
    points = np.concatenate(drawn)
    heights = points[:, 1].tolist()
    telling = points[points[:, 0] >= SHORTEST, 1].tolist() if across else []
    low, high = min(telling, default=max(min(heights), DEEPEST * max(heights))), max(heights)
    margin = 4 if high < 4 * low else (high / low) ** 0.06  # a constant is a level line, not noise
    axes.set(yscale="log", ylim=(low / margin, high * margin))
    if high < NARROW * low:
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if across:
        axes.set_xscale("log")
    for axis in (axes.xaxis, axes.yaxis)[not across :]:
        axis.set_major_formatter(FuncFormatter(_power))
        axis.set_minor_formatter(NullFormatter())
    if axes.get_legend_handles_labels()[1]:
        axes.legend()


def _power(value: float, _: object = None) -> str:
    """Label a tick of a logarithmic axis without mathematics, which would not be text."""
    if value <= 0:
        return ""
    power = round(log10(value))
    if abs(power) < 3:
        return f"{value:g}"
    return f"10{str(power).translate(RAISED)}" if isclose(value, 10.0**power) else ""


def _one_for_each_coordinate(found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of several correlations the middle one."""
    names = dict.fromkeys(c.get("coordinate") for c in found if c.get("omega"))
    groups = [[c for c in found if c.get("coordinate") == name] for name in names]
    return [group[len(group) // 2] for group in groups]


def _zipped(across: object, up: object) -> list[tuple[float, float]]:
    if not isinstance(across, list) or not isinstance(up, list):
        return []
    return [(x, y) for x, y in zip(across, up, strict=False) if x is not None and y is not None]


def _pairs(table: object) -> list[tuple[float, float]]:
    """Read pairs of numbers, which may be decimals; what is no number is left out."""
    found = []
    for x, y in table if isinstance(table, list) else []:
        try:
            found.append((float(x), float(y)))
        except (TypeError, ValueError):
            continue
    return found


def _columns(across: object, up: object) -> tuple[list[float], list[float]]:
    return _split(_zipped(across, up))


def _split(points: Pairs) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _positive(points: Pairs, *, across: bool = True) -> list[tuple[float, float]]:
    return [(x, y) for x, y in points if y > 0 and (x > 0 or not across)]


def _short(value: object) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    above, slash, below = text.partition("/")
    is_long = slash and len(text) > 9 and above.lstrip("-").isdigit() and below.isdigit()
    text = f"{int(above) / int(below):.4g}" if is_long and int(below) else text
    return text if len(text) <= 24 else f"{text[:21]}..."


def _svg(name: str, rows: int, draw: Callable[[Any], None]) -> str:
    """Draw, and make the drawing part of a page: no headers, no names twice, the page's ink."""
    with mpl.rc_context({**STYLE, "svg.hashsalt": name}):
        height = 2.6 * rows
        figure = Figure(figsize=(7.0, height))
        draw(figure.subplots(rows, 2, squeeze=False))
        figure.subplots_adjust(0.09, 0.46 / height, 0.985, 1 - 0.26 / height, 0.22, 0.4)
        out = io.StringIO()
        empty = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(out, format="svg", metadata=empty, transparent=True)
    text = out.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    text = re.sub(r"<style[^>]*>.*?</style>|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", text)
    head = f'<svg role="img" aria-labelledby="{escape(name)}-caption"'
    return text.replace("<svg", head, 1)
