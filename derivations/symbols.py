"""The glossary: every symbol of the theory, its LaTeX, its meaning and where it may lie."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol


@dataclass(frozen=True)
class Entry:
    """One symbol of the theory.

    Args:
        symbol: the SymPy symbol; its name is what users type.
        latex: how it is printed.
        meaning: one phrase.
        region: name of the set it ranges over, see `derivations.domain`.
        conjugate: the symbol that stands for its complex conjugate (itself when real).
    """

    symbol: Symbol
    latex: str
    meaning: str
    region: str
    conjugate: Symbol


GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi"),
    *("omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi"),
    "Omega",
)
LAMBDA, LAMBDA_BAR = Symbol("lambda"), Symbol("lambda_bar")
LAMBDA_0, LAMBDA_0_BAR = Symbol("lambda_0"), Symbol("lambda_0_bar")
RHO, MU, SIGMA = Symbol("rho"), Symbol("mu"), Symbol("sigma")
U, U_BAR = Symbol("u"), Symbol("u_bar")
NU, RADIUS, R_0 = Symbol("nu"), Symbol("r"), Symbol("R_0")

GLOSSARY = (
    Entry(LAMBDA, r"\lambda", "eigenvalue of the recurrence", "disk", LAMBDA_BAR),
    Entry(LAMBDA_BAR, r"\bar{\lambda}", "conjugate of the eigenvalue", "disk", LAMBDA),
    Entry(LAMBDA_0, r"\lambda_{0}", "second eigenvalue, or the teacher's", "disk", LAMBDA_0_BAR),
    Entry(LAMBDA_0_BAR, r"\bar{\lambda}_{0}", "conjugate of lambda_0", "disk", LAMBDA_0),
    Entry(RHO, r"\rho", "lag-one correlation of the input", "interval", RHO),
    Entry(MU, r"\mu", "mean of the input", "real", MU),
    Entry(SIGMA, r"\sigma", "standard deviation of the white part of the input", "real", SIGMA),
    Entry(U, r"u", "a point of the unit circle", "circle", U_BAR),
    Entry(U_BAR, r"\bar{u}", "conjugate of u, that is 1/u", "circle", U),
    Entry(NU, r"\nu", "modulus of the eigenvalue", "modulus", NU),
    Entry(RADIUS, r"r", "a modulus that tends to one", "modulus", RADIUS),
    Entry(R_0, r"R(0)", "variance of the input", "real", R_0),
)


def entry(symbol: Symbol) -> Entry:
    """Look a symbol up in the glossary.

    Args:
        symbol: a symbol of the theory, or of a user's own recurrence.

    Returns:
        Its entry; a symbol that the glossary does not know is real and written as it is named.
    """
    for item in GLOSSARY:
        if item.symbol == symbol:
            return item
    return Entry(symbol, named(str(symbol)), "a parameter", "real", symbol)


def named(name: str) -> str:
    r"""Write a name in LaTeX: Greek letters, subscripts after underscores, words upright.

    Args:
        name: such as `phi_1` or `rate`.

    Returns:
        LaTeX such as `\phi_{1}` or `\mathrm{rate}`.
    """
    head, *indices = (_letter(part) for part in name.split("_"))
    return f"{head}_{{{','.join(indices)}}}" if indices else head


def _letter(part: str) -> str:
    if part in GREEK:
        return f"\\{part}"
    return part if len(part) == 1 or part.isdigit() else rf"\mathrm{{{part}}}"


def conjugate(symbol: Symbol) -> Symbol:
    """Name the symbol that stands for the complex conjugate of another.

    Args:
        symbol: a symbol of the theory.

    Returns:
        The conjugate's own symbol; the symbol itself when it is real.
    """
    return entry(symbol).conjugate


def free_variables(symbols: set[Symbol]) -> tuple[Symbol, ...]:
    """Reduce symbols to the ones a user must give: a conjugate comes with its symbol.

    Args:
        symbols: symbols found in an expression.

    Returns:
        The variables in glossary order, others after them by name.
    """
    barred = {LAMBDA_BAR: LAMBDA, LAMBDA_0_BAR: LAMBDA_0, U_BAR: U}
    wanted = {barred.get(symbol, symbol) for symbol in symbols}
    known = [item.symbol for item in GLOSSARY if item.symbol in wanted]
    return (*known, *sorted(wanted - set(known), key=str))
