"""What `linrec simulate` does: points laid out, run, held against theory, shown, written down."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click
import jax
from rich.console import Console
from sympy import Expr

from numerics.devices import agreed
from numerics.points import exponential
from numerics.refusal import Refusal
from numerics.settings import Settings
from numerics.stream import Snapshot, stream
from verification.alone import alone
from verification.errors import InputError, refusal
from verification.expression import parse_number
from verification.interrupt import heeded
from verification.journal import QUESTION, how_to_go_on
from verification.output import BusyError, OutputError, worded, write
from verification.output import as_json as dump
from verification.simulation.devices import arrange, hosts_of
from verification.simulation.grid import places
from verification.simulation.prediction import predictions
from verification.simulation.progress import watched
from verification.simulation.record import Run, records
from verification.simulation.table import tables
from verification.simulation.truth import closed_forms, impulses

FEW = 4  # points for which standard errors are predicted unasked
PICTURES = (".png", ".pdf", ".svg")


class Asked(NamedTuple):
    """The options of the command line, under their names there."""

    at: tuple[str, ...]
    steps: str
    grid: Path | None = None
    law: str = "rademacher"
    precision: str = "mixed"
    form: str = "auto"
    start: str = "law"
    replicas: int | None = None
    lanes: int | None = None
    seed: int = 0
    devices: int | None = None
    coordinator: str | None = None
    hosts: int | None = None
    host: int | None = None
    folder: Path | None = None
    every: int = 30
    predict: bool | None = None
    channels: bool = False
    plot: Path | None = None
    as_json: bool = False
    jsonl: bool = False
    quiet: bool = False


def record_of(at: str, steps: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Simulate one point without a word.

    Args:
        at: the point.
        steps: how many.
        settings: further options by name.

    Returns:
        Its record.

    Raises:
        InputError: in one line, if it cannot be run as asked.
    """
    unknown = [name for name in settings if name not in Asked._fields[3:]]
    if unknown:
        rule, remedy = "is no option", f"use {', '.join(Asked._fields[3:])}"
        raise InputError(refusal("settings", unknown[0], rule, remedy))
    asked = Asked((at,), steps, **settings)._replace(quiet=True)
    try:
        run = _prepared(asked)
        last = _ran(asked, run)
    except Refusal as error:
        raise InputError(str(error)) from None
    assert last is not None  # a stream yields at least once
    return records(run, last)[0]


def simulate(asked: Asked) -> None:
    """Simulate and report.

    Args:
        asked: the options.

    Raises:
        InputError: in one line, if something cannot be run as asked.
    """
    try:
        run = _prepared(asked)
        last = _ran(asked, run)
    except Refusal as error:
        raise InputError(str(error)) from None
    if last is not None and jax.process_index() == 0:
        _report(asked, records(run, last))


def steps_of(text: str) -> int:
    """Read a number of steps exactly.

    Args:
        text: such as `1e9`, `10^9` or `1000000000`.

    Returns:
        A positive integer.

    Raises:
        InputError: if it is none.
    """
    number: Expr = parse_number(text, argument="--steps")
    if not (number.is_Integer and number > 0):
        rule, remedy = "is not a positive whole number", "write it as 1e9"
        raise InputError(refusal("--steps", text, rule, remedy))
    return int(number)


def _prepared(asked: Asked) -> Run:
    hosts = hosts_of(asked.coordinator, asked.hosts, asked.host)
    if asked.plot is not None and asked.plot.suffix not in PICTURES:
        rule = "is no picture that can be drawn"
        raise InputError(refusal("--plot", asked.plot, rule, f"end it in {', '.join(PICTURES)}"))
    settings = Settings(
        steps=steps_of(asked.steps),
        **{name: getattr(asked, name) for name in Settings._fields[1:-1]},
    )
    points = places(asked.at, asked.grid)
    systems = [exponential(place.numeric) for place in points]
    groups, mesh = arrange(systems, settings, asked.devices, hosts)
    bare = Run(points, groups, mesh, settings, asked.seed, [], [], [])
    if jax.process_index() > 0:
        return bare
    wanted = len(points) <= FEW if asked.predict is None else asked.predict
    return bare._replace(
        closed=[closed_forms(place) for place in points],
        impulses=impulses(groups, len(points), always=asked.channels),
        predicted=predictions(points, groups, asked.law) if wanted else [None] * len(points),
    )


def _ran(asked: Asked, run: Run) -> Snapshot | None:
    with _held(asked.folder):
        return _followed(asked, run)


@contextmanager
def _held(folder: Path | None) -> Iterator[None]:
    """Have process 0 hold the folder for all; where it cannot, none of them begins."""
    with ExitStack() as stack:
        error: Exception | None = None
        if folder is not None and jax.process_index() == 0:
            try:
                stack.enter_context(alone(folder))
                if (folder / QUESTION).exists():
                    rule, remedy = "holds the report of a trial", "give another folder"
                    error = InputError(refusal("-o", folder, rule, remedy))
            except (BusyError, OutputError) as caught:
                error = caught
        if agreed(float(error is not None)):
            raise error or InputError(f"-o {folder}: process 0 cannot use it; see what it says")
        yield


def _followed(asked: Asked, run: Run) -> Snapshot | None:
    """Run to the end; an interrupt reports what there is, and goes on its way."""
    last, written = None, -1.0
    quiet = asked.quiet or asked.jsonl or jax.process_index() > 0
    try:
        with heeded() as heed, closing(_snapshots(asked, run)) as snapshots:
            for last in watched(snapshots, run.groups, run.closed, quiet=quiet):
                if written < 0 or time.monotonic() - written >= asked.every:
                    _write(asked, run, last)
                    written = time.monotonic()
                heed()
    except KeyboardInterrupt:
        if last is not None and jax.process_index() == 0:
            _write(asked, run, last)
            _report(asked, records(run, last))
            if asked.folder is not None:
                click.echo(how_to_go_on(asked.folder), err=True)
        raise
    if last is not None:
        _write(asked, run, last)
    return last


def _snapshots(asked: Asked, run: Run) -> Generator[Snapshot]:
    """Stream, with failures to write the checkpoint told from all others."""
    path = None if asked.folder is None else asked.folder / "checkpoint.npz"
    inner = stream(run.groups, asked.seed, mesh=run.mesh, path=path, every=asked.every)
    try:
        while True:
            try:
                snapshot = next(inner)
            except StopIteration:
                return
            yield snapshot
    except OSError as error:
        raise OutputError(worded(path, error)) from error
    finally:
        try:
            inner.close()  # type: ignore[attr-defined]
        except OSError as error:
            raise OutputError(worded(path, error)) from error


def _write(asked: Asked, run: Run, snapshot: Snapshot) -> None:
    if asked.folder is not None and jax.process_index() == 0:
        lines = (dump(record) + "\n" for record in records(run, snapshot))
        write(asked.folder / "records.jsonl", "".join(lines))


def _report(asked: Asked, found: list[dict[str, Any]]) -> None:
    if asked.as_json:
        click.echo(dump(found[0] if len(found) == 1 else {"simulations": found}))
    elif asked.jsonl:
        click.echo("\n".join(map(dump, found)))
    elif not asked.quiet:
        console = Console() if sys.stdout.isatty() else Console(width=150)
        for table in tables(found, channels=asked.channels):
            console.print(table)
            console.print()
    if asked.plot is not None and all(record["estimates"] for record in found):
        from verification.simulation.plot import draw

        draw(found, asked.plot)
