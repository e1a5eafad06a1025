"""A gate as a user types it: exact under independence, and how far that holds on the input."""

from __future__ import annotations

from typing import Any

import pytest

from numerics.gate import Measured
from verification.errors import InputError
from verification.probing import gating
from verification.probing.gating import gated

pytestmark = pytest.mark.slow

TEXT = "sigmoid(w*x + b)"
NAMES = [
    "state_moment",
    "sensitivity_moment_w",
    "sensitivity_product_w_b",
    "sensitivity_moment_b",
]


@pytest.fixture(autouse=True)
def _fewer_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gating, "WORK", 2**19)
    monkeypatch.setattr(gating, "FEWEST", 2**12)


def seen(report: dict[str, Any], way: str) -> list[list[bool]]:
    return [[row[way]["agrees"] for row in form["quantities"]] for form in report["forms"]]


@pytest.mark.slow
def test_white_input(salt: int) -> None:
    report = gated(TEXT, "white", None, salt)
    assert report["at"] == {"w": "1", "b": "2"}
    assert [form["gain"] for form in report["forms"]] == ["1", "1 - f"]
    assert [row["name"] for row in report["forms"][0]["quantities"]] == NAMES
    assert all(map(all, seen(report, "independent")))
    plain, coupled = seen(report, "on_input")
    assert all(plain)  # h keeps the mean 0, and white gates are independent of what they meet
    assert not any(coupled[:2])  # (1 - f) x has another mean
    (state, *_) = report["forms"][1]["quantities"]
    assert state["on_input"]["ratio"] > 3


@pytest.mark.long
@pytest.mark.slow
def test_an_exponential_input_of_another_variance(salt: int) -> None:
    report = gated("tanh(a*u + c)", "mixture 2@-1/2", "c=2/5, a=1/3", salt)
    assert report["at"] == {"a": "1/3", "c": "2/5"}
    assert all(map(all, seen(report, "independent")))
    assert not all(map(all, seen(report, "on_input")))


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("part", ["state", "metric"])
def test_wrong_runs_are_noticed(part: str, salt: int, monkeypatch: pytest.MonkeyPatch) -> None:
    right = gating.measure

    def wrong(*arguments: Any, **options: Any) -> Measured:
        found = right(*arguments, **options)
        mean = found.mean._replace(**{part: 1.2 * getattr(found.mean, part)})
        return found._replace(mean=mean)

    monkeypatch.setattr(gating, "measure", wrong)
    report = gated(TEXT, "exponential", "w=3/2, b=-1, rho=-1/2", salt)
    for row in seen(report, "independent"):
        assert row[0] == (part == "metric")
        assert row[1] == row[3] == (part == "state")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "note"),
    [("ar 1.2 -0.5", "white or an exponential"), ("rho=99/100", ""), ("rho=1", "<")],
)
def test_what_is_not_run_is_said(source: str, note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gating, "LONGEST", 1)
    report = gated(TEXT, source, None, 0)
    for form in report["forms"]:
        assert form["note"].startswith("not run")
        assert note in form["note"]
        assert all(set(row) == {"name", "closed"} for row in form["quantities"])


REFUSED = {
    "no signal": ("sigmoid(w + b)", "white", None, "one signal"),
    "two signals": ("sigmoid(w*x + u)", "white", None, "one signal"),
    "nothing to learn": ("sigmoid(x)", "white", None, "one parameter"),
    "no value": ("sigmoid(k*x + b)", "white", None, "k, b and nothing else"),
    "a value too many": (TEXT, "white", "w=1, q=2", "nothing else"),
    "a complex value": (TEXT, "white", "w=1+I", "real numbers"),
    "rho open": (TEXT, "exponential", "w=1", "rho=1/2"),
    "a state that grows": ("w*x + b", "white", None, "not below 1"),
    "a gate that grows": ("exp(w*x^2)", "white", None, "grow slower"),
    "a pole": ("w/x", "white", None, "mean"),
    "no input": (TEXT, "pink", None, "--input"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    text, source, at, phrase = REFUSED[name]
    with pytest.raises(InputError) as caught:
        gated(text, source, at, 0)
    assert phrase in str(caught.value)
    assert "\n" not in str(caught.value)
