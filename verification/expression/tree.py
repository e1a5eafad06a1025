"""Tokens become a syntax tree in which every name and number is the position of its token."""

import ast
from collections.abc import Iterable
from difflib import get_close_matches

from verification.errors import InputError
from verification.expression.names import IMAGINARY_UNIT, resolve
from verification.expression.tokens import Source, Token

MAX_NESTING = 60

# every token fills a slot of the same width, so that a column of the tree names its token
_SLOT = 6


def arrange(source: Source, tokens: tuple[Token, ...], names: Iterable[str]) -> ast.expr:
    """Check that the tokens make an expression, and give its tree.

    Python's own parser sees only placeholders, operators and parentheses: no name, keyword or
    literal of the user reaches it.

    Args:
        source: The text, for errors.
        tokens: Its tokens.
        names: The canonical names that are declared.

    Returns:
        The tree; `token_of` gives the token behind one of its nodes.

    Raises:
        InputError: If a name is not declared, or the tokens do not make an expression.
    """
    _check_names(source, tokens, tuple(names))
    closing_bars = _check_order(source, tokens)
    slots = (_slot(i, token, i in closing_bars) for i, token in enumerate(tokens))
    try:
        return ast.parse("".join(slots), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise InputError(
            source.refusal("is not an expression", "write it in a simpler form")
        ) from None


def token_of(tokens: tuple[Token, ...], node: ast.expr) -> Token:
    """Give the token at which a node of the tree begins.

    Args:
        tokens: The tokens that the tree was made from.
        node: One of its nodes.

    Returns:
        The token.
    """
    return tokens[node.col_offset // _SLOT]


def _slot(index: int, token: Token, closes_bar: bool) -> str:
    if token.kind in ("number", "name", "function"):
        return f"t{index:0{_SLOT - 2}d} "
    if token.kind == "bar":
        return ")".ljust(_SLOT) if closes_bar else f"t{index:0{_SLOT - 2}d}("
    return token.text.replace("^", "**").ljust(_SLOT)


def _check_names(source: Source, tokens: tuple[Token, ...], names: tuple[str, ...]) -> None:
    for token in tokens:
        if token.kind == "name" and resolve(token.text) not in (*names, IMAGINARY_UNIT):
            functions = ", ".join(f"{name}()" for name in source.functions)
            known = ", ".join((*names, IMAGINARY_UNIT))
            remedy = f"use numbers, {known}, {functions}"
            raise InputError(source.refusal_at(token, "is not a known name", remedy))


def _check_order(source: Source, tokens: tuple[Token, ...]) -> frozenset[int]:
    # operands and operators alternate, which also tells closing bars from opening ones
    pending: list[Token] = []
    closing_bars: set[int] = set()
    operand_next = True
    previous = Token("start", "", 0)
    for i, token in enumerate(tokens):
        if previous.kind == "function" and token.kind != "open":
            raise InputError(
                source.refusal_at(previous, "lacks its parenthesis", f"write {previous.text}(x)")
            )
        if operand_next:
            operand_next = _starts_operand(source, token, pending)
        elif token.kind == "operator":
            operand_next = True
        else:
            _end_operand(source, previous, token, pending)
            closing_bars.update([i] if token.kind == "bar" else [])
        previous = token
    if operand_next:
        raise InputError(
            source.refusal_at(previous, "is followed by nothing", "complete the expression")
        )
    if pending:
        raise InputError(source.refusal_at(pending[-1], "is never closed", "close it or remove it"))
    return frozenset(closing_bars)


def _starts_operand(source: Source, token: Token, pending: list[Token]) -> bool:
    if token.kind in ("number", "name"):
        return False
    if token.kind in ("open", "bar"):
        pending.append(token)
        if len(pending) > MAX_NESTING:
            raise InputError(too_deep(source, token))
    elif token.kind != "function" and token.text not in ("+", "-"):
        raise InputError(
            source.refusal_at(token, "stands where a value must", "put a number or name there")
        )
    return True


def _end_operand(source: Source, previous: Token, token: Token, pending: list[Token]) -> None:
    if token.kind not in ("close", "bar"):
        rule = f"follows {previous.text[:20]!r} without an operator"
        remedy = "put + - * / or ** between them"
        if previous.kind == "name" and token.kind == "open":
            functions = ", ".join(f"{name}()" for name in source.functions)
            close = get_close_matches(previous.text, source.functions, n=1)
            meant = f"did you mean {close[0]}()? else " if close else ""
            remedy = f"{meant}put * between them for a product; the functions are {functions}"
        raise InputError(source.refusal_at(token, rule, remedy))
    if not pending:
        raise InputError(source.refusal_at(token, "closes nothing", "open it or remove it"))
    opening = pending.pop()
    if (opening.kind == "bar") != (token.kind == "bar"):
        rule = f"does not close {opening.text!r} at column {opening.column}"
        raise InputError(source.refusal_at(token, rule, "close that one first"))


def too_deep(source: Source, token: Token) -> str:
    """Word the refusal of an expression that is nested too deeply.

    Args:
        source: The text.
        token: The token at which the limit is passed.

    Returns:
        The message of the error.
    """
    return source.refusal_at(token, f"is nested more than {MAX_NESTING} deep", "simplify it")
