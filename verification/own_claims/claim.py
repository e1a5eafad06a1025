"""A user's statement becomes a claim: an equation between symbols, with its domain."""

from __future__ import annotations

from difflib import get_close_matches

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from derivations.catalogue import STREAMED
from derivations.domain import natural
from derivations.general import G, GPrime
from derivations.plain import plain
from derivations.sources import Source, Work
from derivations.symbols import R_0, conjugate, entry
from verification.claims import ours
from verification.claims.claim import Claim
from verification.errors import InputError, refusal
from verification.expression import parse_expression
from verification.interpret import FUNCTIONS
from verification.latex_build import REMEDY
from verification.latex_reader import read_latex
from verification.own_claims.statement import Statement

SCALAR = (*STREAMED, "input_state", "input_sensitivity")
REAL, COMPLEX = "real", "complex"


def claim_of(statement: Statement) -> Claim:
    """Read a statement as an equation.

    Its eigenvalues are real unless a conjugate occurs in the formula, or it says complex itself.

    Args:
        statement: what the user typed.

    Returns:
        The claim; without conjugates when it is about real eigenvalues.

    Raises:
        InputError: if there is no such closed form, or the formula cannot be read in its symbols.
    """
    truth = _target(statement)
    formula = _formula(statement, truth)
    bars = {conjugate(s): s for s in truth.domain.variables if conjugate(s) != s}
    kind = statement.domain or (COMPLEX if formula.free_symbols & set(bars) else REAL)
    back = {} if kind == COMPLEX else bars
    work = Work("own", "", "", 0, "", "")
    return Claim(
        id=statement.id,
        statement=f"{truth.statement}, {kind} eigenvalues",
        published=formula.xreplace(back),
        truth=truth.truth.xreplace(back),
        domain=natural(truth.domain.variables, real=kind == REAL),
        source=Source(work, statement.source or "typed"),
        input=truth.input,
    )


def _target(statement: Statement) -> Claim:
    name = statement.against.removeprefix("linrec/")
    if name in SCALAR:
        return ours.claim(f"linrec/{name}")
    close = get_close_matches(name, SCALAR, n=3, cutoff=0.3) or SCALAR[:5]
    rule = "there is no such closed form of the scalar recurrence"
    raise InputError(refusal("against", statement.against, rule, f"try {', '.join(close)}"))


def _formula(statement: Statement, truth: Claim) -> Expr:
    variables = truth.domain.variables
    barred = tuple(dict.fromkeys(conjugate(s) for s in variables if conjugate(s) not in variables))
    allowed = (*variables, *barred, *(() if truth.input else (R_0,)))
    if "\\" not in statement.formula:
        names = {str(symbol): symbol for symbol in allowed}
        return parse_expression(statement.formula, names, argument=statement.argument)
    return _latex(statement, allowed, general=truth.input is None)


def _latex(statement: Statement, allowed: tuple[Symbol, ...], *, general: bool) -> Expr:
    letters = ", ".join(entry(symbol).latex for symbol in allowed)
    remedy = f"use {letters}" + (r", G(\lambda), G'(\lambda)" if general else "")
    try:
        formula = read_latex(statement.formula, argument=statement.argument)
    except InputError as error:
        # the reader names every letter there is, not only those of this closed form
        raise InputError(str(error).replace(REMEDY, remedy)) from None
    strange = sorted(map(str, formula.free_symbols - set(allowed)))
    # a moment is what the formula is for: it would prove itself
    taken = FUNCTIONS if general else (*FUNCTIONS, G, GPrime)
    calls = formula.atoms(AppliedUndef, G, GPrime)
    strange += sorted(plain(call) for call in calls if call.func in taken)
    if strange:
        rule = f"has {strange[0]}, which does not belong in a formula for {statement.against}"
        raise InputError(refusal(statement.argument, statement.formula, rule, remedy))
    return formula
