"""The three things a user types: an expression, a number, a point."""

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import sympy

from verification.errors import InputError, refusal, shorten
from verification.expression.analytic import ANALYTIC
from verification.expression.build import build
from verification.expression.names import FUNCTIONS, IMAGINARY_UNIT, canonical_name
from verification.expression.tokens import MAX_LENGTH, Source, tokenize
from verification.expression.tree import arrange

_NO_NAMES: Mapping[str, sympy.Symbol] = MappingProxyType({})


def parse_expression(
    text: str, names: Mapping[str, sympy.Symbol], *, argument: str = "expression"
) -> sympy.Expr:
    """Read a rational expression in declared names, `conj`, `Re`, `Im` and even powers of `|x|`.

    The conjugate of a symbol is a symbol of its own: `names["lambda_bar"]` where it is declared,
    `Symbol("lambda_bar")` otherwise. Symbols declared real, and `rho`, `mu` and `sigma`, are
    their own conjugate. Numbers are exact, and a result without symbols is `a + b*I`.

    Args:
        text: What the user typed; `0.1` means 1/10, `^` means `**`.
        names: Canonical names (see `canonical_name`) and the symbols they stand for.
        argument: What an error calls the text.

    Returns:
        The expression, as SymPy's constructors leave it (not expanded, not cancelled).

    Raises:
        InputError: If the text is not such an expression, or too large, or divides by zero.

    >>> parse_expression("1/(1 - |lam|^2)", {"lambda": sympy.Symbol("lambda")})
    1/(-lambda*lambda_bar + 1)
    """
    if not isinstance(text, str):
        raise InputError(refusal(argument, text, "is not text", "give it as a string"))
    source = Source(argument, text)
    tokens = tokenize(source)
    return build(source, tokens, arrange(source, tokens, names), names)


def parse_map(
    text: str,
    names: Iterable[str],
    *,
    argument: str = "map",
    complex_names: Collection[str] = (),
) -> sympy.Expr:
    """Read a function of real variables, such as `exp(-exp(omega))` or `nu*exp(I*theta)`.

    Beside what `parse_expression` reads, pi and the functions of `ANALYTIC` may be used.

    Args:
        text: What the user typed.
        names: Canonical names of the variables.
        argument: What an error calls the text.
        complex_names: Those of them that are not real.

    Returns:
        The expression, in plain symbols of these names.

    Raises:
        InputError: As by `parse_expression`.

    >>> parse_map("tanh(omega)/2", ["omega"])
    tanh(omega)/2
    """
    if not isinstance(text, str):
        raise InputError(refusal(argument, text, "is not text", "give it as a string"))
    letters = {name: sympy.Symbol(name, real=name not in complex_names or None) for name in names}
    known = {**letters, "pi": sympy.pi}
    source = Source(argument, text, (*FUNCTIONS, *ANALYTIC))
    tokens = tokenize(source)
    found = build(source, tokens, arrange(source, tokens, known), known)
    for kink in sorted(found.atoms(sympy.Abs), key=str):
        rule = f"holds {shorten(kink)}, which has no derivative at 0"
        raise InputError(source.refusal(rule, "write x itself, where it is positive"))
    return found.xreplace({symbol: sympy.Symbol(name) for name, symbol in letters.items()})


def parse_number(text: str, *, argument: str = "number") -> sympy.Expr:
    """Read an exact Gaussian rational such as `9/10`, `0.1` or `3/5+3/5*I`.

    Anything else is refused with an `InputError`, as by `parse_expression`.

    Args:
        text: What the user typed.
        argument: What an error calls the text.

    Returns:
        The number `a + b*I` with rational `a` and `b`.

    >>> parse_number("0.1 + (1+I)^2")
    1/10 + 2*I
    """
    return parse_expression(text, _NO_NAMES, argument=argument)


def parse_point(text: str, *, argument: str = "point") -> dict[str, sympy.Expr]:
    """Read a point such as `lambda=3/5+3/5*I, lambda_0=1/2`.

    Args:
        text: Entries `name=number` separated by commas or semicolons.
        argument: What an error calls the text.

    Returns:
        Canonical names and exact numbers, in the order given.

    Raises:
        InputError: If an entry is not `name=number`, or a name is given twice.

    >>> parse_point("lam=0.9; rho=3/4")
    {'lambda': 9/10, 'rho': 3/4}
    """
    source = Source(argument, text)
    if not isinstance(text, str):
        raise InputError(source.refusal("is not text", "give it as a string"))
    if len(text) > MAX_LENGTH:
        raise InputError(
            source.refusal(f"is longer than {MAX_LENGTH} characters", "give fewer entries")
        )
    point: dict[str, sympy.Expr] = {}
    for entry in re.split(r"[,;]", text):
        name, value = _parse_entry(source, entry.strip())
        if name in point:
            raise InputError(source.refusal(f"gives {shorten(name)} twice", "give each name once"))
        point[name] = value
    return point


def _parse_entry(source: Source, entry: str) -> tuple[str, sympy.Expr]:
    remedy = "write name=number, as in lambda=9/10, rho=1/2"
    if not entry:
        raise InputError(source.refusal("has an empty entry", remedy))
    left, equals, right = entry.partition("=")
    if not equals:
        raise InputError(source.refusal(f"has no '=' in its entry {shorten(entry)}", remedy))
    name = canonical_name(left, argument=f"{source.argument}, name")
    if name == IMAGINARY_UNIT or name in FUNCTIONS:
        raise InputError(refusal(f"{source.argument}, name", name, "has a fixed meaning", remedy))
    return name, parse_number(right, argument=f"{source.argument}, value of {name}")
