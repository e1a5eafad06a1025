"""Closed forms: reference values, digits, and the identities that their structure implies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, I, Integer, Rational, Symbol, conjugate, expand, im

from derivations import catalogue
from derivations.closed_form import with_conjugates
from derivations.domain import DomainError
from derivations.field import identical
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO

A, B = LAMBDA, LAMBDA_0
# lambda, lambda_0, rho, K, S, E|dh(lambda)|^2: two routes other than this code's agreed on them.
# A complex number is its two parts.
REFERENCE = (
    ("1/2", "1/2", "0", "4/3", "80/27", "80/27"),
    ("1/2", "1/2", "1/2", "20/9", "176/27", "176/27"),
    ("1/2", "-1/2", "1/2", "68/75", "3472/5625", "176/27"),
    ("1/2", "1/3", "1/4", "114/77", "424692/148225", "1936/441"),
    ("9/10", "9/10", "1/2", "2900/209", "645790000/829939", "645790000/829939"),
    ("9/10", "4/5", "1/2", "2050/231", "85105000/373527", "645790000/829939"),
    ("-1/2", "-1/2", "1/2", "4/5", "272/225", "272/225"),
    ("1/4", "3/4", "-1/2", "976/1287", "19682560/21532797", "70912/91125"),
    ("3/5 3/5", "3/5 -3/5", "0", "25/7", "26875/343", "26875/343"),
    ("3/5 3/5", "3/5 -3/5", "1/2", "1025/203", "31823125/288463", "31823125/288463"),
    (
        "3/5 3/5",
        "1/2 -1/2",
        "3/4",
        "10865/3434 795/1717",
        "150156125/5896178 30796725/5896178",
        "37256875/499849",
    ),
    ("9/10", "9/10", "1", "100", "10000", "10000"),  # a constant input: |1 - lambda|^-2, -4
    ("1/2", "1/2", "1", "4", "16", "16"),
)
NAMES = ("state_kernel", "sensitivity_kernel", "sensitivity_moment")


def number(text: str) -> Expr:
    real, *imaginary = map(Rational, text.split())
    return real + sum((I * part for part in imaginary), Integer(0))


def reference_point(row: tuple[str, ...], name: str) -> dict[Expr, Expr]:
    given_values = dict(zip((A, B, RHO), map(number, row[:3]), strict=True))
    return {s: given_values[s] for s in catalogue.derive(name).variables}


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: ",".join(row[:3]))
def test_reference_values(row: tuple[str, ...]) -> None:
    for name, expected in zip(NAMES, row[3:], strict=True):
        assert catalogue.derive(name).value(reference_point(row, name)) == number(expected)


def test_golden_decimals() -> None:
    moments = [catalogue.derive(n) for n in ("state_moment", "sensitivity_moment")]
    point = {A: Rational(9, 10), RHO: Rational(99, 100)}
    assert [mpmath.nstr(m.digits(point, 6), 6) for m in moments] == ["91.3085", "8732.85"]


@pytest.mark.parametrize("count", [5, 20, 50])
def test_digits_are_right(count: int) -> None:
    point = {A: Rational(1, 2) + I / 3, B: -Rational(2, 7) + I / 5, RHO: -Rational(3, 10)}
    with mpmath.workdps(80):
        a, b = mpmath.mpc(1) / 2 + mpmath.mpc(0, 1) / 3, -mpmath.mpf(2) / 7 + mpmath.mpc(0, 1) / 5
        r = -mpmath.mpf(3) / 10
        state = (1 - a * b * r**2) / ((1 - a * b) * (1 - a * r) * (1 - b * r))
        error = abs(catalogue.derive("state_kernel").digits(point, count) / state - 1)
        assert error < mpmath.mpf(10) ** -count


def test_digits_of_a_real_value_are_real() -> None:
    point = {A: Rational(1, 2) + I / 3, RHO: Rational(1, 5)}
    moment = catalogue.derive("sensitivity_moment")
    assert isinstance(moment.digits(point, 30), mpmath.mpf)
    with mpmath.workdps(60):
        exact = moment.value(point)
        assert abs(moment.digits(point, 50) / (mpmath.mpf(exact.p) / exact.q) - 1) < 1e-50


def test_general_forms_have_no_value() -> None:
    with pytest.raises(DomainError, match="state_kernel_general: holds for any input"):
        catalogue.derive("state_kernel_general").value({A: Rational(1, 2), B: Rational(1, 3)})


def test_conjugates_are_filled_in() -> None:
    full = with_conjugates({A: Rational(1, 2) + I / 3, RHO: Rational(1, 5)})
    assert full[LAMBDA_BAR] == Rational(1, 2) - I / 3
    assert full[RHO] == Rational(1, 5)


def _coordinate(bound: str) -> st.SearchStrategy[Rational]:
    return st.fractions(-Fraction(bound), Fraction(bound), max_denominator=40).map(
        lambda f: Rational(f.numerator, f.denominator)
    )


DISK = st.builds(lambda x, y: x + I * y, _coordinate("7/10"), _coordinate("7/10"))
CORRELATION = _coordinate("1")
KERNELS = ("state_kernel", "sensitivity_kernel")


@pytest.mark.parametrize("name", KERNELS)
@settings(max_examples=25)
@given(a=DISK, b=DISK, rho=CORRELATION)
def test_symmetries(name: str, a: Expr, b: Expr, rho: Expr) -> None:
    form = catalogue.derive(name)
    here = form.value({A: a, B: b, RHO: rho})
    assert form.value({A: b, B: a, RHO: rho}) == here
    assert form.value({A: -a, B: -b, RHO: -rho}) == here
    conjugated = form.value({A: conjugate(a), B: conjugate(b), RHO: rho})
    assert conjugated == expand(conjugate(here))


@pytest.mark.parametrize("order", [0, 1], ids=["K", "S"])
@settings(max_examples=25)
@given(a=DISK, b=DISK, rho=CORRELATION)
def test_cauchy_schwarz(order: int, a: Expr, b: Expr, rho: Expr) -> None:
    kernel, moment = (
        catalogue.derive(("state", "sensitivity")[order] + kind) for kind in ("_kernel", "_moment")
    )
    across = kernel.value({A: a, B: conjugate(b), RHO: rho})
    sizes = [moment.value({A: e, RHO: rho}) for e in (a, b)]
    assert all(im(size) == 0 and size >= 0 for size in sizes)
    assert expand(across * conjugate(across)) <= sizes[0] * sizes[1]


def test_phase_free_combination() -> None:
    moment = catalogue.derive("state_moment").expression
    size = LAMBDA * LAMBDA_BAR
    free = (1 - RHO * LAMBDA) * (1 - RHO * LAMBDA_BAR) * moment
    assert identical(free, (1 - RHO**2 * size) / (1 - size))


@pytest.mark.parametrize("name", KERNELS)
def test_white_and_constant_are_edges_of_exponential(name: str) -> None:
    form = catalogue.derive(name).expression
    white = catalogue.derive(f"{name}_white").expression
    assert identical(form.subs(RHO, 0), white)
    power = 2 if name.startswith("sensitivity") else 1
    assert identical(form.subs(RHO, 1), ((1 - A) * (1 - B)) ** -power)


def test_a_notebook_shows_the_formula() -> None:
    shown = catalogue.derive("state_moment_white")._repr_latex_()
    assert shown.startswith("$$")
    assert r"\frac{1}{1 - |\lambda|^{2}}" in shown


def exact(**numbers: str) -> dict[Symbol, Expr]:
    return {Symbol(name): Rational(text) for name, text in numbers.items()}


FAMILIES: tuple[tuple[str, Mapping[str, str], str], ...] = (
    ("state_moment_leaky", {"alpha": "1/2", "rho": "1/3"}, "7/15"),
    ("state_moment_second_order", {"p": "1/2", "q": "-1/4", "rho": "-1/3"}, "2512/2709"),
    ("state_moment_stacked", {"a": "1/2", "b": "-1/3", "rho": "1/4"}, "1539/1274"),
    ("state_moment_gated", {"m_1": "1/2", "m_2": "1/3", "rho": "-1/4"}, "7/6"),
    ("state_moment_selective", {"m": "1/2", "kappa": "-1/3"}, "36/23"),
    ("sensitivity_moment_tanh", {"lambda": "1/2", "rho": "-1/3"}, "5/7"),
)


@pytest.mark.parametrize(("name", "point", "expected"), FAMILIES, ids=[f[0] for f in FAMILIES])
def test_values_of_families(name: str, point: Mapping[str, str], expected: str) -> None:
    form = catalogue.derive(name)
    assert set(form.variables) == set(exact(**point))
    assert form.value(exact(**point)) == Rational(expected)


def zoh(a: mpmath.mpf, step: mpmath.mpf, rho: mpmath.mpf) -> mpmath.mpf:
    e = mpmath.exp(a * step)
    return (1 - e) * (1 + e * rho) / (a**2 * (1 + e) * (1 - e * rho))


def normalised(rate: mpmath.mpf, other: mpmath.mpf, rho: mpmath.mpf) -> mpmath.mpf:
    size = mpmath.sqrt((1 - rate**2) * (1 - other**2))
    above = 1 - rate * other * rho**2
    return size * above / ((1 - rate * other) * (1 - rate * rho) * (1 - other * rho))


def polar(nu: mpmath.mpf, theta: mpmath.mpf, rho: mpmath.mpf) -> mpmath.mpf:
    turn = 1 - 2 * nu * rho * mpmath.cos(theta) + nu**2 * rho**2
    return (1 - nu**2 * rho**2) / ((1 - nu**2) * turn)


IRRATIONAL: Mapping[str, tuple[Callable[..., mpmath.mpf], Mapping[str, str]]] = {
    "state_moment_zoh": (zoh, {"a": "-1/3", "Delta": "2/7", "rho": "-2/5"}),
    "state_kernel_normalised": (normalised, {"lambda": "1/3", "lambda_0": "-2/7", "rho": "1/2"}),
    "state_moment_polar": (polar, {"nu": "9/10", "theta": "5/7", "rho": "-1/3"}),
}


@pytest.mark.parametrize("count", [5, 20, 50])
@pytest.mark.parametrize("name", IRRATIONAL)
def test_digits_of_what_is_not_rational(name: str, count: int) -> None:
    by_hand, numbers = IRRATIONAL[name]
    form, point = catalogue.derive(name), exact(**numbers)
    assert [str(variable) for variable in form.variables] == list(numbers)
    with pytest.raises(DomainError, match=f"{name}: its values are not rational; ask for digits"):
        form.value(point)
    with mpmath.workdps(80):
        parts = [mpmath.mpf(int(n.p)) / int(n.q) for n in point.values()]
        wrong = by_hand(*parts[:-1], -parts[-1])
        assert abs(form.digits(point, count) / by_hand(*parts) - 1) < mpmath.mpf(10) ** -count
        assert abs(form.digits(point, count) / wrong - 1) > mpmath.mpf(10) ** -2


def test_points_where_a_meaning_leaves_the_domain_are_refused() -> None:
    form = catalogue.derive("state_moment_zoh")
    for a in ("0", "1/5"):
        with pytest.raises(DomainError, match="is multiplied by e\\*\\*2 = 1"):
            form.digits(exact(a=a, Delta="1/2", rho="1/3"), 10)
    assert form.digits(exact(a="-1/5", Delta="1/2", rho="1/3"), 10) > 0


def test_moments_that_no_gate_has_are_refused() -> None:
    form = catalogue.derive("state_moment_gated")
    with pytest.raises(DomainError, match="must be positive semidefinite") as caught:
        form.value(exact(m_1="9/10", m_2="1/2", rho="1/4"))
    assert "\n" not in str(caught.value)


def test_a_form_is_checked_without_a_value() -> None:
    form = catalogue.derive("sensitivity_moment_normalised")
    form.check(exact(**{"lambda": "1/2", "rho": "1"}))
    for wrong in ({"lambda": "1", "rho": "0"}, {"lambda": "1/2"}, {"lambda": "1/2", "rho": "2"}):
        with pytest.raises(DomainError):
            form.check(exact(**wrong))
