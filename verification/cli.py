"""The command line: commands, exit codes, and errors in one line."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from verification.commands.benching import bench
from verification.commands.certifying import certify, recheck
from verification.commands.comparing import compare
from verification.commands.evaluating import eval_
from verification.commands.judging import (
    OWN,
    formula_options,
    judge_formulas,
    terms_of,
    trial_options,
)
from verification.commands.looking import list_, show
from verification.commands.mutating import mutants
from verification.commands.probing import probe
from verification.commands.simulating import simulate
from verification.commands.writing import latex

OK, REJECTED, BAD_INPUT, UNDECIDED, NO_OUTPUT, BUSY, INTERRUPTED = 0, 1, 2, 3, 74, 75, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="linrec")
def commands() -> None:
    """Closed forms for the memory of recurrent networks: derived exactly, proved, and measured.

    The recurrence is h' = lambda h + x with a stationary input x. Names are listed by `linrec
    list`. Exit codes: 0 accepted, 1 something rejected, 2 bad input, 3 undecided, 74 output could
    not be written, 75 another run writes in that folder, 130 interrupted.
    """


for command in (
    *(list_, show, eval_, latex, certify, recheck),
    *(probe, compare, simulate, bench, mutants),
):
    commands.add_command(command)


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    try:
        code = commands.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        click.echo(f"linrec: {error.format_message()} See `linrec --help`.", err=True)
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what is on disk is valid", err=True)
        _leave(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        code = NO_OUTPUT
    except Exception as error:
        code = _explained(error)
    sys.exit(code if isinstance(code, int) else OK)


def _leave(code: int) -> NoReturn:
    """End at once: JAX's threads may still compute, and tearing them down can crash."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _explained(error: Exception) -> int:
    from derivations.domain import DomainError
    from derivations.system import RowError
    from verification.errors import InputError
    from verification.output import BusyError, OutputError

    if isinstance(error, InputError | DomainError | RowError):
        click.echo(f"linrec: {error}", err=True)
        return BAD_INPUT
    if isinstance(error, OutputError):
        click.echo(f"linrec: {error}", err=True)
        return NO_OUTPUT
    if isinstance(error, BusyError):
        click.echo(f"linrec: {error}", err=True)
        return BUSY
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is buffered has nowhere to go
        click.echo(f"linrec: standard output: {error.strerror}; send it elsewhere", err=True)
        return NO_OUTPUT
    raise error


@commands.command()
@trial_options
@formula_options
def check(names: tuple[str, ...], **settings: Any) -> None:
    """Put our own claims on trial, every rung of evidence, and print a table of verdicts.

    NAME is a closed form, a theorem or any claim id; without one, all of ours are judged. With
    --formula or --claims it is a formula of yours that is judged, by proof and at exact points: for
    real eigenvalues, unless it has conj, Re, Im or |x|, or --domain says complex. It is read, never
    run, in a process of its own; one that takes longer than --budget is refused.
    """
    own = {name: settings.pop(name) for name in OWN}
    if all(value is None for value in own.values()):
        from verification.claims import ours, stated
        from verification.trial import hold

        chosen = names or (*ours.IDS, *stated.ids())
        code = hold(chosen, "our claims", audited=False, **terms_of(**settings))
    else:
        code = judge_formulas(names, **own, **settings)
    click.get_current_context().exit(code)


@commands.command()
@trial_options
@click.option("--with-ours", is_flag=True, help="Judge our own claims too, in the same table.")
@click.option(
    "--expect",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON file of verdicts by id; exit 1 if any differs.",
)
def audit(names: tuple[str, ...], expect: Path | None, with_ours: bool, **settings: Any) -> None:
    """Put published statements on trial: verdict, counterexample, correction.

    NAME is a claim id; without one, all published statements are judged. Exit code 0 means that
    the audit ran to its end, whatever it found of the published statements.
    """
    from verification.claims import PUBLISHED, ours, stated
    from verification.trial import hold

    chosen = names or tuple(claim.id for claim in PUBLISHED)
    title = "our claims and published statements" if with_ours else "published statements"
    chosen = (*ours.IDS, *stated.ids(), *chosen) if with_ours else chosen
    code = hold(chosen, title, audited=True, expect=expect, **terms_of(**settings))
    click.get_current_context().exit(code)
