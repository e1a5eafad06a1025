"""Gains that are not real somewhere are refused, with a point at which they are not."""

from __future__ import annotations

import pytest

from verification.errors import InputError
from verification.probing.best_map import optimal
from verification.probing.gains import insist_on_real, unreal
from verification.probing.question import Question, read
from verification.probing.steps import STEPS
from verification.probing.taylor import local

pytestmark = pytest.mark.slow
REAL = (
    ("tanh", "sqrt(1-lambda**2)"),
    ("exp(-exp(omega))", "1-lambda"),
    ("nu*exp(I*theta)", "sqrt(1-|lambda|**2)"),
    ("tanh", "sqrt(1-2*lambda+lambda**2)"),
)
WRONG = (
    ("tanh", "sqrt(1-2*lambda)"),
    ("tanh", "log(lambda+1/2)"),
    ("nu*exp(I*theta)", "1-lambda"),
    ("exp(-exp(omega))", "sqrt(omega)"),
)
DISK = {"nu*exp(I*theta)": "0<nu<1, -3<theta<3"}


def question(text: str, gain: str) -> Question:
    return Question(text, gain, DISK.get(text, ""))


@pytest.mark.parametrize(("text", "gain"), REAL)
def test_real_gains_pass(text: str, gain: str) -> None:
    insist_on_real(read(question(text, gain))[0])


@pytest.mark.parametrize(("text", "gain"), WRONG)
def test_others_are_refused_with_a_point(text: str, gain: str) -> None:
    unit, _ = read(question(text, gain))
    point = unreal(unit)
    assert point is not None
    assert not local(unit, point).gain.imag.contains(0)
    with pytest.raises(InputError, match=r"^--gain .* is not real at \w+ = .*; choose "):
        insist_on_real(unit)


@pytest.mark.parametrize("step", ["domain", "optimal", "compared"])
def test_every_road_to_a_number_refuses_them(step: str) -> None:
    with pytest.raises(InputError, match="is not real at"):
        list(STEPS[step](question("tanh", "sqrt(1-2*lambda)")))


def test_the_best_map_refuses_them() -> None:
    with pytest.raises(InputError, match="is not real at"):
        optimal("sqrt(1-2*lambda)")
