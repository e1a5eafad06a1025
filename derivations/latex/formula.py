"""A rational expression over the glossary becomes LaTeX, sums of fractions kept as written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sympy import Expr, Function, Symbol

from derivations.general import G, GPrime
from derivations.latex.factors import Product, order_of, products
from derivations.latex.names import Alphabet, Names, check, check_distinct, letters
from derivations.latex.pieces import Piece, Term, Written, joined
from derivations.latex.writing import write
from derivations.quantities import (
    INPUT_SENSITIVITY,
    INPUT_STATE,
    SENSITIVITY_KERNEL,
    STATE_KERNEL,
)
from derivations.symbols import RHO, conjugate

_FUNCTIONS = (
    (G, "G({})"),
    (GPrime, "G'({})"),
    (STATE_KERNEL, "K({})"),
    (SENSITIVITY_KERNEL, "S({})"),
    (INPUT_STATE, r"\mathbb{{E}}[x\, h({})]"),
    (INPUT_SENSITIVITY, r"\mathbb{{E}}[x\, \partial h({})]"),
)


@dataclass(frozen=True)
class Summand:
    """One fraction of a formula.

    Args:
        written: its parts.
        is_real_part: whether only the real part is meant.
    """

    written: Written
    is_real_part: bool

    @property
    def terms(self) -> tuple[Term, ...]:
        """The fraction as a term of a sum, a sum without denominator as several."""
        written = self.written
        if self.is_real_part and written.below:
            return (Term(written.sign, rf"\operatorname{{Re}} {written.latex}"),)
        if self.is_real_part:
            whole = Piece("", terms=written.above)
            return (Term(written.sign, r"\operatorname{Re}", (whole,)),)
        if written.is_sum and written.sign > 0:
            return written.above
        if len(written.above) == 1 and not written.below:
            return (replace(written.above[0], sign=written.sign),)
        return (written.term,)


def formula(expression: Expr, names: Names | None = None) -> str:
    r"""Write a rational expression.

    Args:
        expression: rational over the glossary, G, its derivative and the kernels.
        names: LaTeX by the name of a symbol, where the glossary's is not wanted.

    Returns:
        LaTeX without delimiters. A `ValueError` is raised if the expression is not rational or
        contains what has no LaTeX here, a `ZeroDivisionError` if a denominator is zero.

    >>> from derivations.symbols import LAMBDA, LAMBDA_BAR
    >>> print(formula(1 / (1 - LAMBDA * LAMBDA_BAR)))
    \frac{1}{1 - |\lambda|^{2}}
    """
    check(names, expression.free_symbols)
    return written_sum(summands(expression, names))


def written_sum(parts: tuple[Summand, ...]) -> str:
    """Write summands behind each other.

    Args:
        parts: the fractions; none means zero.

    Returns:
        LaTeX without delimiters.
    """
    return joined(terms_of_sum(parts))


def terms_of_sum(parts: tuple[Summand, ...]) -> tuple[Term, ...]:
    """Give the terms of all summands; zero is one term."""
    return tuple(term for part in parts for term in part.terms) or (Term(1, "0"),)


def summands(expression: Expr, names: Names | None = None) -> tuple[Summand, ...]:
    """Split a rational expression into the fractions as which it is written.

    Args:
        expression: as in `formula`.
        names: as in `formula`.

    Returns:
        The fractions in order, two that are conjugates of each other as one real part.
    """
    plain, alphabet = spell(expression, names)
    used = plain.free_symbols
    pairs = alphabet.conjugates.items()
    gens = tuple(
        s for s in alphabet.letters if s in used or any(o == s and k in used for k, o in pairs)
    )
    check_distinct(alphabet.letters, gens)
    parts = [part for part in products(plain, gens or (RHO,)) if part.constant]
    done: list[tuple[Any, Summand]] = []
    while parts:
        part = parts.pop(0)
        partner = _partner(part, parts, alphabet)
        if partner is not None:
            parts.remove(partner)
            part = min(part, partner, key=lambda one: _bars(one, alphabet))
            part = replace(part, constant=2 * part.constant)
        summand = Summand(write(part, alphabet), partner is not None)
        done.append((_place(part, summand), summand))
    return tuple(summand for _, summand in sorted(done, key=lambda item: item[0]))


def _partner(part: Product, others: list[Product], alphabet: Alphabet) -> Product | None:
    barred = part.conjugate(alphabet)
    if barred is None or barred.same_factors(part):
        return None
    alike = (o for o in others if o.constant == barred.constant and o.same_factors(barred))
    return next(alike, None)


def _bars(part: Product, alphabet: Alphabet) -> tuple[Any, ...]:
    weights = [alphabet.is_barred(symbol) for base, _ in part.factors[:1] for symbol in base.gens]
    monomials = [m for base, _ in part.factors for m in sorted(base.monoms(), key=order_of)]
    bars = sum(e for m in monomials for e, bar in zip(m, weights, strict=True) if bar)
    return bars, tuple(map(order_of, monomials))


def _place(part: Product, summand: Summand) -> tuple[Any, ...]:
    below = sum(-e * base.total_degree() for base, e in part.factors if e < 0)
    powers = (e for base, e in part.factors if base.as_expr() == RHO and e > 0)
    symbols = sorted({g for base, _ in part.factors for g in base.free_symbols}, key=str)
    return next(powers, 0), -summand.written.sign, below, str(symbols), summand.written.latex


def spell(expression: Expr, names: Names | None = None) -> tuple[Expr, Alphabet]:
    """Replace values of functions by symbols, and say how each symbol is written.

    Args:
        expression: as in `formula`.
        names: as in `formula`.

    Returns:
        The expression over symbols, and their alphabet.

    Raises:
        ValueError: if it contains a function that has no LaTeX here.
    """
    written = letters(names, expression.free_symbols)
    bars = {symbol: conjugate(symbol) for symbol in written}
    values = sorted(expression.atoms(Function), key=lambda value: _order(value, tuple(written)))
    stand_ins: dict[Expr, Symbol] = {}
    for value in values:
        partner = value.xreplace(bars)
        for form in (value, partner):
            stand_ins.setdefault(form, Symbol(str(form)))
            written[stand_ins[form]] = _application(form, names)
        # that the kernels are symmetric is a theorem, not notation: they get no conjugate
        if isinstance(value, G | GPrime):
            bars |= {stand_ins[value]: stand_ins[partner], stand_ins[partner]: stand_ins[value]}
    return expression.xreplace(stand_ins), Alphabet(written, bars, frozenset(stand_ins.values()))


def _order(value: Expr, order: tuple[Symbol, ...]) -> tuple[str, list[int], str]:
    return value.func.__name__, [order.index(s) for s in value.args if s in order], str(value)


def _application(value: Expr, names: Names | None) -> str:
    for function, pattern in _FUNCTIONS:
        if value.func == function:
            return pattern.format(", ".join(_inside(argument, names) for argument in value.args))
    raise ValueError(f"{value.func}: no LaTeX for this function; use G, its derivative, K or S")


def _inside(argument: Expr, names: Names | None) -> str:
    return written_sum(summands(argument, names))
