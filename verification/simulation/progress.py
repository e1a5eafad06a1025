"""How far a simulation is, on the error stream: a bar, or a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from numerics.plan import Group
from numerics.stream import Snapshot
from verification.progress import INTERVAL


def watched(
    snapshots: Iterable[Snapshot],
    groups: Sequence[Group],
    exact: Sequence[Mapping[str, complex]],
    *,
    quiet: bool,
) -> Iterator[Snapshot]:
    """Pass snapshots on and show them.

    Args:
        snapshots: of a run.
        groups: its plan.
        exact: by name the stationary values at each point.
        quiet: whether to show nothing.

    Yields:
        The snapshots.
    """
    total = sum(group.steps * len(group.indices) for group in groups)
    if quiet:
        yield from snapshots
    elif sys.stderr.isatty():
        columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task, first = bar.add_task("compiling", total=1), None
            for snapshot in snapshots:
                first = snapshot if first is None else first
                told = described(snapshot, first, total, exact)
                bar.update(task, completed=snapshot.done / snapshot.pieces, description=told)
                yield snapshot
    else:
        yield from _lines(snapshots, total, exact)


def described(
    snapshot: Snapshot, first: Snapshot, total: int, exact: Sequence[Mapping[str, complex]]
) -> str:
    """Say in one line how far a run is.

    Args:
        snapshot: where it is.
        first: where it began, which is later than zero when it was resumed.
        total: steps of all points.
        exact: by name the stationary values at each point.

    Returns:
        Steps, state-steps a second, the relative standard errors of the best and the worst
        quantity, and the time left.
    """
    parts = [f"{sum(snapshot.steps):.3g} of {total:.3g} steps"]
    errors = _relative(snapshot, exact)
    if snapshot.seconds > 0 and snapshot.state_steps:
        parts.append(f"{snapshot.state_steps / snapshot.seconds:.2g} state-steps/s")
    if errors:
        best, worst = min(errors, key=errors.__getitem__), max(errors, key=errors.__getitem__)
        spread = f"relative s.e. {errors[best]:.1e} ({best}) to {errors[worst]:.1e} ({worst})"
        parts.append(spread)
    if snapshot.done > first.done:
        pieces = (snapshot.pieces - snapshot.done) / (snapshot.done - first.done)
        parts.append(f"{_clock(pieces * snapshot.seconds)} left")
    return ", ".join(parts)


def _relative(snapshot: Snapshot, exact: Sequence[Mapping[str, complex]]) -> dict[str, float]:
    """Give for each quantity its relative standard error where it is known worst."""
    worst: dict[str, float] = {}
    for measured, values in zip(snapshot.estimates, exact, strict=True):
        for name, mean in measured.items():
            if values[name]:
                found = abs(mean.stderr) / abs(values[name])
                worst[name] = max(found, worst.get(name, 0.0))
    return worst


def _clock(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def _lines(
    snapshots: Iterable[Snapshot], total: int, exact: Sequence[Mapping[str, complex]]
) -> Iterator[Snapshot]:
    last, first = time.monotonic(), None
    for snapshot in snapshots:
        first = snapshot if first is None else first
        if time.monotonic() - last > INTERVAL:
            print(
                f"simulate: {described(snapshot, first, total, exact)}", file=sys.stderr, flush=True
            )
            last = time.monotonic()
        yield snapshot
