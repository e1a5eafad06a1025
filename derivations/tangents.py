r"""Derivatives of a recurrence as more rows, and second copies of it at other parameters.

Differentiating a row gives the row of the derivative,
$(\partial_\theta h)' = \sum_s (\partial\,\mathrm{row}/\partial s)\, \partial_\theta s
+ D_\theta\, \mathrm{row}$, where D acts on the parameters through a table: with d exp, d tanh, d of
a gate in it, every parameterization stays rational.
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Symbol

from derivations.system import RowError, System, prime, unprime


def tangent(state: str, parameter: Symbol) -> str:
    """Name the derivative of a state with respect to a parameter."""
    return f"d[{parameter}] {state}"


def differentiated(system: System, parameter: Symbol) -> System:
    """Add the derivative of each state that depends on a parameter, as one more row each.

    Args:
        system: the rows, with the rules of symbols that depend on the parameter.
        parameter: theta; differentiate again for higher orders.

    Returns:
        The same rows followed by those of the derivatives.

    Raises:
        RowError: if no row depends on the parameter, or the laws do in a way that is not told.
    """
    _refuse_unknown_slopes(system, parameter)
    table = {symbol: slope for theta, symbol, slope in system.rules if theta == parameter}
    table.setdefault(parameter, Integer(1))
    moving = dependent(system.rows, set(table))
    if not moving:
        known = ", ".join(map(str, system.parameters)) or "none"
        raise RowError(f"{parameter}: no row depends on it; differentiate by one of {known}")
    names = {state: Symbol(tangent(str(state), parameter)) for state in moving}
    slopes = names | {prime(state): prime(name) for state, name in names.items()}
    rows = [
        (names[state], _change(row, table | slopes))
        for state, row in system.rows
        if state in moving and str(names[state]) not in system.states  # there since a first time
    ]
    return replace(system, rows=(*system.rows, *rows))


def _refuse_unknown_slopes(system: System, parameter: Symbol) -> None:
    """Refuse what would silently be taken for constant: variances, and slopes of slopes."""
    rules = [(symbol, slope) for theta, symbol, slope in system.rules if theta == parameter]
    told = {symbol for symbol, _ in rules}
    moving = told | {parameter}
    for law in system.laws:
        if moving & set(law.parameters):
            names = ", ".join(map(str, law.symbols))
            raise RowError(
                f"{parameter}: the law of {names} depends on it; give the noise variance 1 and a "
                "factor in its row, a root if need be"
            )
    gates = {g for _, slope in rules for g in slope.free_symbols} & set(system.random) - told
    for g in sorted(gates, key=str):
        if any(row.has(g) for _, row in system.rows):
            raise RowError(f"{g}: its derivative by {parameter} is not told; add a rule for it")


def dependent(rows: tuple[tuple[Symbol, Expr], ...], symbols: set[Symbol]) -> set[Symbol]:
    """Find the states that depend on some symbols, directly or through other states.

    Args:
        rows: pairs of a state and its next value.
        symbols: parameters or random numbers.

    Returns:
        The states.
    """
    moving = {state for state, row in rows if row.free_symbols & symbols}
    while grown := {
        state
        for state, row in rows
        if state not in moving and any(unprime(s) in moving for s in row.free_symbols)
    }:
        moving |= grown
    return moving


def _change(row: Expr, table: dict[Symbol, Expr]) -> Expr:
    """Apply the chain rule to a row."""
    return sum(
        (row.diff(symbol) * table[symbol] for symbol in _ordered(row) if symbol in table),
        Integer(0),
    )


def _ordered(row: Expr) -> list[Symbol]:
    return sorted(row.free_symbols, key=str)


def copied(system: System, states: tuple[Symbol, ...], parameters: tuple[Symbol, ...]) -> System:
    """Add a second copy of some states, driven by the same input, at other parameters.

    Args:
        system: the rows.
        states: which are copied.
        parameters: which take other values; the copy's carry the index 0.

    Returns:
        The rows followed by the copies.
    """
    table = {s: twin(s) for s in (*states, *parameters)}
    table |= {prime(s): prime(twin(s)) for s in states}
    rows = [(twin(s), row.xreplace(table)) for s, row in system.rows if s in states]
    rules = [
        (table.get(theta, theta), table.get(s, s), slope.xreplace(table))
        for theta, s, slope in system.rules
    ]
    relations = [(table.get(s, s), square.xreplace(table)) for s, square in system.relations]
    return replace(
        system,
        rows=(*system.rows, *rows),
        rules=tuple(dict.fromkeys((*system.rules, *rules))),
        relations=tuple(dict.fromkeys((*system.relations, *relations))),
    )


def twin(symbol: Symbol) -> Symbol:
    """Name the second copy of a state or parameter."""
    return Symbol(f"{symbol}_0")
