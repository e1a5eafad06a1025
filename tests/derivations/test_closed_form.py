"""Closed forms: reference values, digits, and the identities that their structure implies."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, I, Rational, conjugate, expand, im, sympify

from derivations import catalogue
from derivations.closed_form import with_conjugates
from derivations.domain import DomainError
from derivations.field import identical
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO

A, B = LAMBDA, LAMBDA_0
# lambda, lambda_0, rho, K, S, E|dh(lambda)|^2: two routes other than this code's agreed on them.
REFERENCE = (
    ("1/2", "1/2", "0", "4/3", "80/27", "80/27"),
    ("1/2", "1/2", "1/2", "20/9", "176/27", "176/27"),
    ("1/2", "-1/2", "1/2", "68/75", "3472/5625", "176/27"),
    ("1/2", "1/3", "1/4", "114/77", "424692/148225", "1936/441"),
    ("9/10", "9/10", "1/2", "2900/209", "645790000/829939", "645790000/829939"),
    ("9/10", "4/5", "1/2", "2050/231", "85105000/373527", "645790000/829939"),
    ("-1/2", "-1/2", "1/2", "4/5", "272/225", "272/225"),
    ("1/4", "3/4", "-1/2", "976/1287", "19682560/21532797", "70912/91125"),
    ("3/5+3*I/5", "3/5-3*I/5", "0", "25/7", "26875/343", "26875/343"),
    ("3/5+3*I/5", "3/5-3*I/5", "1/2", "1025/203", "31823125/288463", "31823125/288463"),
    (
        "3/5+3*I/5",
        "1/2-1*I/2",
        "3/4",
        "10865/3434+795*I/1717",
        "150156125/5896178+30796725*I/5896178",
        "37256875/499849",
    ),
    ("9/10", "9/10", "1", "100", "10000", "10000"),  # a constant input: |1 - lambda|^-2, -4
    ("1/2", "1/2", "1", "4", "16", "16"),
)
NAMES = ("state_kernel", "sensitivity_kernel", "sensitivity_moment")


def reference_point(row: tuple[str, ...], name: str) -> dict[Expr, Expr]:
    given_values = dict(zip((A, B, RHO), map(sympify, row[:3]), strict=True))
    return {s: given_values[s] for s in catalogue.derive(name).variables}


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: ",".join(row[:3]))
def test_reference_values(row: tuple[str, ...]) -> None:
    for name, expected in zip(NAMES, row[3:], strict=True):
        assert catalogue.derive(name).value(reference_point(row, name)) == sympify(expected)


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
