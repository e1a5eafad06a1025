"""Balls of closed forms contain the exact value, are tight, and one that misses is noticed."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import acb, arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, I, Integer, Rational, Symbol, conjugate, exp, im, lambdify, re, sqrt, tanh

from derivations import catalogue
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, MU, RHO, SIGMA
from verification import enclosure
from verification.decimals import ball
from verification.expression import parse_number

pytestmark = pytest.mark.slow

NAMES = [name for name in catalogue.STREAMED if not name.endswith("general")]
GAPS = ("1/3", "1/1000000", "1/1000000000000")


def misses(written: dict, exact: Expr) -> list[str]:
    """Name the parts in which what is written does not contain the exact number."""
    pairs = {"re": written, "im": {"mid": "0", "rad": "0"}} if "mid" in written else written
    values = {"re": Fraction(str(re(exact))), "im": Fraction(str(im(exact)))}
    return [
        part
        for part, value in values.items()
        if abs(value - Fraction(pairs[part]["mid"])) > Fraction(pairs[part]["rad"])
    ]


def widest(written: dict) -> Fraction:
    """Give the largest radius in units of the last digit of its midpoint's leading decade."""
    pairs = [written] if "mid" in written else list(written.values())
    ratios = [
        Fraction(pair["rad"]) / abs(Fraction(pair["mid"])) for pair in pairs if pair["rad"] != "0"
    ]
    return max(ratios, default=Fraction(0))


def at(variables: tuple[Symbol, ...], numbers: dict[Symbol, Expr]) -> dict[Symbol, Expr]:
    return {symbol: numbers[symbol] for symbol in variables}


@st.composite
def eigenvalues(draw: st.DrawFn) -> Expr:
    """Draw a rational point of the disk at a chosen distance from the circle, real ones too."""
    gap = Rational(draw(st.sampled_from(GAPS))) * draw(st.integers(1, 9)) / 7
    t = Rational(draw(st.integers(-50, 50)), draw(st.integers(1, 9)))
    if draw(st.booleans()):
        return (1 - gap) * draw(st.sampled_from([-1, 1]))
    return ((1 - gap) * (1 - t**2 + 2 * t * I) / (1 + t**2)).expand()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12)
@given(a=eigenvalues(), b=eigenvalues(), r=eigenvalues(), digits=st.integers(1, 60))
def test_the_exact_value_is_inside_and_the_ball_is_tight(
    name: str, a: Expr, b: Expr, r: Expr, digits: int
) -> None:
    form = catalogue.derive(name)
    numbers = {LAMBDA: a, LAMBDA_0: b, RHO: re(r), MU: Rational(-7, 5), SIGMA: Rational(3, 11)}
    point = at(form.variables, numbers)
    exact = form.value(point)
    written = ball(enclosure.of_form(form, point, digits), digits)
    assert misses(written, exact) == []
    # the last digit is right up to one unit, which is at most 10^(1 - digits) of the number
    assert widest(written) <= Fraction(10) ** (1 - digits)
    assert "mid" in written or ("kernel" in name and any(im(value) != 0 for value in (a, b)))


@pytest.mark.parametrize("gap", GAPS)
def test_near_the_circle(gap: str) -> None:
    form, small = catalogue.derive("sensitivity_moment"), Rational(gap)
    point = {LAMBDA: (1 - small) * (Rational(3, 5) + I * Rational(4, 5)), RHO: small - 1}
    written = ball(enclosure.of_form(form, point, 30), 30)
    assert misses(written, form.value(point)) == []
    assert widest(written) <= Fraction(10) ** -29


def test_a_ball_beside_the_value_is_noticed() -> None:
    form = catalogue.derive("sensitivity_kernel")
    point = {LAMBDA: Rational(3, 5) * (1 + I), LAMBDA_0: (1 - I) / 2, RHO: Rational(-3, 4)}
    exact, good = form.value(point), enclosure.of_form(form, point, 15)
    assert misses(ball(good, 15), exact) == []
    for shift, part in ((arb("1e-13"), "re"), (acb(0, arb("1e-13")), "im")):
        assert misses(ball(good + shift, 15), exact) == [part]
    assert misses(ball(acb(good.real), 15), exact) == ["im"]


def test_an_error_in_the_stable_form_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    form = catalogue.derive("state_kernel")
    point = {LAMBDA: Rational(2, 3), LAMBDA_0: Rational(-4, 5), RHO: Rational(1, 7)}
    assert misses(ball(enclosure.of_form(form, point, 25), 25), form.value(point)) == []
    wrong = enclosure.stable("state_kernel") * (1 + Rational(1, 10**18))
    monkeypatch.setattr(enclosure, "stable", lambda _: wrong)
    assert misses(ball(enclosure.of_form(form, point, 25), 25), form.value(point)) == ["re"]


@pytest.mark.parametrize("name", NAMES)
def test_infinite_rates_and_the_ends_of_the_interval(name: str) -> None:
    form = catalogue.derive(name)
    half = Rational(1, 2)
    for a, b, r in ((0, half, half), (half * I, 0, -half), (half, -half * I, 0), (half, -half, -1)):
        values = map(Integer(1).__mul__, (a, b, r, -2, Rational(5, 7)))
        numbers = dict(zip((LAMBDA, LAMBDA_0, RHO, MU, SIGMA), values, strict=True))
        point = at(form.variables, numbers)
        written = ball(enclosure.of_form(form, point, 30), 30)
        assert misses(written, form.value(point)) == []


def test_equal_eigenvalues_have_loss_exactly_zero() -> None:
    form, z = catalogue.derive("teacher_student_loss"), Rational(2, 3) + I / 3
    seen = enclosure.of_form(form, {LAMBDA: z, LAMBDA_0: z, RHO: Rational(1, 3)}, 20)
    assert seen.is_zero()
    assert ball(seen, 20) == {"mid": "0", "rad": "0"}


def test_a_value_is_real_only_where_that_is_proved() -> None:
    kernel = catalogue.derive("state_kernel").expression
    z, w = Rational(1, 2) + I / 3, Rational(1, 5)

    def real(first: Expr, second: Expr) -> bool:
        numbers = {LAMBDA: first, LAMBDA_0: second, RHO: w}
        bars = {catalogue.derive("state_kernel").variables[0]: LAMBDA_BAR, LAMBDA_0: Symbol("l0b")}
        barred = {bars.get(s, s): conjugate(number) for s, number in numbers.items()}
        return enclosure.is_real(kernel, {**barred, **numbers})

    assert real(z, conjugate(z))
    assert real(w, -w)
    assert real(I / 3, -I / 3)
    assert not real(z, z)
    assert not real(I / 3, I / 3)
    assert not real(z, w)
    with pytest.raises(ArithmeticError, match="known to be real"):
        enclosure.enclosure(kernel, {LAMBDA: z, LAMBDA_0: z, RHO: w}, 10, real=True)


def test_irrational_points_need_no_exact_value() -> None:
    kernel = catalogue.derive("state_kernel").expression
    values = {LAMBDA: exp(-Rational(1, 10**6)), LAMBDA_0: sqrt(2) / 2, RHO: tanh(Rational(1, 3))}
    written = ball(enclosure.enclosure(kernel, values, 50), 50)
    with mpmath.workdps(70):
        numbers = [lambdify([], values[s], "mpmath")() for s in (LAMBDA, LAMBDA_0, RHO)]
        right = lambdify([LAMBDA, LAMBDA_0, RHO], kernel, "mpmath")(*numbers)
        assert abs(mpmath.mpf(written["mid"]) - right) <= mpmath.mpf(written["rad"])
    assert widest(written) <= Fraction(10) ** -49


FAMILIES = (
    ("state_moment_zoh", {"a": "-1/3", "Delta": "1/7", "rho": "-1/2"}),
    ("sensitivity_moment_polar_theta", {"nu": "999/1000", "theta": "1", "rho": "1/3"}),
    ("sensitivity_kernel_normalised", {"lambda": "1/3", "lambda_0": "-1/4", "rho": "1/5"}),
    ("sensitivity_moment_second_order_p", {"p": "1/3", "q": "-2/5", "rho": "1/7"}),
    ("state_moment_periodic", {"lambda": "1/3+I/2", "t": "1/4"}),
)


@pytest.mark.parametrize(("name", "at"), FAMILIES, ids=[name for name, _ in FAMILIES])
def test_other_recurrences_and_inputs(name: str, at: dict[str, str]) -> None:
    form = catalogue.derive(name)
    point = {Symbol(symbol): parse_number(number) for symbol, number in at.items()}
    written = ball(enclosure.of_form(form, point, 40), 40)
    digits = form.digits(point, 60)
    with mpmath.workdps(70):
        # the reference is rounded to 60 digits
        assert (
            abs(digits - mpmath.mpf(written["mid"]))
            <= mpmath.mpf(written["rad"]) + abs(digits) * mpmath.mpf(10) ** -59
        )
    assert widest(written) <= Fraction(10) ** -39
