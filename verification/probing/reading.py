"""A parameterization as a user types it: a map, a gain, intervals; or a name of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from sympy import Expr, Symbol, oo

from derivations.parameterizations import NAMES, find
from derivations.parameterizations.parameterization import (
    Coordinate,
    Parameterization,
    conjugated,
)
from derivations.symbols import LAMBDA, LAMBDA_BAR
from verification.errors import InputError, refusal
from verification.expression import canonical_name, parse_map
from verification.expression.analytic import ANALYTIC
from verification.expression.names import FUNCTIONS, IMAGINARY_UNIT, resolve
from verification.probing.own_file import from_file, is_file

_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")  # the e of 1e-3 is none
_INTERVAL = re.compile(r"(?P<low>[^<]+)<(?P<name>[^<]+)<(?P<high>[^<]+)")
_ENDS: Mapping[str, Expr] = {"-oo": -oo, "-inf": -oo, "oo": oo, "inf": oo, "+oo": oo, "+inf": oo}
CONSTANTS = (IMAGINARY_UNIT, "pi", *FUNCTIONS, *ANALYTIC)  # words that are no coordinates
TYPED = "typed"  # the name of what is none of the catalogue
REMEDY = "write a function such as 'exp(-exp(omega))', or a name of `linrec probe --list`"


def parameterization(
    text: str, gain: str = "", domain: str = "", *, detached: bool = False
) -> Parameterization:
    """Read a parameterization.

    Args:
        text: lambda as a function of its coordinates, a name of the catalogue, or `FILE.py:NAME`.
        gain: gamma, of lambda and the coordinates; 1, or the catalogue's, when empty.
        domain: intervals such as `-1<omega<1, 0<theta<3`; else those of the catalogue, or all.
        detached: whether gamma is held fixed in derivatives.

    Returns:
        The parameterization.

    Raises:
        InputError: if it is none.
    """
    unit = _named(text) or _typed(text)
    symbols = {str(symbol): symbol for symbol in unit.symbols}
    if gain:
        unit = _with_gain(unit, gain, symbols)
    if detached:
        unit = replace(unit, is_coupled=False)
    return replace(unit, coordinates=_bounded(unit, domain, symbols)) if domain else unit


def _named(text: str) -> Parameterization | None:
    if is_file(text):
        return from_file(text)
    return find(text) if text in NAMES else None


def _typed(text: str) -> Parameterization:
    words = dict.fromkeys(resolve(word) for word in _WORD.findall(text))
    names = [word for word in words if word not in CONSTANTS]
    if {str(LAMBDA), str(LAMBDA_BAR)} & {*names}:
        rule = "holds lambda itself, which it is to define"
        raise InputError(refusal("LAMBDA", text, rule, REMEDY))
    if _is_name(text) and (close := get_close_matches(text, NAMES, n=3)):
        rule = "is no parameterization of the catalogue"
        raise InputError(refusal("LAMBDA", text, rule, f"did you mean {', '.join(close)}?"))
    if not text.strip():
        raise InputError(refusal("LAMBDA", text, "is empty", REMEDY))
    eigenvalue = parse_map(text, names, argument="LAMBDA")
    if not eigenvalue.free_symbols:
        rule = "is a number: nothing in it can be learned"
        raise InputError(refusal("LAMBDA", text, rule, REMEDY))
    used = sorted(map(str, eigenvalue.free_symbols), key=names.index)
    coordinates = tuple(Coordinate(Symbol(name)) for name in used)
    return Parameterization(TYPED, text.strip(), eigenvalue, coordinates=coordinates)


def _is_name(text: str) -> bool:
    return bool(re.fullmatch(r"[\w-]+", text)) and resolve(text) != "omega"


def _with_gain(
    unit: Parameterization, text: str, symbols: Mapping[str, Symbol]
) -> Parameterization:
    names = (*symbols, str(LAMBDA))
    for word in _WORD.findall(text):
        name = resolve(word)
        if name not in (*names, *CONSTANTS):
            rule, remedy = f"{word} is not known there", f"use {', '.join(names)} and functions"
            raise InputError(refusal("--gain", text, rule, remedy))
    read = parse_map(text, names, argument="--gain", complex_names=(str(LAMBDA),))
    eigenvalues = {LAMBDA: unit.eigenvalue, LAMBDA_BAR: conjugated(unit.eigenvalue)}
    return replace(unit, gain=read.xreplace(eigenvalues), is_coupled=True)


def _bounded(
    unit: Parameterization, text: str, symbols: Mapping[str, Symbol]
) -> tuple[Coordinate, ...]:
    bounds: dict[Symbol, tuple[Expr, Expr]] = {}
    for part in text.split(","):
        found = _INTERVAL.fullmatch(part.strip())
        if found is None:
            rule = f"{part.strip()!r} is no open interval"
            raise InputError(
                refusal("--domain", text, rule, "write it as in '-1<omega<1', or '0<omega<oo'")
            )
        name = canonical_name(found["name"].strip(), argument="--domain")
        if name not in symbols:
            rule, remedy = f"{name} is no coordinate", f"use {', '.join(symbols)}"
            raise InputError(refusal("--domain", text, rule, remedy))
        low, high = _end(found["low"].strip()), _end(found["high"].strip())
        if not low < high:
            rule = f"holds no number between {low} and {high}"
            raise InputError(refusal("--domain", text, rule, "give the lower end first"))
        if symbols[name] in bounds:
            rule = f"bounds {name} twice"
            raise InputError(refusal("--domain", text, rule, "give one interval for each"))
        bounds[symbols[name]] = (low, high)
    return tuple(
        Coordinate(c.symbol, *bounds.get(c.symbol, (c.low, c.high))) for c in unit.coordinates
    )


def _end(text: str) -> Expr:
    if text in _ENDS:
        return _ENDS[text]
    number = parse_map(text, (), argument="--domain, end")
    if not number.is_real:
        raise InputError(refusal("--domain", text, "is not real", "give a real number, or oo"))
    return number
