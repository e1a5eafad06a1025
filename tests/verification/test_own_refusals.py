"""Descriptions of recurrences that are refused: in one line, with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import Expr, Rational, Symbol

from tests.verification.own_descriptions import UNIT, XI, Description, X, refused
from verification.own import read, read_file

GATED: Description = {"rows": [X, "h' = f*h + x'"], "noise": XI}
LEVELS: Description = {"rows": ["x' = x", "y' = y", "h' = a*h + x' + y'"], "parameters": ["a"]}
HALF = {Symbol("a"): Rational(1, 2)}


READ: dict[str, tuple[Description, tuple[str, ...]]] = {
    "an unknown key": (UNIT | {"nosie": XI}, ("system 'nosie'", "no such key", "use title, rows")),
    "nothing": ({}, ("rows", "needs rows", "write them as in")),
    "a number for rows": ({"rows": 5}, ("rows '5'", "not a list of texts", "write [")),
    "a row without prime": (
        {"rows": ["h = lambda*h"], "parameters": ["lambda"]},
        ("rows 'h = lambda*h'", "does not begin with the new value", "write it as in"),
    ),
    "a row without =": ({"rows": ["h' h"]}, ("does not begin with the new value", "write it")),
    "two =": ({"rows": ["h' = h = 1"]}, ("rows, h'", "'=' at column 4", "is not allowed")),
    "a name that is none": ({"rows": ["a.b' = 1"]}, ("rows 'a.b'", "is not a name", "such as")),
    "a typo": (
        UNIT | {"rows": [X, "h' = lamda*h + x'"]},
        ("rows, h'", "lamda is not declared", "list it under parameters, noise or gates"),
    ),
    "a new value of nothing": (UNIT | {"rows": ["h' = z'"]}, ("z' has no row", "give it a row")),
    "an unknown output": (UNIT | {"output": "k"}, ("output 'k'", "no such state", "try x, h")),
    "an output that is no state": (UNIT | {"output": "lambda"}, ("'lambda'", "no such state")),
    "an output that is no text": (UNIT | {"output": 3}, ("output '3'", "not a list of texts")),
    "noise that is no table": (UNIT | {"noise": ["xi"]}, ("noise", "not a table", "[noise]")),
    "a float": (UNIT | {"noise": {"xi": 0.5}}, ("noise, xi '0.5'", "not text", "as a string")),
    "a gate of some law": (
        GATED | {"gates": {"f": "some"}},
        ("gates, f 'some'", 'neither "any" nor a list', 'write f = "any" or f = [["1/2", "0"]'),
    ),
    "an atom too short": (
        GATED | {"gates": {"f": [["1/2"], ["1/2", "1"]]}},
        ("gates, f", 'neither "any" nor a list', "write f ="),
    ),
    "probabilities that miss": (
        GATED | {"gates": {"f": [["1/2", "0"], ["1/3", "1"]]}},
        ("gates, f", "sum to 5/6", "must sum to 1"),
    ),
    "a negative probability": (
        GATED | {"gates": {"f": [["3/2", "0"], ["-1/2", "1"]]}},
        ("gates, f", "must not be negative"),
    ),
    "gates that are no table": (GATED | {"gates": ["f"]}, ("gates", "not a table", "[gates]")),
    "data of an unknown state": (
        LEVELS | {"data": {"x z": "1"}},
        ("data 'x z'", "names a state that has no row", 'write "x x" = "1"'),
    ),
    "data that are no text": (LEVELS | {"data": {"x x": ["1"]}}, ("data, x x", "is not text")),
    "slopes that are no table": (
        UNIT | {"slopes": {"w": "lambda"}},
        ("slopes.w 'lambda'", "not a table of derivatives", 'write f = "g"'),
    ),
    "a slope not declared": (
        UNIT | {"slopes": {"w": {"lambda": "Delta*lambda"}}},
        ("slopes.w, lambda", "Delta is not declared", "list it under"),
    ),
    "a slope of a gate that is no name": (
        GATED | {"gates": {"f": "any"}, "slopes": {"w": {"f": "f*(1 - f)"}}},
        ("slopes 'f*(1 - f)'", "is not a name", "write a name"),
    ),
    "a root not declared": (UNIT | {"roots": {"g": "1 - z"}}, ("roots, g", "z is not declared")),
    "a division by zero": (UNIT | {"rows": ["h' = lambda/(1 - 1)"]}, ("rows, h'",)),
}


@pytest.mark.parametrize("what", READ)
def test_reading_refuses(what: str) -> None:
    description, phrases = READ[what]
    refused(lambda: read(description), *phrases)


ASKED: dict[str, tuple[Description, tuple[str, ...]]] = {
    "a new value before its row": (
        UNIT | {"rows": ["h' = lambda*h + x'", X]},
        ("h' = h*lambda + x'", "x' is not known there", "move its row above"),
    ),
    "a product of states": (
        UNIT | {"rows": [X, "h' = lambda*h*x + x'"]},
        ("h*x", "must be linear in the states", "drop the product"),
    ),
    "a division by a state": (UNIT | {"rows": [X, "h' = 1/h + x'"]}, ("divides by a state",)),
    "a state with two rows": (
        UNIT | {"rows": [X, "h' = xi", "h' = xi"]},
        ("h: names two states or random numbers", "rename one"),
    ),
    "a state that is noise": (UNIT | {"rows": ["xi' = xi"]}, ("xi: names two", "rename one")),
    "growth": (
        {"rows": [X, "h' = 2*h + x'"], "noise": XI},
        ("E[h h] grows at each step", "the domain is empty", "make the recurrence forget"),
    ),
    "a random walk": (
        {"rows": [X, "h' = h + x'"], "noise": XI},
        ("E[h h]: its equation leaves it open", "give its value as data"),
    ),
    "a rotation": (
        {"rows": ["h' = 3/5*h - 4/5*k + xi", "k' = 4/5*h + 3/5*k"], "noise": XI},
        ("leaves it open", "give its value as data"),
    ),
}


@pytest.mark.parametrize("what", ASKED)
def test_deriving_refuses(what: str) -> None:
    description, phrases = ASKED[what]
    unit = read(description)
    refused(lambda: unit.derive("state_moment"), *phrases)
    there = ("E[h h] is multiplied by",) if what == "growth" else phrases[:1]
    refused(lambda: unit.value("state_moment", {Symbol("lambda"): Rational(1, 2)}), *there)


@pytest.mark.parametrize("covariance", ["1", "-1", "5/4"])
def test_data_that_no_law_has(covariance: str) -> None:
    given_data = {"x x": "1", "x y": covariance, "y y": "1"}
    unit = read(LEVELS | {"data": given_data})
    if covariance != "5/4":
        assert unit.value("state_moment", HALF) == 4 * (2 + 2 * Rational(covariance))
        return
    phrases = ("data = [1, 5/4; 5/4, 1]", "positive semidefinite", "give moments")
    refused(lambda: unit.value("state_moment", HALF), *phrases)
    refused(lambda: unit.derive("state_moment").value(HALF), *phrases)


def test_moments_that_no_gate_has() -> None:
    unit = read(GATED | {"gates": {"f": "any"}})
    point = {Symbol("m_1"): Rational(-2, 3), Symbol("m_2"): Rational(1, 2)}
    assert unit.derive("state_moment").domain.variables == (Symbol("m_2"),)
    assert unit.value("state_moment", point) == 2
    refused(
        lambda: unit.value("state_moment", point | {Symbol("m_2"): Rational(1, 3)}),
        "moments of f = [1, -2/3; -2/3, 1/3]",
        "positive semidefinite",
    )
    refused(lambda: unit.value("state_moment", {}), "missing", "every moment needs a value", "give")


def test_points_outside_are_refused() -> None:
    unit, at = read(UNIT), Symbol("lambda")
    assert unit.value("state_moment", {at: Rational(-1, 2)}) == Rational(4, 3)
    for number in (Rational(3, 2), Rational(-1), Rational(1)):
        point: dict[Symbol, Expr] = {at: number}
        refused(lambda point=point: unit.value("state_moment", point), "E[h h]")
        refused(lambda point=point: unit.derive("state_moment").value(point), "lambda =", "< 1")


def test_an_unknown_question_is_refused() -> None:
    unit = read(UNIT)
    refused(lambda: unit.derive("nonsense"), "NAME 'nonsense'", "no such quantity", "state_moment")
    refused(lambda: unit.question("state_kernel"), "NAME 'state_kernel'", "use state_moment")


FILES = {
    "not TOML": ('rows = ["\nh', ("is not TOML", "line 1", "mend it")),
    "rows below a table": ("[noise]\nxi = 1\nrows = 2\n[", ("is not TOML", "mend it")),
    "empty": ("", ("rows", "needs rows")),
    "a float": ('rows = ["h\' = h/2 + xi"]\n[noise]\nxi = 0.5', ("noise, xi '0.5'", "as a string")),
}


@pytest.mark.parametrize("what", FILES)
def test_files_that_are_refused(what: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FILES[what][0], encoding="utf-8")
    refused(lambda: read_file(path), *FILES[what][1])


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    refused(lambda: read_file(tmp_path / "none.toml"), "--system", "No such file", "readable file")
    refused(lambda: read_file(tmp_path), "--system", "directory", "give a readable file")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    refused(lambda: read_file(tmp_path / "binary.toml"), "--system", "utf-8", "readable file")
