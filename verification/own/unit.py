"""A recurrence with its input, and the questions that can be asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import Expr, Symbol, sqrt

from derivations import feasible, stability
from derivations.answers import answer, formula
from derivations.closed_form import ClosedForm
from derivations.domain import DomainError
from derivations.families import (
    Question,
    kernels_asked,
    moments_asked,
    system_of,
    variances_asked,
)
from derivations.inputs import Input
from derivations.recurrences import Recurrence
from derivations.system import Monomial, ordered
from derivations.tangents import twin
from verification.errors import InputError, refusal
from verification.expression import parse_point

_PRODUCT = re.compile(r"E\[(.+)\]")
_STATE = re.compile(r"(?:d\[\w+\] )*\w+")
_MARK = re.compile(r"d\[(\w+)\]")


@dataclass(frozen=True)
class Unit:
    """A recurrence that a user has written down.

    Args:
        title: a phrase for people.
        questions: what can be asked of it.
    """

    title: str
    questions: tuple[Question, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what can be asked."""
        return tuple(question.name for question in self.questions)

    def question(self, name: str) -> Question:
        """Find a question.

        Args:
            name: one of `names`, or a product such as `E[h h h]` or `E[x d[alpha] h]`.

        Returns:
            The question.

        Raises:
            InputError: if there is none of this name.
        """
        for question in self.questions:
            if question.name == name:
                return question
        if product := _PRODUCT.fullmatch(name.strip()):
            return self._about(name, ordered(*_STATE.findall(product[1])))
        rule = "this recurrence has no such quantity"
        remedy = f"use {', '.join(self.names)}, or a product such as E[h h]"
        raise InputError(refusal("NAME", name, rule, remedy))

    def _about(self, name: str, product: Monomial) -> Question:
        """Ask for the mean of a product of states, of their derivatives and second copies."""
        first = self.questions[0]
        marks = [_MARK.findall(state) for state in product]
        thetas = dict.fromkeys(theta for found in marks for theta in found)
        by = tuple(Symbol(t) for t in thetas for _ in range(max(f.count(t) for f in marks)))
        copies = {str(twin(state)) for state, _ in first.recurrence.rows}
        twinned = any(_MARK.sub("", state).strip() in copies for state in product)
        question = replace(
            first, name=name, title="moment", by=by, twinned=twinned, moments=(product,)
        )
        known = system_of(question).states
        for state in product:
            if state not in known:
                rule = f"{state} is no state of it"
                raise InputError(refusal("NAME", name, rule, f"use {', '.join(known)}"))
        return question

    def derive(self, name: str) -> ClosedForm:
        """Derive a closed form in symbols.

        Args:
            name: one of `names`.

        Returns:
            The closed form; a `RowError` is raised if there is none, or none in symbols.
        """
        question = self.question(name)
        feasible.check(system_of(question), {})
        return answer(question)

    def value(self, name: str, at: str | Mapping[Symbol, Expr]) -> Expr:
        """Compute a number exactly at a point, which needs no closed form.

        Args:
            name: one of `names`.
            at: rational numbers by parameter, or text such as `alpha=1/2, m_1=1/3`.

        Returns:
            The exact number; it holds square roots if the recurrence does.

        Raises:
            DomainError: if a number is missing, or nothing is stationary there.
        """
        question = self.question(name)
        system = system_of(question).at(read_point(at))
        roots = {root for root, _ in system.relations}
        missing = ", ".join(str(s) for s in system.parameters if s not in roots)
        if missing:
            raise DomainError(f"{missing}: missing, every parameter needs a value; give it one")
        expression, solution = formula(question, system)
        stability.check(solution.closure, {})
        feasible.check(system, {})
        return expression.xreplace({root: sqrt(square) for root, square in system.relations})


def read_point(at: str | Mapping[Symbol, Expr]) -> Mapping[Symbol, Expr]:
    """Read a point from text, or take it as it is.

    Args:
        at: text such as `alpha=1/2, m_1=1/3`, or exact numbers by symbol.

    Returns:
        Exact numbers by symbol.
    """
    if not isinstance(at, str):
        return at
    return {Symbol(name): number for name, number in parse_point(at, argument="--at").items()}


def unit(recurrence: Recurrence, source: Input) -> Unit:
    """Ask what can be asked of a recurrence.

    Args:
        recurrence: its rows.
        source: the rows of its input.

    Returns:
        The unit.
    """
    asked = moments_asked(recurrence, source, "")
    asked += kernels_asked(recurrence, source, "") if recurrence.twins else ()
    asked += variances_asked(recurrence, source, "") if len(recurrence.outputs) == 1 else ()
    return Unit(recurrence.title, asked)
