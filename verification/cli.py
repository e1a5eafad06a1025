"""The command line: list, show, eval, check, audit, latex."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from verification.commands.looking import list_, show
from verification.evidence.finding import RUNGS

OK, REJECTED, BAD_INPUT, UNDECIDED, NO_OUTPUT, INTERRUPTED = 0, 1, 2, 3, 74, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="linrec")
def commands() -> None:
    """Closed forms for the memory of recurrent networks: derived exactly, proved, and measured.

    The recurrence is h' = lambda h + x with a stationary input x. Names are listed by `linrec
    list`. Exit codes: 0 accepted, 1 something rejected, 2 bad input, 3 undecided, 74 output could
    not be written, 130 interrupted.
    """


for command in (list_, show):
    commands.add_command(command)


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    try:
        code = commands.main(standalone_mode=False)
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
    from verification.output import OutputError

    if isinstance(error, InputError | DomainError | RowError):
        click.echo(f"linrec: {error}", err=True)
        return BAD_INPUT
    if isinstance(error, OutputError):
        click.echo(f"linrec: {error}", err=True)
        return NO_OUTPUT
    raise error


def _json(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")(
        function
    )


@commands.command("eval")
@click.argument("name")
@click.option("--at", required=True, help='A point, e.g. "lambda=9/10, lambda_0=1/2, rho=1/2".')
@click.option("--digits", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--enclose", is_flag=True, help="Add an interval, by ball arithmetic: [mid +/- rad].")
@_json
def eval_(name: str, at: str, digits: int, enclose: bool, as_json: bool) -> None:
    """Evaluate a closed form exactly, at rational or Gaussian-rational points.

    Where a root or an exponential is in it only the decimals are given. With --enclose it is
    evaluated in ball arithmetic too, and the interval is sure to contain the value. In JSON that is
    "enclosure": {"mid", "rad"}, and where the value is not known to be real {"re": {"mid", "rad"},
    "im": {"mid", "rad"}}.
    """
    from derivations.catalogue import NAMES, derive
    from verification.api import known, point
    from verification.decimals import ball, decimal, in_brackets, number
    from verification.output import as_json as dump

    form = derive(known(name, NAMES, "closed form"))
    where = point(at)
    is_exact = not form.expression.free_symbols & {symbol for symbol, _ in form.meanings}
    answer: dict[str, Any] = {
        "name": name,
        "at": {str(symbol): number(value) for symbol, value in where.items()},
        "exact": number(form.value(where)) if is_exact else None,
        "value": decimal(form.digits(where, digits), digits),
        "digits": digits,
    }
    lines = [answer["exact"], answer["value"]] if is_exact else [answer["value"]]
    if enclose:
        from verification.enclosure import of_form

        written = ball(of_form(form, where, digits), digits)
        answer["enclosure"] = written
        lines.append(in_brackets(written))
    click.echo(dump(answer) if as_json else "\n".join(lines))


def _trial_options(function: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.argument("names", nargs=-1, metavar="[NAME]..."),
        click.option(
            "--rung", "rungs", multiple=True, type=click.Choice(RUNGS), help="Only this rung."
        ),
        click.option("--seed", default=0, show_default=True, help="Salt of every random choice."),
        click.option(
            "-o", "folder", type=click.Path(path_type=Path), help="Folder for the full report."
        ),
        _json,
        click.option("--jsonl", is_flag=True, help="One JSON record a line, as they come."),
        click.option("--quiet", is_flag=True, help="No progress and no table."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@commands.command()
@_trial_options
def check(names: tuple[str, ...], **settings: Any) -> None:
    """Put our own claims on trial, every rung of evidence, and print a table of verdicts.

    NAME is a closed form or any claim id; without one, all of ours are judged.
    """
    from verification.claims import ours
    from verification.trial import hold

    code = hold(names or ours.IDS, "our claims", audited=False, **settings)
    click.get_current_context().exit(code)


@commands.command()
@_trial_options
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
    from verification.claims import PUBLISHED, ours
    from verification.trial import hold

    chosen = names or tuple(claim.id for claim in PUBLISHED)
    title = "our claims and published statements" if with_ours else "published statements"
    chosen = (*ours.IDS, *chosen) if with_ours else chosen
    code = hold(chosen, title, audited=True, expect=expect, **settings)
    click.get_current_context().exit(code)


@commands.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--standalone", is_flag=True, help="A document that compiles on its own.")
@click.option("--derivation", is_flag=True, help="Add the equations that each formula solves.")
@click.option(
    "-o",
    "path",
    type=click.Path(path_type=Path),
    help="A file; for several fragments a folder. BibTeX of the sources goes beside it.",
)
def latex(names: tuple[str, ...], standalone: bool, derivation: bool, path: Path | None) -> None:
    r"""Write LaTeX: one fragment to \input per formula, or a standalone document.

    Every formula is read back from its LaTeX and proved equal before anything is written.
    """
    from verification.export import export

    export(names, standalone=standalone, derivation=derivation, path=path)
