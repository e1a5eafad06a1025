"""The fields of a description of a recurrence, each read with its own refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sympy import Expr, Symbol

from verification.errors import InputError, refusal
from verification.expression import canonical_name, parse_expression
from verification.expression.names import FUNCTIONS, IMAGINARY_UNIT, resolve

KEYS = (
    *("title", "rows", "output", "learned", "parameters"),
    *("noise", "gates", "slopes", "data", "roots"),
)
Names = Mapping[str, Symbol]


def known_keys(description: Mapping[str, Any]) -> None:
    """Refuse keys that mean nothing, and a description without rows.

    Args:
        description: from a file or from keywords.

    Raises:
        InputError: naming the key.
    """
    for key in description:
        if key not in KEYS:
            rule = "there is no such key in the description of a recurrence"
            raise InputError(refusal("system", key, rule, f"use {', '.join(KEYS)}"))
    if not description.get("rows"):
        rule = "a recurrence needs rows"
        raise InputError(refusal("rows", "", rule, "write them as in \"h' = lambda*h + x'\""))


def strings(description: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Read a list of texts, or a single one.

    Args:
        description: from a file or from keywords.
        key: which field.

    Returns:
        The texts; none if the field is not there.

    Raises:
        InputError: if it holds anything else.
    """
    found = description.get(key, ())
    found = (found,) if isinstance(found, str) else found
    if not isinstance(found, Sequence) or not all(isinstance(item, str) for item in found):
        raise InputError(refusal(key, found, "is not a list of texts", 'write ["alpha", "beta"]'))
    return tuple(found)


def table(description: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Read a table.

    Args:
        description: from a file or from keywords.
        key: which field.

    Returns:
        Its entries; none if the field is not there.

    Raises:
        InputError: if it is no table.
    """
    found = description.get(key, {})
    if not isinstance(found, Mapping):
        raise InputError(
            refusal(key, found, "is not a table", f"write [{key}] and lines name = ...")
        )
    for name in found:
        if not str(name).isprintable():
            raise InputError(refusal(key, name, "is not printable", "write a plain name"))
    return found


def names(description: Mapping[str, Any], key: str) -> tuple[Symbol, ...]:
    """Read a list of names."""
    return tuple(Symbol(canonical_name(text, argument=key)) for text in strings(description, key))


def expression(text: Any, declared: Names, argument: str) -> Expr:
    """Read an expression over declared names.

    Args:
        text: what the user wrote; a whole number is accepted as it is.
        declared: the names that it may use.
        argument: what errors call it.

    Returns:
        The expression.

    Raises:
        InputError: if it uses a name that is not declared, or a conjugate.
    """
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    for name in re.findall(r"[^\W\d]\w*'?", text) if isinstance(text, str) else ():
        if resolve(name) not in (*declared, IMAGINARY_UNIT, *FUNCTIONS):
            rule = f"{name} is not declared" if name[-1] != "'" else f"{name} has no row"
            remedy = "list it under parameters, noise or gates, or give it a row"
            raise InputError(refusal(argument, text.strip(), rule, remedy))
    read = parse_expression(text, declared, argument=argument)
    if read.free_symbols - set(declared.values()):
        rule = "holds a conjugate, and every symbol is real here"
        raise InputError(
            refusal(argument, text, rule, "write real and imaginary parts as two rows")
        )
    return read


def row(text: str) -> tuple[str, str]:
    """Split a row into the state whose next value it gives, and the right side.

    Args:
        text: such as `h' = lambda*h + x'`.

    Returns:
        The name of the state, and the text of its next value.

    Raises:
        InputError: if the left side is not a primed name.
    """
    left, equals, right = text.partition("=")
    if not equals or not left.strip().endswith("'"):
        rule = "does not begin with the new value of a state"
        raise InputError(refusal("rows", text, rule, "write it as in \"h' = lambda*h + x'\""))
    return canonical_name(left.strip()[:-1], argument="rows"), right
