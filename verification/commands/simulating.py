"""To simulate: simulate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from numerics.settings import FORMS, LAWS, PRECISIONS, STARTS
from verification.commands.options import Command, json_flag

LARGEST = 2**63 - 1
A_FILE = click.Path(path_type=Path)
POSITIVE = click.IntRange(1)
TOGETHER = """
Several processes share a run, here two; process 0 answers and writes:

\b
  linrec simulate --at ... --steps 1e10 --coordinator 10.0.0.1:4321 --hosts 2 --host 0
  linrec simulate --at ... --steps 1e10 --coordinator 10.0.0.1:4321 --hosts 2 --host 1
"""


def _settings_of_file(
    context: click.Context, parameter: click.Parameter, path: Path | None
) -> Path | None:
    """Take options from the file's table `settings`; those of the command line win."""
    del parameter
    if path is not None:
        from verification.simulation.grid import settings_of

        context.default_map = settings_of(path)
    return path


def _of_the_run(function: Command) -> Command:
    options = (
        click.option(
            "--at", multiple=True, help='A point, e.g. "lambda=9/10, rho=1/2"; may be repeated.'
        ),
        click.option(
            "--grid",
            type=A_FILE,
            is_eager=True,
            callback=_settings_of_file,
            metavar="FILE.toml",
            help="Points: lists in [grid], and [[point]]; options: [settings].",
        ),
        click.option("--steps", required=True, metavar="N", help="Steps of each point, e.g. 1e9."),
        click.option(
            "--law",
            type=click.Choice(LAWS),
            default="rademacher",
            show_default=True,
            help="Law of the innovations.",
        ),
        click.option(
            "--precision",
            type=click.Choice(PRECISIONS),
            default="mixed",
            show_default=True,
            help="Of the products; the state is always in double precision.",
        ),
        click.option(
            "--form",
            type=click.Choice(FORMS),
            default="auto",
            show_default=True,
            help="Averages over ends of chunks, over all steps, or step by step.",
        ),
        click.option(
            "--start",
            type=click.Choice(STARTS),
            default="law",
            show_default=True,
            help="Start with stationary second moments, or at rest.",
        ),
        click.option("--replicas", type=POSITIVE, help="Independent runs, shared out to devices."),
        click.option("--lanes", type=POSITIVE, help="Chains of a replica."),
        click.option(
            "--seed",
            type=click.IntRange(0, LARGEST),
            default=0,
            show_default=True,
            help="Of all random numbers.",
        ),
        click.option("--devices", type=POSITIVE, help="Of this process; by default all that fit."),
        click.option("--coordinator", metavar="HOST:PORT", help="Address of process 0."),
        click.option("--hosts", type=POSITIVE, help="How many processes share the run."),
        click.option("--host", type=click.IntRange(0), help="Which of them this is, from 0."),
    )
    return _added(function, options)


def _of_the_answer(function: Command) -> Command:
    options = (
        click.option(
            "-o", "folder", type=A_FILE, help="Folder for records and a checkpoint to resume from."
        ),
        click.option(
            "--every",
            type=click.IntRange(0, LARGEST),
            default=30,
            show_default=True,
            metavar="SECONDS",
            help="Between two checkpoints.",
        ),
        click.option(
            "--predict/--no-predict",
            default=None,
            help="Predict standard errors from theory; by default for up to 4 points.",
        ),
        click.option("--channels", is_flag=True, help="Show values without statistical error too."),
        click.option("--plot", type=A_FILE, metavar="FILE", help="A picture: .png, .pdf or .svg."),
        json_flag,
        click.option("--jsonl", is_flag=True, help="One JSON record a line, a point each."),
        click.option("--quiet", is_flag=True, help="No progress and no table."),
    )
    return _added(function, options)


def _added(function: Command, options: tuple[Command, ...]) -> Command:
    for option in reversed(options):
        function = option(function)
    return function


@click.command(epilog=TOGETHER)
@_of_the_run
@_of_the_answer
def simulate(**asked: Any) -> None:
    """Simulate h' = lambda h + x and its tangent for very many steps, against the closed forms.

    Needs lambda; lambda_0 is lambda and rho is 0 where left out. Each quantity is measured with an
    error bar and held against its exact value. Every digit depends on these options alone, not on
    devices, processes or interruptions. Ctrl-C prints what there is; with -o the same command then
    goes on from its checkpoint.
    """
    from verification.simulation.session import Asked
    from verification.simulation.session import simulate as run

    run(Asked(**asked))
