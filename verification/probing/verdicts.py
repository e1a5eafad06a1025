"""What happens as the memory grows: at every contact with the circle, for each coordinate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from derivations.inputs import Input
from derivations.parameterizations.parameterization import Coordinate, Parameterization
from derivations.probing.asymptotics import Behaviour, behaviours
from derivations.probing.asymptotics import verdict as last_word
from derivations.probing.forms import Form
from derivations.probing.reach import Reach
from verification.probing.keys import SENSITIVITIES, parsed


def at_contacts(
    unit: Parameterization, source: Input, forms: tuple[Form, ...], found: Reach
) -> tuple[Behaviour, ...]:
    """Find the leading terms of the forms wherever the map meets the circle.

    Args:
        unit: the parameterization.
        source: the input.
        forms: its closed forms.
        found: where it meets the circle, inside its interval as well.

    Returns:
        The behaviours, each once.
    """
    rows = (b for piece in pieces(unit, found) for b in behaviours(piece, source, forms))
    return tuple(dict.fromkeys(rows))


def pieces(unit: Parameterization, found: Reach) -> Iterator[Parameterization]:
    """Cut the interval of one coordinate where the map touches the circle.

    Args:
        unit: the parameterization.
        found: the contacts; of a periodic map those of one period.

    Yields:
        The unit on each piece; as it is where nothing is to be cut.
    """
    touched = {c.omega.exact for c in found.contacts if not c.is_end and c.omega.exact is not None}
    inside = sorted(touched, key=float)
    if len(unit.coordinates) > 1 or not inside:
        yield unit
        return
    (coordinate,) = unit.coordinates
    if found.period is None:
        ends = [coordinate.low, *inside, coordinate.high]
    else:
        ends = [*inside, inside[0] + found.period]
    for low, high in pairwise(ends):
        yield replace(unit, coordinates=(Coordinate(coordinate.symbol, low, high),))


def verdict(unit: Parameterization, rows: tuple[Behaviour, ...]) -> str:
    """Say in a line what the sensitivity does as the memory grows, by coordinates that differ.

    Args:
        unit: the parameterization.
        rows: its behaviours.

    Returns:
        One line.
    """
    lines = {
        str(symbol): last_word(unit, tuple(b for b in rows if _concerns(b, unit, place)))
        for place, symbol in enumerate(unit.symbols)
    }
    if len(set(lines.values())) == 1:
        return next(iter(lines.values()))
    return "; ".join(f"by {name}: {line}" for name, line in lines.items())


def _concerns(row: Behaviour, unit: Parameterization, place: int) -> bool:
    name, its = parsed(row.key, unit)
    return its == place or name not in SENSITIVITIES
