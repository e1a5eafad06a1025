"""The closed form that answers a question about a recurrence."""

from __future__ import annotations

from sympy import Expr, Integer, Symbol

from derivations import stability
from derivations.closed_form import ClosedForm
from derivations.domain import natural
from derivations.estimators import replicate_variance, time_average_variance
from derivations.families import AVERAGE, MOMENT, REPLICATE, Question, system_of
from derivations.moments import Solution, solve
from derivations.notation import moment
from derivations.quantities import Quantity
from derivations.sources import LINREC, Source
from derivations.system import System
from derivations.tangents import twin


def formula(question: Question, system: System) -> tuple[Expr, Solution]:
    """Derive the expression that answers a question.

    Args:
        question: what is asked.
        system: its rows, perhaps with numbers put in.

    Returns:
        A factored expression, and the moments that it is made of.
    """
    if question.kind == MOMENT:
        solution = solve(system, question.moments)
        return solution.combination((Integer(1), m) for m in question.moments), solution
    (product,) = question.moments
    derive = replicate_variance if question.kind == REPLICATE else time_average_variance
    return derive(system, product)


def answer(question: Question) -> ClosedForm:
    """Derive the closed form that answers a question.

    Args:
        question: what is asked.

    Returns:
        The closed form. A `RowError` is raised if some moment is never stationary.
    """
    expression, solution = formula(question, system_of(question))
    stability.refuse_hopeless(solution.closure)
    needed = expression.free_symbols | solution.closure.symbols
    meanings = tuple((s, e) for s, e in _meanings(question) if s in needed)
    definition = _definition(question)
    return ClosedForm(
        name=question.name,
        quantity=Quantity(question.name, question.title, definition, definition, ()),
        input_name=question.source.name,
        expression=expression,
        domain=natural(_variables(question, needed, meanings), real=True),
        source=Source(LINREC, "stationarity equations"),
        solution=solution,
        meanings=meanings,
        about=_about(question),
        terms=tuple((Integer(1), m) for m in question.moments) if question.kind == MOMENT else (),
        resting=tuple(s for s in solution.system.states if s not in question.source.states),
    )


def _about(question: Question) -> str:
    recurrence, source = question.recurrence.title, question.source.title
    return recurrence if recurrence == source else f"{recurrence}; x is {source}"


def _definition(question: Question) -> str:
    if question.kind == MOMENT:
        return " + ".join(moment(m) for m in question.moments)
    (product,) = question.moments
    inside = moment(product).removeprefix(r"\mathbb{E}[").removesuffix("]")
    if question.kind == AVERAGE:
        return rf"\lim_{{T \to \infty}} T\, \operatorname{{Var}}[\langle {inside} \rangle_{{T}}]"
    return rf"\operatorname{{Var}}[{inside}]"


def _meanings(question: Question) -> tuple[tuple[Symbol, Expr], ...]:
    own = question.recurrence.meanings
    if not question.twinned:
        return own
    table = {symbol: twin(symbol) for symbol in question.recurrence.twins}
    return (*own, *((table[s], e.xreplace(table)) for s, e in own if s in table))


def _variables(
    question: Question, needed: set[Symbol], meanings: tuple[tuple[Symbol, Expr], ...]
) -> tuple[Symbol, ...]:
    stand_ins = {symbol for symbol, _ in meanings}
    given = (needed - stand_ins) | {s for _, e in meanings for s in e.free_symbols}
    learned = question.recurrence.learned
    order = [*learned, *map(twin, learned)]
    inputs = question.source.parameters

    def place(symbol: Symbol) -> tuple[bool, int, str]:
        rank = order.index(symbol) if symbol in order else len(order)
        return symbol in inputs, rank, str(symbol)

    return tuple(sorted(given, key=place))
