"""Domains: what lies inside, and refusals that say what to do."""

from __future__ import annotations

import pytest
from sympy import Expr, Float, I, Integer, Rational, Symbol, nan, oo, sqrt, zoo

from derivations import catalogue
from derivations.domain import REGIONS, Domain, DomainError, natural, region
from derivations.symbols import LAMBDA, LAMBDA_0, MU, RHO, U

HALF = Rational(1, 2)
ON_CIRCLE = Rational(3, 5) + I * Rational(4, 5)
TALL = Rational(4, 5) + I * Rational(4, 5)  # both coordinates inside, the modulus not
NUMBERS = (0, HALF, -HALF, 1, -1, Rational(6, 5), -2, I / 2, HALF + I / 3, ON_CIRCLE, TALL)
INSIDE = {
    "disk": (0, HALF, -HALF, I / 2, HALF + I / 3),
    "segment": (0, HALF, -HALF),
    "interval": (0, HALF, -HALF, 1, -1),
    "modulus": (0, HALF),
    "real": (0, HALF, -HALF, 1, -1, Rational(6, 5), -2),
    "plane": NUMBERS,
    "circle": (1, -1, ON_CIRCLE),
}


@pytest.mark.parametrize("name", [item.name for item in REGIONS])
def test_region_contains_exactly(name: str) -> None:
    where = region(name)
    assert {n for n in NUMBERS if where.contains(Integer(1) * n)} == set(INSIDE[name])


@pytest.mark.parametrize("item", REGIONS, ids=lambda item: item.name)
def test_rules_name_the_variable(item: object) -> None:
    assert "rho" in item.rule.format("rho")  # type: ignore[attr-defined]
    assert r"\rho" in item.latex.format(r"\rho")  # type: ignore[attr-defined]


def test_every_region_is_tried() -> None:
    assert set(INSIDE) == {item.name for item in REGIONS}
    assert len({item.rule for item in REGIONS}) == len({item.latex for item in REGIONS})


def test_unknown_region() -> None:
    with pytest.raises(KeyError, match="no region is called square"):
        region("square")


def test_natural_domain() -> None:
    assert natural((LAMBDA, RHO, MU)).regions == (
        (LAMBDA, "disk"),
        (RHO, "interval"),
        (MU, "real"),
    )
    assert natural((LAMBDA, RHO), real=True).regions == ((LAMBDA, "segment"), (RHO, "interval"))
    assert str(natural((LAMBDA, RHO))) == "|lambda| < 1, -1 <= rho <= 1"
    assert natural((LAMBDA, U)).variables == (LAMBDA, U)
    alpha = Symbol("alpha")
    assert natural((alpha, RHO), real=True).regions == ((alpha, "real"), (RHO, "interval"))
    assert str(natural((alpha,))) == "alpha real"


def point(**changes: Expr) -> dict[Symbol, Expr]:
    values = {"lambda": HALF + I / 3, "lambda_0": -HALF, "rho": Rational(1, 4), **changes}
    return {Symbol(name): Integer(1) * value for name, value in values.items()}


REFUSED = (
    ("lambda", Rational(6, 5), ("lambda = 6/5", "|lambda| < 1", "move it inside")),
    ("lambda", TALL, ("lambda = 4/5 + 4*I/5", "|lambda| < 1", "move it inside")),
    ("lambda", Integer(1), ("lambda = 1:", "|lambda| < 1", "move it inside")),
    ("lambda_0", -Integer(3), ("lambda_0 = -3", "|lambda_0| < 1", "move it inside")),
    ("rho", Rational(3, 2), ("rho = 3/2", "-1 <= rho <= 1", "move it inside")),
    ("rho", I / 2, ("rho = I/2", "-1 <= rho <= 1", "move it inside")),
    ("rho", nan, ("rho = nan", "finite number", "give an exact one")),
    ("lambda", oo, ("lambda = oo", "finite number", "give an exact one")),
    ("lambda", -oo, ("lambda = -oo", "finite number", "give an exact one")),
    ("lambda", zoo, ("lambda = zoo", "finite number", "give an exact one")),
    ("rho", Symbol("t"), ("rho = t", "finite number", "give an exact one")),
    ("gamma", HALF, ("gamma = 1/2", "no such variable", "give lambda, lambda_0, rho")),
)


@pytest.mark.parametrize(
    ("name", "value", "phrases"), REFUSED, ids=[f"{n}={v}" for n, v, _ in REFUSED]
)
def test_refusal_names_argument_value_rule_remedy(
    name: str, value: Expr, phrases: tuple[str, ...]
) -> None:
    form = catalogue.derive("state_kernel")
    with pytest.raises(DomainError) as caught:
        form.value(point(**{name: value}))
    message = str(caught.value)
    assert "\n" not in message
    assert [phrase for phrase in phrases if phrase not in message] == []


@pytest.mark.parametrize("name", ["lambda", "lambda_0", "rho"])
def test_missing_variable(name: str) -> None:
    incomplete = point()
    del incomplete[Symbol(name)]
    with pytest.raises(DomainError) as caught:
        catalogue.derive("sensitivity_kernel").value(incomplete)
    assert str(caught.value).startswith(f"{name} is missing")
    assert "give lambda, lambda_0, rho" in str(caught.value)


@pytest.mark.parametrize("value", [I, HALF + I / 3, nan, oo, sqrt(2), Symbol("t")], ids=str)
def test_parameters_of_families_are_real(value: Expr) -> None:
    form = catalogue.derive("state_moment_leaky")
    with pytest.raises(DomainError, match=r"^alpha = .*(alpha real; move|must be a finite number)"):
        form.value({Symbol("alpha"): value, RHO: HALF})
    assert form.value({Symbol("alpha"): HALF, RHO: HALF}) > 0


def test_conjugates_are_not_given_by_hand() -> None:
    with pytest.raises(DomainError, match="lambda_bar = 1/2: no such variable"):
        natural((LAMBDA,)).check({LAMBDA: HALF, Symbol("lambda_bar"): HALF})


def test_points_inside_pass() -> None:
    Domain(((LAMBDA, "disk"), (LAMBDA_0, "disk"), (RHO, "interval"))).check(point(rho=-Integer(1)))


def test_irrational_values_are_refused() -> None:
    with pytest.raises(DomainError):
        catalogue.derive("state_kernel").value(point(rho=sqrt(2) / 2))


def test_floats_are_refused() -> None:
    with pytest.raises(DomainError):
        catalogue.derive("state_kernel").value(point(rho=Float("0.1")))
