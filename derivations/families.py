"""What is asked of each recurrence: moments, sensitivities, kernels, variances of estimates."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Symbol

from derivations.inputs import EXPONENTIAL, WHITE, Input
from derivations.recurrences import RECURRENCES, SCALAR, SELECTIVE, Recurrence
from derivations.spectra import KURTOSIS, noisy
from derivations.system import Monomial, RowError, System, ordered
from derivations.tangents import copied, differentiated, tangent, twin

MOMENT, REPLICATE, AVERAGE = "moment", "replicate", "average"


@dataclass(frozen=True)
class Question:
    """One number that is asked of a recurrence.

    Args:
        recurrence: whose states are meant.
        source: the input that drives it.
        name: of the answer in the catalogue.
        title: what it is, for people.
        kind: the moment itself, or the variance of an estimate of it.
        by: the parameters by which states are differentiated, in order.
        twinned: whether a second copy at other parameters is needed.
        moments: the products of states whose expectations are added up.
    """

    recurrence: Recurrence
    source: Input
    name: str
    title: str
    kind: str
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

    Raises:
        RowError: if a symbol that the recurrence differentiates is one of the input's too.
    """
    moving = {*recurrence.learned, *(symbol for _, symbol, _ in recurrence.rules)}
    for symbol in sorted(moving & set(source.parameters), key=str):
        raise RowError(f"{symbol}: of the recurrence and of its input; rename one of the two")
    return System(
        (*source.rows, *recurrence.rows),
        (*source.laws, *recurrence.laws),
        source.data,
        recurrence.rules,
        recurrence.relations,
    )


def bare(question: Question) -> System:
    """Write the rows that a question is about: the recurrence and its second copy, no tangents.

    Args:
        question: what is asked.

    Returns:
        The rows.
    """
    recurrence = question.recurrence
    system = joined(recurrence, question.source)
    if not question.twinned:
        return system
    return copied(system, tuple(name for name, _ in recurrence.rows), recurrence.twins)


def system_of(question: Question) -> System:
    """Write the rows that a question needs, tangents included.

    Args:
        question: what is asked.

    Returns:
        The rows.
    """
    system = bare(question)
    for theta in question.by:
        system = differentiated(system, theta)
    return system


def moments_asked(recurrence: Recurrence, source: Input, end: str) -> tuple[Question, ...]:
    """Ask for the moment of the state, and for that of its derivative by each parameter.

    Args:
        recurrence: the recurrence.
        source: the input.
        end: of the names.

    Returns:
        The questions.
    """
    outputs = [str(output) for output in recurrence.outputs]
    squares = tuple(ordered(o, o) for o in outputs)
    title = "second moment of the state"
    asked = [Question(recurrence, source, f"state_moment{end}", title, MOMENT, (), False, squares)]
    for theta in recurrence.learned:
        slopes = (tangent(o, theta) for o in outputs)
        squares = tuple(ordered(s, s) for s in slopes)
        name = f"sensitivity_moment{_marked(end, recurrence, theta)}"
        title = f"second moment of the sensitivity of the state to {theta}"
        asked.append(Question(recurrence, source, name, title, MOMENT, (theta,), False, squares))
    return tuple(asked)


def kernels_asked(recurrence: Recurrence, source: Input, end: str) -> tuple[Question, ...]:
    """Ask for the covariances with a second copy at other parameters.

    Args:
        recurrence: the recurrence, its `twins` not empty.
        source: the input.
        end: of the names.

    Returns:
        The questions.
    """
    pairs = [(str(o), str(twin(o))) for o in recurrence.outputs]
    products = tuple(ordered(*pair) for pair in pairs)
    title = "covariance of two states"
    asked = [Question(recurrence, source, f"state_kernel{end}", title, MOMENT, (), True, products)]
    for theta in recurrence.learned:
        by = (theta, twin(theta)) if theta in recurrence.twins else (theta,)
        other = by[-1]
        products = tuple(ordered(tangent(a, theta), tangent(b, other)) for a, b in pairs)
        name = f"sensitivity_kernel{_marked(end, recurrence, theta)}"
        title = f"covariance of two sensitivities to {theta}"
        asked.append(Question(recurrence, source, name, title, MOMENT, by, True, products))
    return tuple(asked)


def variances_asked(recurrence: Recurrence, source: Input, end: str) -> tuple[Question, ...]:
    """Ask how uncertain Monte-Carlo estimates of a unit's moments are.

    Args:
        recurrence: a recurrence with one output.
        source: the input.
        end: of the names.

    Returns:
        The questions.
    """
    asked = []
    for one in moments_asked(recurrence, source, end):
        for kind in (REPLICATE, AVERAGE):
            name = one.name.replace("_moment", f"_{kind}_variance", 1)
            what = "one replicate's square" if kind == REPLICATE else "a long average, times T"
            title = f"variance of {what}, for the {one.title}"
            asked.append(
                Question(recurrence, source, name, title, kind, one.by, False, one.moments)
            )
    return tuple(asked)


def _marked(end: str, recurrence: Recurrence, theta: Symbol) -> str:
    return f"{end}_{theta}" if len(recurrence.learned) > 1 else end


def _all() -> tuple[Question, ...]:
    asked: list[Question] = []
    for recurrence in RECURRENCES:
        end = f"_{recurrence.name}"
        asked += moments_asked(recurrence, EXPONENTIAL, end)
        asked += kernels_asked(recurrence, EXPONENTIAL, end) if recurrence.twins else ()
    asked += moments_asked(SELECTIVE, WHITE, "_selective")
    asked += variances_asked(SCALAR, EXPONENTIAL, "")
    asked += variances_asked(SCALAR, WHITE, "_white")
    asked += variances_asked(SCALAR, noisy(KURTOSIS), "_any_noise")
    return tuple(asked)


QUESTIONS = _all()
