"""The way from the rows of a recurrence to a closed form, set so that it can be followed on paper."""

from __future__ import annotations

import re

from sympy import Expr, count_ops, factor

from derivations.catalogue import readable
from derivations.closed_form import ClosedForm
from derivations.general import kernels
from derivations.latex.equation import escaped, left_side
from derivations.latex.formula import formula, summands
from derivations.latex.layout import TEXT_WIDTH, broken, continued, fitted, packed, width
from derivations.latex.names import Names, letters, renamed
from derivations.latex.pieces import Signed, joined
from derivations.laws import Law
from derivations.moments import ONE, Solution, written
from derivations.notation import moment, state
from derivations.symbols import LAMBDA, LAMBDA_0, named
from derivations.system import Monomial, System, prime

LONG = 150  # operations; a longer intermediate value says nothing to a reader

_ANY_STATE = r"""Let $L(z) = \sum_{k \geq 1} R(k)\, z^{k} = G(z) - \tfrac{1}{2} R(0)$; then
$\lambda\, \mathbb{E}[h_{t}(\lambda)\, x_{t+1}] = L(\lambda)$. Stationarity says
\begin{equation*}
K(\lambda, \lambda_{0}) = \lambda\lambda_{0} K(\lambda, \lambda_{0}) + L(\lambda) + L(\lambda_{0})
+ R(0) = %s.
\end{equation*}
"""
_ANY_TANGENT = r"""Let $T(\lambda, \lambda_{0}) = \mathbb{E}[\partial_{\lambda} h(\lambda)\,
h(\lambda_{0})]$. Differentiating the recurrence gives
\begin{align*}
T(\lambda, \lambda_{0}) &= \lambda\lambda_{0} T(\lambda, \lambda_{0})
+ \lambda_{0} K(\lambda, \lambda_{0}) + G'(\lambda), \\
S(\lambda, \lambda_{0}) &= \lambda\lambda_{0} S(\lambda, \lambda_{0})
+ \lambda T(\lambda, \lambda_{0}) + \lambda_{0} T(\lambda_{0}, \lambda) + K(\lambda, \lambda_{0}).
\end{align*}
"""
_CONCRETE = r"""The rows, a prime marking the next value, are
\begin{gather*}
%s
\end{gather*}
%sThe product of two rows, averaged in the stationary state, is an equation for each moment%s:
\begin{align*}
%s
\end{align*}
%s"""


def derivation(closed_form: ClosedForm, names: Names | None = None) -> str:
    """Write the rows, the stationarity equation of each moment solved in turn, and the result.

    Args:
        closed_form: a closed form of the catalogue.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX for the body of an article that loads amsmath and amsfonts.
    """
    quantity, solution = closed_form.quantity, closed_form.solution
    if solution is None:
        middle = _for_any_input(any(order for _, order, _, _ in quantity.terms), names)
    else:
        middle = _for_one_system(solution, names)
    asked = renamed(quantity.definition, names)
    if quantity.terms:
        asked += f" = {formula(quantity.in_kernels, names)}"
    right = summands(closed_form.expression, names)
    result = broken(left_side(closed_form, names), right, punctuation=".")
    since = f"Since ${asked}$," if quantity.terms else "Hence"
    return (
        f"\\paragraph{{Derivation of}} \\texttt{{{escaped(closed_form.name)}}}\n\n{middle}"
        f"{since}\n\\begin{{equation*}}\n{result}\n\\end{{equation*}}\n"
    )


def _for_any_input(tangents: bool, names: Names | None) -> str:
    state_form = formula(kernels(LAMBDA, LAMBDA_0)[0], names)
    text = _ANY_STATE % "@" + (_ANY_TANGENT if tangents else "")
    return renamed(text, names).replace("@", state_form)


def _for_one_system(solution: Solution, names: Names | None) -> str:
    system = solution.system
    order = [m for block in solution.closure.blocks for m in block if m != ONE]
    shown: dict[tuple[str, ...], Monomial] = {}
    for monomial in sorted(order, key=_is_special):
        shown.setdefault(tuple(sorted(map(_kind, monomial))), monomial)
    used = {name for m in order for name in m}
    rows = [_row(system, k, names) for k, s in enumerate(system.states) if s in used]
    listed = ", \\\\\n".join(rows) + "."
    laws = "".join(f"{_law(law, names)}\n" for law in system.laws)
    rules = "".join(_rule(rule, names) for rule in system.rules if _is_used(rule[1], system))
    kept = sorted(shown.values(), key=order.index)
    equations = [_equation(solution, monomial, names) for monomial in kept]
    is_short = len(shown) < len(order)
    rest = "The others are the same at other eigenvalues. " if is_short else ""
    known = " that is not known beforehand" if any(m in dict(system.data) for m in kept) else ""
    return _CONCRETE % (listed, laws + rules, known, ", \\\\\n".join(equations) + ".", rest)


def _is_used(symbol: Expr, system: System) -> bool:
    return any(row.has(symbol) for _, row in system.rows)


def _row(system: System, k: int, names: Names | None) -> str:
    symbol, row = system.rows[k]
    return f"{state(str(prime(symbol)), _named(names))} = {formula(row.expand(), names)}"


def _named(names: Names | None) -> dict[str, str]:
    return {str(symbol): latex for symbol, latex in letters(names).items()}


def _law(law: Law, names: Names | None) -> str:
    drawn = [named(str(symbol)) for symbol in law.symbols]
    if law.letter:
        indices = "ijkl"[: len(drawn)]
        inside = " ".join(f"{one}^{{{i}}}" for one, i in zip(drawn, indices, strict=True))
        index = ",".join(indices)
        who = ", ".join(drawn)
        rule = rf"{law.letter}_{{{index}}} = \mathbb{{E}}[{inside}]"
        return f"The numbers ${who}$ are drawn afresh at each step from any law, ${rule}$."
    (one,) = drawn
    second = rf"\mathbb{{E}}[{one}^{{2}}] = {formula(law.moment((2,)), names)}"
    return f"The noise ${one}$ is drawn afresh at each step, ${second}$."


def _rule(rule: tuple[Expr, Expr, Expr], names: Names | None) -> str:
    theta, symbol, slope = (formula(part, names) for part in rule)
    return rf"Here $\partial_{{{theta}}} {symbol} = {slope}$." + "\n"


def _equation(solution: Solution, monomial: Monomial, names: Names | None) -> str:
    left = moment(monomial, _named(names))
    room = TEXT_WIDTH - width(left) - 1.4
    value = solution.value(*monomial)
    terms = _right_side(solution, monomial, names, room)
    lines = []
    if monomial not in dict(solution.system.data):
        first, *rest = packed(terms, room)
        lines = [f"{left} &= {joined(first)}", *(rf"&\quad {continued(line)}" for line in rest)]
        left = ""
    if count_ops(value) <= LONG:
        first, *rest = packed(fitted(summands(readable(value, ()), names), room), room)
        lines += [f"{left}&= {joined(first)}", *(rf"&\quad {continued(line)}" for line in rest)]
    return " \\\\*\n".join(lines)  # no page break inside


def _right_side(
    solution: Solution, monomial: Monomial, names: Names | None, room: float
) -> tuple[Signed, ...]:
    equation = solution.closure.equations[monomial]
    others = sorted(equation, key=lambda other: (other == ONE, other != monomial, len(other)))
    terms: list[Signed] = []
    for other in others:
        weight = written(equation[other], solution.system)
        if other == ONE:
            terms += [(s, b) for s, b in fitted(summands(weight, names), room)]
        else:
            terms.append((1, _weighted(weight, moment(other, _named(names)), names)))
    return tuple(terms) or ((1, "0"),)


def _weighted(weight: Expr, body: str, names: Names | None) -> str:
    if weight == 1:
        return body
    parts = summands(factor(weight) if weight.is_Add else weight, names)
    if len(parts) > 1:
        return f"({formula(weight, names)})\\, {body}"
    (part,) = parts
    latex = f"({part.latex})" if part.written.is_sum else part.latex
    return f"{'-' if part.written.sign < 0 else ''}{latex}\\, {body}"


def _kind(name: str) -> str:
    return re.sub(r"(?:d\[(\w+)\] )?h\((\w+)\)", lambda found: "dh" if found[1] else "h", name)


def _is_special(monomial: Monomial) -> bool:
    """Say whether a moment is of an eigenvalue and its conjugate: two at large say more."""
    known = sorted(found for name in monomial for found in re.findall(r"h\((\w+)\)", name))
    return len(known) == 2 and known[1] == f"{known[0]}_bar"
