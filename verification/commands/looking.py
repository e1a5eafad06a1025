"""To look at the catalogue: list, show."""

from __future__ import annotations

from pathlib import Path

import click

from verification.commands.options import json_flag, system_file


@click.command("list")
@json_flag
def list_(as_json: bool) -> None:
    """Show the catalogue: closed forms, theorems, and the claims on trial with their sources."""
    from derivations.catalogue import NAMES
    from derivations.theorems import theorems
    from verification.claims import PUBLISHED
    from verification.output import as_json as dump

    if as_json:
        claims = [
            {"id": c.id, "statement": c.statement, "source": str(c.source)} for c in PUBLISHED
        ]
        proved = [{"name": one.name, "title": one.title} for one in theorems()]
        click.echo(dump({"closed_forms": list(NAMES), "theorems": proved, "claims": claims}))
        return
    click.echo("Closed forms (show, eval, latex, check):")
    for name in NAMES:
        click.echo(f"  {name}")
    click.echo("\nTheorems (show, certify, latex --theorems):")
    for theorem in theorems():
        click.echo(f"  {theorem.name:<36}{theorem.title}")
    click.echo("\nPublished statements (audit):")
    for claim in PUBLISHED:
        click.echo(f"  {claim.id:<36}{claim.statement}\n{'':<38}{claim.source}")


@click.command()
@click.argument("name", required=False)
@system_file
@click.option("--horizon", is_flag=True, help="Add the value after T steps, T a symbol.")
@json_flag
def show(name: str | None, path_of_system: Path | None, horizon: bool, as_json: bool) -> None:
    """Show a closed form or a claim: formula, domain, source, rows, and the equations behind it.

    Of a theorem it shows the statement in LaTeX, the hypotheses, the proof and its parts.
    With --system it shows a recurrence of your own: all that is known of it, or NAME alone, which
    may be the mean of any product of its states, "E[h h x]" or "E[h d[alpha] h]".
    """
    from derivations.catalogue import NAMES, derive
    from verification.api import known
    from verification.claims import IDS
    from verification.output import as_json as dump
    from verification.own import read_file
    from verification.showing import claim_card, form_card, in_lines, overview, unit_card
    from verification.showing_theorems import theorem_card, theorem_lines, theorem_names

    if path_of_system is not None:
        unit = read_file(path_of_system)
        if name is None and not as_json:
            click.echo(overview(unit))
            return
        names = unit.names if name is None else (name,)
        if horizon:
            cards = [form_card(unit.derive(one), with_horizon=True) for one in names]
        else:
            cards = [unit_card(unit, one) for one in names]
        whole = cards[0] if name else {"title": unit.title, "quantities": cards}
        click.echo(dump(whole) if as_json else in_lines(cards[0]))
        return
    if name not in (*NAMES, *IDS):
        name = known(name or "", (*NAMES, *IDS, *theorem_names()), "closed form, claim or theorem")
        proved = theorem_card(name)
        click.echo(dump(proved) if as_json else theorem_lines(proved))
        return
    form = name.removeprefix("linrec/")
    is_form = form in NAMES
    card = form_card(derive(form), with_horizon=horizon) if is_form else claim_card(name)
    click.echo(dump(card) if as_json else in_lines(card))
