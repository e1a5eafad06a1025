"""Verdicts, codes and refusals of probes, comparisons and gates, on answers that are planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from verification.errors import InputError
from verification.evidence.finding import AGREES, CONTRADICTS, SILENT, UNDECIDED
from verification.limits import DONE, MEMORY, TIME, Answer
from verification.probing import comparing, gate_table
from verification.probing import probe as probing
from verification.probing.probe import code, probe, refuse_outside, weighed
from verification.probing.question import Question

pytestmark = pytest.mark.slow


def found(**outcomes: str) -> dict[str, dict[str, str]]:
    return {rung: {"outcome": outcome, "detail": rung} for rung, outcome in outcomes.items()}


def word(**outcomes: str) -> tuple[str, str | None]:
    told = weighed(found(**outcomes))
    assert {row["rung"] for row in told["findings"]} == set(outcomes)
    return told["verdict"], told["rung"]


def test_verdicts() -> None:
    assert word(proof=AGREES, enclosure=AGREES) == ("proved", "proof")
    assert word(driven=AGREES, enclosure=AGREES) == ("accepted", "enclosure")
    assert word(proof=UNDECIDED, driven=AGREES) == ("accepted", "driven")
    assert word(proof=AGREES, driven=CONTRADICTS) == ("rejected", "driven")
    assert word(enclosure=CONTRADICTS, driven=AGREES) == ("rejected", "enclosure")
    assert word(proof=SILENT, enclosure=UNDECIDED) == ("undecided", None)
    assert word() == ("undecided", None)


def record_of(*verdicts: str, inside: bool | None = True) -> dict[str, Any]:
    forms = {str(k): {"verdict": verdict} for k, verdict in enumerate(verdicts)}
    return {"closed_forms": forms, "reach": {"inside": inside}}


def test_codes() -> None:
    assert code(record_of("proved", "accepted")) == 0
    assert code(record_of("proved", "rejected", "undecided")) == 1
    assert code(record_of("proved", "undecided")) == 3
    assert code(record_of()) == 3
    assert code(record_of("proved", inside=None)) == 3
    assert code(record_of("rejected", inside=None)) == 1
    assert code({"closed_forms": {"a": {"verdict": "proved"}}}) == 3  # the domain took too long


def planned(answers: dict[str, Answer]) -> Any:
    """A child process that answers as planned."""

    def give(module: str, requests: Any, limits: Any) -> Iterator[Answer]:
        assert module == probing.MODULE
        for request in requests:
            yield answers.get(request["step"], Answer((), DONE))

    return give


HEAD = Answer(({"name": "typed"}, {"reach": None}), DONE)


def test_a_step_over_the_budget_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    part = {"closed_forms": {"state_moment": {"expr": "1"}}}
    seen = {"closed_forms": {"state_moment": {"findings": found(driven=AGREES)}}}
    plan = {
        "head": HEAD,
        "domain": Answer(({"reach": {"inside": True}},), DONE),
        "closed_forms": Answer((part,), TIME),
        "limits": Answer((), MEMORY),
        "curves": Answer((), "KeyError: 'x'"),
        "measured": Answer((seen,), DONE),
    }
    monkeypatch.setattr(probing, "answers", planned(plan))
    record = probe(Question("tanh"), 7.0)
    assert record["missing"] == {
        "closed_forms": "took more than 7 s",
        "limits": "took too much memory",
        "curves": "KeyError: 'x'",
    }
    assert record["closed_forms"]["state_moment"]["expr"] == "1"
    assert record["closed_forms"]["state_moment"]["verdict"] == "accepted"
    assert record["seconds"] >= 0
    assert code(record) == 0


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("limits", "InputError"),
        ("limits", "DomainError"),
        ("domain", "ValueError"),
        ("closed_forms", "ValueError"),
    ],
)
def test_a_refusal_in_the_child_is_one_here(
    step: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "answers", planned({step: Answer((), f"{kind}: no; other")}))
    with pytest.raises(InputError, match=r"^no; other$"):
        probe(Question("tanh"))


def test_an_error_after_the_reading_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "answers", planned({"limits": Answer((), "ValueError: odd")}))
    assert probe(Question("tanh"))["missing"]["limits"] == "ValueError: odd"


def outside(**reach: Any) -> str:
    whole = {"inside": False, "poles": [], "leaves": None, "valid": None, **reach}
    with pytest.raises(InputError) as caught:
        refuse_outside(Question("2*tanh(omega)"), {"reach": whole})
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_map_that_leaves_is_refused() -> None:
    told = outside(leaves="omega = 1", valid="-1 < omega < 1")
    assert "(omega = 1)" in told
    assert told.endswith("use --domain '-1 < omega < 1'")
    assert "no interval of it stays inside" in outside(poles=["0: a pole", "1: another"])
    assert "(0: a pole)" in outside(poles=["0: a pole", "1: another"])
    for reach in (None, {"inside": True}, {"inside": None}):
        refuse_outside(Question("tanh"), {"reach": reach})
    refuse_outside(Question("tanh"), {})


def test_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    part = {"name": "tanh", "at": [{"memory": 2, "sensitivity_moment": 1.5}], "verdict": "tamed"}
    replies = iter([Answer((part,), DONE), Answer(({"lambda": "omega"},), TIME)])

    def give(module: str, requests: Any, limits: Any) -> Iterator[Answer]:
        for request in requests:
            assert request["step"] == "compared"
            yield next(replies)

    monkeypatch.setattr(comparing, "answers", give)
    record = comparing.compare(["tanh", "omega"], input="exponential")
    assert record["memories"][:2] == [2, 10]
    assert record["rows"][0] == part
    assert record["rows"][1]["missing"] == TIME
    assert record["rows"][1]["verdict"] is None
    with pytest.raises(InputError, match="--input"):
        comparing.compare(["tanh"], input="pink")
    with pytest.raises(ValueError, match="names"):
        comparing.compare([])


def gates(*runs: bool | None) -> dict[str, Any]:
    rows = [{} if agrees is None else {"independent": {"agrees": agrees}} for agrees in runs]
    return {"forms": [{"quantities": rows}]}


def test_codes_of_gates() -> None:
    assert gate_table.code(gates(True, True)) == 0
    assert gate_table.code(gates(True, False, None)) == 1
    assert gate_table.code(gates(True, None)) == 3


@pytest.mark.parametrize(
    ("ended", "phrase"),
    [
        ("InputError: no; other", r"^no; other$"),
        ("ValueError: no; other", "no; other"),
        (TIME, "took more than 9 s"),
        (MEMORY, "memory"),
    ],
)
def test_gates_that_are_refused(ended: str, phrase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_table, "answers", planned({"gate": Answer((), ended)}))
    with pytest.raises(InputError, match=phrase):
        gate_table.probe_gate(Question("sigmoid(w*x+b)"), 9.0)
