"""Verdicts at contacts inside an interval, and by coordinate."""

from __future__ import annotations

import pytest
from sympy import Integer, pi

from derivations.probing.asymptotics import behaviours
from derivations.probing.forms import COUPLED, forms
from derivations.probing.reach import reach
from verification.probing.question import Question, read
from verification.probing.verdicts import at_contacts, pieces, verdict

pytestmark = pytest.mark.slow


def told(text: str, gain: str = "", domain: str = "") -> str:
    unit, source = read(Question(text, gain, domain))
    return verdict(unit, at_contacts(unit, source, forms(unit, source), reach(unit)))


def test_a_map_that_touches_inside_is_cursed_there() -> None:
    unit, source = read(Question("1/(1+omega**2)"))
    known, found = forms(unit, source), reach(unit)
    # at the ends of the interval nothing is seen: lambda -> 0 there
    assert behaviours(unit, source, known) == ()
    rows = at_contacts(unit, source, known, found)
    (row,) = (b for b in rows if b.key == COUPLED)
    assert (row.end, row.limit, row.exponent) == (0, 1, 2)
    assert verdict(unit, rows) == "cursed (exponent 2)"


def test_pieces_end_at_the_contacts() -> None:
    unit, _ = read(Question("1/(1+omega**2)"))
    ends = [(c.low, c.high) for piece in pieces(unit, reach(unit)) for c in piece.coordinates]
    assert [end for pair in ends for end in pair][1:3] == [Integer(0)] * 2
    wave, _ = read(Question("sin(omega)"))
    ends = [(c.low, c.high) for piece in pieces(wave, reach(wave)) for c in piece.coordinates]
    assert ends == [(pi / 2, 3 * pi / 2), (3 * pi / 2, 5 * pi / 2)]


def test_a_wave_is_cursed_at_both_its_contacts() -> None:
    assert told("sin(omega)") == "cursed (exponent 2)"


def test_coordinates_that_differ_are_told_apart() -> None:
    assert told("lru").startswith("by omega_nu: tamed")
    assert told("lru").endswith("by omega_theta: cursed (exponent 2)")
    assert told("nu*exp(I*theta)", domain="0<nu<1, -3<theta<3") == "cursed (exponent 3)"
