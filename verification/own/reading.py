"""The description of a recurrence becomes rows, laws and rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sympy import Expr, Integer, Symbol

from derivations.inputs import Input
from derivations.laws import Law, finite, gate, gaussian, symmetric
from derivations.recurrences import Recurrence
from derivations.system import Rule, ordered, prime
from derivations.tangents import dependent, twin
from verification.errors import InputError, refusal
from verification.expression import canonical_name
from verification.own import fields
from verification.own.unit import Unit, unit


def read_file(path: Path) -> Unit:
    """Read a recurrence from a TOML file.

    Args:
        path: the file; its keys are those of `read`.

    Returns:
        The recurrence with its questions.

    Raises:
        InputError: if the file cannot be read or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        description = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(refusal("--system", path, str(error), "give a readable file")) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(refusal("--system", path, f"is not TOML, {error}", "mend it")) from None
    return read(description)


def read(description: Mapping[str, Any]) -> Unit:
    """Read a recurrence from plain values.

    Args:
        description: `rows`, `parameters`, and where needed `output` (by default the last state),
            `learned`, `noise`, `gates`, `slopes`, `data`, `roots`, `title`.

    Returns:
        The recurrence with its questions.

    Raises:
        InputError: if something is not declared, or makes no sense.
    """
    fields.known_keys(description)
    texts = [fields.row(text) for text in fields.strings(description, "rows")]
    states = [Symbol(name) for name, _ in texts]
    declared = _declared(description, states)
    constant = _constants(description)
    rows = tuple(
        (state, fields.expression(right, declared, f"rows, {state}'"))
        for state, (_, right) in zip(states, texts, strict=True)
    )
    learned = fields.names(description, "learned")
    relations = tuple(
        (Symbol(name), fields.expression(text, constant, f"roots, {name}"))
        for name, text in fields.table(description, "roots").items()
    )
    rules = _rules(description, declared, learned, relations)
    outputs = tuple(dict.fromkeys(fields.names(description, "output"))) or (states[-1],)
    for output in outputs:
        if output not in states:
            known = ", ".join(map(str, states))
            raise InputError(refusal("output", output, "there is no such state", f"try {known}"))
    title = str(description.get("title", "a recurrence"))
    laws = _laws(description, constant)
    _refuse_learned(learned, rules, constant)
    twins = _twins(learned, rules, relations, rows, laws)
    _refuse_taken(description, constant, states, twins)
    moving = dependent(rows, set(twins) | {s for _, s, _ in rules}) or set(states)
    source = Input(
        name="own",
        title=title,
        rows=tuple(row for row in rows if row[0] not in moving),
        laws=laws,
        generating=Integer(0),
        parameters=(),
        data=_data(description, constant, states),
    )
    own = tuple(row for row in rows if row[0] in moving)
    return unit(Recurrence("", title, own, outputs, learned, twins, (), rules, relations), source)


def _declared(description: Mapping[str, Any], states: list[Symbol]) -> dict[str, Symbol]:
    """Collect every name that rows may use."""
    named = [str(state) for state in states]
    named += [str(name) for name in fields.names(description, "parameters")]
    for key in ("noise", "gates", "roots"):
        named += [canonical_name(name, argument=key) for name in fields.table(description, key)]
    for theta, slopes in fields.table(description, "slopes").items():
        if not isinstance(slopes, Mapping):
            rule = "is not a table of derivatives"
            raise InputError(refusal(f"slopes.{theta}", slopes, rule, 'write f = "g"'))
        gates = fields.table(description, "gates")
        named += [
            canonical_name(str(g), argument="slopes") for f, g in slopes.items() if f in gates
        ]
    declared = {name: Symbol(name) for name in named}
    return declared | {f"{state}'": prime(state) for state in states}


def _constants(description: Mapping[str, Any]) -> dict[str, Symbol]:
    """Collect the names that do not move: what variances and given moments may use."""
    roots = [canonical_name(name, argument="roots") for name in fields.table(description, "roots")]
    named = [*map(str, fields.names(description, "parameters")), *roots]
    return {name: Symbol(name) for name in named}


def _refuse_learned(
    learned: tuple[Symbol, ...], rules: tuple[Rule, ...], constant: fields.Names
) -> None:
    for theta in learned:
        if str(theta) not in constant and all(theta != by for by, _, _ in rules):
            rule = "is no parameter, and no slopes are given for it"
            raise InputError(refusal("learned", theta, rule, "list it under parameters, or slopes"))


def _refuse_taken(
    description: Mapping[str, Any],
    constant: fields.Names,
    states: list[Symbol],
    twins: tuple[Symbol, ...],
) -> None:
    """Refuse names that second copies and moments of gates will have."""
    copies = {str(twin(symbol)): symbol for symbol in (*states, *twins)} if twins else {}
    for name in (*constant, *map(str, states)):
        if name in copies:
            rule = f"is what the second copy of {copies[name]} is called"
            raise InputError(refusal("parameters", name, rule, "rename it"))
        if fields.table(description, "gates") and re.fullmatch(r"m(_\w+)?_\d+", name):
            rule = "is what a moment of a gate is called"
            raise InputError(refusal("parameters", name, rule, "rename it"))


def _rules(
    description: Mapping[str, Any],
    declared: fields.Names,
    learned: tuple[Symbol, ...],
    relations: tuple[tuple[Symbol, Expr], ...],
) -> tuple[Rule, ...]:
    """Read how symbols depend on learned parameters; roots follow by the chain rule."""
    rules = [
        (
            Symbol(canonical_name(theta, argument="slopes")),
            Symbol(canonical_name(name, argument="slopes")),
            fields.expression(text, declared, f"slopes.{theta}, {name}"),
        )
        for theta, slopes in fields.table(description, "slopes").items()
        for name, text in slopes.items()
    ]
    for theta in learned:
        table = {symbol: slope for by, symbol, slope in rules if by == theta} or {theta: Integer(1)}
        for root, square in relations:
            slope = sum((square.diff(s) * d for s, d in table.items()), Integer(0))
            if slope != 0:
                rules.append((theta, root, slope / (2 * root)))
    return tuple(rules)


def _laws(description: Mapping[str, Any], declared: fields.Names) -> tuple[Law, ...]:
    laws = []
    for name, given in fields.table(description, "noise").items():
        symbol, argument = Symbol(canonical_name(name)), f"noise, {name}"
        if isinstance(given, Mapping):
            for key in given:
                if key not in ("variance", "kurtosis"):
                    rule = "is neither variance nor kurtosis"
                    raise InputError(refusal(argument, key, rule, "use one of these"))
            variance = fields.expression(given.get("variance", "1"), declared, argument)
            kurtosis = fields.expression(given.get("kurtosis", "3"), declared, argument)
            laws.append(symmetric(symbol, variance, kurtosis))
        else:
            laws.append(gaussian(symbol, fields.expression(given, declared, argument)))
    gates = fields.table(description, "gates")
    slopes = fields.table(description, "slopes").values()
    for name, given in gates.items():
        letter = "m" if len(gates) == 1 else f"m_{canonical_name(name)}"
        more = [Symbol(canonical_name(str(table[name]))) for table in slopes if name in table]
        symbols = (Symbol(canonical_name(name)), *more)
        laws.append(_gate(name, given, symbols, declared, letter))
    return tuple(laws)


def _gate(
    name: str, given: Any, symbols: tuple[Symbol, ...], declared: fields.Names, letter: str
) -> Law:
    if given == "any":
        return gate(symbols, letter)
    rule = 'is neither "any" nor a list of [probability, value]'
    remedy = f'write {name} = "any" or {name} = [["1/2", "0"], ["1/2", "1"]]'
    if not isinstance(given, list) or not all(
        isinstance(atom, list) and len(atom) == len(symbols) + 1 for atom in given
    ):
        raise InputError(refusal(f"gates, {name}", given, rule, remedy))
    read = [[fields.expression(e, declared, f"gates, {name}") for e in atom] for atom in given]
    try:
        return finite(symbols, tuple((p, tuple(values)) for p, *values in read))
    except ValueError as error:
        raise InputError(f"gates, {name}: {error}") from None


def _data(
    description: Mapping[str, Any], declared: fields.Names, states: list[Symbol]
) -> tuple[tuple[tuple[str, ...], Expr], ...]:
    found = []
    for product, text in fields.table(description, "data").items():
        factors = tuple(canonical_name(name, argument="data") for name in product.split())
        for factor in factors:
            if Symbol(factor) not in states:
                rule = "names a state that has no row"
                raise InputError(refusal("data", product, rule, 'write "x x" = "1"'))
        found.append((ordered(*factors), fields.expression(text, declared, f"data, {product}")))
    return tuple(found)


def _twins(
    learned: tuple[Symbol, ...],
    rules: tuple[Rule, ...],
    relations: tuple[tuple[Symbol, Expr], ...],
    rows: tuple[tuple[Symbol, Expr], ...],
    laws: tuple[Law, ...],
) -> tuple[Symbol, ...]:
    """Name the symbols that differ in a second copy; none if a gate itself would have to."""
    random = {symbol for law in laws for symbol in law.symbols}
    moved = {symbol for theta, symbol, _ in rules if theta in learned}
    moved |= {theta for theta in learned if any(row.has(theta) for _, row in rows)}
    return () if moved & random else tuple(sorted(moved, key=str))
