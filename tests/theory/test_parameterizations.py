"""What is said of published parameterizations, each statement with a wrong one beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from sympy import Expr, Rational, Symbol, cancel, exp, sqrt, tanh

from derivations.parameterizations import NAMES, find
from derivations.parameterizations.parameterization import OMEGA, Parameterization
from derivations.probing import forms as keys
from derivations.probing.asymptotics import DERIVATIVE, behaviours
from derivations.probing.forms import forms
from derivations.symbols import RHO
from tests.derivations.test_parameterization_columns import COMPLEX, REAL
from verification.errors import InputError
from verification.probing import gating
from verification.probing.gate_table import code as gate_code
from verification.probing.gate_table import probe_gate
from verification.probing.gating import gated
from verification.probing.inputs import input_of
from verification.probing.probe import code, probe
from verification.probing.question import Question
from verification.session import strict

pytestmark = pytest.mark.slow

strict()
EXPONENTIAL, WHITE = "exponential", "white"
T = Symbol("t")
SIGMOID, DOUBLE = 1 / (1 + exp(-OMEGA)), exp(-exp(OMEGA))
PLATEAU = (1 + RHO) / (2 * (1 - RHO))


def unit(eigenvalue: Expr, gain: Expr, *, is_coupled: bool = True) -> Parameterization:
    return Parameterization("unit", "", eigenvalue, gain, is_coupled)


def balanced(eigenvalue: Expr) -> Parameterization:
    return unit(eigenvalue, sqrt(1 - eigenvalue**2))


def known(made: Parameterization, source: str) -> dict[str, Expr]:
    return {form.key: form.expression for form in forms(made, input_of(source))}


def is_zero(difference: Expr) -> bool:
    """Decide it for fractions of polynomials in omega or in tanh(omega)."""
    plain = difference.xreplace({tanh(OMEGA): T, tanh(2 * OMEGA): 2 * T / (1 + T**2)})
    assert plain.is_rational_function()
    return bool(cancel(plain) == 0)


def at_one(made: Parameterization, source: str = EXPONENTIAL) -> dict[str, tuple[Expr, Expr]]:
    """Exponent and constant of each form where lambda tends to 1."""
    given = input_of(source)
    found = behaviours(made, given, forms(made, given))
    return {b.key: (b.exponent, b.constant) for b in found if b.limit == 1}


def tends(pair: tuple[Expr, Expr], constant: Expr) -> bool:
    exponent, found = pair
    return bool(exponent == 0 and cancel(found - constant) == 0)


def test_tanh_has_sensitivity_one_on_white_input() -> None:
    tanhs = balanced(tanh(OMEGA))
    assert is_zero(known(tanhs, WHITE)[keys.COUPLED] - 1)
    assert not is_zero(known(tanhs, WHITE)[keys.DETACHED] - 1)
    assert not is_zero(known(tanhs, "rho=1/9")[keys.COUPLED] - 1)
    faster = balanced(tanh(2 * OMEGA))
    assert not is_zero(known(faster, WHITE)[keys.COUPLED] - 1)


def test_tanh_has_relative_sensitivity_one_at_every_rho() -> None:
    found = known(balanced(tanh(OMEGA)), EXPONENTIAL)
    assert RHO in found[keys.STATE].free_symbols
    assert is_zero(found[keys.RELATIVE] - 1)
    assert is_zero(found[keys.COUPLED] - found[keys.STATE])
    assert not is_zero(found[keys.DETACHED] / found[keys.STATE] - 1)
    held_back = unit(tanh(OMEGA), 1 - tanh(OMEGA))
    assert not is_zero(known(held_back, EXPONENTIAL)[keys.RELATIVE] - 1)


def test_the_stable_map_without_gain_is_bounded_by_a_formula() -> None:
    eigenvalue = 1 - 1 / (OMEGA**2 + Rational(1, 2))
    found = known(unit(eigenvalue, Rational(1)), WHITE)[keys.COUPLED]
    assert is_zero(found - 2 * (1 + eigenvalue**2) / (1 + eigenvalue) ** 2)
    assert is_zero(found - known(find("stable-discrete"), WHITE)[keys.COUPLED])
    assert not is_zero(found - 2 * (1 + eigenvalue**2) / (1 + eigenvalue))
    other = 1 - 1 / (2 * OMEGA**2 + Rational(1, 2))
    found = known(unit(other, Rational(1)), WHITE)[keys.COUPLED]
    assert not is_zero(found - 2 * (1 + other**2) / (1 + other) ** 2)


def test_a_gated_average_keeps_half_of_its_relative_sensitivity() -> None:
    gated = at_one(unit(SIGMOID, 1 - SIGMOID))
    assert tends(gated[keys.RELATIVE], Rational(1, 2))
    assert not tends(gated[keys.RELATIVE], PLATEAU)
    assert not tends(at_one(balanced(SIGMOID))[keys.RELATIVE], Rational(1, 2))
    assert tends(at_one(find("gru"))[keys.RELATIVE], Rational(1, 2))


def test_the_double_exponential_has_a_plateau() -> None:
    found = at_one(balanced(DOUBLE))
    assert tends(found[keys.DETACHED], PLATEAU)
    assert tends(found[keys.COUPLED], PLATEAU / 2)
    assert not tends(found[keys.COUPLED], PLATEAU)
    assert not tends(found[keys.DETACHED], PLATEAU.xreplace({RHO: -RHO}))
    assert found[keys.PLAIN][0] == 1
    assert tends(at_one(find("exp-exp"))[keys.DETACHED], PLATEAU)


def orders(made: Parameterization) -> list[Expr]:
    """The power of 1 - |lambda| with which the first coordinate's speed vanishes on the circle."""
    found = behaviours(made, input_of(WHITE), ())
    moved = [b for b in found if b.key == DERIVATIVE and b.coordinate == made.symbols[0]]
    long = [b for b in moved if b.limit is None or b.limit != -1]
    return list(dict.fromkeys(None if b.exponent is None else -b.exponent for b in long))


TABLE = {**{name: row.order for name, row in REAL.items()}}
TABLE |= {name: row.orders[0] for name, row in COMPLEX.items()}
# the table holds the angle; with its coordinate held, the angle falls as nu rises
TURNING = ("optimal-angle", "cheap-angle", "scaled-exp")
SHORT = ("chrono", "cartesian", "unitary")  # no coordinate alone leads to the circle from inside


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SHORT])
def test_orders_are_those_of_the_table(name: str) -> None:
    assert orders(find(name)) == [1 if name in TURNING else TABLE[name]]


def test_what_never_reaches_the_circle_has_no_order() -> None:
    assert orders(find("chrono")) == []
    assert orders(find("cartesian")) == [None]
    with pytest.raises(ValueError, match="modulus < 1"):
        orders(find("unitary"))


def test_a_wrong_order_would_be_seen() -> None:
    tamer = replace(find("rational"), eigenvalue=1 - 1 / (1 + OMEGA) ** 2)
    assert orders(tamer) == [Rational(3, 2)] != [TABLE["rational"]]


class Own(NamedTuple):
    """A parameterization of none of the catalogue, and what its probe says."""

    question: Question
    forms: int
    verdict: str


OWN: Mapping[str, Own] = MappingProxyType(
    {
        "complex, on a domain": Own(
            Question("nu*exp(I*theta)", "sqrt(1-|lambda|^2)", "0<nu<1, -3<theta<3", "exponential"),
            12,
            "cursed (exponent 2)",
        ),
        "two coordinates": Own(
            Question("tanh(a)*sigmoid(b)", "1-lambda", "0<b<3", "mixture 0.3@0 0.7@0.9"), 12, ""
        ),
        "an interval": Own(Question("1-omega**2", "omega", "1/9<omega<1", "ar 1.2 -0.5"), 7, ""),
    }
)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_parameterizations_of_ones_own_are_accepted_whole(name: str) -> None:
    own = OWN[name]
    record: dict[str, Any] = probe(own.question, 60.0)
    words = {key: form["verdict"] for key, form in record["closed_forms"].items()}
    assert len(words) == own.forms
    assert set(words.values()) <= {"proved", "accepted"}
    assert code(record) == (3 if record["verdict"] == "undecided" else 0)
    assert own.verdict in record["verdict"]
    assert set(record["missing"]) <= {"proof"}  # which a slow machine may not end in time


LEAVING = Question("(3*omega**2-1)/2", input="rho=-1/3")
INTERVAL = "-1 < omega < 1"


@pytest.mark.slow
def test_a_map_that_leaves_is_refused_and_an_interval_named() -> None:
    with pytest.raises(InputError, match="omega = ") as caught:
        probe(LEAVING, 60.0)
    assert str(caught.value).split("--domain '")[1].removesuffix("'") == INTERVAL


@pytest.mark.long
@pytest.mark.slow
def test_it_is_accepted_on_the_interval_named_and_refused_beyond() -> None:
    record = probe(LEAVING._replace(domain=INTERVAL), 60.0)
    words = {form["verdict"] for form in record["closed_forms"].values()}
    assert words <= {"proved", "accepted"}
    assert code(record) == 0
    assert record["verdict"] == "cursed (exponent 3)"
    with pytest.raises(InputError, match="leaves"):
        probe(LEAVING._replace(domain="-1<omega<1001/1000"), 60.0)


GATE = Question("sigmoid(v*x+c)", input="rho=1/3", at="v=2/3, c=1")


@pytest.mark.slow
def test_a_gate_of_ones_own_agrees_with_a_short_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gating, "WORK", 2**19)
    monkeypatch.setattr(gating, "FEWEST", 2**12)
    agrees(gated(GATE.text, GATE.input, GATE.at, GATE.seed))


@pytest.mark.long
@pytest.mark.slow
def test_a_gate_of_ones_own_agrees_with_a_run() -> None:
    agrees(probe_gate(GATE, 300.0))


def agrees(record: dict[str, Any]) -> None:
    assert record["at"] == {"c": "1", "v": "2/3"}
    assert [form["gain"] for form in record["forms"]] == ["1", "1 - f"]
    assert gate_code(record) == 0
