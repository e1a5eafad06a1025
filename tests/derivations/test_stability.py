"""Stationarity at a point: the exact decision against eigenvalues, boundaries, and refusals."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, I, Integer, Matrix, Rational, Symbol, im, re, symbols

from derivations import catalogue, scalar
from derivations.closure import close
from derivations.domain import DomainError
from derivations.families import QUESTIONS, Question, system_of
from derivations.inputs import EXPONENTIAL
from derivations.laws import gaussian
from derivations.spectra import PHI_1, PHI_2, arma
from derivations.stability import check, moving, refuse_hopeless, shrinks
from derivations.symbols import LAMBDA, RHO
from derivations.system import RowError, System

pytestmark = pytest.mark.slow

HALF, ONE, ZERO = Rational(1, 2), Integer(1), Integer(0)
NEAR = Rational(1, 10**30)
H, G, XI, A = symbols("h g xi a")
SIZES = st.integers(1, 5)
Rows = list[list[Expr]]


def matrix(rng: random.Random, size: int, *, is_complex: bool) -> Rows:
    def number() -> Expr:
        real = Rational(rng.randint(-9, 9), 11)
        return real + I * Rational(rng.randint(-9, 9), 13) if is_complex else real

    return [[number() for _ in range(size)] for _ in range(size)]


def radius(rows: Rows) -> tuple[float, float]:
    """Compute the spectral radius, and how wrong it can be.

    LAPACK returns the eigenvalues of a matrix within 10 n eps |A| of A, and those of two matrices
    at a distance |E| differ by (2 |A| + |E|)^(1 - 1/n) |E|^(1/n) at most (Elsner).
    """
    numbers = np.array([[complex(float(re(e)), float(im(e))) for e in row] for row in rows])
    size, norm = len(rows), float(np.linalg.norm(numbers))
    error = 10 * size * float(np.finfo(float).eps) * norm
    doubt = (2 * norm + error) ** (1 - 1 / size) * error ** (1 / size)
    return float(np.abs(np.linalg.eigvals(numbers)).max()), doubt


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), size=SIZES, is_complex=st.booleans())
def test_the_exact_decision_is_that_of_eigenvalues(
    seed: int, size: int, *, is_complex: bool
) -> None:
    rows = matrix(random.Random(seed), size, is_complex=is_complex)
    found, doubt = radius(rows)
    for scale in (ONE, HALF, Rational(2, 7), Rational(5, 2)):
        if abs(found - float(1 / scale)) > doubt:
            scaled = [[scale * entry for entry in row] for row in rows]
            assert shrinks(scaled) == (found < float(1 / scale))


@pytest.mark.parametrize("root", [ONE, -ONE, Rational(3, 5) + I * Rational(4, 5), I], ids=str)
@pytest.mark.parametrize("gap", [ZERO, NEAR, -NEAR], ids=str)
def test_the_boundary_is_exact(root: Expr, gap: Expr) -> None:
    number = ((1 - gap) * root).expand()
    x, y = re(number), im(number)
    planes = ([[number]], [[number, ONE], [ZERO, HALF]], [[x, -y], [y, x]])
    for rows in planes:
        assert shrinks(rows) == (gap > 0)
    turned = Matrix([[3, 1, 2], [1, 1, 0], [0, 2, 1]])
    block = turned * Matrix([[x, -y, 1], [y, x, 2], [0, 0, HALF]]) * turned.inv()
    assert shrinks(block.tolist()) == (gap > 0)


def test_a_defective_matrix_needs_room_not_norm() -> None:
    assert shrinks([[HALF, Integer(10**6)], [ZERO, HALF]])
    assert not shrinks([[ONE, ZERO], [ZERO, HALF]])
    assert shrinks([[ZERO, Integer(5)], [ZERO, ZERO]])
    assert shrinks([[ZERO]])


@settings(max_examples=25)
@given(first=st.fractions(-3, 3, max_denominator=8), second=st.fractions(-2, 2, max_denominator=8))
def test_ar_2_is_stationary_in_its_triangle(first: Rational, second: Rational) -> None:
    point = {PHI_1: Rational(str(first)), PHI_2: Rational(str(second))}
    inside = abs(second) < 1 and second + first < 1 and second - first < 1
    source = arma((PHI_1, PHI_2), (), gaussian(XI, ONE))
    closure = close(System(source.rows, source.laws), (("x", "x"),))
    if inside:
        check(closure, point)
        return
    with pytest.raises(DomainError, match=r"E\[x x\] and 2 more moments grow together"):
        check(closure, point)


S = {name: Symbol(name) for name in ("alpha", "m_1", "m_2", "m", "kappa", "rho", "e", "a", "Delta")}
OUTSIDE: tuple[tuple[str, Mapping[str, Expr], str], ...] = (
    ("leaky", {"alpha": Integer(2), "rho": HALF}, "E[h h] is multiplied by (1 - alpha)**2 = 1"),
    ("leaky", {"alpha": ZERO, "rho": -HALF}, "E[h h] is multiplied by (1 - alpha)**2 = 1"),
    ("gated", {"m_1": HALF, "m_2": ONE, "rho": HALF}, "E[h h] is multiplied by m_2 = 1 "),
    ("gru", {"m_1": HALF, "m_2": Rational(7, 5), "rho": HALF}, "multiplied by m_2 = 7/5"),
    ("bilinear", {"a": ONE, "Delta": HALF, "rho": HALF}, "E[h h] is multiplied by"),
    (
        "selective",
        {"m": Rational(4, 5), "kappa": -Rational(3, 5)},
        "E[h h] is multiplied by m**2 + kappa**2 = 1",
    ),
)


@pytest.mark.parametrize(("name", "numbers", "said"), OUTSIDE)
def test_refusals_name_the_moment_and_its_factor(
    name: str, numbers: Mapping[str, Expr], said: str
) -> None:
    with pytest.raises(DomainError) as caught:
        catalogue.derive(f"state_moment_{name}").value({S[s]: e for s, e in numbers.items()})
    message = str(caught.value)
    assert said in message
    assert "\n" not in message
    assert message.endswith("it must be less than 1 in size; move the point inside")


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("leaky", {"alpha": 2 - NEAR, "rho": HALF}),
        ("leaky", {"alpha": NEAR, "rho": -HALF}),
        ("gated", {"m_1": HALF, "m_2": 1 - NEAR, "rho": HALF}),
        ("bilinear", {"a": -NEAR, "Delta": HALF, "rho": HALF}),
        ("selective", {"m": Rational(4, 5) - NEAR, "kappa": -Rational(3, 5)}),
    ],
)
def test_points_just_inside_have_a_value(name: str, numbers: Mapping[str, Expr]) -> None:
    form = catalogue.derive(f"state_moment_{name}")
    assert form.value({S[s]: e for s, e in numbers.items()}) > 0


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_only_what_feeds_back_is_decided(question: Question) -> None:
    closure = close(system_of(question), question.moments)
    inner = [b for b in closure.blocks if any(n in b for m in b for n in closure.equations[m])]
    assert list(moving(closure)) == inner
    refuse_hopeless(closure)


def test_what_never_forgets_is_refused_for_good() -> None:
    walk = System(((H, H / 2 + XI), (G, 2 * G + A * H)), (gaussian(XI, ONE),))
    with pytest.raises(RowError, match=r"E\[g .\] grows at each step whatever") as caught:
        refuse_hopeless(close(walk, (("g", "g"),)))
    assert "\n" not in str(caught.value)
    refuse_hopeless(close(walk, (("h", "h"),)))


def test_complex_eigenvalues_are_decided_by_their_size() -> None:
    system = scalar.joint_system(EXPONENTIAL, (LAMBDA, Symbol("lambda_bar")))
    closure = close(system, (("h(lambda)", "h(lambda_bar)"),))
    for size, inside in ((Rational(99, 100), True), (ONE, False)):
        number = size * (Rational(3, 5) + I * Rational(4, 5))
        point = {LAMBDA: number, Symbol("lambda_bar"): number.conjugate().expand(), RHO: HALF}
        if inside:
            check(closure, point)
        else:
            with pytest.raises(DomainError, match="not stationary here, it must be less than 1"):
                check(closure, point)
