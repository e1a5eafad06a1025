"""A user's statement becomes a claim: an equation between symbols, with its domain."""

from __future__ import annotations

from difflib import get_close_matches

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from derivations import catalogue
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

NAMES = (*catalogue.NAMES, "input_state", "input_sensitivity")
REAL, COMPLEX = "real", "complex"


def claim_of(statement: Statement) -> Claim:
    """Read a statement as an equation.

    Its eigenvalues are real unless a conjugate occurs in the formula, or it says complex itself;
    where the closed form is one for real parameters, they are real, and it may not say complex.

    Args:
        statement: what the user typed.

    Returns:
        The claim; without conjugates when it is about real eigenvalues.

    Raises:
        InputError: if there is no such closed form, or the formula cannot be read in its symbols,
            or the closed form is not one for complex eigenvalues.
    """
    truth = _target(statement)
    formula = _formula(statement, truth)
    bars = _bars(truth)
    kind = _kind(statement, truth, formula)
    back = {} if kind == COMPLEX else bars
    work = Work("own", "", "", 0, "", "")
    return Claim(
        id=statement.id,
        statement=f"{truth.statement}, {kind} {'parameters' if _is_real(truth) else 'eigenvalues'}",
        published=formula.xreplace(back),
        truth=truth.truth.xreplace(back),
        domain=natural(truth.domain.variables, real=kind == REAL),
        source=Source(work, statement.source or "typed"),
        input=truth.input,
    )


def _target(statement: Statement) -> Claim:
    name = statement.against.removeprefix("linrec/")
    if name in NAMES:
        return ours.claim(f"linrec/{name}")
    close = get_close_matches(name, NAMES, n=3, cutoff=0.3) or NAMES[:5]
    rule, remedy = "there is no such closed form", f"try {', '.join(close)}, or see linrec list"
    raise InputError(refusal("against", statement.against, rule, remedy))


def _bars(truth: Claim) -> dict[Symbol, Symbol]:
    return {conjugate(s): s for s in truth.domain.variables if conjugate(s) != s}


def _is_real(truth: Claim) -> bool:
    return truth.has_rows and all(name != "disk" for _, name in truth.domain.regions)


def _kind(statement: Statement, truth: Claim, formula: Expr) -> str:
    if not _is_real(truth):
        has_bar = formula.free_symbols & set(_bars(truth))
        return statement.domain or (COMPLEX if has_bar else REAL)
    if statement.domain == COMPLEX:
        rule = f"{statement.against} is for real parameters"
        raise InputError(refusal("domain", statement.domain, rule, "leave it out"))
    return REAL


def _formula(statement: Statement, truth: Claim) -> Expr:
    general = truth.input is None and not truth.has_rows
    allowed = _allowed(truth) + ((R_0,) if general else ())
    if "\\" in statement.formula:
        return _latex(statement, truth, allowed, general=general)
    names = {str(symbol): symbol for symbol in allowed}
    formula = parse_expression(statement.formula, names, argument=statement.argument)
    # the reader takes for complex whatever is not known to it as real
    real = {Symbol(f"{s}_bar"): s for s in allowed if conjugate(s) == s}
    return formula.xreplace(real)


def _allowed(truth: Claim) -> tuple[Symbol, ...]:
    """List a closed form's variables, their conjugates, and what stands for functions of them."""
    variables = truth.domain.variables
    barred = (conjugate(s) for s in variables)
    form = catalogue.derive(str(truth.truth.args[0])) if truth.has_rows else None
    stand_ins = (symbol for symbol, _ in form.meanings) if form else ()
    return tuple(dict.fromkeys((*variables, *barred, *stand_ins)))


def _latex(
    statement: Statement, truth: Claim, allowed: tuple[Symbol, ...], *, general: bool
) -> Expr:
    letters = {entry(symbol).latex: symbol for symbol in allowed}
    remedy = f"use {', '.join(letters)}" + (r", G(\lambda), G'(\lambda)" if general else "")
    try:
        own = letters if truth.has_rows else None
        formula = read_latex(statement.formula, argument=statement.argument, letters=own)
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
