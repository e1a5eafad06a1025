"""Families of recurrences: known formulas, and each family as a special case of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sympy import Expr, Symbol, symbols

from derivations import catalogue
from derivations.families import MOMENT, QUESTIONS, Question, bare, joined, system_of
from derivations.field import identical
from derivations.inputs import EXPONENTIAL, INPUTS
from derivations.recurrences import COS, RECURRENCES, SELECTIVE, Recurrence
from derivations.spectra import further
from derivations.symbols import LAMBDA, RHO
from derivations.system import RowError
from derivations.tangents import tangent, twin

pytestmark = pytest.mark.slow

AL, NU, E, DT, A, B, P, Q, T = symbols("alpha nu e Delta a b p q t")
M, KAPPA = symbols("m kappa")
M1, M2, G1, G2, CROSS = symbols("m_1 m_2 m_0_1 m_0_2 m_1_1")
L, R, TURN = LAMBDA, RHO, 1 - 2 * NU * RHO * COS + NU**2 * RHO**2
SECOND = (1 + Q) * (1 - P - Q) * (1 + P - Q)
FORGETS = 1 - M**2 - KAPPA**2
BACK = 2 - 2 * R - A * DT * (1 + R)
KNOWN: Mapping[str, Expr] = {
    "state_moment_leaky": AL * (1 + R - AL * R) / ((2 - AL) * (1 - R + AL * R)),
    "sensitivity_moment_leaky": 2
    * (1 - R)
    * (1 + R - 2 * AL * R + AL**2 * R)
    / (AL * (2 - AL) ** 3 * (1 - R + AL * R) ** 2),
    "state_moment_gated": (1 + R * M1) / ((1 - M2) * (1 - R * M1)),
    "sensitivity_moment_gated": (
        (G2 * (1 - M2) + 2 * CROSS**2) * (1 - R**2 * M1**2) + 2 * R * G1 * CROSS * (1 - M2)
    )
    / ((1 - R * M1) ** 2 * (1 - M2) ** 3),
    "state_moment_gru": (1 - 2 * M1 + M2 + R * M1 - 2 * R * M2 + R * M1 * M2)
    / ((1 - M2) * (1 - R * M1)),
    "state_moment_stacked": (
        1 + A * B + (A + B) * R - A * B * (A + B) * R - A * B * R**2 - A**2 * B**2 * R**2
    )
    / ((1 - A**2) * (1 - B**2) * (1 - A * B) * (1 - A * R) * (1 - B * R)),
    "state_moment_second_order": (1 - Q + P * R + P * Q * R + Q * R**2 - Q**2 * R**2)
    / (SECOND * (1 - P * R - Q * R**2)),
    "state_moment_zoh": (1 - E) * (1 + E * R) / (A**2 * (1 + E) * (1 - E * R)),
    "sensitivity_moment_zoh_Delta": 2
    * E**2
    * (1 - R)
    * (1 + E**2 * R)
    / ((1 - E) * (1 + E) ** 3 * (1 - E * R) ** 2),
    "sensitivity_moment_bilinear_Delta": -(1 - R)
    * (4 * (1 + R) - 4 * A * DT * (1 - R) + A**2 * DT**2 * (1 + R))
    / (4 * A * DT * BACK**2),
    "state_moment_selective": 1 / FORGETS,
    "sensitivity_moment_selective_m": (1 + M**2 - KAPPA**2) / FORGETS**3,
    "sensitivity_moment_selective_kappa": (1 - M**2 + KAPPA**2) / FORGETS**3,
    "state_moment_polar": (1 - NU**2 * R**2) / ((1 - NU**2) * TURN),
    "state_moment_normalised": (1 + L * R) / (1 - L * R),
    "sensitivity_moment_normalised": (1 + L * R) / ((1 - L * R) * (1 - L**2) ** 2),
    "state_moment_tanh": (1 + L * R) / (1 - L * R),
    "sensitivity_moment_tanh": (1 + L * R) / (1 - L * R),
    "state_moment_sigmoid": (1 - L) * (1 + R * L) / ((1 + L) * (1 - R * L)),
}
ASKED = {question.name: question for question in QUESTIONS if question.kind == MOMENT}
TWINNED = [name for name, question in ASKED.items() if question.twinned]


def found(name: str) -> Expr:
    return catalogue.derive(name).expression


def one_of(expression: Expr) -> Symbol:
    return min(expression.free_symbols, key=str)


@pytest.mark.parametrize("name", KNOWN)
def test_known_formulas(name: str) -> None:
    assert identical(found(name), KNOWN[name])


@pytest.mark.parametrize("name", KNOWN)
def test_planted_formulas_are_seen(name: str) -> None:
    right = KNOWN[name]
    turned = one_of(right)
    for wrong in (right.xreplace({turned: -2 * turned}), right * (1 - turned), 1 - right):
        assert not identical(found(name), wrong)


def test_a_turn_changes_the_state_as_a_stretch_does() -> None:
    by_modulus, by_angle = (found(f"sensitivity_moment_polar_{s}") for s in ("nu", "theta"))
    assert identical(by_angle, NU**2 * by_modulus)
    assert not identical(by_angle, by_modulus)


@pytest.mark.parametrize("name", TWINNED)
def test_a_kernel_is_symmetric_and_a_moment_on_its_diagonal(name: str) -> None:
    recurrence, kernel = ASKED[name].recurrence, found(name)
    relations = {root: square for root, square in recurrence.relations}
    swap = {s: twin(s) for s in recurrence.twins}
    swap |= {b: a for a, b in swap.items()}
    assert identical(kernel.xreplace(swap), kernel)
    diagonal = kernel.xreplace({twin(s): s for s in recurrence.twins})
    moment = found(name.replace("kernel", "moment"))
    squared = {root**2: square for root, square in relations.items()}
    assert identical(diagonal.subs(squared), moment)
    assert not identical(diagonal.subs(squared), 2 * moment)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_asks_for_states_that_its_system_has(question: Question) -> None:
    small, full = bare(question), system_of(question)
    assert full.rows[: len(small.rows)] == small.rows
    assert {s for m in question.moments for s in m} <= set(full.states)
    slopes = {tangent(str(o), t) for o in question.recurrence.outputs for t in question.by[:1]}
    assert slopes <= {s for m in question.moments for s in m}
    assert bool(question.by) == (len(full.rows) > len(small.rows))


def test_questions_have_names_of_their_own() -> None:
    names = [question.name for question in QUESTIONS]
    assert len(set(names)) == len(names)
    assert {*KNOWN} <= {*ASKED}
    recurrences = {question.recurrence.name for question in ASKED.values()}
    assert recurrences == {r.name for r in (*RECURRENCES, SELECTIVE)}
    for question in QUESTIONS:
        assert bool(question.by) == question.name.startswith("sensitivity")
        assert question.title


@pytest.mark.parametrize("recurrence", RECURRENCES, ids=lambda recurrence: recurrence.name)
def test_every_input_drives_every_recurrence(recurrence: Recurrence) -> None:
    moving = {*recurrence.learned, *(symbol for _, symbol, _ in recurrence.rules)}
    for source in (*INPUTS, *further()):
        if moving & set(source.parameters):  # one name for two things
            with pytest.raises(RowError, match="rename one of the two"):
                joined(recurrence, source)
            continue
        system = joined(recurrence, source)
        assert system.states[: len(source.states)] == source.states
        assert {str(o) for o in recurrence.outputs} <= set(system.states)
        assert system.data == source.data
    with pytest.raises(RowError, match="x: names two states"):
        joined(replace(recurrence, rows=EXPONENTIAL.rows), EXPONENTIAL)
