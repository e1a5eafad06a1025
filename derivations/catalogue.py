"""The catalogue: which closed forms there are, and each derived on demand by two roads."""

from __future__ import annotations

from functools import cache

from sympy import Add, Expr, Integer, Symbol, count_ops

from derivations import general, moments, routes, scalar
from derivations.answers import answer
from derivations.closed_form import ClosedForm
from derivations.domain import natural
from derivations.families import QUESTIONS
from derivations.inputs import EXPONENTIAL, INPUTS, Input
from derivations.quantities import QUANTITIES, Quantity
from derivations.quotient import quotient, ring_over
from derivations.sources import LINREC, Source
from derivations.spectra import FURTHER, further
from derivations.system import Monomial, ordered

GENERAL = "general"
STREAMED = tuple(
    quantity.name if name == EXPONENTIAL.name else f"{quantity.name}_{name}"
    for name in (*(source.name for source in INPUTS), GENERAL)
    for quantity in QUANTITIES
)
SCALAR = (*STREAMED, *(f"{quantity.name}_{name}" for name in FURTHER for quantity in QUANTITIES))
FAMILIES = tuple(question.name for question in QUESTIONS)
NAMES = (*SCALAR, *FAMILIES)
SHORT = 400  # operations; longer formulas keep the factored form in which they were found


def parts(name: str) -> tuple[Quantity, Input | None]:
    """Split a catalogue name into its quantity and its input.

    Args:
        name: one of `SCALAR`.

    Returns:
        The quantity, and the input (None when the form holds for any input).

    Raises:
        KeyError: if no closed form of the scalar recurrence has this name.
    """
    for quantity in QUANTITIES:
        if name == quantity.name:
            return quantity, EXPONENTIAL
        if name == f"{quantity.name}_{GENERAL}":
            return quantity, None
        end = name.removeprefix(f"{quantity.name}_")
        if name != end and end in (*(i.name for i in INPUTS), *FURTHER):
            return quantity, input_called(end)
    raise KeyError(name)


def input_called(name: str) -> Input:
    """Find an input by its name."""
    known = INPUTS if name not in FURTHER else further()
    return next(source for source in known if source.name == name)


@cache
def derive(name: str) -> ClosedForm:
    """Derive a closed form from the stationarity equations.

    Args:
        name: one of `NAMES`.

    Returns:
        The closed form.
    """
    for question in QUESTIONS:
        if question.name == name:
            return answer(question)
    quantity, source = parts(name)
    solution = solved(quantity, source) if source else None
    if source is None or solution is None:
        expression = _by_abstract_input(quantity)
    else:
        expression = readable(_combine(quantity, solution), source.parameters)
    parameters = source.parameters if source else ()
    return ClosedForm(
        name=name,
        quantity=quantity,
        input_name=source.name if source else GENERAL,
        expression=expression,
        domain=natural((*quantity.variables, *parameters)),
        source=Source(LINREC, "stationarity equations"),
        solution=solution,
        about=f"x is {source.title if source else 'any stationary input'}",
        terms=tuple((c, _pair(order, a, b)) for c, order, a, b in quantity.terms) if source else (),
        resting=_resting(solution, source) if source and solution else (),
    )


@cache
def solved(quantity: Quantity, source: Input) -> moments.Solution:
    """Solve the stationarity equations that a quantity needs.

    Args:
        quantity: what is asked.
        source: of which input.

    Returns:
        The closed set of moments.
    """
    system = scalar.joint_system(source, quantity.eigenvalues)
    return moments.solve(system, tuple(_pair(order, a, b) for _, order, a, b in quantity.terms))


@cache
def by_double_sum(name: str) -> Expr:
    """Derive the same closed form by summing over lags.

    Args:
        name: one of `NAMES` for a concrete input.

    Returns:
        The expression.

    Raises:
        ValueError: if the autocovariance is no sum of powers, or that of any input.
    """
    quantity, source = parts(name)
    if source is None or not source.atoms:
        raise ValueError(f"{name}: sums over lags need an input with an autocovariance of powers")
    terms = (c * routes.kernel(source, a, b, order) for c, order, a, b in quantity.terms)
    return sum(terms, Integer(0))


def readable(expression: Expr, parameters: tuple[Symbol, ...]) -> Expr:
    """Choose the shortest of three exact ways to write a rational expression.

    Args:
        expression: a sum of reduced fractions.
        parameters: the input's parameters, by whose powers the terms may be collected.

    Returns:
        One factored fraction, a sum of factored fractions, or that sum collected by parameter;
        the expression itself if it is long.
    """
    if count_ops(expression) > SHORT:
        return expression
    ring = ring_over(expression.free_symbols)
    whole = quotient(expression, ring)
    parts = (quotient(term, ring).expression() for term in Add.make_args(expression))
    forms = [whole.expression(), Add(*parts), expression]
    collected = whole.by_powers(tuple(map(str, parameters)))
    forms += [Add(*(m * c.expression() for m, c in collected))] if collected else []
    return min(forms, key=count_ops)


def _by_abstract_input(quantity: Quantity) -> Expr:
    terms = (c * general.pick_form(a, b)[order] for c, order, a, b in quantity.terms)
    return sum(terms, Integer(0))


def _pair(order: int, a: Symbol, b: Symbol) -> Monomial:
    name = scalar.tangent if order else scalar.state
    return ordered(name(a), name(b))


def _combine(quantity: Quantity, solution: moments.Solution) -> Expr:
    return sum(
        (c * solution.value(*_pair(order, a, b)) for c, order, a, b in quantity.terms), Integer(0)
    )


def _resting(solution: moments.Solution, source: Input) -> tuple[str, ...]:
    return tuple(state for state in solution.system.states if state not in source.states)
