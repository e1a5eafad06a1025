"""Systems of rows in symbols whose second moments are asked for, and a point to put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sympy import Expr, Integer, Rational, Symbol, symbols

from derivations.spectral import Rows, moment

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


CASES = {"AR(1)": AR1, "AR(2)": AR2, "ARMA": ARMA, "stack": STACK, "second": SECOND, "dense": DENSE}
