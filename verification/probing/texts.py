"""Expressions and findings of a probe as plain data: text, LaTeX, JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count
from typing import Any

from sympy import E, Expr, Function, ImmutableMatrix, Pow, Rational, Symbol, jscode, log
from sympy import latex as sympy_latex

from derivations.plain import plain
from derivations.probing.forms import Form
from derivations.probing.reach.ends import Number
from derivations.probing.reach.reached import Contact, Departure, Range, Reach

DIGITS = 12
HALF = Rational(1, 2)
LETTER = re.compile(r"\bF\d+_\b")


def text(expression: Expr) -> str:
    """Write an expression so that it can be typed again."""
    if isinstance(expression, ImmutableMatrix):
        rows = (", ".join(map(text, row)) for row in expression.tolist())
        return f"[{'; '.join(rows)}]"
    letters = {str(symbol): str(symbol) for symbol in expression.free_symbols}
    written = plain(_lettered(expression, letters))
    return LETTER.sub(lambda found: letters[found[0]], written)


def _lettered(node: Expr, letters: dict[str, str]) -> Expr:
    """Put letters for functions: `plain` orders the terms of fractions alone."""
    if isinstance(node, Function):
        inner = ", ".join(map(text, node.args))
        return _letter(f"{node.func.__name__}({inner})", letters)
    if node == E:
        return _letter("exp(1)", letters)
    if isinstance(node, Pow) and not node.exp.is_Integer and abs(node.exp) != HALF:
        if (2 * node.exp).is_Integer:
            return _letter(f"sqrt({text(node.base)})", letters) ** (2 * node.exp)
        # a power that can be typed is whole
        return _letter(f"exp({text(node.exp * log(node.base))})", letters)
    if node.is_Add:
        return node.func(*(_term(part, letters) for part in node.args))
    return node.func(*(_lettered(part, letters) for part in node.args)) if node.args else node


def _term(node: Expr, letters: dict[str, str]) -> Expr:
    """Let one over a sum be a letter, so that 1 - 1/(1 + x) begins with its 1."""
    sign, rest = node.as_coeff_Mul()
    if sign in (1, -1) and rest.is_Pow and rest.exp == -1 and rest.base.is_Add:
        return sign * _letter(f"1/({text(rest.base)})", letters)
    return _lettered(node, letters)


def _letter(written: str, letters: dict[str, str]) -> Symbol:
    letter = next(name for k in count() if (name := f"F{k}_") not in letters)
    letters[letter] = written
    return Symbol(letter)


def optional(writer: Callable[[Expr], str], expression: Expr | None) -> str | None:
    """Write an expression if there is one."""
    return None if expression is None else writer(expression)


def latex(expression: Expr) -> str:
    """Write an expression in LaTeX."""
    return str(sympy_latex(expression, mat_delim="("))


def written(form: Form) -> dict[str, Any]:
    """Write a closed form in every way a report needs.

    Args:
        form: the closed form.

    Returns:
        Its title, and its expression as text, LaTeX and, for a scalar, JavaScript.
    """
    scalar = not isinstance(form.expression, ImmutableMatrix)
    return {
        "title": form.title,
        "expr": text(form.expression),
        "latex": latex(form.expression),
        "js": javascript(form.expression) if scalar else None,
    }


def javascript(expression: Expr) -> str | None:
    """Write an expression in JavaScript, its symbols as `v.NAME`.

    Args:
        expression: a real expression.

    Returns:
        The code; None if a function in it has no counterpart.
    """
    fields = {symbol: Symbol(f"v.{symbol}") for symbol in expression.free_symbols}
    code: str = jscode(expression.xreplace(fields), strict=False)
    return None if "//" in code else code


def of_reach(found: Reach) -> dict[str, Any]:
    """Write down where a map stays in the disk.

    Args:
        found: what is known of it; None where nothing is.

    Returns:
        Plain data.
    """
    valid = found.valid
    return {
        "inside": found.inside,
        "monotone": found.monotone,
        "injective": found.injective,
        "period": None if found.period is None else text(found.period),
        "size": found.size and _range("|lambda|", found.size),
        "memory": found.memory and _range("1/(1 - |lambda|)", found.memory),
        "contacts": [_contact(contact) for contact in found.contacts],
        "poles": [f"{pole.omega}: {pole.reason}" for pole in found.poles],
        "leaves": found.leaves and _departure(found.leaves),
        "valid": valid and f"{_inward(valid.low, 1)} < {valid.symbol} < {_inward(valid.high, -1)}",
        "reason": found.reason,
    }


def _range(name: str, of: Range) -> str:
    low, high = ("<=" if has else "<" for has in (of.has_low, of.has_high))
    return f"{_number(of.low)} {low} {name} {high} {_number(of.high)}"


def _contact(contact: Contact) -> str:
    where = f"{contact.symbol} -> {_number(contact.omega)}: lambda -> {text(contact.eigenvalue)}"
    return where if contact.order is None else f"{where}, to order {contact.order}"


def _departure(left: Departure) -> str | None:
    where = left.omega and f"{left.symbol} = {_number(left.omega)}"
    at = ", ".join(f"{symbol} = {text(number)}" for symbol, number in left.witness)
    seen = left.size and f"|lambda| = {left.size.decimal(DIGITS)} at {at}"
    return "; ".join(filter(None, (where, seen))) or None


def _inward(end: Number, towards: int) -> str:
    """Write an end of an interval, one that is rounded on the inner side."""
    if end.exact is not None:
        return text(end.exact)
    last = Decimal(10) ** -DIGITS
    middle = Decimal(end.decimal(2 * DIGITS))
    return str(middle.quantize(last, ROUND_CEILING if towards > 0 else ROUND_FLOOR))


def _number(number: Number) -> str:
    return number.decimal(DIGITS) if number.exact is None else text(number.exact)
