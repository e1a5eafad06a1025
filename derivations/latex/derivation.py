"""The way from the rows of a recurrence to a closed form, to be followed on paper."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Integer

from derivations.closed_form import ClosedForm
from derivations.general import kernels
from derivations.latex.equation import laid_out, symbols_of, with_letters
from derivations.latex.formula import summands, written_sum
from derivations.latex.names import Names, check, letters, renamed
from derivations.latex.rows import laws_of, row, rules_of
from derivations.latex.setting import definition, inputs_of, meanings, twins_of
from derivations.latex.solving import Scene, equations, known
from derivations.latex.words import escaped
from derivations.moments import Solution
from derivations.notation import eigenvalue, marks
from derivations.symbols import LAMBDA, LAMBDA_0
from derivations.system import unprime

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
_LONG_RUN = r"""Let $q = %s$, and let $f$ solve the Poisson equation $f - P f = q - \mathbb{E}[q]$,
where $P$ averages over one step; $f$ is a combination of products of states, found from the
transposed equations, which are left out here. As the limit is
$2\, \mathbb{E}[f q] - 2\, \mathbb{E}[f]\, \mathbb{E}[q] - \mathbb{E}[q^{2}]
+ \mathbb{E}[q]^{2}$,"""


def derivation(form: ClosedForm, names: Names | None = None) -> str:
    """Write the rows, the stationarity equation of each moment solved in turn, and the result.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX for the body of an article that loads amsmath and amsfonts.
    """
    check(names, symbols_of(form))
    return derived(form, names)


def derived(form: ClosedForm, names: Names | None, reference: str = "") -> str:
    """Write a derivation with names that are known to be good.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.
        reference: the label of the equation that it ends with; empty to write it out.

    Returns:
        As `derivation` does.
    """
    if form.solution is None:
        middle = _for_any_input(any(order for _, order, _, _ in form.quantity.terms), names)
    else:
        middle = _for_one_system(form, form.solution, names)
    return (
        f"\\paragraph{{Derivation of}} \\texttt{{{escaped(form.name)}}}.\n"
        f"{middle}{_result(form, names, reference)}"
    )


def _result(form: ClosedForm, names: Names | None, reference: str) -> str:
    since = _since(form, names)
    if reference:
        return f"{since or 'Hence'} equation~\\eqref{{{reference}}}{' follows' if since else ''}.\n"
    since = since or "Hence"
    whole = laid_out(form, names)
    end = "," if whole.legend else "."
    equation = f"\\begin{{equation*}}\n{whole.head.display(end)}\n\\end{{equation*}}\n"
    return f"{since}\n{equation}" + (f"{with_letters(whole, '.')}\n" if whole.legend else "")


def _since(form: ClosedForm, names: Names | None) -> str:
    """Say how the result is made of the moments; empty where it is one of them."""
    if form.quantity.terms:
        kernel = written_sum(summands(form.quantity.in_kernels, names))
        return f"Since ${definition(form, names)} = {kernel}$,"
    inside = definition(form, names).partition(r"\operatorname{Var}[")[2]
    if "_replicate_variance" in form.quantity.name:
        product = inside.removesuffix("]")
        return (
            f"Since $\\operatorname{{Var}}[{product}] = \\mathbb{{E}}[({product})^{{2}}] - "
            f"\\mathbb{{E}}[{product}]^{{2}}$,"
        )
    if "_average_variance" in form.quantity.name:
        product = inside.partition(r"\langle ")[2].partition(r" \rangle")[0]
        return _LONG_RUN % product
    return ""


def _for_any_input(tangents: bool, names: Names | None) -> str:
    state_form = written_sum(summands(kernels(LAMBDA, LAMBDA_0)[0], names))
    text = _ANY_STATE % "@" + (_ANY_TANGENT if tangents else "")
    return renamed(text, names).replace("@", state_form)


def _for_one_system(form: ClosedForm, solution: Solution, names: Names | None) -> str:
    (_, single), *others = form.terms or ((Integer(0), ()),)
    scene = Scene(
        solution,
        dict(names or {}) | _spelled(form, names),
        inputs_of(form),
        () if others else single,
    )
    return "\n".join([*_rows(form, scene), *known(scene), *equations(scene), ""])


def _spelled(form: ClosedForm, names: Names | None) -> dict[str, str]:
    return {str(symbol): latex for symbol, latex in letters(names, symbols_of(form)).items()}


def _rows(form: ClosedForm, scene: Scene) -> list[str]:
    """Write the rows that are used, those of one eigenvalue standing for all."""
    system, closure = scene.solution.system, scene.solution.closure
    used = _used(scene)
    shown: dict[str, str] = {}
    for symbol, expression in system.rows:
        name = str(symbol)
        if name in used and eigenvalue(name) in ("", _first(used)):
            shown[name] = row(symbol, expression, system, scene.names)
    rest = [name for name in used if name not in shown]
    by = {theta for name in used for theta in marks(name)}
    rules = [*meanings(form, scene.names), *rules_of(system, by, scene.names)]
    lines = ["The rows, a prime marking the next value, are", r"\begin{align*}"]
    lines += [", \\\\*\n".join(one.replace(" = ", " &= ", 1) for one in shown.values()) + "."]
    lines += [r"\end{align*}"]
    if rest:
        lines.append(f"They are alike at every eigenvalue; $h = h({scene.names[_first(used)]})$.")
    twins = twins_of(form, scene.names)
    lines += [f"Here {twins}."] if twins else []
    lines += laws_of(closure, scene.names)
    lines += [f"Here {', '.join(f'${rule}$' for rule in rules)}."] if rules else []
    return lines


def _used(scene: Scene) -> set[str]:
    """Name the states in the equations, and those whose new values their rows need."""
    used = {name for monomial in scene.solution.closure.equations for name in monomial}
    for symbol, expression in reversed(scene.solution.system.rows):
        if str(symbol) in used:
            used |= {str(unprime(s)) for s in expression.free_symbols if unprime(s) != s}
    return used


def _first(used: Iterable[str]) -> str:
    return min(filter(None, map(eigenvalue, used)), default="")
