"""To judge: the options of check and audit, and formulas that are typed."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from verification.commands.options import json_flag
from verification.evidence.finding import RUNGS
from verification.terms import GAUSSIAN, NOISES, Terms

Command = Callable[..., Any]
OWN = ("formula", "against", "claims", "domain")
FOR_A_CLAIM, FOR_A_FORMULA = 60.0, 10.0  # seconds


def trial_options(function: Command) -> Command:
    """Add the names, and the options that every trial has."""
    options = (
        click.argument("names", nargs=-1, metavar="[NAME]..."),
        click.option(
            "--rung", "rungs", multiple=True, type=click.Choice(RUNGS), help="Only this rung."
        ),
        click.option("--seed", default=0, show_default=True, help="Salt of every random choice."),
        click.option(
            "--noise",
            type=click.Choice(NOISES),
            default=GAUSSIAN,
            show_default=True,
            help="Law of simulated noise; error rates are proved for gaussian, else asymptotic.",
        ),
        click.option(
            "--budget",
            type=click.FloatRange(0.1, 86400),
            metavar="SECONDS",
            help=f"For each: a claim begins no further rung after so many [{FOR_A_CLAIM:g}], "
            f"a formula is refused [{FOR_A_FORMULA:g}].",
        ),
        click.option(
            "-o",
            "folder",
            type=click.Path(path_type=Path),
            help="Folder for records and the full report; a run that ended early is taken up.",
        ),
        json_flag,
        click.option("--jsonl", is_flag=True, help="One JSON record a line, as they come."),
        click.option("--quiet", is_flag=True, help="No progress and no table."),
    )
    return _added(options, function)


def formula_options(function: Command) -> Command:
    """Add what a formula of the user's own needs."""
    options = (
        click.option("--formula", help="A formula of your own, plain or LaTeX; - reads stdin."),
        click.option("--against", metavar="NAME", help="The closed form it is compared with."),
        click.option(
            "--claims",
            type=click.Path(path_type=Path),
            metavar="FILE.toml",
            help="Many: [[claim]] tables with id, formula, against, and domain, source.",
        ),
        click.option(
            "--domain",
            type=click.Choice(("real", "complex")),
            help="Of eigenvalues; real, unless the formula has a conjugate.",
        ),
    )
    return _added(options, function)


def _added(options: tuple[Callable[[Command], Command], ...], function: Command) -> Command:
    for option in reversed(options):
        function = option(function)
    return function


def terms_of(
    rungs: tuple[str, ...], seed: int, noise: str, budget: float | None, **others: Any
) -> dict[str, Any]:
    """Gather the terms of a trial from its options.

    Args:
        rungs: as chosen; all when empty.
        seed: salt of every random choice.
        noise: law of the simulated noise.
        budget: seconds for each claim; None chooses.
        **others: what is no matter of terms.

    Returns:
        `terms`, and the others.
    """
    chosen = tuple(rung for rung in RUNGS if rung in (rungs or RUNGS))
    return {"terms": Terms(chosen, seed, noise, _seconds(budget, FOR_A_CLAIM)), **others}


def judge_formulas(
    names: tuple[str, ...],
    formula: str | None,
    against: str | None,
    claims: Path | None,
    domain: str | None,
    budget: float | None,
    noise: str,
    **settings: Any,
) -> int:
    """Put a user's own formulas on trial.

    Args:
        names: claim ids, of which there must be none.
        formula: as typed.
        against: name of a closed form.
        claims: a file of many.
        domain: `real`, `complex` or None.
        budget: seconds for each; None chooses.
        noise: law of the simulated noise, of which formulas see none.
        **settings: options of every trial.

    Returns:
        The exit code.

    Raises:
        UsageError: if these do not go together.
        BadParameter: if the budget is not a number.
    """
    from verification.limits import Limits
    from verification.own_claims.statement import Statement, read_file
    from verification.own_claims.trial import hold

    if names or (formula is None) == (claims is None) or (against is None) != (formula is None):
        raise click.UsageError("Give --formula with --against, or --claims, and no NAME.")
    if noise != GAUSSIAN:
        raise click.UsageError("--noise is for claims by NAME: formulas are judged without noise.")
    if claims is not None:
        statements = read_file(claims, domain or "")
    else:
        text = _standard_input() if formula == "-" else str(formula)
        statements = (Statement("formula", text, str(against), domain or ""),)
    return hold(statements, limits=Limits(_seconds(budget, FOR_A_FORMULA)), **settings)


def _seconds(budget: float | None, usual: float) -> float:
    if budget is None:
        return usual
    if not math.isfinite(budget):
        raise click.BadParameter(
            f"{budget} is no number of seconds; give one such as 10", param_hint="--budget"
        )
    return budget


def _standard_input() -> str:
    from verification.errors import InputError, refusal

    # more than a formula may have, so that a longer one is refused and not cut
    try:
        return sys.stdin.buffer.read(20_000).decode("utf-8").strip()
    except UnicodeDecodeError:
        rule = "is not UTF-8"
        raise InputError(refusal("--formula", "-", rule, "send plain text or LaTeX")) from None
