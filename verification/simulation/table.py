"""A simulation as tables for people."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import Any

from rich.markup import escape
from rich.table import Table

FEW = 4  # points that get a table each
ALARM = 6  # standard errors
HEADINGS = ("mean", "+-", "exact", "z", "predicted +-", "observed/predicted")
CHANNELS = ("impulse", "doubling")


def tables(records: list[dict[str, Any]], *, channels: bool) -> list[Table]:
    """Lay measured and exact values side by side.

    Args:
        records: made by `verification.simulation.record.records`.
        channels: whether to add the channels without statistical error.

    Returns:
        A table for each of a few points, or one for many.
    """
    if len(records) > FEW:
        table = _table("", channels, "point")
        table.caption = f"exact: {_truth(records[0])}"
        for record in records:
            place = _place(record)
            for k, row in enumerate(_rows(record, channels)):
                table.add_row(escape(place) if k == 0 else "", *row)
            table.add_section()
        return [table]
    found = []
    for record in records:
        table = _table(_place(record), channels)
        table.caption = _caption(record)
        for row in _rows(record, channels):
            table.add_row(*row)
        found.append(table)
    return found


def _table(title: str, channels: bool, *before: str) -> Table:
    table = Table(title=escape(title), title_justify="left", caption_justify="left", box=None)
    for heading in (*before, "quantity"):
        table.add_column(heading, no_wrap=True)
    for heading in (*HEADINGS, *(CHANNELS if channels else ())):
        table.add_column(heading, justify="right", no_wrap=heading not in HEADINGS[-2:])
    return table


def _rows(record: dict[str, Any], channels: bool) -> list[tuple[str, ...]]:
    rows = []
    for name, found in record["estimates"].items():
        more = [_channel(record, channel, name) for channel in CHANNELS] if channels else []
        if not isinstance(found["mean"], list):
            rows.append((name, *_cells(found, more)))
            continue
        for k, part in enumerate(("re", "im")):
            one = {
                key: value[k] if isinstance(value, list) else None for key, value in found.items()
            }
            extra = [value[k] if isinstance(value, list) else value for value in more]
            rows.append((f"{name} {part}", *_cells(one, extra)))
    return rows


def _channel(record: dict[str, Any], channel: str, name: str) -> Any:
    values = record["channels"][channel]
    return None if values is None else values[name]


def _cells(found: dict[str, Any], more: list[float | None]) -> tuple[str, ...]:
    mean, error, predicted = found["mean"], found["stderr"], found["predicted_stderr"]
    ratio = error / predicted if predicted else None
    return (
        rounded_to(mean, error),
        f"{error:.1e}",
        rounded_to(found["exact"], error / 10),
        _z(found["z"]),
        "" if predicted is None else f"{predicted:.1e}",
        "" if ratio is None else f"{ratio:.2f}",
        *("" if value is None else f"{value:.12g}" for value in more),
    )


def rounded_to(value: float, error: float) -> str:
    """Write a number with two digits of its error, or all of its own where there is none.

    Args:
        value: the number.
        error: how uncertain it is.

    Returns:
        A decimal, with an exponent where it is long.
    """
    if not value:
        return "0"
    if not (error > 0 and isfinite(error) and isfinite(value)):
        return f"{value:.12g}"
    if abs(value) < error:
        return f"{value:.1e}"
    digits = min(17, floor(log10(abs(value))) - floor(log10(error)) + 2)
    return f"{value:#.{digits}g}".removesuffix(".")


def _z(z: float | None) -> str:
    if z is None:
        return ""
    return f"[bold red]{z:+.2f}[/]" if abs(z) > ALARM else f"{z:+.2f}"


def _truth(record: dict[str, Any]) -> str:
    return "closed form" if record["truth"] == "closed form" else "doubling (no closed form)"


def _place(record: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in record["at"].items())


def _caption(record: dict[str, Any]) -> str:
    how, rate = record["settings"], record["state_steps_per_second"]
    parts = [
        f"{record['steps']:.4g} steps in {how['replicas']} x {how['lanes']} chains",
        f"{how['form']} form in chunks of {how['chunk_length']}",
        f"{how['law']} noise",
        f"{how['precision']} precision",
        f"{how['devices']} {how['platform']}",
    ]
    if rate is not None:
        parts.append(f"{rate:.2g} state-steps/s")
    end = "" if record["complete"] else "; interrupted"
    return escape(f"{', '.join(parts)}; exact: {_truth(record)}{end}")
