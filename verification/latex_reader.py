r"""A formula in LaTeX becomes an expression over the glossary, without anything being executed.

SymPy's own reader is not used: its grammar is ambiguous, and resolving the ambiguity is left to
the transformer. The grammar beside this file is LALR(1), so that a text has one reading or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedInput, UnexpectedToken
from sympy import Expr

from verification.errors import InputError, refusal
from verification.latex_build import REMEDY, Refused, Value, builder
from verification.latex_letters import DEFAULT, Letter, expression, table

MAX_NESTING = 60


class Limits(NamedTuple):
    """How large a formula may be.

    Args:
        length: its characters.
        weight: bits of its numbers and four for each symbol, once powers are written out.
    """

    length: int
    weight: int


TYPED = Limits(4_000, 12_000)
PRINTED = Limits(100_000, 400_000)

_HINTS = (
    (r"=", "is an equation", "give its right-hand side alone"),
    (r"\*|\\(ast|star|dagger)", "has several meanings", r"write \bar{\lambda}, or \cdot"),
    (r"\\sqrt", "is not rational", "square the statement"),
    (r"[0-9.]+", "puts a number where its reading is unclear", r"write \cdot, or braces"),
    (r"\^", "is a power that is not one digit or in braces", "write x^{2}"),
)
_BAR_TYPES = ("BAR_OPEN", "BAR_CLOSE")
_CLOSING = MappingProxyType(
    {"(": ")", "[": "]", "{": "}", "BAR_OPEN": "BAR_CLOSE", "bare start": "bare end"}
)
_DELIMITED = re.compile(r"\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\)", re.DOTALL)


def read_latex(
    text: str,
    *,
    argument: str = "formula",
    letters: Mapping[str, Expr] | None = None,
    limits: Limits = TYPED,
) -> Expr:
    r"""Read a rational formula in LaTeX.

    `|x|^2` and `\operatorname{Re}(x)` are expressed by symbols and their conjugates, for which
    G(conj z) is the conjugate of G(z), as it is for a real input. Numbers are exact.

    Args:
        text: LaTeX, with or without the dollars around it.
        argument: what an error calls the text.
        letters: symbols, or expressions that are abbreviated, by their LaTeX; the glossary's by
            default.
        limits: how large the formula may be.

    Returns:
        The expression, as SymPy's constructors leave it.

    Raises:
        InputError: if the text is not such a formula, is too large, or has several readings, or if
            two letters cannot be told apart.

    >>> read_latex(r"\frac{1}{1 - |\lambda|^{2}}")
    1/(-lambda*lambda_bar + 1)
    """
    if not isinstance(text, str):
        raise InputError(refusal(argument, text, "is not text", "give it as a string"))
    if len(text) > limits.length:
        rule = f"has more than {limits.length} characters"
        raise InputError(refusal(argument, text, rule, "give a shorter formula"))
    bare = text.strip().rstrip(".,;").strip()
    inside = _DELIMITED.fullmatch(bare)
    body = next((group for group in inside.groups() if group is not None), "") if inside else bare
    known = DEFAULT if letters is None else table(letters)
    try:
        value = cast(Value, _parser(tuple(known.items()), limits.weight).parse(body))
    except UnexpectedInput as error:
        raise InputError(_unreadable(argument, body, error)) from None
    except Refused as error:
        rule, remedy = error.args
        raise InputError(refusal(argument, text, rule, remedy)) from None
    return value.expr


def _unreadable(argument: str, text: str, error: UnexpectedInput) -> str:
    is_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    start = cast(int | None, error.pos_in_stream) or 0
    if is_end or start >= len(text):
        return refusal(argument, text, "ends too early", "complete it")
    rest = text[start:]
    for pattern, rule, remedy in _HINTS:
        if re.match(pattern, rest):
            return refusal(f"{argument}, character {start + 1}", rest, rule, remedy)
    return refusal(f"{argument}, character {start + 1}", rest, "cannot be read here", REMEDY)


class _Bars:
    """Tells opening bars from closing ones by the brackets around them, and limits the nesting."""

    always_accept = ("LINE",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Pass tokens on, each bar with its direction."""
        expected: list[str] = []
        for token in stream:
            key = token.type if token.type in _BAR_TYPES else str(token)
            if token.type == "LINE":
                # a bare bar closes only what a bare bar has opened
                key = "bare end" if expected[-1:] == ["bare end"] else "bare start"
                token.type = "BAR_CLOSE" if key == "bare end" else "BAR_OPEN"
            if key in _CLOSING:
                expected.append(_CLOSING[key])
            elif key in _CLOSING.values() and (not expected or expected.pop() != key):
                raise Refused("has brackets that do not match", "balance them")
            if len(expected) > MAX_NESTING:
                raise Refused(f"is nested more than {MAX_NESTING} deep", "flatten it")
            yield token


@lru_cache(maxsize=64)
def _parser(letters: tuple[tuple[Letter, Expr], ...], limit: int) -> Lark:
    grammar = files("verification").joinpath("latex.lark").read_text(encoding="utf-8")
    known = dict(letters)
    return Lark(
        grammar.replace("LETTERS", expression(known) if known else "(?!)."),
        parser="lalr",
        lexer="basic",
        postlex=_Bars(),
        transformer=builder(known, limit),
    )
