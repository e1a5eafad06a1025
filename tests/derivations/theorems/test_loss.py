"""The loss of one unit: every part holds, and slips are seen."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Rational

from derivations.field import value, walk
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR, RHO
from derivations.theorems import loss

THEOREMS = loss.theorems()
(THEOREM,) = THEOREMS
GAP = (LAMBDA - LAMBDA_0) * (LAMBDA_BAR - LAMBDA_0_BAR)
D_2 = loss.divided(*loss.POINTS)
SAME = loss.divided(LAMBDA, LAMBDA, LAMBDA_0, LAMBDA_0)
SLIPS = [
    ("cancellation-free-loss", 0, GAP * D_2),  # the half lost
    ("cancellation-free-loss", 0, GAP * D_2.subs(1 - RHO**2, 1 - RHO) / 2),  # the published factor
    ("cancellation-free-loss", 0, (LAMBDA - LAMBDA_0) ** 2 * D_2 / 2),  # a conjugate lost
    (
        "cancellation-free-loss",
        0,
        GAP * loss.divided(LAMBDA, LAMBDA_BAR, LAMBDA_0, LAMBDA_0_BAR) / 2,
    ),  # wrong pairs
    ("cancellation-free-loss", 1, SAME.subs(1 - RHO**2, 1 - RHO)),
    ("cancellation-free-loss", 2, loss.white() * 2),
    ("cancellation-free-loss", 2, loss.white().subs(LAMBDA_0_BAR, LAMBDA_0)),
]


def test_the_argument_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    true = loss.divided
    monkeypatch.setattr(loss, "divided", lambda *a: true(*a) * RHO if len(a) == 4 else 2 * true(*a))
    assert not THEOREM.parts[3].holds()


def test_a_published_landmark() -> None:
    """White input, lambda_0 = .99: the loss is 24.63 at 0 and 49.75 at -.99."""
    teacher = Rational(99, 100)
    for at, near in ((Integer(0), 24.63), (-teacher, 49.75)):
        point = {LAMBDA: at, LAMBDA_BAR: at, LAMBDA_0: teacher, LAMBDA_0_BAR: teacher}
        assert abs(float(value(loss.white(), point)) - near) < 0.005  # printed to two places


def test_nothing_is_lost_where_the_two_nearly_agree() -> None:
    """Float evaluation keeps its digits where the sum of four moments loses them all."""
    at, to = 0.75, 0.75 + 1e-9
    floats = dict(zip(loss.POINTS, (at, to, at, to), strict=True)) | {RHO: 0.5}
    exact = {s: Rational(number) for s, number in floats.items()}
    true = value(THEOREM.parts[0].right, exact)
    good, direct = (_plainly(form, floats) for form in (THEOREM.parts[0].right, loss.loss()))
    assert abs(good / float(true) - 1) < 1e-6
    assert abs(direct / float(true) - 1) > 1e-2


def _plainly(expression: Expr, point: dict[Expr, float]) -> float:
    return float(walk(expression, point, float))
