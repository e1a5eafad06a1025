"""What is asked of each recurrence, and the closed forms that answer it."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from derivations import stability
from derivations.closed_form import ClosedForm
from derivations.domain import natural
from derivations.inputs import EXPONENTIAL, WHITE, Input
from derivations.moments import Solution, solve
from derivations.notation import moment
from derivations.quantities import Quantity
from derivations.recurrences import RECURRENCES, SELECTIVE, Recurrence
from derivations.sources import LINREC, Source
from derivations.system import Monomial, System, ordered
from derivations.tangents import copied, differentiated, tangent, twin


@dataclass(frozen=True)
class Question:
    """One moment that is asked of a recurrence.

    Args:
        recurrence: whose states are meant.
        source: the input that drives it.
        name: of the answer in the catalogue.
        title: what it is, for people.
        by: the parameters by which states are differentiated, in order.
        twinned: whether a second copy at other parameters is needed.
        moments: the products of states whose expectations are added up.
    """

    recurrence: Recurrence
    source: Input
    name: str
    title: str
    by: tuple[Symbol, ...]
    twinned: bool
    moments: tuple[Monomial, ...]


def joined(recurrence: Recurrence, source: Input) -> System:
    """Put an input's rows before those of the recurrence that it drives.

    Args:
        recurrence: the recurrence.
        source: the input.

    Returns:
        The rows of both.
    """
    return System(
        (*source.rows, *recurrence.rows),
        (*source.laws, *recurrence.laws),
        source.data,
        recurrence.rules,
        recurrence.relations,
    )


def questions(recurrence: Recurrence, source: Input) -> tuple[Question, ...]:
    """List what is asked of a recurrence: its moment, its sensitivities, and their kernels.

    Args:
        recurrence: the recurrence.
        source: the input.

    Returns:
        The questions, the moment of the state first.
    """
    outputs = [str(output) for output in recurrence.outputs]
    end = f"_{recurrence.name}"
    asked = [
        Question(
            recurrence, source, f"state_moment{end}", "second moment of the state", (), False,
            tuple(ordered(o, o) for o in outputs),
        )
    ]  # fmt: skip
    for theta in recurrence.learned:
        mark = f"{end}_{theta}" if len(recurrence.learned) > 1 else end
        slopes = [tangent(o, theta) for o in outputs]
        asked.append(
            Question(
                recurrence, source, f"sensitivity_moment{mark}",
                f"second moment of the sensitivity of the state to {theta}", (theta,), False,
                tuple(ordered(s, s) for s in slopes),
            )
        )  # fmt: skip
    if recurrence.twins:
        pairs = [(str(o), str(twin(o))) for o in recurrence.outputs]
        (theta,) = recurrence.learned
        other = twin(theta)
        asked += [
            Question(
                recurrence, source, f"state_kernel{end}", "covariance of two states", (), True,
                tuple(ordered(*pair) for pair in pairs),
            ),
            Question(
                recurrence, source, f"sensitivity_kernel{end}", "covariance of two sensitivities",
                (theta, other), True,
                tuple(ordered(tangent(a, theta), tangent(b, other)) for a, b in pairs),
            ),
        ]  # fmt: skip
    return tuple(asked)


QUESTIONS = tuple(
    question
    for recurrence in (*RECURRENCES, SELECTIVE)
    for question in questions(recurrence, WHITE if recurrence is SELECTIVE else EXPONENTIAL)
)


def system_of(question: Question) -> System:
    """Write the rows that a question needs: the recurrence, its second copy, the tangents.

    Args:
        question: what is asked.

    Returns:
        The rows.
    """
    recurrence = question.recurrence
    system = joined(recurrence, question.source)
    if question.twinned:
        system = copied(system, tuple(state for state, _ in recurrence.rows), recurrence.twins)
    for theta in question.by:
        system = differentiated(system, theta)
    return system


def solved(question: Question) -> Solution:
    """Solve the stationarity equations that a question needs."""
    solution = solve(system_of(question), question.moments)
    stability.refuse_hopeless(solution.closure)
    return solution


def answer(question: Question) -> ClosedForm:
    """Derive the closed form that answers a question.

    Args:
        question: what is asked.

    Returns:
        The closed form.
    """
    solution = solved(question)
    expression = solution.combination((Integer(1), m) for m in question.moments)
    needed = expression.free_symbols | solution.closure.symbols
    meanings = tuple((s, e) for s, e in _meanings(question) if s in needed)
    definition = " + ".join(moment(m) for m in question.moments)
    return ClosedForm(
        name=question.name,
        quantity=Quantity(question.name, question.title, definition, definition, ()),
        input_name=question.source.name,
        expression=expression,
        domain=natural(_variables(question, needed, meanings), real=True),
        source=Source(LINREC, "stationarity equations"),
        solution=solution,
        meanings=meanings,
    )


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
    return tuple(
        sorted(
            given,
            key=lambda s: (s in inputs, order.index(s) if s in order else len(order), str(s)),
        )
    )
