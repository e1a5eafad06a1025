"""Progress of long work: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")
INTERVAL = 5.0


def track(items: Iterable[Item], total: int, what: str, *, quiet: bool) -> Iterator[Item]:
    """Pass items on and show on the error stream how far they are.

    Args:
        items: names of the pieces of work.
        total: how many there are.
        what: a word for the work.
        quiet: whether to show nothing.

    Yields:
        The items.
    """
    if quiet:
        yield from items
    elif sys.stderr.isatty():
        columns = (
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=total)
            for item in items:
                bar.update(task, description=str(item))
                yield item
                bar.advance(task)
    else:
        yield from _lines(items, total, what)


def _lines(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    last = time.monotonic()
    for done, item in enumerate(items):
        if time.monotonic() - last > INTERVAL:
            print(f"{what}: {done} of {total} done, now {item}", file=sys.stderr, flush=True)
            last = time.monotonic()
        yield item
