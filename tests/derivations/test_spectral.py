"""Moments by residues: they agree with numbers and kernels, and see planted errors."""

from __future__ import annotations

import pytest
from sympy import Expr, I, Integer, Rational, fraction, symbols

from derivations import yule_walker
from derivations.field import fractions_over, identical, value
from derivations.spectral import Rows, irreducible, moment, reduced, resolvent
from tests.alike import one_in
from tests.derivations.spectral_systems import (
    AR1,
    AR2,
    CASES,
    DENSE,
    ONE,
    PHI,
    POINT,
    PSI,
    RHO,
    U1,
    U2,
    ZERO,
    A,
    B,
    Case,
    V,
    recurrence,
)

pytestmark = pytest.mark.slow

PAIRS = [
    ("AR(1)", "da", "db"),
    ("AR(1)", "x", "db"),
    ("AR(2)", "ha", "hb"),
    ("AR(2)", "y", "da"),
    ("ARMA", "x", "da"),
    ("ARMA", "da", "da"),
    ("stack", "f", "f"),
    ("second", "h", "k"),
    ("dense", "h1", "h2"),
    ("dense", "x", "d2"),
]
SLOW = [("AR(2)", "da", "db"), ("stack", "f", "g")]
LONG = [
    ("second", "d", "d"),
    ("dense", "d1", "d1"),
    ("dense", "d1", "d2"),
    ("dense", "d2", "d2"),
]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    one_in(2, [*PAIRS, *SLOW, *(pytest.param(*case, marks=pytest.mark.long) for case in LONG)]),
)
def test_symbols_become_the_numbers(name: str, first: str, second: str) -> None:
    case = CASES[name]
    form = case.moment(first, second)
    assert value(form, POINT) == case.moment(first, second, POINT)
    planted = {**POINT, RHO: POINT[RHO] / 2, PHI: POINT[PHI] / 2}
    assert value(form, planted) != value(form, POINT)
    assert value(form, planted) == case.moment(first, second, planted)


@pytest.mark.parametrize("theta", [(), (PSI,)], ids=["AR(1)", "ARMA(1,1)"])
def test_kernels_on_the_diagonal_of_an_arma(theta: tuple[Expr, ...]) -> None:
    x = {"x": RHO, "n": sum(theta, ZERO)}
    case = Case({"x": x, "n": {}, **recurrence(x, "a", A)}, {"x": ONE, "n": ONE, "ha": ONE}, V)
    z = symbols("z")
    state, tangent = yule_walker.kernels((RHO,), theta, V, A, z)
    assert identical(case.moment("ha", "ha"), state.subs(z, A))
    assert identical(case.moment("da", "da"), tangent.subs(z, A))
    assert not identical(case.moment("da", "da"), tangent.subs(z, -A))


@pytest.mark.parametrize(
    ("case", "phi", "variance"),
    [
        pytest.param(AR1, (RHO,), 1 - RHO**2, id="AR(1)"),
        pytest.param(AR2, (PHI, PSI), V, id="AR(2)", marks=pytest.mark.long),
    ],
)
def test_kernels_by_two_roads(case: Case, phi: tuple[Expr, ...], variance: Expr) -> None:
    state, tangent = yule_walker.kernels(phi, (), variance, A, B)
    assert identical(case.moment("ha", "hb"), state)
    found = case.moment("da", "db")
    assert identical(found, tangent)
    planted = {(*phi[:-1], -phi[-1]): variance, phi: 2 * variance}
    for other, scale in planted.items():
        wrong = yule_walker.kernels(other, (), scale, A, B)[1]
        assert value(found, POINT) != value(wrong, POINT)


def test_lowest_terms() -> None:
    above, below = fraction(AR1.moment("da", "db"))
    wanted = (A * B - 1) ** 3 * (A * RHO - 1) ** 2 * (B * RHO - 1) ** 2
    assert below == wanted
    assert len(above.args) == 10
    assert (above.subs({A: 0, B: 0}), below.subs({A: 0, B: 0})) == (-1, -1)


def test_hidden_poles_are_cancelled() -> None:
    hidden = {"h": {"h": A}, "s": {"s": Integer(2)}}
    assert identical(Case(hidden, {"h": ONE}, V).moment("h", "h"), V / (1 - A**2))
    zero = {"h": {"h": A, "k": PHI - A}, "k": {"k": PHI}}
    # g_h = (1 - phi z + (phi - a) z) / ((1 - az)(1 - phi z)) = 1 / (1 - phi z)
    assert identical(Case(zero, {"h": ONE, "k": ONE}, V).moment("h", "h"), V / (1 - PHI**2))
    assert Case(hidden, {"h": ONE}, V).moment("h", "s") == 0


def test_sources_of_noise_add_up() -> None:
    transition, drive = ((A, B), (ZERO, PHI)), ((ONE, PSI), (ZERO, ONE))
    both = moment(transition, drive, (V, RHO), 0, 1)
    alone = moment(transition, drive, (ZERO, RHO), 0, 1)
    assert identical(both, alone)
    assert identical(alone, RHO * (PSI / (1 - A * PHI) + B * PHI / ((1 - PHI**2) * (1 - A * PHI))))
    total = moment(transition, drive, (V, RHO), 0, 0)
    parts = [moment(transition, drive, pair, 0, 0) for pair in ((V, ZERO), (ZERO, RHO))]
    assert identical(total, parts[0] + parts[1])
    assert not identical(total, parts[0] - parts[1])


def test_rational_and_complex_coefficients() -> None:
    turned = Case({"h": {"h": I * A / (1 + B)}}, {"h": 1 / (2 - B)}, V)
    assert identical(turned.moment("h", "h"), V / (2 - B) ** 2 / (1 + A**2 / (1 + B) ** 2))
    number = Case({"h": {"h": I / 2, "k": ONE}, "k": {"k": Rational(1, 3)}}, {"k": ONE}, ONE)
    exact = number.moment("h", "k")
    assert exact == (Rational(9, 8) / 3 / (1 - I / 6)).expand(complex=True)


@pytest.mark.parametrize(
    "rows_", [((ONE,),), ((-ONE,),), ((A, ZERO), (ONE, 1 / A)), ((ONE, ONE), (ZERO, ONE))], ids=str
)
def test_reciprocal_poles_have_no_moment(rows_: Rows) -> None:
    with pytest.raises(ValueError, match=r"1/[rp]"):
        moment(rows_, tuple((ONE,) for _ in rows_), (V,), 0, len(rows_) - 1)


def test_each_column_of_the_drive_has_a_variance() -> None:
    with pytest.raises(ValueError, match="variances: 2 given"):
        moment(((A,),), ((ONE,),), (V, V), 0, 0)


def test_resolvent_times_its_matrix_is_the_noise() -> None:
    field = fractions_over(*(e for row in DENSE.transition for e in row), U1, U2)
    terms, below = resolvent(DENSE.transition, DENSE.drive, field)
    count = range(len(DENSE.spec))
    matrix = [[field.from_sympy(e) for e in row] for row in DENSE.transition]
    for k in range(len(count) + 1):
        for i in count:
            now = terms[k][i][0] if k < len(terms) else field.zero
            before = [terms[k - 1][m][0] if k else field.zero for m in count]
            fed = sum((matrix[i][m] * before[m] for m in count), field.zero)
            assert now - fed == below[k] * field.from_sympy(DENSE.drive[i][0])
    factors = irreducible(below, field)
    assert sorted(len(f) for f in factors) == [2, 3, 3]
    # h1 has one zero beside its three poles; d1 keeps them all, and x has a single one.
    shapes = [reduced([t[i][0] for t in terms], factors) for i in count]
    assert [(len(s.numerator), len(s.factors)) for s in shapes] == [
        (1, 1),
        (2, 2),
        (2, 2),
        (4, 3),
        (4, 3),
    ]
