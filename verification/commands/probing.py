"""To probe: what can be said of a parameterization of one's own, or of a published one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from verification.commands.options import json_flag

KINDS = (".html", ".tex", ".json")
SLOW = 120.0  # seconds that a gate may take, most of them for two simulations


@click.command()
@click.argument("text", metavar="LAMBDA", required=False)
@click.option("--gain", default="", help="gamma, of lambda and omega, as 'sqrt(1-lambda**2)'. [1]")
@click.option("--detached", is_flag=True, help="Hold gamma fixed in derivatives.")
@click.option(
    "--input",
    "input_",
    default="white",
    show_default=True,
    help="white, rho=9/10, exponential (rho stays a symbol), 'mixture 0.3@0 0.7@0.9', "
    "'ar 1.2 -0.5', 'acf FILE', 'data FILE.npy' ('data FILE.npy 8' keeps 8 lags).",
)
@click.option("--domain", default="", help="Intervals, as '-1<omega<1'. [all numbers]")
@click.option(
    "--horizon",
    type=click.IntRange(1, 1_000_000),
    metavar="T",
    help="After T steps from rest, instead of the stationary state; for real maps.",
)
@click.option("--gate", metavar="F", help="A gate instead of LAMBDA, as 'sigmoid(w*x+b)'.")
@click.option("--at", default="", help="Where the gate is evaluated. [w=1, b=2]")
@click.option("--optimal", is_flag=True, help="The best map for --gain and --input instead.")
@click.option(
    "--budget",
    type=click.FloatRange(1, 3600),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="For each step; one that takes longer is left out, and the report says so.",
)
@click.option("--seed", default=0, show_default=True, help="Salt of every random choice.")
@click.option(
    "-o",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a report: FILE.html, FILE.tex or FILE.json.",
)
@click.option("--list", "listing", is_flag=True, help="List the catalogue and end.")
@json_flag
@click.option("--quiet", is_flag=True, help="No progress and no table.")
def probe(
    text: str | None, listing: bool, gate: str | None, at: str, optimal: bool, **settings: Any
) -> None:
    """Say everything of a parameterization: h' = lambda(omega) h + gamma x.

    LAMBDA is a function such as 'exp(-exp(omega))', complex ones such as
    'nu*exp(I*theta)'; a name of the catalogue (see --list); or FILE.py:NAME, a value of your own.
    It is read, never run, unless you name a file. The report has the domain, closed forms with the
    verdict of the judge, what happens as memory grows, and curves. Exit code 2 where the map leaves
    the unit disk, 3 where something stays undecided.
    """
    if listing:
        _list()
    elif optimal:
        click.get_current_context().exit(_optimal(text, gate, **settings))
    elif gate is not None:
        click.get_current_context().exit(_gated(text, gate, at, **settings))
    else:
        click.get_current_context().exit(_probed(text, **settings))


def _probed(
    text: str | None,
    *,
    gain: str,
    detached: bool,
    input_: str,
    domain: str,
    horizon: int | None,
    budget: float,
    seed: int,
    path: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    if text is None:
        raise click.UsageError("Give LAMBDA, such as 'tanh(omega)', or --list.")
    if path is not None and path.suffix not in KINDS:
        raise click.BadParameter(f"-o {path}: must end in {', '.join(KINDS)}; rename it.")
    from verification.output import as_json as dump
    from verification.output import write
    from verification.probing.probe import code, probe
    from verification.probing.question import Question

    question = Question(text, gain, domain, input_, detached, seed, horizon or 0)
    record = probe(question, budget, quiet=quiet)
    if path is not None:
        write(path, _report(record, path.suffix))
    if as_json:
        click.echo(dump(record))
    elif not quiet:
        from rich.console import Console

        from verification.probing.report import terminal

        terminal(Console(), record)
    return code(record)


def _optimal(text: str | None, gate: str | None, **settings: Any) -> int:
    if text is not None or gate is not None:
        raise click.UsageError("Give --optimal with --gain and --input, no LAMBDA and no --gate.")
    from verification.probing.best_table import probe_optimum, show
    from verification.probing.question import Question

    _only_json(settings["path"])
    words = {"gain": settings["gain"], "input": settings["input_"]}
    question = Question("direct", detached=settings["detached"], seed=settings["seed"], **words)
    return _told(probe_optimum(question, settings["budget"]), show, settings)


def _told(record: dict[str, Any], show: Callable[[dict[str, Any]], None], settings: Any) -> int:
    from verification.output import as_json as dump
    from verification.output import write

    path: Path | None = settings["path"]
    if path is not None:
        write(path, dump(record) + "\n")
    if settings["as_json"]:
        click.echo(dump(record))
    elif not settings["quiet"]:
        show(record)
    return 0


def _only_json(path: Path | None) -> None:
    if path is not None and path.suffix != ".json":
        raise click.BadParameter(f"-o {path}: must end in .json here; rename it.")


def _gated(text: str | None, gate: str, at: str, **settings: Any) -> int:
    if text is not None:
        raise click.UsageError("Give LAMBDA or --gate, not both.")
    from verification.probing.gate_table import code, probe_gate, show
    from verification.probing.question import Question

    _only_json(settings["path"])
    question = Question(gate, input=settings["input_"], seed=settings["seed"], at=at)
    record = probe_gate(question, max(settings["budget"], SLOW))
    _told(record, show, settings)
    return code(record)


def _report(record: dict[str, Any], kind: str) -> str:
    from verification.output import as_json as dump
    from verification.probing.report import html, tex

    if kind == ".json":
        return dump(record) + "\n"
    return html(record) if kind == ".html" else tex(record)


def _list() -> None:
    from rich.console import Console
    from rich.table import Table

    from derivations.parameterizations import PARAMETERIZATIONS
    from verification.probing.texts import text

    table = Table("name", box=None)
    for title in ("lambda", "gamma", "source"):
        table.add_column(title, overflow="fold")
    for unit in PARAMETERIZATIONS:
        table.add_row(unit.name, text(unit.eigenvalue), text(unit.gain), str(unit.source))
    (Console() if sys.stdout.isatty() else Console(width=160)).print(table)
