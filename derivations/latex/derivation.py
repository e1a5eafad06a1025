"""The way from a recurrence to a closed form, set so that it can be followed on paper."""

from __future__ import annotations

import re

from sympy import Expr, factor

from derivations.catalogue import parts, readable, solved
from derivations.closed_form import ClosedForm
from derivations.general import kernels
from derivations.inputs import Input
from derivations.latex.equation import escaped, left_side
from derivations.latex.formula import formula, summands
from derivations.latex.layout import TEXT_WIDTH, broken, continued, fitted, packed, width
from derivations.latex.names import Names, letters, renamed
from derivations.latex.pieces import Signed, joined
from derivations.moments import Pair, Solution, stationarity
from derivations.symbols import LAMBDA, LAMBDA_0

_NAME = re.compile(r"(d?h)\((\w+)\)")
_LETTERS = {"h": "h", "dh": "d"}

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
_CONCRETE = r"""The states and the input are rows driven by white noise $\xi$%s
\begin{gather*}
%s
\end{gather*}
The product of two rows, averaged in the stationary state, is an equation for each second moment:
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
    quantity, source = parts(closed_form.name)
    if source is None:
        tangents = any(order for _, order, _, _ in quantity.terms)
        middle = _for_any_input(tangents, names)
    else:
        solution = solved(quantity, source)
        middle = _for_one_input(source, solution, names)
    name = escaped(closed_form.name)
    asked = f"{renamed(quantity.definition, names)} = {formula(quantity.in_kernels, names)}"
    right = summands(closed_form.expression, names)
    result = broken(left_side(closed_form, names), right, punctuation=".")
    return (
        f"\\paragraph{{Derivation of}} \\texttt{{{name}}}\n\n{middle}"
        f"Since ${asked}$,\n\\begin{{equation*}}\n{result}\n\\end{{equation*}}\n"
    )


def _for_any_input(tangents: bool, names: Names | None) -> str:
    state = formula(kernels(LAMBDA, LAMBDA_0)[0], names)
    return renamed(_ANY_STATE % "@" + (_ANY_TANGENT if tangents else ""), names).replace("@", state)


def _for_one_input(source: Input, solution: Solution, names: Names | None) -> str:
    shown: dict[tuple[str, ...], Pair] = {}
    for pair in sorted(solution.values, key=lambda pair: _place(pair, names)):
        shown.setdefault(tuple(sorted(_kind(state) for state in pair)), pair)
    tangents = any("dh" in kinds for kinds in shown)
    eigenvalue = letters(names)[LAMBDA]
    rows = [_input_row(source, k, names) for k in range(len(source.states))]
    rows.append(rf"h_{{t+1}} = {eigenvalue} h_{{t}} + x_{{t+1}}")
    if tangents:
        rows.append(rf"d_{{t+1}} = {eigenvalue} d_{{t}} + h_{{t}}")
    rows.append(rf"\mathbb{{E}}[\xi^{{2}}] = {formula(source.variance, names)}")
    meaning = rf", with $d = \partial_{{{eigenvalue}}} h$:" if tangents else ":"
    equations = [_equation(solution, source, pair, names) for pair in shown.values()]
    listed = ", \\qquad\n".join(rows[:-1]) + f", \\\\\n{rows[-1]}."
    is_short = len(shown) < len(solution.values)
    rest = "The others are the same at other eigenvalues. " if is_short else ""
    return _CONCRETE % (meaning, listed, ", \\\\\n".join(equations) + ".", rest)


def _input_row(source: Input, k: int, names: Names | None) -> str:
    weighted = [
        *((w, f"{s}_{{t}}") for s, w in zip(source.states, source.transition[k], strict=True)),
        (source.drive[k], r"\xi_{t+1}"),
    ]
    terms = [(1, _weighted(weight, state, names)) for weight, state in weighted if weight != 0]
    return f"{source.states[k]}_{{t+1}} = {joined(tuple(terms))}"


def _equation(solution: Solution, source: Input, pair: Pair, names: Names | None) -> str:
    left = _moment(pair, names)
    room = TEXT_WIDTH - width(left) - 1.4
    value = fitted(summands(readable(solution.values[pair], source.parameters), names), room)
    if pair in solution.system.data:
        return f"{left} &= {joined(value)}"
    equation = stationarity(solution.system, pair)
    others = sorted(equation.weights, key=lambda other: (other != pair, _place(other, names)))
    terms: list[Signed] = [
        (1, _weighted(equation.weights[o], _moment(o, names), names)) for o in others
    ]
    if equation.constant != 0:
        terms += [(s, b) for s, b in fitted(summands(equation.constant, names), room)]
    first, *rest = packed(tuple(terms), room)
    lines = [f"{left} &= {joined(first)}", *(rf"&\quad {continued(line)}" for line in rest)]
    first, *rest = packed(value, room)
    lines += [f"&= {joined(first)}", *(rf"&\quad {continued(line)}" for line in rest)]
    return " \\\\*\n".join(lines)  # no page break inside


def _weighted(weight: Expr, body: str, names: Names | None) -> str:
    if weight == 1:
        return body
    (part,) = summands(factor(weight), names)
    latex = f"({part.latex})" if part.written.is_sum else part.latex
    return f"{'-' if part.written.sign < 0 else ''}{latex}\\, {body}"


def _kind(state: str) -> str:
    found = _NAME.fullmatch(state)
    return found.group(1) if found else state


def _place(pair: Pair, names: Names | None) -> tuple[object, ...]:
    kinds = [_kind(state) for state in pair]
    eigenvalues = [_eigenvalue(state) for state in sorted(pair, key=_kind)]
    # two eigenvalues at large say more than an eigenvalue and its conjugate
    known = sorted(found[2] for found in map(_NAME.fullmatch, pair) if found)
    is_special = len(known) == 2 and known[1] == f"{known[0]}_bar"
    at = (is_special, eigenvalues)
    return (sum(k in _LETTERS for k in kinds), kinds.count("dh"), sorted(kinds), *at)


def _eigenvalue(state: str) -> int:
    found = _NAME.fullmatch(state)
    order = [str(symbol) for symbol in letters()]
    return order.index(found.group(2)) if found else len(order)


def _moment(pair: Pair, names: Names | None) -> str:
    written = {str(symbol): latex for symbol, latex in letters(names).items()}
    states = []
    for state in sorted(pair, key=lambda state: _eigenvalue(state) == len(written)):
        found = _NAME.fullmatch(state)
        states.append(f"{_LETTERS[found[1]]}({written[found[2]]})" if found else state)
    one, other = states
    inside = f"{one}^{{2}}" if one == other else rf"{one}\, {other}"
    return rf"\mathbb{{E}}[{inside}]"
