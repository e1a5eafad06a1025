"""The catalogue of parameterizations: complete entries, inside the unit disk where they say."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from sympy import (
    Abs,
    Add,
    Expr,
    I,
    Integer,
    Mul,
    Pow,
    Rational,
    Symbol,
    conjugate,
    cos,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tanh,
)

from derivations import parameterizations
from derivations.parameterizations import NAMES, PARAMETERIZATIONS, find
from derivations.parameterizations.gated import GATED
from derivations.parameterizations.parameterization import (
    OMEGA,
    Coordinate,
    Parameterization,
    conjugated,
)
from derivations.parameterizations.polar import POLARS
from derivations.parameterizations.real import REAL
from derivations.parameterizations.sources import MODELS
from derivations.parameterizations.state_space import STATE_SPACE
from derivations.sources import LINREC, WORKS, Source, Work
from verification.enclosure import enclosure

DIGITS = 40
ALLOWED = (exp, log, tanh, sin, cos, Add, Mul, Pow)
Point = dict[Symbol, Expr]
ON_THE_CIRCLE = {
    "direct": (Integer(-1), Integer(1)),
    "rational": (Rational(-1, 2),),
    "one-minus-exp": (-log(2),),
    "ema": (sqrt(2),),
    "stable-discrete": (Integer(0),),
    "xlstm-exp": (Integer(0),),
    "euler": (log(4),),
    "unitary": (Rational(2, 3),),
}
NAMED = pytest.mark.parametrize("unit", PARAMETERIZATIONS, ids=lambda unit: unit.name)


def inside(coordinate: Coordinate) -> list[Expr]:
    """Numbers in an interval, not symmetric about anything."""
    low, high = coordinate.low, coordinate.high
    steps = [Rational(2, 7), Rational(1), Rational(19, 8)]
    if low == -oo and high == oo:
        return [Rational(-13, 7), Rational(-1, 9), Rational(3, 5), Rational(9, 8)]
    if high == oo:
        return [low + step for step in steps]
    if low == -oo:
        return [high - step for step in steps]
    return [low + (high - low) * Rational(k, 17) for k in (2, 9, 15)]


def points(unit: Parameterization) -> list[Point]:
    """Points in the intervals, constants at their values and away from them."""
    found = []
    for shift, factor in enumerate((Integer(1), Rational(6, 5))):
        fixed = {symbol: factor * value for symbol, value in unit.constants}
        rows = [
            list(islice(cycle(inside(coordinate)), k * shift, k * shift + 4))
            for k, coordinate in enumerate(unit.coordinates)
        ]
        places = zip(*rows, strict=True)
        found += [fixed | dict(zip(unit.symbols, place, strict=True)) for place in places]
    return found


def squared(expression: Expr) -> Expr:
    return expression * conjugated(expression)


def vanishes(expression: Expr, point: Point) -> bool:
    """Whether it is 0 as far as 40 digits of ball arithmetic can tell."""
    ball = enclosure(expression.xreplace(point), {}, DIGITS)
    return bool(ball.contains(0))


def is_positive(expression: Expr, point: Point) -> bool:
    return bool(enclosure(expression.xreplace(point), {}, DIGITS, real=True).real > 0)


def test_names_are_distinct_and_every_entry_is_found() -> None:
    assert (*REAL, *GATED, *STATE_SPACE, *POLARS) == PARAMETERIZATIONS
    assert len(set(NAMES)) == len(NAMES)
    for unit in PARAMETERIZATIONS:
        assert find(unit.name) is unit


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"^name = 'mambo': must be .*; use .*mamba") as caught:
        find("mambo")
    assert "\n" not in str(caught.value)


def test_adding_one_is_adding_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Parameterization("mine", "mine", sin(OMEGA) / 2)
    monkeypatch.setattr(parameterizations, "PARAMETERIZATIONS", (*PARAMETERIZATIONS, mine))
    assert find("mine") is mine


@NAMED
def test_entries_are_complete(unit: Parameterization) -> None:
    assert unit.title
    assert isinstance(unit.source, Source)
    assert unit.source.work in (*WORKS, *MODELS)
    assert unit.source.place
    constants = {symbol for symbol, _ in unit.constants}
    assert len(constants) == len(unit.constants)
    assert len(set(unit.symbols)) == len(unit.symbols)
    assert unit.eigenvalue.free_symbols == {*unit.symbols, *constants} - only_in_gain(unit)
    assert unit.gain.free_symbols <= {*unit.symbols, *constants}
    assert all(value.is_Rational for _, value in unit.constants)


def only_in_gain(unit: Parameterization) -> set[Symbol]:
    return {symbol for symbol, _ in unit.constants} if unit.name == "bilinear-tanh" else set()


@NAMED
def test_symbols_have_no_assumptions(unit: Parameterization) -> None:
    for symbol in unit.eigenvalue.free_symbols | unit.gain.free_symbols:
        assert symbol == Symbol(str(symbol))


@NAMED
def test_only_smooth_functions_are_used(unit: Parameterization) -> None:
    for expression in (unit.eigenvalue, unit.gain):
        for node in expression.atoms(exp, log, tanh, sin, cos, Add, Mul, Pow, Abs, conjugate):
            assert isinstance(node, ALLOWED)
            assert not isinstance(node, Pow) or node.exp.is_Rational
        compound = {type(node) for node in _nodes(expression) if node.args}
        assert compound <= set(ALLOWED)
    assert not unit.gain.has(I)


def _nodes(expression: Expr) -> list[Expr]:
    return [expression, *(node for part in expression.args for node in _nodes(part))]


@NAMED
def test_intervals_are_not_empty(unit: Parameterization) -> None:
    for coordinate in unit.coordinates:
        assert coordinate.low < coordinate.high


@NAMED
def test_lambda_lies_inside_the_disk_and_gamma_is_not_negative(unit: Parameterization) -> None:
    for point in points(unit):
        if unit.name == "unitary":
            assert vanishes(1 - squared(unit.eigenvalue), point)
        else:
            assert is_positive(1 - squared(unit.eigenvalue), point)
        assert is_positive(unit.gain, point)


@NAMED
def test_real_and_imaginary_parts_are_real(unit: Parameterization) -> None:
    value, bar = unit.eigenvalue, conjugated(unit.eigenvalue)
    for point in points(unit):
        for part in ((value + bar) / 2, (value - bar) / (2 * I)):
            assert enclosure(part.xreplace(point), {}, DIGITS).imag.contains(0)
        at, bar_at = (enclosure(e.xreplace(point), {}, DIGITS) for e in (value, bar))
        assert at.conjugate().overlaps(bar_at)
        assert unit.is_real == bool(at.imag == 0)


@pytest.mark.parametrize("name", ON_THE_CIRCLE)
def test_the_circle_is_met_where_the_remark_says(name: str) -> None:
    unit = find(name)
    for place in ON_THE_CIRCLE[name]:
        point = {**dict(unit.constants), OMEGA: place}
        assert vanishes(1 - squared(unit.eigenvalue), point)
        beyond = vanishes(1 - squared(unit.eigenvalue), point | {OMEGA: place + 1})
        assert beyond == (name == "unitary")
    assert any(word in unit.remark for word in ("leaves", "touches", "circle"))


def test_the_angle_of_a_step_is_half_a_turn_at_most() -> None:
    for name in ("s4d", "s5"):
        unit = find(name)
        (step,) = (value for _, value in unit.constants)
        assert unit.coordinates[1].high * step == pi


def test_every_model_is_cited_once() -> None:
    cited = {unit.source.work for unit in PARAMETERIZATIONS if unit.source}
    assert set(MODELS) <= cited
    assert LINREC in cited
    assert len({work.key for work in (*WORKS, *MODELS)}) == len(WORKS) + len(MODELS)


@pytest.mark.parametrize("work", MODELS, ids=lambda work: work.key)
def test_bibtex_is_balanced_and_complete(work: Work) -> None:
    entry = work.bibtex
    assert entry.count("{") == entry.count("}")
    for field in (work.author, work.title, str(work.year), work.version, work.venue):
        assert f"{{{field}" in entry


def test_what_was_not_read_says_so() -> None:
    for unit in PARAMETERIZATIONS:
        if unit.source and unit.source.work.version == "not read":
            assert "unverified" in unit.remark


def test_a_wrong_gain_or_interval_would_be_seen() -> None:
    assert not is_positive(1 - squared(OMEGA), {OMEGA: Rational(3, 2)})
    assert not vanishes(1 - squared(OMEGA), {OMEGA: 1 + Rational(1, 10**30)})
