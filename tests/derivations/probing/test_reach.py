"""Where maps stay in the disk: known maps, contacts, poles, near misses, against dense sampling."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    E,
    Expr,
    Integer,
    Rational,
    S,
    Symbol,
    cos,
    exp,
    log,
    oo,
    sin,
    sqrt,
    tanh,
)

from derivations.probing.reach import pieces, reach
from derivations.probing.reach.ends import Number
from tests.derivations.probing.sampling import DIGITS, contradictions, unit

pytestmark = pytest.mark.slow

W = Symbol("omega")
HALF, TINY = Rational(1, 2), Rational(1, 10**9)


def shown(number: Number | None) -> str | None:
    return None if number is None else str(number)


class Case(NamedTuple):
    eigenvalue: Expr
    low: Any
    high: Any
    inside: bool
    valid: tuple[str, str] | None
    contacts: tuple[tuple[str, int], ...]
    monotone: bool


LINE = ("-oo", "oo")
CASES = (
    Case(tanh(W), -oo, oo, True, LINE, (("-oo", -1), ("oo", 1)), True),
    Case(1 / (1 + exp(-W)), -oo, oo, True, LINE, (("oo", 1),), True),
    Case(exp(-exp(W)), -oo, oo, True, LINE, (("-oo", 1),), True),
    Case(exp(-exp(W) * E), -2, oo, True, ("-2", "oo"), (), True),
    Case(W, -oo, oo, False, ("-1", "1"), (("-1", -1), ("1", 1)), True),
    Case(1 - W / 10, 0, 20, True, ("0", "20"), (("0", 1), ("20", -1)), True),
    Case(1 - W / 10, 0, 25, False, ("0", "20"), (("0", 1), ("20", -1)), True),
    Case(1 - exp(W) / 2, -oo, oo, False, ("-oo", "log(4)"), (("-oo", 1), ("log(4)", -1)), True),
    Case(1 - 1 / (W**2 + HALF), -oo, oo, True, LINE, (("-oo", 1), ("0", -1), ("oo", 1)), False),
    Case(1 - 1 / (W**2 + HALF), 0, oo, True, ("0", "oo"), (("0", -1), ("oo", 1)), True),
    Case(
        1 - 1 / (W**2 + 1 / S(3)),
        -oo,
        oo,
        False,
        ("sqrt(6)/6", "oo"),
        (("sqrt(6)/6", -1), ("oo", 1)),
        False,
    ),
    Case(exp(-1 / (W**2 + HALF)), -oo, oo, True, LINE, (("-oo", 1), ("oo", 1)), False),
    Case(W / (1 + W), 0, oo, True, ("0", "oo"), (("oo", 1),), True),
    Case(W / (1 + W), -HALF, oo, True, ("-1/2", "oo"), (("-1/2", -1), ("oo", 1)), True),
    Case(W / (1 + W), -3 * HALF / 2, oo, False, ("-1/2", "oo"), (("-1/2", -1), ("oo", 1)), True),
    Case(W / (1 + W), -2, oo, False, ("-1/2", "oo"), (("-1/2", -1), ("oo", 1)), False),
    Case(1 - W**2, -1, 1, True, ("-1", "1"), (("0", 1),), False),
    Case(
        1 - W**2,
        -2,
        2,
        False,
        ("-sqrt(2)", "sqrt(2)"),
        (("-sqrt(2)", -1), ("0", 1), ("sqrt(2)", -1)),
        False,
    ),
    Case(sin(W), -oo, oo, True, LINE, (("pi/2", 1), ("3*pi/2", -1)), False),
    Case(sin(W) / 2, -oo, oo, True, LINE, (), False),
    Case(1 / W, -oo, oo, False, ("1", "oo"), (("1", 1),), False),
    Case(log(W), 0, oo, False, ("exp(-1)", "E"), (("exp(-1)", -1), ("E", 1)), True),
    Case((1 - TINY) * tanh(W), -oo, oo, True, LINE, (), True),
    Case(W / sqrt(1 + W**2), -oo, oo, True, LINE, (("-oo", -1), ("oo", 1)), True),
    Case(exp(-W) * cos(W), 0, oo, True, ("0", "oo"), (("0", 1),), False),
    Case(exp(W), -oo, oo, False, ("-oo", "0"), (("0", 1),), True),
    Case(exp(-1 / W**2), -oo, oo, False, ("0", "oo"), (("oo", 1),), False),
    Case(sqrt(W**2), -1, 1, True, ("-1", "1"), (("-1", 1), ("1", 1)), False),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.eigenvalue} {case.low} {case.high}"
)
def test_known_maps(case: Case) -> None:
    start = time.monotonic()
    found = reach(unit(case.eigenvalue, (W, case.low, case.high)))
    assert time.monotonic() - start < 6
    assert found.inside is case.inside
    valid = found.valid and (str(found.valid.low), str(found.valid.high))
    assert valid == case.valid
    assert tuple((str(c.omega), c.eigenvalue) for c in found.contacts) == case.contacts
    assert found.monotone is case.monotone
    assert not contradictions(unit(case.eigenvalue, (W, case.low, case.high)), found)
    if not found.inside:
        assert found.leaves is not None
        assert found.leaves.omega is not None


def test_an_irrational_end_is_an_end() -> None:
    bent = (1 - (1 + W / sqrt(2)) ** 2) / (1 + (1 + W / sqrt(2)) ** 2)
    found = reach(unit(bent, (W, -sqrt(2), oo)))
    assert (found.inside, found.monotone) == (True, True)
    assert [(str(c.omega), c.order) for c in found.contacts] == [("-sqrt(2)", 2), ("oo", None)]


def test_touching_has_even_order_and_crossing_odd() -> None:
    touching = reach(unit(1 - 3 * W**4, (W, -HALF, HALF)))
    assert [(c.order, c.is_end) for c in touching.contacts] == [(4, False)]
    crossing = reach(unit(1 + W**3, (W, -1, 1)))
    assert crossing.inside is False
    assert [(str(c.omega), c.order) for c in crossing.contacts] == [("0", 3)]


def test_poles_are_named() -> None:
    for eigenvalue, place, reason in (
        (1 / W, "0", "division by zero"),
        (1 / (3 * W - 1), "1/3", "division by zero"),
        (log(W) / 9, "0", "logarithm of what is not positive"),
        (sqrt(W + HALF) / 9, "-1/2", "power of what is negative"),
        (tanh(1 / (W**2 - 2)), "sqrt(2)", "division by zero"),
    ):
        found = reach(unit(eigenvalue, (W, -1, 5)))
        assert [(str(p.omega), p.reason) for p in found.poles] == [(place, reason)]
        assert found.inside is False


def test_near_misses_are_told_apart() -> None:
    hair = Rational(1, 10**25)
    assert reach(unit((1 - hair) * tanh(W))).inside is True
    out = reach(unit((1 + hair) * tanh(W)))
    assert out.inside is False
    assert out.valid is not None
    with mpmath.workdps(DIGITS):
        end = mpmath.atanh(1 / (1 + mpmath.mpf(10) ** -25))
        assert abs(mpmath.mpf(out.valid.high.decimal(20)) - end) < mpmath.mpf(10) ** -18
    assert reach(unit(1 - hair - W**2, (W, -1, 1))).contacts == ()
    assert reach(unit(1 + hair - W**2, (W, -1, 1))).inside is False


def test_ranges_of_size_and_memory() -> None:
    held = reach(unit(exp(-exp(-HALF) / (1 + exp(-W)))))  # RWKV-7
    assert held.size is not None
    assert (held.size.low.exact, held.size.high.exact) == (exp(-exp(-HALF)), 1)
    assert not held.size.has_low
    wave = reach(unit(sin(W) / 2)).size
    assert wave is not None
    assert (wave.low.exact, wave.high.exact, wave.has_low, wave.has_high) == (0, HALF, True, True)
    memory = reach(unit((1 - TINY) * tanh(W))).memory
    assert memory is not None
    assert (memory.low.exact, memory.high.exact, memory.has_high) == (1, 10**9, False)
    constant = reach(unit(Rational(31, 32) + 0 * W))
    assert constant.inside is True
    assert constant.injective is False
    assert constant.memory is not None
    assert constant.memory.high.exact == 32


def test_a_symbol_without_value_is_refused() -> None:
    with pytest.raises(ValueError, match="give alpha a value") as caught:
        reach(unit(W * Symbol("alpha")))
    assert "\n" not in str(caught.value)


def test_a_call_ends_in_time() -> None:
    start = time.monotonic()
    hard = unit(tanh(W * sin(W**2) + cos(sqrt(2) * W)) * (1 + TINY))
    found = reach(hard, seconds=2)
    assert time.monotonic() - start < 4
    assert found.inside is not True
    assert not contradictions(hard, found)


INNER = st.sampled_from((W, W / 2 - 1, W**2, exp(W), sin(W), W**3 - W, W + sin(W) / 3, -2 * W))
OUTER = st.sampled_from(
    (
        tanh,
        lambda e: 1 / (1 + exp(-e)),
        lambda e: exp(-log(1 + exp(e))),
        lambda e: exp(-(e**2)),
        lambda e: 1 - 1 / (e**2 + HALF),
        lambda e: e / sqrt(1 + e**2),
        lambda e: e / (2 + e**2) + Rational(4, 5),
        lambda e: (1 + TINY) * tanh(e),
        lambda e: cos(e) * Rational(9, 10),
        lambda e: 1 - e / 3,
        lambda e: Rational(6, 5) * sin(e),
    )
)
ENDS = st.sampled_from(((-oo, oo), (0, oo), (-2, 3), (-oo, HALF)))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(inner=INNER, outer=OUTER, ends=ENDS, scale=st.sampled_from((1, -1, Rational(3, 4))))
def test_sampling_contradicts_no_verdict(inner: Expr, outer: Any, ends: Any, scale: Any) -> None:
    made = unit(scale * outer(inner), (W, *ends))
    assert not contradictions(made, reach(made))


def test_limits_that_a_value_contradicts_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reach(unit(exp(W))).inside is False
    monkeypatch.setattr(pieces, "limit_at", lambda *_: Integer(0))
    assert reach(unit(exp(W))).inside is None


def test_a_limit_that_is_ignored_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "limit_at", lambda *_: Integer(0))
    monkeypatch.setattr(pieces, "_agreeing", lambda *arguments: arguments[-1])
    wrong = reach(unit(exp(W)))
    assert wrong.inside is True
    assert contradictions(unit(exp(W)), wrong)
