"""Residues: they solve the stationarity equations, agree with kernels, and see planted errors."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import NamedTuple

import pytest
from sympy import Expr, I, Integer, Rational, Symbol, fraction, symbols

from derivations import yule_walker
from derivations.field import fractions_over, identical, value
from derivations.spectral import Rows, irreducible, moment, reduced, resolvent
from tests.alike import one_in

pytestmark = pytest.mark.slow

A, B, RHO, PHI, PSI, V = symbols("a b rho phi psi v")
W11, W12, W21, W22, U1, U2 = symbols("w_11 w_12 w_21 w_22 u_1 u_2")
ONE, ZERO = Integer(1), Integer(0)
Spec = Mapping[str, Mapping[str, Expr]]
NOWHERE: Mapping[Symbol, Expr] = {}


class Case(NamedTuple):
    """Rows by name, what the noise drives, and its variance."""

    spec: Spec
    sources: Mapping[str, Expr]
    variance: Expr

    @property
    def transition(self) -> Rows:
        return tuple(tuple(self.spec[s].get(t, ZERO) for t in self.spec) for s in self.spec)

    @property
    def drive(self) -> Rows:
        return tuple((self.sources.get(s, ZERO),) for s in self.spec)

    def at(self, point: Mapping[Symbol, Expr]) -> tuple[Rows, Rows, tuple[Expr, ...]]:
        matrices = (self.transition, self.drive, ((self.variance,),))
        transition, drive, (variances,) = (
            tuple(tuple(e.xreplace(dict(point)) for e in row) for row in m) for m in matrices
        )
        return transition, drive, variances

    def moment(self, first: str, second: str, point: Mapping[Symbol, Expr] = NOWHERE) -> Expr:
        return moment(*self.at(point), list(self.spec).index(first), list(self.spec).index(second))


def recurrence(x: Mapping[str, Expr], name: str, eigenvalue: Expr) -> dict[str, dict[str, Expr]]:
    h, d = f"h{name}", f"d{name}"
    return {h: {**x, h: eigenvalue}, d: {d: eigenvalue, h: ONE}}


def scalar(x_rows: Spec, variance: Expr) -> Case:
    x = x_rows["x"]
    spec = {**x_rows, **recurrence(x, "a", A), **recurrence(x, "b", B)}
    return Case(spec, {"x": ONE, "ha": ONE, "hb": ONE}, variance)


AR1 = scalar({"x": {"x": RHO}}, 1 - RHO**2)
AR2 = scalar({"x": {"x": PHI, "y": PSI}, "y": {"x": ONE}}, V)
ARMA = Case(
    {"x": {"x": RHO, "n": PSI}, "n": {}, **recurrence({"x": RHO, "n": PSI}, "a", A)},
    {"x": ONE, "n": ONE, "ha": ONE},
    V,
)
STACK = Case(
    {
        "x": {"x": RHO},
        "h": {"x": RHO, "h": A},
        "k": {"x": RHO, "h": A, "k": B},
        "e": {"e": A, "h": ONE},
        "f": {"f": B, "e": A, "h": ONE},
        "g": {"g": B, "k": ONE},
    },
    {"x": ONE, "h": ONE, "k": ONE},
    1 - RHO**2,
)
SECOND = Case(
    {
        "x": {"x": RHO},
        "h": {"x": RHO, "h": PHI, "k": PSI},
        "k": {"h": ONE},
        "d": {"d": PHI, "e": PSI, "h": ONE},
        "e": {"d": ONE},
    },
    {"x": ONE, "h": ONE},
    1 - RHO**2,
)
DENSE = Case(
    {
        "x": {"x": RHO},
        "h1": {"x": U1 * RHO, "h1": W11, "h2": W12},
        "h2": {"x": U2 * RHO, "h1": W21, "h2": W22},
        "d1": {"d1": W11, "d2": W12, "h1": ONE},
        "d2": {"d1": W21, "d2": W22},
    },
    {"x": ONE, "h1": U1, "h2": U2},
    1 - RHO**2,
)
POINT = {
    A: Rational(1, 2),
    B: -Rational(2, 5),
    RHO: -Rational(3, 10),
    PHI: Rational(1, 3),
    PSI: -Rational(2, 7),
    V: Rational(5, 3),
    W11: Rational(1, 3),
    W12: -Rational(1, 2),
    W21: Rational(1, 5),
    W22: -Rational(1, 4),
    U1: Rational(2),
    U2: -Rational(3, 2),
}


def residual(transition: Rows, noise: Rows, found: list[list[Expr]]) -> list[list[Expr]]:
    """Evaluate M - A M A^T - Q for rational numbers, by hand."""
    count = range(len(transition))
    return [
        [
            found[i][j]
            - noise[i][j]
            - sum(transition[i][k] * found[k][m] * transition[j][m] for k in count for m in count)
            for j in count
        ]
        for i in count
    ]


def every(transition: Rows, drive: Rows, variances: tuple[Expr, ...]) -> list[list[Expr]]:
    count = len(transition)
    found = [[ZERO] * count for _ in range(count)]
    for i, j in combinations_with_replacement(range(count), 2):
        found[i][j] = found[j][i] = moment(transition, drive, variances, i, j)
    return found


def noise_of(drive: Rows, variances: tuple[Expr, ...]) -> Rows:
    def entry(left: tuple[Expr, ...], right: tuple[Expr, ...]) -> Expr:
        return sum((v * a * b for v, a, b in zip(variances, left, right, strict=True)), ZERO)

    return tuple(tuple(entry(left, right) for right in drive) for left in drive)


def flat(matrix: list[list[Expr]]) -> set[Expr]:
    return {e for row in matrix for e in row}


@pytest.mark.parametrize("trial", range(2))
def test_stationarity_at_random_numbers(salt: int, trial: int) -> None:
    draw = random.Random(f"{salt}/{trial}/spectral")
    # Rows that sum to at most 3/4 in absolute value keep every eigenvalue inside the circle.
    transition = tuple(tuple(Rational(draw.randint(-3, 3), 12) for _ in "123") for _ in "123")
    drive = tuple(tuple(Rational(draw.randint(-9, 9), 7) for _ in "12") for _ in "123")
    variances = Rational(draw.randint(1, 9), 5), Rational(draw.randint(1, 9), 3)
    found = every(transition, drive, variances)
    noise = noise_of(drive, variances)
    assert flat(residual(transition, noise, found)) == {0}
    found[1][2] = found[2][1] = found[1][2] + Rational(1, 10**9)
    assert flat(residual(transition, noise, found)) != {0}


CASES = {"AR(1)": AR1, "AR(2)": AR2, "ARMA": ARMA, "stack": STACK, "second": SECOND, "dense": DENSE}


@pytest.mark.parametrize("name", CASES)
def test_stationarity_of_each_system(name: str) -> None:
    transition, drive, variances = CASES[name].at(POINT)
    found = every(transition, drive, variances)
    noise = noise_of(drive, variances)
    assert flat(residual(transition, noise, found)) == {0}
    wrong = tuple(tuple(reversed(row)) for row in transition)
    assert flat(residual(wrong, noise, found)) != {0}


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
