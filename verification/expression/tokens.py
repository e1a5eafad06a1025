"""Text becomes tokens that know their column, within limits on length and size."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import sympy

from verification.errors import InputError, refusal, shorten
from verification.expression.names import FUNCTIONS, GREEK

MAX_LENGTH = 4000
MAX_NODES = 800
MAX_DIGITS = 30
MAX_DECIMAL_EXPONENT = 30

_LETTERS = "A-Za-z" + "".join(GREEK)
_PATTERN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{_LETTERS}][{_LETTERS}0-9_₀-₉]*'?)"
    r"|(?P<operator>\*\*|[-+*/^])"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|)"
)


class Token(NamedTuple):
    """A piece of the text: what it is, its characters, its column counted from 1."""

    kind: str
    text: str
    column: int


@dataclass(frozen=True)
class Source:
    """The text under reading, the name that errors give it, and the functions it may use."""

    argument: str
    text: str
    functions: tuple[str, ...] = FUNCTIONS

    def refusal(self, rule: str, remedy: str) -> str:
        """Word a refusal of the whole text.

        Args:
            rule: The rule that the text breaks.
            remedy: What to write instead.

        Returns:
            The message of the error.
        """
        return refusal(self.argument, self.text, rule, remedy)

    def refusal_at(self, token: Token, rule: str, remedy: str) -> str:
        """Word a refusal that points at a token.

        Args:
            token: The offending token.
            rule: What is wrong with it.
            remedy: What to write instead.

        Returns:
            The message of the error.
        """
        place = f"{shorten(token.text)} at column {token.column}"
        return self.refusal(f"{place} {rule}", remedy)


def tokenize(source: Source) -> tuple[Token, ...]:
    """Cut the text into tokens.

    Args:
        source: The text.

    Returns:
        The tokens in order, without the space between them.

    Raises:
        InputError: If the text is empty or too large, or a character or number is not allowed.
    """
    if len(source.text) > MAX_LENGTH:
        raise InputError(source.refusal(f"is longer than {MAX_LENGTH} characters", "shorten it"))
    tokens = _scan(source)
    if not tokens:
        raise InputError(source.refusal("is empty", "write an expression such as 9/10"))
    if sum(token.kind not in ("open", "close") for token in tokens) > MAX_NODES:
        raise InputError(source.refusal(f"has more than {MAX_NODES} parts", "shorten it"))
    return tokens


def number_value(token: Token) -> sympy.Rational:
    """Read a number token exactly.

    Args:
        token: A number whose size `tokenize` has checked.

    Returns:
        The rational number that the digits spell.
    """
    mantissa, _, exponent = token.text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    shift = int(exponent or "0") - len(fraction)
    digits = int(whole + fraction)
    return sympy.Rational(digits * 10 ** max(shift, 0), 10 ** max(-shift, 0))


def _scan(source: Source) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position = 0
    while position < len(source.text):
        token = _token_at(source, position)
        position += len(token.text)
        if token.kind != "space":
            tokens.append(token)
    return tuple(tokens)


def _token_at(source: Source, position: int) -> Token:
    found = _PATTERN.match(source.text, position)
    if found is None:
        character = source.text[position]
        rule = f"(U+{ord(character):04X}) is not allowed"
        remedy = "use names, numbers, + - * / ** ^ ( ) and |x|"
        raise InputError(source.refusal_at(Token("unknown", character, position + 1), rule, remedy))
    kind = str(found.lastgroup)
    if kind == "name" and found.group() in source.functions:
        kind = "function"
    token = Token(kind, found.group(), position + 1)
    if kind == "number":
        _check_size(source, token)
    return token


def _check_size(source: Source, token: Token) -> None:
    mantissa, _, exponent = token.text.lower().partition("e")
    if len(mantissa.replace(".", "")) > MAX_DIGITS:
        rule = f"has more than {MAX_DIGITS} digits"
        raise InputError(source.refusal_at(token, rule, "write it with fewer digits"))
    # the length first: int() itself is slow, or refuses, on thousands of digits
    magnitude = exponent.lstrip("+-").lstrip("0")
    if len(magnitude) > 2 or int(magnitude or "0") > MAX_DECIMAL_EXPONENT:
        rule = f"has an exponent beyond {MAX_DECIMAL_EXPONENT}"
        raise InputError(source.refusal_at(token, rule, "write a number closer to 1"))
