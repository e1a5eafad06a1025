"""A gate of one's own: closed forms under independence, and runs that say how far that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
from flint import acb
from sympy import Expr, Integer, Symbol, sqrt

from derivations.inputs import Input, Z
from derivations.probing.gate import Moments, gated_forms, lacking, moments, norms
from numerics.gate import Measured, measure
from verification.decimals import ball, number
from verification.enclosure import enclosure
from verification.errors import InputError, refusal
from verification.evidence.student import quantile
from verification.expression import parse_map, parse_point
from verification.expression.analytic import ANALYTIC
from verification.expression.names import FUNCTIONS, IMAGINARY_UNIT, resolve
from verification.lowering import lower
from verification.probing.inputs import at_correlation, input_of

SIGNALS, GAINS = ("x", "u"), ("1", "1 - f")
DEFAULTS: Mapping[str, Expr] = MappingProxyType({"w": Integer(1), "b": Integer(2)})
STATED = "the gates are independent of each other and of the input, each of the law they have on it"
ERROR_RATE = 1e-6  # that runs contradict right closed forms, in the limit of many chains
DIGITS, INNER = 15, 50  # printed, and of the gate's moments
BIAS = 1e-6  # the part of a closed form that the start may take away
LONGEST, WORK, FEWEST, MOST = 2**14, 2**22, 2**10, 2**15
HIGHEST = 400  # norms beyond which no run is planned
REMEDY = "write one such as 'sigmoid(w*x + b)'"
_WORD = re.compile(r"[^\W\d]\w*")
Pair = tuple[int, int]


class Gate(NamedTuple):
    """A gate at a point.

    Args:
        expression: f, of a signal of variance 1 and of the parameters.
        signal: the signal.
        values: exact numbers by parameter, n of them.
    """

    expression: Expr
    signal: Symbol
    values: dict[Symbol, Expr]


def gated(text: str, input_text: str, at: str | None, seed: int) -> dict[str, Any]:
    """Judge the closed forms of a gate by runs with noise of its own, and with the input on it.

    Args:
        text: f in a signal x or u and in parameters, such as `sigmoid(w*x + b)`.
        input_text: the input, see `input_of`; runs need a white or an exponential one.
        at: numbers for the parameters, and for rho where the input leaves it open; w = 1 and b = 2
            need none.
        seed: of the runs.

    Returns:
        The gate, its moments, and for gamma = 1 and 1 - f each quantity: `closed` as a ball,
        `independent` with its deviation allowed, `on_input` with its ratio to the closed form.

    Raises:
        InputError: if the gate, the input or the point cannot be used.
    """
    gate, source = _read(text, input_text, at)
    try:
        known = moments(gate.expression, gate.values, INNER)
        if not known.square < 1:
            rule = f"E f^2 = {known.square.str(5)} is not below 1: the state has no second moment"
            raise InputError(refusal("--gate", text, rule, "give --at another point"))
        closed = [_closed(source, known, gain != "1") for gain in GAINS]
        parts = [_judged(gate, source, k, each, seed) for k, each in enumerate(closed)]
    except (ArithmeticError, TypeError, ValueError) as error:
        raise error if isinstance(error, InputError) else InputError(str(error)) from None
    return {
        "gate": text.strip(),
        "at": {str(symbol): number(value) for symbol, value in gate.values.items()},
        "input": source.title,
        "independence": STATED,
        "moments": _named(gate, known),
        "error_rate": ERROR_RATE,
        "forms": parts,
    }


def _read(text: str, input_text: str, at: str | None) -> tuple[Gate, Input]:
    source, point = input_of(input_text), parse_point(at, argument="--at") if at else {}
    for symbol in source.parameters:
        rho = point.pop(str(symbol), None)
        if rho is None or not (rho.is_real and abs(rho) <= 1):
            rule = f"gives no correlation {symbol}, which the input leaves open"
            raise InputError(refusal("--at", at or "", rule, f"add {symbol}=1/2 or the like"))
        source = at_correlation(rho)
    found, signal, parameters = _parsed(text)
    given = {**DEFAULTS, **point}
    wrong = [name for name in parameters if name not in given or not given[name].is_real]
    if wrong or set(point) - set(parameters):
        rule = f"must give real numbers for {', '.join(parameters)} and nothing else"
        raise InputError(refusal("--at", at or "", rule, "write it as in 'w=1, b=2'"))
    values = {Symbol(name): given[name] for name in parameters}
    scaled = found.xreplace({signal: sqrt(_variance(source)) * signal})
    return Gate(scaled, signal, values), source


def _parsed(text: str) -> tuple[Expr, Symbol, list[str]]:
    words = dict.fromkeys(resolve(word) for word in _WORD.findall(text))
    names = [word for word in words if word not in (IMAGINARY_UNIT, *FUNCTIONS, *ANALYTIC)]
    found = parse_map(text, names, argument="--gate")
    used = [name for name in names if Symbol(name) in found.free_symbols]
    signals = [name for name in used if name in SIGNALS]
    if len(signals) != 1 or len(used) < 2:
        rule = "must hold one signal, x or u, and at least one parameter"
        raise InputError(refusal("--gate", text, rule, REMEDY))
    return found, Symbol(signals[0]), [name for name in used if name not in signals]


def _variance(source: Input) -> Expr:
    return 2 * source.generating.xreplace({Z: Integer(0)})


def _pairs(count: int) -> Iterator[Pair]:
    """List the quantities: (0, 0) for the state, then pairs of parameters from 1 on."""
    yield 0, 0
    yield from ((i, j) for i in range(1, count + 1) for j in range(i, count + 1))


def _closed(source: Input, known: Moments, coupled: bool) -> dict[Pair, acb]:
    forms = gated_forms(source, coupled)
    return {
        (i, j): enclosure(forms[bool(i)], known.of_pair(max(i, 1) - 1, max(j, 1) - 1), DIGITS)
        for i, j in _pairs(len(known.slopes))
    }


def _judged(
    gate: Gate, source: Input, place: int, closed: dict[Pair, acb], seed: int
) -> dict[str, Any]:
    coupled = bool(place)
    plan, note = _planned(gate, source, closed)
    rows = [{"name": _name(gate, *pair), "closed": ball(c, DIGITS)} for pair, c in closed.items()]
    report: dict[str, Any] = {"gain": GAINS[place], "note": note, "quantities": rows}
    if plan is None:
        return report
    burn, lacks = plan
    chains = min(MOST, max(FEWEST, WORK // (2 * burn)))
    function = lower(gate.expression, (gate.signal, *gate.values))
    width = quantile(ERROR_RATE / len(GAINS) / len(closed), chains - 1)
    for independent in (True, False):
        key = jax.random.fold_in(jax.random.key(seed), 2 * place + independent)
        point, rho = [float(value) for value in gate.values.values()], float(source.atoms[0][1])
        run = measure(
            *(function, point, rho, key, chains, burn, independent), coupled=coupled, burn=burn
        )
        for row, (pair, c) in zip(rows, closed.items(), strict=True):
            seen = _compared(*_picked(run, pair, source), float(c.real), width, lacks[pair])
            row["independent" if independent else "on_input"] = seen
    return {**report, "chains": chains, "burn_in": burn, "steps": burn}


def _picked(run: Measured, pair: Pair, source: Input) -> tuple[float, float]:
    place, scale = tuple(k - 1 for k in pair), float(_variance(source))
    kinds = ((m.metric[place] if pair[0] else m.state) for m in run)
    mean, error = (scale * float(kind) for kind in kinds)
    return mean, error


def _compared(
    mean: float, error: float, closed: float, width: float, lacks: float
) -> dict[str, Any]:
    allowed = width * error + lacks
    return {
        "mean": mean,
        "error": error,
        "allowed": allowed,
        "agrees": abs(mean - closed) <= allowed,
        "ratio": mean / closed if closed else None,
        "ratio_error": error / abs(closed) if closed else None,
    }


def _planned(
    gate: Gate, source: Input, closed: dict[Pair, acb]
) -> tuple[tuple[int, dict[Pair, float]] | None, str]:
    """Find how many steps forget the start, and bound what is then missing; or say why not."""
    if len(source.atoms) != 1 or not abs(source.atoms[0][1]) < 1:
        return None, "not run: runs need a white or an exponential input with |rho| < 1"
    rho = abs(source.atoms[0][1])
    order = 2 * ceil((1 + rho) / (1 - rho))
    if order > HIGHEST:
        return None, f"not run: rho is so near {source.atoms[0][1]} that no run is proved to forget"
    known = norms(*gate, order)
    scale, sizes = float(_variance(source)), {p: abs(float(c.real)) for p, c in closed.items()}
    steps = 16
    while known.gate < 1 and steps <= LONGEST:
        lacks = {pair: scale * float(lacking(known, steps, pair)) for pair in closed}
        if all(lacks[i, j] <= BIAS * (sizes[i, i] * sizes[j, j]) ** 0.5 for i, j in closed):
            return (steps, lacks), ""
        steps = ceil(1.25 * steps)
    return None, f"not run: no {LONGEST} steps are proved to forget the start"


def _name(gate: Gate, i: int, j: int) -> str:
    first, *others = dict.fromkeys(str(s) for k, s in enumerate(gate.values, 1) if k in (i, j)) or [
        ""
    ]
    if not first:
        return "state_moment"
    return f"sensitivity_product_{first}_{others[0]}" if others else f"sensitivity_moment_{first}"


def _named(gate: Gate, known: Moments) -> dict[str, Any]:
    found = {"E f": known.mean, "E f^2": known.square}
    names = [str(symbol) for symbol in gate.values]
    for i, name in enumerate(names):
        found |= {f"E f_{name}": known.slopes[i], f"E f f_{name}": known.meetings[i]}
    for i, j in _pairs(len(names)):
        if i:
            found[f"E f_{names[i - 1]} f_{names[j - 1]}"] = known.products[i - 1][j - 1]
    return {name: ball(acb(value), DIGITS) for name, value in found.items()}
