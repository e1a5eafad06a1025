"""What `linrec show` says of a closed form, of a claim, or of a user's own recurrence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Expr, Symbol, together

from derivations import finite
from derivations.catalogue import derive
from derivations.closed_form import ClosedForm
from derivations.closure import TooLargeError
from derivations.conditions import in_words
from derivations.latex import equation
from derivations.laws import UnknownMomentError
from derivations.plain import plain
from derivations.system import System, prime
from verification.claims import find
from verification.claims.claim import Claim
from verification.own import Unit

INDENT = 12
WIDEST = 1500  # characters of a formula that a person still reads


def form_card(form: ClosedForm, *, with_horizon: bool = False) -> dict[str, Any]:
    """Describe a closed form.

    Args:
        form: a closed form, of the catalogue or of a user's own recurrence.
        with_horizon: whether its value after T steps is asked for too.

    Returns:
        Plain values by heading; the equations are pairs of sides.
    """
    closure = form.solution.closure if form.solution else None
    card = {
        "name": form.name,
        "meaning": form.quantity.title,
        "about": form.about,
        "formula": plain(form.expression),
        "where": ", ".join(f"{symbol} = {meaning}" for symbol, meaning in form.meanings),
        "input": form.input_name,
        "domain": str(form.domain),
        "stationary": ", ".join(in_words(form)),
        "source": str(form.source),
        "after T": plain(finite.formula(form)) if with_horizon else "",
        "latex": equation(form),
        "rows": _rows(closure.system) if closure else [],
        "equations": [list(pair) for pair in form.equations],
    }
    return {key: value for key, value in card.items() if value not in ("", [])}


def _rows(system: System) -> list[str]:
    lines = [f"{prime(state)} = {_row(system, state, row)}" for state, row in system.rows]
    lines += [law.title for law in system.laws]
    lines += [f"E[{' '.join(m)}] = {plain(value)}, known" for m, value in system.data]
    lines += [f"d {s}/d {theta} = {plain(slope)}" for theta, s, slope in system.rules]
    return lines + [f"{root}^2 = {plain(square)}" for root, square in system.relations]


def _row(system: System, own: Symbol, row: Expr) -> str:
    """Write a row as a sum over its own state, the other states, new values, and noise."""
    states = [state for state, _ in system.rows]
    order = [own, *(s for s in states if s != own), *map(prime, states), *system.random]
    left, text = row.expand(), ""
    for symbol in order:
        weight = left.coeff(symbol)
        left = (left - weight * symbol).expand()
        if weight != 0:
            text += f" + {_weighted(together(weight), symbol)}"
    text += f" + {plain(left)}" if left != 0 else ""
    return text.replace("+ -", "- ").removeprefix(" + ").strip() or "0"


def _weighted(weight: Expr, symbol: Symbol) -> str:
    if weight in (1, -1):
        return str(weight * symbol)
    return f"({plain(weight)})*{symbol}" if weight.is_Add else f"{plain(weight)}*{symbol}"


def claim_card(name: str) -> dict[str, Any]:
    """Describe a claim on trial.

    Args:
        name: a claim's id.

    Returns:
        Plain values by heading.
    """
    claim = find(name)
    if claim.has_rows:
        return form_card(derive(name.removeprefix("linrec/")))
    fixed = ", ".join(f"{symbol} = {value}" for symbol, value in claim.fixed)
    return {
        "name": claim.id,
        "meaning": claim.statement,
        "formula": plain(claim.published),
        "is for": str(claim.truth),
        "input": _input(claim),
        "domain": ", ".join(filter(None, (str(claim.domain), fixed))),
        "source": str(claim.source),
    }


def _input(claim: Claim) -> str:
    if claim.has_matrices:
        return "none: it is about matrices"
    return claim.input.name if claim.input else "any stationary real input"


def unit_card(unit: Unit, name: str) -> dict[str, Any]:
    """Describe one quantity of a user's own recurrence, as far as it can be had in symbols.

    Args:
        unit: the recurrence.
        name: of the quantity.

    Returns:
        Plain values by heading; without formula, with the reason, if it is exact at points only or
        needs moments that are not given.
    """
    question = unit.question(name)
    try:
        return form_card(unit.derive(name))
    except TooLargeError as error:
        return {"name": name, "meaning": question.title, "exact at points": str(error)}
    except UnknownMomentError as error:  # of a moment that the laws do not give
        return {"name": name, "meaning": question.title, "not known": str(error)}


def in_lines(card: Mapping[str, Any]) -> str:
    """Lay a card out for a terminal.

    Args:
        card: from `form_card`, `claim_card` or `unit_card`.

    Returns:
        One line per heading, then the rows, then one line per equation.
    """
    lists = ("rows", "equations")
    named = ((key, value) for key, value in card.items() if key not in lists)
    lines = [f"{key + ':':<{INDENT - 1}} {_short(value)}" for key, value in named]
    if card.get("rows"):
        lines += ["", "The rows, a prime marking the next value:"]
        lines += [f"  {row}" for row in card["rows"]]
    if card.get("equations"):
        lines += ["", "The stationarity equations that it solves:"]
        lines += [f"  {left} = {right}" for left, right in card["equations"]]
    return "\n".join(lines)


def overview(unit: Unit) -> str:
    """Lay out all that is known of a user's own recurrence.

    Args:
        unit: the recurrence.

    Returns:
        Its rows once, then each quantity with its formula.
    """
    cards = [unit_card(unit, name) for name in unit.names]
    rows: list[str] = next((card["rows"] for card in cards if "rows" in card), [])
    lines = [unit.title, "", *(f"  {row}" for row in rows)]
    for card in cards:
        lines += ["", f"{card['name']}: {card['meaning']}"]
        keys = ("formula", "where", "stationary", "exact at points", "not known")
        lines += [f"  {k + ':':<{INDENT - 1}} {_short(card[k])}" for k in keys if k in card]
    return "\n".join(lines)


def _short(value: str) -> str:
    if len(value) <= WIDEST:
        return value
    return f"{value[:60]} ... ({len(value)} characters; whole with --json, at points with eval)"
