"""Closed forms and the simulator's own step at random exact points: equal, unless one is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import Expr, I, Rational, Symbol, fraction, symbols

from derivations import catalogue
from numerics.dual import Dual
from numerics.gaussian import exact
from numerics.rows import Rows, Term
from tests.alike import one_in
from verification import agreement
from verification.agreement import NAMES, Case, both_sides, case, rows_at
from verification.drawing import Draw, draw

pytestmark = pytest.mark.slow

POINTS = -(-2000 // len(NAMES))  # so that there are 2,000 or more in all
FEW = 3


def differences(one: Case, salt: int, count: int) -> list[Mapping[Symbol, Expr]]:
    """List the points at which the two sides differ."""
    generator = random.Random(f"{salt}/{one.name}")
    sides = (both_sides(one, generator) for _ in range(count))
    return [point for claimed, measured, point in sides if claimed != measured]


def test_every_closed_form_with_values_is_compared() -> None:
    left_out = set(catalogue.NAMES) - set(NAMES)
    assert all("_average_" in name or name.endswith("_general") for name in left_out)
    assert len(left_out) == 11
    assert POINTS * len(NAMES) >= 2000


@pytest.mark.parametrize("name", NAMES)
def test_a_few_points(name: str, salt: int) -> None:
    one = case(name)
    assert differences(one, salt, FEW) == []
    off = replace(one, expression=one.expression + Rational(1, 10**30))
    assert len(differences(off, salt, FEW)) == FEW


@pytest.mark.slow
@pytest.mark.parametrize("name", one_in(2, NAMES))
def test_two_thousand_points(name: str, salt: int) -> None:
    assert differences(case(name), salt + 1, POINTS) == []


def test_points_follow_the_salt() -> None:
    one = case("sensitivity_kernel")
    first, again, other = (both_sides(one, random.Random(seed))[2] for seed in (1, 1, 2))
    assert first == again != other
    assert any(number.has(I) for number in first.values())


COEFFICIENTS = (
    *("state_kernel_white_plus_constant", "sensitivity_kernel", "sensitivity_moment_leaky"),
    *("state_moment_ar_2", "sensitivity_moment_gru", "state_replicate_variance_any_noise"),
)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_a_changed_coefficient_is_noticed(name: str, salt: int) -> None:
    one, tiny = case(name), Rational(1, 10**12)
    above, below = fraction(one.expression)
    terms = [c * m for m, c in above.expand().as_coefficients_dict().items()]
    changed = [one.expression + tiny * term / below for term in terms]
    changed += [one.expression.xreplace({s: s + tiny}) for s in one.expression.free_symbols]
    for wrong in changed:
        assert differences(replace(one, expression=wrong), salt, 1)


SLOPES = (
    ("sensitivity_moment_tanh", "lambda"),
    ("sensitivity_moment_tanh", "gamma"),
    ("sensitivity_moment_normalised", "gamma"),
    ("sensitivity_moment_zoh_a", "e"),
    ("sensitivity_moment_zoh_Delta", "e"),
    ("sensitivity_kernel_leaky", "alpha"),
    ("sensitivity_kernel_ar_2", "lambda_0"),
)


@pytest.mark.parametrize(("name", "symbol"), SLOPES)
def test_a_tangent_rule_of_wrong_sign_is_noticed(name: str, symbol: str, salt: int) -> None:
    one, moved = case(name), Symbol(symbol)
    if name == "sensitivity_moment_zoh_Delta":  # its one slope turned round changes no square
        wrong = replace(one, slopes={**one.slopes, moved: one.slopes[moved] + 1})
    else:
        wrong = replace(one, slopes={**one.slopes, moved: -one.slopes[moved]})
    assert differences(one, salt, 1) == []
    assert differences(wrong, salt, 1)


@pytest.mark.parametrize("moment", ["m_1", "m_2", "m_0_1", "m_0_2", "m_1_1"])
@pytest.mark.parametrize("family", ["gated", "gru"])
def test_a_wrong_gate_moment_is_noticed(
    family: str, moment: str, salt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, symbol = case(f"sensitivity_moment_{family}"), Symbol(moment)

    def spoiled(*arguments: object, **options: object) -> Draw:
        drawn = draw(*arguments, **options)  # type: ignore[arg-type]
        number = drawn.point[symbol] + Rational(1, 10**9)
        return replace(drawn, point={**drawn.point, symbol: number})

    monkeypatch.setattr(agreement, "draw", spoiled)
    assert differences(one, salt, 1)


def shrunk(one: Case, drawn: Draw) -> Rows:
    """Let the last state forget a little more."""
    *others, ((coefficient, *rest), *more) = rows_at(one, drawn).terms
    return Rows((*others, (Term(coefficient * exact(Fraction(999, 1000)), *rest), *more)))


def steeper(one: Case, drawn: Draw) -> Rows:
    """Move twice as far as the parameter does."""
    return rows_at(replace(one, slopes={s: 2 * e for s, e in one.slopes.items()}), drawn)


def deaf(one: Case, drawn: Draw) -> Rows:
    """Leave the last term of the last state out."""
    *others, last = rows_at(one, drawn).terms
    return Rows((*others, last[:-1]))


@pytest.mark.parametrize("mistake", [shrunk, steeper, deaf], ids=lambda f: f.__name__)
@pytest.mark.parametrize("family", ["gated", "gru"])
def test_a_simulator_that_differs_is_noticed(
    family: str,
    mistake: Callable[[Case, Draw], Rows],
    salt: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(agreement, "rows_at", mistake)
    assert differences(case(f"sensitivity_moment_{family}"), salt, 1)


def test_the_simulator_is_handed_bare_rows(salt: int) -> None:
    one, epsilon = case("sensitivity_moment_gated"), (exact(0), exact(1))
    drawn = draw(one.system, one.slopes, random.Random(salt), degree=2)
    rho, one_number = drawn.exact(Symbol("rho")), exact(1)
    x, h = (set(terms) for terms in rows_at(one, drawn).terms)
    assert one.system.random == symbols("xi f f_omega")
    assert x == {Term(rho, (), 0), Term(one_number, (0,))}
    assert h == {
        Term(one_number, (1,), 1),
        Term(Dual(*epsilon), (2,), 1),
        Term(one_number, (), 0, fresh=True),
    }


def test_cases_say_what_is_meant() -> None:
    loss = case("teacher_student_loss_white")
    assert sorted(str(c) for c, _ in loss.terms) == ["-1/2", "-1/2", "1/2", "1/2"]
    assert not any(order for _, pair in loss.terms for _, order in pair)
    polar = case("sensitivity_moment_polar_nu")
    assert polar.terms == tuple((1, ((s, True),) * 2) for s in ("u", "v"))
    kernel = case("sensitivity_kernel_normalised")
    assert kernel.terms == ((1, (("h", True), ("h_0", True))),)
    assert set(map(str, kernel.slopes)) == {"lambda", "gamma", "lambda_0", "gamma_0"}
    assert case("state_replicate_variance").is_variance
    assert not case("state_moment_leaky").is_variance
    assert case("state_moment_leaky").slopes == {}


def test_what_has_no_values_is_refused() -> None:
    with pytest.raises(ValueError, match="state_kernel_general: holds for any input; name one"):
        case("state_kernel_general")
    with pytest.raises(KeyError):
        case("state_kernel_of_nothing")
