"""What `linrec mutants` does: mutants made, put to the rungs, shown."""

from __future__ import annotations

import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from verification.api import known
from verification.errors import InputError, refusal
from verification.interrupt import heeded
from verification.mutation import survey
from verification.output import as_json as dump
from verification.progress import track

SHOWN = 10


def hold(
    names: tuple[str, ...],
    order2: int,
    rungs: tuple[str, ...],
    seed: int,
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    """Make mutants and report what kills them.

    Args:
        names: formulas; empty for those of the exponential input.
        order2: how many pairs of edits to draw for each.
        rungs: of `survey.RUNGS`; empty for `exact`.
        seed: of every random choice.
        as_json: print one JSON object.
        quiet: print no progress and no table.

    Returns:
        The exit code: 1 if a mutant survives that is not equivalent, or a right formula is killed.
    """
    chosen = _named(names, rungs)
    whole = results(chosen, order2, rungs or survey.RUNGS[:1], seed, quiet=quiet or as_json)
    if as_json:
        click.echo(dump(whole))
    elif not quiet:
        _print(whole)
    batches = [b for name in chosen for b in whole[name].values()]
    return int(any(batch["survivors"] or batch["right_killed"] for batch in batches))


def results(
    names: tuple[str, ...], order2: int, rungs: tuple[str, ...], seed: int, *, quiet: bool
) -> dict[str, Any]:
    """Make mutants and find what kills them.

    Args:
        names: of `survey.NAMES`.
        order2: how many pairs of edits to draw for each.
        rungs: of `survey.RUNGS`.
        seed: of every random choice.
        quiet: print no progress.

    Returns:
        By name and order the records; under `montecarlo` the designed simulation.
    """
    if set(rungs) - {"exact"}:
        from verification.session import strict

        strict()
    found = {}
    with heeded() as heed:
        for name in track(names, len(names), "mutants", quiet=quiet):
            found[name] = survey.survey(name, order2, rungs, seed)
            heed()
    probing = {}
    if "montecarlo" in rungs:
        from verification.mutation import probing as simulated

        found, run = simulated.probe(found, seed)
        probing = {"montecarlo": simulated.record(run)}
    records = {n: {o: survey.record(b) for o, b in orders.items()} for n, orders in found.items()}
    return records | probing


def _named(names: tuple[str, ...], rungs: tuple[str, ...]) -> tuple[str, ...]:
    bare = tuple(dict.fromkeys(name.removeprefix("linrec/") for name in names))
    for name in bare:
        known(name, survey.NAMES, "formula with mutants")
        if "montecarlo" in rungs and name not in survey.EXPONENTIAL:
            rule = "is not about the exponential input, the one that is simulated here"
            raise InputError(refusal("NAME", name, rule, "use --rung exact or --rung driven"))
    return bare or survey.EXPONENTIAL


def _print(whole: dict[str, Any]) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=140)
    probing = whole.get("montecarlo")
    batches = [
        (name, order, batch)
        for name, orders in whole.items()
        if name != "montecarlo"
        for order, batch in orders.items()
    ]
    console.print(_table(batches))
    for name, order, batch in batches:
        _remarks(console, f"{name}, {order}", batch)
    if probing:
        seconds = probing["seconds"]
        console.print(
            f"montecarlo: {len(probing['points'])} designed points, {probing['designed_steps']:,} "
            f"steps needed, {probing['steps']:,} run (design {seconds['design']} s, run "
            f"{seconds['run']} s); alpha {probing['alpha']:.0e}, beta {probing['beta']:.0e}"
        )
        for point in probing["points"]:
            console.print("  " + ", ".join(f"{k} = {v}" for k, v in point.items()), highlight=False)


def _table(batches: list[tuple[str, str, dict[str, Any]]]) -> Table:
    rungs = tuple(batches[0][2]["killed"])
    caption = "twice, 1/0, equal: proved equal to another, without a value, the formula itself"
    table = Table(title="Wrong formulas made on purpose, and what kills them", caption=caption)
    table.add_column("formula", no_wrap=True)
    counts = ("total", "duplicates", "degenerate", "equivalent", "distinct")
    short = ("order", "made", "twice", "1/0", "equal", "wrong")
    for column in (*short, *(f"by {rung}" for rung in rungs), "alive", "seconds"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, order, batch in batches:
        numbers = (*(batch[c] for c in counts), *(batch["killed"][rung] for rung in rungs))
        alive = len(batch["survivors"])
        row = (name, order[-1], *map(str, numbers), str(alive), f"{batch['seconds']:.2f}")
        table.add_row(*row, style="red" if alive else None)
    return table


def _remarks(console: Console, what: str, batch: dict[str, Any]) -> None:
    if batch["suspicious"]:
        share = batch["equivalent"] / batch["total"]
        console.print(f"{what}: suspicious, {share:.0%} of the mutants are equivalent")
    if batch["right_killed"]:
        console.print(f"{what}: the right formula is killed by {', '.join(batch['right_killed'])}")
    for one in batch["survivors"][:SHOWN]:
        rungs = ", ".join(one["survived"])
        console.print(f"{what}: alive ({rungs}): {one['operator']} at {one['place']}")
        console.print(f"  {one['expression']}", highlight=False)
