"""The rows of a recurrence read like the recurrence: own state, other states, new values, noise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from sympy import Add, Expr, Integer, Symbol, count_ops

from derivations.closure import Closure
from derivations.forms import forms
from derivations.latex.formula import summands, terms_of_sum, written_sum
from derivations.latex.names import Names
from derivations.latex.pieces import Piece, Term, joined
from derivations.laws import Law
from derivations.notation import letter, state
from derivations.quotient import quotient, ring_over
from derivations.system import System, prime, unprime

MOST_MOMENTS = 8  # of one law that are written out


def row(symbol: Symbol, expression: Expr, system: System, names: Names | None = None) -> str:
    """Write one row, its terms in a natural order.

    Args:
        symbol: the state.
        expression: its next value.
        system: to which the row belongs.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX such as h' = lambda h + x'.
    """
    spelled = spelling(system, names)
    own = [symbol, *(s for s, _ in system.rows if s != symbol)]
    new = [prime(s) for s, _ in system.rows]
    terms, rest = list[Term](), expression
    for group in (own, new, list(system.random)):
        found, left = _linear_in(group, rest)
        if any(c.has(*group) for _, c in found) or left.has(*group):
            continue
        terms += [weighted(c, spelled[str(s)], spelled) for s, c in found]
        rest = left
    others = [] if rest == 0 and terms else list(Add.make_args(rest.expand()))
    drawn = (*new, *system.random, *own)
    for term in sorted(others, key=lambda term: (not term.has(*drawn), str(term))):
        terms += terms_of_sum(summands(term, spelled))
    return f"{spelled[str(prime(symbol))]} = {joined(terms)}"


def _linear_in(group: Iterable[Symbol], rest: Expr) -> tuple[list[tuple[Symbol, Expr]], Expr]:
    found = [(s, rest.diff(s)) for s in group if rest.has(s)]
    return found, rest.xreplace({s: Integer(0) for s in group})


def spelling(system: System, names: Names | None = None) -> dict[str, str]:
    """Write every name of a system: states, their new values, and the symbols that are renamed.

    Args:
        system: the rows.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX by name; a state at an eigenvalue is written without it.
    """
    chosen = dict(names or {})
    written = {str(symbol): letter(str(symbol), chosen) for symbol in system.random}
    for symbol, _ in system.rows:
        for name in (str(symbol), str(prime(symbol))):
            written[name] = _without_eigenvalue(state(name, chosen))
    return written | chosen


def _without_eigenvalue(latex: str) -> str:
    return latex.partition("(")[0]


def weighted(weight: Expr, body: str, names: Names | None) -> Term:
    """Write a coefficient before a state or a moment.

    Args:
        weight: the coefficient.
        body: LaTeX of what it multiplies.
        names: LaTeX by the name of a symbol.

    Returns:
        A signed term.
    """
    space = r"\, " if body.startswith((r"\partial", r"\mathbb")) else ""
    if weight in (1, -1):
        return Term(int(weight), body)
    parts = summands(together(weight), names)
    if len(parts) > 1:
        return Term(1, rf"\left({written_sum(parts)}\right) {body}")
    written = parts[0].written
    last = Piece(f"{space}{body}")
    if written.is_sum:
        return Term(written.sign, "", (Piece("", terms=written.above), last))
    return Term(written.sign, written.latex, (last,))


def together(expression: Expr) -> Expr:
    """Put fractions that are added over one denominator, where that is shorter.

    Args:
        expression: rational.

    Returns:
        The same, or one factored fraction.
    """
    if not expression.is_Add and not expression.is_Mul:
        return expression
    one = quotient(expression, ring_over(expression.free_symbols)).expression()
    return min((expression, one), key=count_ops)


def laws_of(
    closure: Closure, names: Names | None = None, laws: tuple[Law, ...] | None = None
) -> list[str]:
    """Say how the random numbers that occur are drawn.

    Args:
        closure: the equations in which their moments stand.
        names: LaTeX by the name of a symbol.
        laws: which laws are meant, by default all.

    Returns:
        Sentences.
    """
    degrees = _degrees(closure)
    found, centred = list[str](), list[tuple[str, str]]()
    for law in closure.system.laws if laws is None else laws:
        used = [symbol for symbol in law.symbols if degrees[symbol]]
        highest = sum(degrees[symbol] for symbol in used)
        if len(law.symbols) == 1 and not law.letter and highest == 2 and law.moment((1,)) == 0:
            variance = written_sum(summands(together(law.moment((2,))), names))
            centred.append((letter(str(used[0]), names), variance))
        elif law.letter and used:
            found.append(_any_law(law, [letter(str(symbol), names) for symbol in used]))
        elif used:
            found.append(_known_law(law, used, highest, names))
    if centred:
        drawn, variances = zip(*centred, strict=True)
        is_one = len(drawn) == 1
        each = "" if is_one else " each" if len(set(variances)) == 1 else " in turn"
        several = variances if each == " in turn" else variances[:1]
        found.insert(
            0,
            f"The noise{'' if is_one else 's'} {_and(drawn)} {'is' if is_one else 'are'} drawn "
            f"afresh at each step, with mean 0 and variance {_and(several)}{each}.",
        )
    return found


def _and(latex: Iterable[str]) -> str:
    return " and ".join(f"${one}$" for one in latex)


def _any_law(law: Law, drawn: list[str]) -> str:
    indices = "ijkl"[: len(drawn)]
    inside = r"\, ".join(f"{one}^{{{i}}}" for one, i in zip(drawn, indices, strict=True))
    rule = rf"{law.letter}_{{{','.join(indices)}}} = \mathbb{{E}}[{inside}]"
    short = rf", and ${law.letter}_{{i}} = {law.letter}_{{i,0}}$" if len(drawn) > 1 else ""
    is_one = "is" if len(drawn) == 1 else "are"
    return (
        f"At each step {_and(drawn)} {is_one} drawn afresh from any law, with moments "
        f"${rule}${short}."
    )


def _known_law(law: Law, used: list[Symbol], highest: int, names: Names | None) -> str:
    drawn = [letter(str(symbol), names) for symbol in used]
    rules = [f"${left} = {right}$" for left, right in _moments(law, used, highest, names)]
    shown, more = rules[:MOST_MOMENTS], ", \\dots" if len(rules) > MOST_MOMENTS else ""
    is_one = "is" if len(drawn) == 1 else "are"
    return (
        f"At each step {_and(drawn)} {is_one} drawn afresh, with moments {', '.join(shown)}{more}."
    )


def _degrees(closure: Closure) -> dict[Symbol, int]:
    """Bound the powers of each random number in the equations."""
    degree = max(len(monomial) for monomial in closure.equations)
    keys = [key for form in forms(closure.system, closure.ring).values() for key in form.terms]
    return {
        symbol: degree * max((powers[k] for _, powers in keys), default=0)
        for k, symbol in enumerate(closure.system.random)
    }


def _moments(
    law: Law, used: list[Symbol], highest: int, names: Names | None
) -> Iterable[tuple[str, str]]:
    ranges = [range(highest + 1) if s in used else range(1) for s in law.symbols]
    every = sorted(product(*ranges), key=lambda powers: (sum(powers), [-k for k in powers]))
    for powers in (p for p in every if 0 < sum(p) <= highest):
        pairs = zip(law.symbols, powers, strict=True)
        inside = r"\, ".join(_raised(letter(str(s), names), k) for s, k in pairs if k)
        value = written_sum(summands(together(law.moment(powers)), names))
        yield rf"\mathbb{{E}}[{inside}]", value


def _raised(latex: str, exponent: int) -> str:
    return latex if exponent == 1 else f"{latex}^{{{exponent}}}"


def rules_of(system: System, by: Mapping[str, object] | set[str], names: Names | None) -> list[str]:
    """Write the rules by which symbols are differentiated.

    Args:
        system: the rows.
        by: the names of the parameters by which states are differentiated.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX such as partial_a e = Delta e, for the symbols that occur.
    """
    found = []
    for theta, symbol, slope in system.rules:
        if str(theta) in by and any(unprime(symbol) in e.free_symbols for _, e in system.rows):
            left = rf"\partial_{{{letter(str(theta), names)}}} {letter(str(symbol), names)}"
            found.append(f"{left} = {written_sum(summands(slope, names))}")
    return found
