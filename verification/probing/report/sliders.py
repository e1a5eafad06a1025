"""Closed forms as functions of JavaScript, for sliders; nothing but arithmetic is let through."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from verification.probing.report.quantities import Record, quantity
from verification.probing.report.words import (
    forms_of,
    symbols,
)

_MATHS = [
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "abs",
    "pow",
    "max",
    "min",
    "atan",
    "atan2",
    "asin",
    "acos",
    "asinh",
    "acosh",
    "atanh",
    "log1p",
    "expm1",
    "cbrt",
    "sign",
    "PI",
    "E",
    "SQRT2",
    "LN2",
]
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|Math\.(?P<maths>\w+)|(?:v\.)?(?P<name>\w+)"
    r"|(?P<sign>===|==|<=|>=|&&|\|\||[-+*/(),?:<>]))"
)
_FUNCTIONS = MappingProxyType({"log": "log", "ln": "log", "Abs": "abs"})
_SIGNS: Mapping[type, str] = MappingProxyType(
    {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
)
FAR = 5.0  # how far a slider goes where no curve says it
EDGE = 0.99  # of a correlation


def checked(code: str, names: Sequence[str]) -> str | None:
    """Let an expression through if it can do nothing but compute.

    Args:
        code: JavaScript of numbers, `Math` functions, `v.NAME` or NAME, and signs of arithmetic.
        names: of the variables.

    Returns:
        The same with each variable as `v[k]`; None if anything else is in it.
    """
    parts, place = [], 0
    code = code.strip()
    while place < len(code):
        found = _TOKEN.match(code, place)
        if found is None:
            return None
        if found["maths"] and found["maths"] not in _MATHS:
            return None
        if found["name"] and found["name"] not in names:
            return None
        place = found.end()
        parts.append(f"v[{names.index(found['name'])}]" if found["name"] else found[0].strip())
    text = " ".join(parts)
    return text if parts and text.count("(") == text.count(")") else None


def transcribed(text: str, names: Sequence[str]) -> str | None:
    """Write a real expression in JavaScript.

    Args:
        text: as it would be typed, such as `exp(-exp(omega))`.
        names: of the variables.

    Returns:
        JavaScript; None if it has parts that are not real arithmetic.
    """
    try:
        tree = ast.parse(text, mode="eval").body
        return checked(_code(tree), names)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _code(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return repr(node.value)
    if isinstance(node, ast.Name):
        return {"pi": "Math.PI", "E": "Math.E"}.get(node.id, node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return f"(-{_code(node.operand)})"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return f"Math.pow({_code(node.left)}, {_code(node.right)})"
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return f"({_code(node.left)} {_SIGNS[type(node.op)]} {_code(node.right)})"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        name = _FUNCTIONS.get(node.func.id, node.func.id)
        return f"Math.{name}({', '.join(map(_code, node.args))})"
    raise ValueError("is no real arithmetic")


def script(record: Record) -> str:
    """Write the data of the sliders.

    Args:
        record: of the probe.

    Returns:
        A JavaScript object; `null` where nothing can be moved.
    """
    sliders = [*map(lambda c: _of_coordinate(c, record), record.get("coordinates") or [])]
    sliders += [_of_parameter(str(p), record) for p in record.get("parameters") or []]
    names = [slider["name"] for slider in sliders]
    rows = _rows(record, names)
    if not sliders or not rows:
        return "null"
    shown = ",\n".join(
        f"  {{key: {_quoted(key)}, title: {_quoted(title)}, f: v => {code}}}"
        for key, title, code in rows
    )
    along = len(record.get("coordinates") or [])
    return f"{{along: {along}, sliders: {_quoted(sliders)},\nrows: [\n{shown}]}}"


def unmoved(record: Record) -> list[str]:
    """List the closed forms that have no expression in JavaScript."""
    names = _names(record)
    return [
        quantity(key, record).name
        for key, form in forms_of(record).items()
        if not checked(str(form.get("js") or ""), names)
    ]


def _names(record: Record) -> list[str]:
    coordinates = [str(c.get("name")) for c in record.get("coordinates") or []]
    return [*coordinates, *map(str, record.get("parameters") or [])]


def _rows(record: Record, names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Give key, title and code of what is shown."""
    given = checked(str(record.get("lambda_js") or ""), names)
    own = given or transcribed(str(record.get("lambda") or ""), names)
    size = checked(str(record.get("modulus_js") or ""), names) or (own and f"Math.abs({own})")
    rows = [("lambda", "lambda", own)] if own else []
    if size:
        rows += [] if own else [("modulus", "|lambda|", size)]
        rows.append(("memory", "memory 1/(1 - |lambda|)", f"1 / (1 - {size})"))
    for key, form in forms_of(record).items():
        code = checked(str(form.get("js") or ""), names)
        if code:
            rows.append((key, quantity(key, record).name, code))
    return [(key, symbols(title), code) for key, title, code in rows if code]


def _of_coordinate(coordinate: Mapping[str, Any], record: Record) -> dict[str, Any]:
    name = str(coordinate.get("name"))
    curves = record.get("curves") or []
    own = [c["omega"] for c in curves if c.get("coordinate") == name and c.get("omega")]
    ends = [x for x in (own[0][0], own[0][-1]) if x is not None] if own else []
    if len(ends) < 2:
        ends = [_number(coordinate.get(key)) for key in ("low", "high")]
        ends[0] = -FAR if ends[0] is None else ends[0]
        ends[1] = ends[0] + 2 * FAR if ends[1] is None else ends[1]
    middle = own[0][len(own[0]) // 2] if own else (ends[0] + ends[1]) / 2
    return {"name": name, "label": symbols(name), "low": ends[0], "high": ends[1], "start": middle}


def _of_parameter(name: str, record: Record) -> dict[str, Any]:
    given = [_number((c.get("at") or {}).get(name)) for c in record.get("curves") or []]
    known = [x for x in given if x is not None] or [0.5]
    start = known[len(known) // 2]
    return {"name": name, "label": symbols(name), "low": -EDGE, "high": EDGE, "start": start}


def _number(text: object) -> float | None:
    above, _, below = str(text).partition("/")
    try:
        found = float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        return None
    return found if abs(found) < float("inf") else None


def _quoted(value: object) -> str:
    """Write data so that nothing in it can end a script."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    return re.sub(r"[<>&']", lambda found: f"\\u{ord(found[0]):04x}", text)
