"""A probe's question as it is read, and its steps as they are taken in this process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from derivations.parameterizations import find
from verification.evidence.finding import AGREES
from verification.probing import probe as probing
from verification.probing.probe import weighed
from verification.probing.question import Question, read
from verification.probing.stages import FINITE
from verification.probing.stages import STEPS as NAMES
from verification.probing.steps import STEPS
from verification.probing.work import work

pytestmark = pytest.mark.slow


def test_steps_are_the_ones_that_are_named() -> None:
    assert set(FINITE) < set(NAMES) < set(STEPS)
    assert [step for step in STEPS if step in NAMES] == list(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def answered(question: Question) -> dict[str, Any]:
    """Take all steps in this process."""
    record: dict[str, Any] = {"closed_forms": {}}
    for step in FINITE if question.horizon else NAMES:
        for part in work({"step": step, "question": question._asdict()}):
            assert json.loads(json.dumps(part, allow_nan=False)) is not None
            probing._merge(record, part)
    return record


@pytest.mark.slow
def test_all_steps_of_a_small_question() -> None:
    record = answered(Question("tanh(omega)", "sqrt(1-lambda**2)", input="exponential"))
    assert record["lambda"] == "tanh(omega)"
    assert record["domain"] == "-oo < omega < oo"
    assert record["reach"]["inside"] is True
    assert record["parameters"] == ["rho"]
    for key, form in record["closed_forms"].items():
        outcomes = {rung: found["outcome"] for rung, found in form["findings"].items()}
        assert outcomes == {"proof": AGREES, "enclosure": AGREES, "driven": AGREES}, key
        assert "in_lambda" in form
    assert record["closed_forms"]["relative_sensitivity"]["expr"] == "1"
    assert record["exponents"]["sensitivity_moment"] == 0
    assert record["exponents"]["sensitivity_moment_plain"] == 1
    assert "tamed up to the constant" in record["verdict"]
    assert record["optimal"]["expr"] == "tanh(omega)" or record["optimal"]["density"]
    curves = record["curves"]
    assert [curve["at"] for curve in curves] == [{"rho": "0"}, {"rho": "1/2"}, {"rho": "9/10"}]


@pytest.mark.slow
@pytest.mark.parametrize("horizon", [pytest.param(1, marks=pytest.mark.long), 7])
def test_steps_after_finitely_many(horizon: int) -> None:
    question = Question("tanh", "1-lambda", input="mixture 0.3@0 0.7@-0.9", horizon=horizon)
    record = answered(question)
    assert record["horizon"] == horizon
    assert len(record["closed_forms"]) == 7
    for form in record["closed_forms"].values():
        assert {f["outcome"] for f in form["findings"].values()} == {AGREES}
        assert f"T = {horizon}" in form["title"]
    assert "verdict" not in record


@pytest.mark.slow
def test_a_wrong_form_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    from verification.probing import steps

    question = Question("exp(-exp(omega))", "1-lambda", input="rho=-2/5")
    right = steps.known_forms(question)
    wrong = tuple(f._replace(expression=f.expression * (1 + f.expression / 10**5)) for f in right)
    monkeypatch.setattr(steps, "known_forms", lambda _: wrong)
    record: dict[str, Any] = {"closed_forms": {}}
    for step in ("measured", "proof"):
        for part in STEPS[step](question):
            probing._merge(record, part)
    verdicts = {weighed(form["findings"])["verdict"] for form in record["closed_forms"].values()}
    assert verdicts == {"rejected"}


def test_questions_are_read() -> None:
    unit, source = read(Question("tanh", "1-lambda", "-1<omega<2", "rho=1/3", detached=True))
    assert not unit.is_coupled
    assert str(unit.gain) == "1 - tanh(omega)"
    assert [(str(c.low), str(c.high)) for c in unit.coordinates] == [("-1", "2")]
    assert source.parameters == ()
    assert read(Question("tanh"))[0] == find("tanh")
    assert Question("tanh").input == "white"
