"""The way from the rows of a recurrence to a closed form, to be followed on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Expr, Integer, count_ops

from derivations.catalogue import readable
from derivations.closed_form import ClosedForm
from derivations.closure import ONE, written
from derivations.general import kernels
from derivations.latex.breaking import EQUALS, TEXT_WIDTH, broken
from derivations.latex.equation import laid_out, symbols_of, with_letters
from derivations.latex.formula import summands, terms_of_sum, written_sum
from derivations.latex.layout import filled, words_of
from derivations.latex.names import Names, check, letters, renamed
from derivations.latex.pieces import Term, joined
from derivations.latex.rows import laws_of, row, rules_of, weighted
from derivations.latex.setting import definition, inputs_of, meanings, twins_of
from derivations.latex.width import width
from derivations.latex.words import escaped
from derivations.moments import Solution
from derivations.notation import eigenvalue, kind, marks, moment
from derivations.stability import Block
from derivations.symbols import LAMBDA, LAMBDA_0
from derivations.system import Monomial, unprime

LEFT_OUT = r"\text{a longer fraction, left out here}"
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
_LONG_RUN = r"""Let $q = %s$, and let $f$ solve the Poisson equation $f - P f = q - \mathbb{E}[q]$,
where $P$ averages over one step; $f$ is a combination of products of states, found from the
transposed equations, which are left out here. As the limit is
$2\, \mathbb{E}[f q] - 2\, \mathbb{E}[f]\, \mathbb{E}[q] - \mathbb{E}[q^{2}]
+ \mathbb{E}[q]^{2}$,"""


@dataclass(frozen=True)
class Scene:
    """What the equations of a derivation are written with.

    Args:
        solution: the moments.
        names: LaTeX by the name of a symbol.
        inputs: the states of the input, which stand last in a product.
        result: the moment whose value follows as the result; empty if it is made of several.
    """

    solution: Solution
    names: Names
    inputs: tuple[str, ...]
    result: Monomial

    def moment(self, monomial: Monomial) -> str:
        """Write a moment."""
        return moment(monomial, self.names, self.inputs)


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
        f"\\paragraph{{Derivation of}} \\texttt{{{escaped(form.name)}}}\n\n"
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
    return "\n".join([*_rows(form, scene), *_known(scene), *_equations(scene), ""])


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


def _known(scene: Scene) -> list[str]:
    data, equations = dict(scene.solution.system.data), scene.solution.closure.equations
    known = sorted(m for m in equations if m in data)
    values = (written_sum(summands(data[m], scene.names)) for m in known)
    rules = [f"${scene.moment(m)} = {v}$" for m, v in zip(known, values, strict=True)]
    return [f"Known beforehand is {', '.join(rules)}."] if rules else []


def _equations(scene: Scene) -> list[str]:
    """Write the blocks in order of solution, one of those that differ in eigenvalues only."""
    data = dict(scene.solution.system.data)
    blocks = [b for b in scene.solution.closure.blocks if b != (ONE,) and b[0] not in data]
    chosen: dict[tuple[str, ...], Block] = {}
    for block in sorted(blocks, key=_generality):
        chosen.setdefault(tuple(sorted(" ".join(sorted(map(kind, m))) for m in block)), block)
    shown = sorted(chosen.values(), key=blocks.index)
    lines = [
        "Averaged in the stationary state, products of rows are equations for the moments, here in "
        "order of solution."
    ]
    alone = list[Monomial]()
    for block in shown:
        if len(block) == 1:
            alone.append(block[0])
            continue
        lines += [*_in_turn(alone, scene), *_coupled(block, scene)]
        alone = []
    lines += _in_turn(alone, scene)
    return lines + (["The others are alike at other eigenvalues."] if shown != blocks else [])


def _in_turn(monomials: list[Monomial], scene: Scene) -> list[str]:
    """Write moments each of which follows from those before it."""
    taken = _widest(monomials, scene)
    return _aligned(
        [[*_equation(m, scene, taken), *_value("", m, scene, taken)] for m in monomials]
    )


def _coupled(block: Block, scene: Scene) -> list[str]:
    """Write moments that need each other, and what they are together."""
    order = sorted(block)
    taken = _widest(order, scene)
    values = [_value(scene.moment(m), m, scene, taken) for m in order]
    solved = [value for value in values if value]
    lines = [f"These {len(block)} need each other:"]
    lines += _aligned([_equation(m, scene, taken) for m in order])
    if all(LEFT_OUT in value[0] for value in solved):
        return [*lines, "Their solution is long and left out here."]
    return [*lines, "Together they are", *_aligned(solved)]


def _widest(monomials: Iterable[Monomial], scene: Scene) -> float:
    """Measure the left-hand sides that share one alignment."""
    return max((width(scene.moment(m)) for m in monomials), default=0.0)


def _aligned(groups: list[list[str]]) -> list[str]:
    """Align rows, those of a group on one page."""
    if not groups:
        return []
    rows = ", \\\\[1ex]\n".join(" \\\\*\n".join(group) for group in groups)
    return [r"\begin{align*}", f"{rows}.", r"\end{align*}"]


def _equation(monomial: Monomial, scene: Scene, taken: float) -> list[str]:
    room = TEXT_WIDTH - taken - EQUALS
    first, *rest = filled(words_of(_right_side(monomial, scene), room), room)
    return [f"{scene.moment(monomial)} &= {first}", *(f"&{line}" for line in rest)]


def _value(left: str, monomial: Monomial, scene: Scene, taken: float) -> list[str]:
    """Write the value of a moment, or say that it is left out; the result follows by itself."""
    is_known = scene.solution.closure.equations[monomial].keys() <= {ONE}
    if monomial == scene.result or (is_known and not left):
        return []
    moments = scene.solution.moments
    value: Expr = scene.solution.value(*monomial) if moments[monomial] else Integer(0)
    if count_ops(value) > LONG:
        return [f"{left} &= {LEFT_OUT}"]
    found = broken("", summands(readable(value, ()), scene.names), TEXT_WIDTH - taken)
    if found.legend:
        return [f"{left} &= {LEFT_OUT}"]
    first, *rest = found.lines
    return [f"{left} &= {first}", *(f"&{line}" for line in rest)]


def _right_side(monomial: Monomial, scene: Scene) -> tuple[Term, ...]:
    closure = scene.solution.closure
    equation = closure.equations[monomial]
    terms = list[Term]()
    for other in sorted(equation, key=lambda one: (one == ONE, one != monomial, len(one), one)):
        weight = written(equation[other], closure.system)
        if other == ONE:
            terms += _constant(terms_of_sum(summands(weight, scene.names)))
        else:
            terms.append(weighted(weight, scene.moment(other), scene.names))
    return tuple(terms) or (Term(1, "0"),)


def _constant(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Keep a short constant on one line."""
    if 1 < len(terms) < 4 and terms[0].sign > 0:
        return (Term(1, joined(terms)),)
    return terms


def _generality(block: Block) -> tuple[bool, int, int]:
    """Sort blocks, those of an eigenvalue and its conjugate last: two at large say more."""
    known = sorted({eigenvalue(name) for monomial in block for name in monomial} - {""})
    is_special = len(known) == 2 and known[1] == f"{known[0]}_bar"
    marked = [name for monomial in block for name in monomial if name.endswith(("_bar)", "_0)"))]
    return is_special, sum(name.endswith("_bar)") for name in marked), len(marked)
