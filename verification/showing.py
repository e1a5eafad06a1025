"""What `linrec show` says of a closed form or of a claim."""

from __future__ import annotations

from typing import Any

from derivations.catalogue import derive
from derivations.latex import equation
from derivations.plain import plain
from verification.claims import find

INDENT = 9


def form_card(name: str) -> dict[str, Any]:
    """Describe a closed form.

    Args:
        name: a catalogue name.

    Returns:
        Plain values by heading; the equations are pairs of sides.
    """
    form = derive(name)
    return {
        "name": name,
        "meaning": form.quantity.title,
        "formula": plain(form.expression),
        "input": form.input_name,
        "domain": str(form.domain),
        "source": str(form.source),
        "latex": equation(form),
        "equations": [list(pair) for pair in form.equations],
    }


def claim_card(name: str) -> dict[str, Any]:
    """Describe a claim on trial.

    Args:
        name: a claim's id.

    Returns:
        Plain values by heading.
    """
    claim = find(name)
    fixed = ", ".join(f"{symbol} = {value}" for symbol, value in claim.fixed)
    return {
        "name": claim.id,
        "meaning": claim.statement,
        "formula": plain(claim.published),
        "is for": str(claim.truth),
        "input": claim.input.name if claim.input else "any stationary real input",
        "domain": ", ".join(filter(None, (str(claim.domain), fixed))),
        "source": str(claim.source),
    }


def in_lines(card: dict[str, Any]) -> str:
    """Lay a card out for a terminal.

    Args:
        card: from `form_card` or `claim_card`.

    Returns:
        One line per heading, then one per equation.
    """
    lines = [f"{key + ':':<{INDENT}}{value}" for key, value in card.items() if key != "equations"]
    if card.get("equations"):
        lines.append("\nThe stationarity equations that it solves:")
        lines += [f"  {left} = {right}" for left, right in card["equations"]]
    return "\n".join(lines)
