"""What a closed form is about: its input and recurrence, its definition, what its letters mean."""

from __future__ import annotations

from sympy import Expr, Function, Pow, Rational, Symbol

from derivations.closed_form import ClosedForm
from derivations.conditions import conditions
from derivations.domain import region
from derivations.families import QUESTIONS
from derivations.inputs import INPUTS, Input
from derivations.latex.formula import summands, terms_of_sum, written_sum
from derivations.latex.names import Names, renamed
from derivations.latex.pieces import Term, joined
from derivations.latex.rows import laws_of, together, weighted
from derivations.notation import letter, moment
from derivations.spectra import further
from derivations.tangents import twin

_WAVES = (
    ("damped_cosine", r"r^{|\Delta|} \cos(w \Delta)", (r"{P} = r \cos w", r"{Q} = r \sin w")),
    ("periodic", r"\cos(w \Delta)", (r"{t} = \tan\tfrac{{w}}{{2}}",)),
    ("any_noise", r"[\Delta = 0]", (r"{mu_4} = \mathbb{{E}}[x^{{4}}]",)),
)


def input_of(form: ClosedForm) -> Input | None:
    """Find the input of a closed form; None if it is any input, or a user's own."""
    questions = (question.source for question in QUESTIONS if question.name == form.name)
    known = (*INPUTS, *further(), *questions)
    return next((source for source in known if source.name == form.input_name), None)


def inputs_of(form: ClosedForm) -> tuple[str, ...]:
    """Name the states of the input, which stand last in a product."""
    states = form.solution.system.states if form.solution else ()
    return tuple(state for state in states if state not in form.resting)


def copies_of(form: ClosedForm) -> tuple[str, ...]:
    """Name the states of a second copy at other parameters, where kernels are asked for."""
    if form.quantity.terms or "_kernel" not in form.quantity.name:
        return ()
    return tuple(name for name in form.resting if name.endswith("_0") and name[:-2] in form.resting)


def input_title(form: ClosedForm) -> str:
    """Name the input of a closed form in words."""
    source = input_of(form)
    if source:
        return source.title.partition(",")[0]
    return "any stationary" if form.solution is None else form.about.rpartition("x is ")[2]


def recurrence_title(form: ClosedForm) -> str:
    """Name the recurrence of a closed form in words; empty for the scalar one."""
    return form.about.rpartition("; x is ")[0].partition(", ")[0]


def definition(form: ClosedForm, names: Names | None = None) -> str:
    """Write the definition of the quantity that a closed form computes.

    Args:
        form: the closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX without delimiters.
    """
    if form.terms and not form.quantity.terms:
        inputs = inputs_of(form)
        return " + ".join(moment(monomial, names, inputs) for _, monomial in form.terms)
    return renamed(form.quantity.definition, names, form.variables)


def twins_of(form: ClosedForm, names: Names | None = None) -> str:
    """Say what the states with the index 0 are; empty where there are none."""
    copies = ", ".join(letter(name, names) for name in copies_of(form))
    others = [s for s in form.variables if any(twin(other) == s for other in form.variables)]
    at = ", ".join(letter(str(symbol), names) for symbol in others)
    is_one = len(copies_of(form)) == 1
    what = "is a second copy" if is_one else "are second copies"
    return f"${copies}$ {what} at ${at}$, driven by the same input" if copies else ""


def meanings(form: ClosedForm, names: Names | None = None) -> tuple[str, ...]:
    """Write what the letters stand for that are functions of the variables.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX such as e = exp(Delta a).
    """
    found = [
        f"{letter(str(symbol), names)} = {meaning(value, names)}" for symbol, value in form.meanings
    ]
    for symbol, square in form.solution.system.relations if form.solution else ():
        if symbol in form.expression.free_symbols - {known for known, _ in form.meanings}:
            value = written_sum(summands(square, names))
            found.append(f"{letter(str(symbol), names)}^{{2}} = {value}")
    return tuple(found)


def gates_of(form: ClosedForm, names: Names | None = None) -> list[str]:
    """Say which moments are symbols, in sentences."""
    if form.solution is None:
        return []
    laws = tuple(law for law in form.solution.system.laws if law.letter)
    return laws_of(form.solution.closure, names, laws)


def meaning(expression: Expr, names: Names | None = None) -> str:
    """Write a function of rational expressions, such as a root or an exponential.

    Args:
        expression: rational in symbols and in functions of such expressions.
        names: LaTeX by the name of a symbol.

    Returns:
        LaTeX without delimiters.
    """
    inner = [node for node in expression.atoms(Function, Pow) if not _is_rational(node)]
    outer = [n for n in inner if not any(n != other and other.has(n) for other in inner)]
    stand_ins = {node: Symbol(f"stand-in {k}") for k, node in enumerate(outer)}
    written = {str(symbol): _applied(node, names) for node, symbol in stand_ins.items()}
    return written_sum(summands(expression.xreplace(stand_ins), dict(names or {}) | written))


def _is_rational(node: Expr) -> bool:
    return isinstance(node, Pow) and bool(node.exp.is_Integer)


def _applied(node: Expr, names: Names | None) -> str:
    if isinstance(node, Pow) and node.exp == Rational(1, 2):
        return rf"\sqrt{{{meaning(node.base, names)}}}"
    if isinstance(node, Pow):
        return rf"({meaning(node.base, names)})^{{{meaning(node.exp, names)}}}"
    known = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")
    name = node.func.__name__
    function = f"\\{name}" if name in known else rf"\operatorname{{{name}}}"
    return f"{function}({', '.join(meaning(argument, names) for argument in node.args)})"


def autocovariance(form: ClosedForm, names: Names | None = None) -> tuple[str, ...]:
    """Write the autocovariance of a closed form's input, or its generating function.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        Equations, the first of them R or G; none if the input is a user's own.
    """
    source = input_of(form)
    series = r"\tfrac{1}{2} R(0) + \sum_{k \geq 1} R(k)\, z^{k}"
    if source is None:
        return (f"G(z) = {series}",) if form.solution is None else ()
    for name, wave, rules in _WAVES:
        if name == source.name:
            written = {str(symbol): letter(str(symbol), names) for symbol in source.parameters}
            return (rf"R(\Delta) = {wave}", *(rule.format(**written) for rule in rules))
    if source.atoms:
        return (rf"R(\Delta) = {_atoms(source, names)}",)
    return (f"G(z) = {series} = {written_sum(summands(together(source.generating), names))}",)


def _atoms(source: Input, names: Names | None) -> str:
    terms = list[Term]()
    for weight, ratio in source.atoms:
        if ratio == 1:
            terms += terms_of_sum(summands(weight, names))
        elif ratio == 0:
            terms.append(weighted(weight, r"[\Delta = 0]", names))
        else:
            terms.append(weighted(weight, rf"{letter(str(ratio), names)}^{{|\Delta|}}", names))
    return joined(terms)


def domain(form: ClosedForm, names: Names | None = None) -> tuple[str, ...]:
    """Write where a closed form holds: the regions of its variables, and what must be small.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        Formulas without delimiters; blocks of equations that must shrink are not among them.
    """
    factors = conditions(form).factors
    regions = [
        (symbol, "segment" if symbol in factors and name in ("real", "interval") else name)
        for symbol, name in form.domain.regions
    ]
    reals = [letter(str(symbol), names) for symbol, name in regions if name == "real"]
    rules = [
        region(name).latex.format(letter(str(symbol), names))
        for symbol, name in regions
        if name != "real"
    ]
    if reals:
        place = next(k for k, (_, name) in enumerate(regions) if name == "real")
        rules.insert(place, region("real").latex.format(", ".join(reals)))
    named_already = [symbol for symbol, name in regions if name == "segment"]
    return (*rules, *(_less(one, names) for one in factors if one not in named_already))


def _less(factor: Expr, names: Names | None) -> str:
    parts = summands(factor, names)
    is_tall = any(part.written.below for part in parts)
    bare = parts[0].written.latex if len(parts) == 1 else written_sum(parts)
    return rf"\left|{bare}\right| < 1" if is_tall else f"|{bare}| < 1"


def shrinking(form: ClosedForm, names: Names | None = None) -> tuple[str, ...]:
    """Write the moments whose equations must have a spectral radius below one.

    Args:
        form: a closed form.
        names: LaTeX by the name of a symbol.

    Returns:
        For each block of equations the moments, separated by commas.
    """
    inputs = inputs_of(form)
    blocks = (sorted(block) for block in conditions(form).coupled)
    return tuple(", ".join(moment(m, names, inputs) for m in block) for block in blocks)
