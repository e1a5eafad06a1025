"""To look at the catalogue: list, show."""

from __future__ import annotations

from pathlib import Path

import click

from verification.commands.options import json_flag, system_file


@click.command("list")
@json_flag
def list_(as_json: bool) -> None:
    """Show the catalogue: closed forms, and the claims on trial with their sources."""
    from derivations.catalogue import NAMES
    from verification.claims import PUBLISHED
    from verification.output import as_json as dump

    if as_json:
        claims = [
            {"id": c.id, "statement": c.statement, "source": str(c.source)} for c in PUBLISHED
        ]
        click.echo(dump({"closed_forms": list(NAMES), "claims": claims}))
        return
    click.echo("Closed forms (show, eval, latex, check):")
    for name in NAMES:
        click.echo(f"  {name}")
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

    With --system it shows a recurrence of your own: all that is known of it, or NAME alone, which
    may be the mean of any product of its states, "E[h h x]" or "E[h d[alpha] h]".
    """
    from derivations.catalogue import NAMES, derive
    from verification.api import known
    from verification.claims import IDS
    from verification.output import as_json as dump
    from verification.own import read_file
    from verification.showing import claim_card, form_card, in_lines, overview, unit_card

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
    name = known(name or "", (*NAMES, *IDS), "closed form or claim")
    form = name.removeprefix("linrec/")
    is_form = form in NAMES
    card = form_card(derive(form), with_horizon=horizon) if is_form else claim_card(name)
    click.echo(dump(card) if as_json else in_lines(card))
