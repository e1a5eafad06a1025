"""A user's own recurrence: the same as in the catalogue, and as the simulator finds it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sympy import Expr, Rational, Symbol, symbols

from derivations import catalogue
from derivations.domain import DomainError
from derivations.quotient import quotient, ring_over
from derivations.system import RowError
from numerics import atoms, exact_moments
from numerics.dual import Dual
from numerics.gaussian import exact
from numerics.rows import Rows, Term
from verification.own import read, read_file

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/gated_leaky.toml"
Description = Mapping[str, Any]
NOISE = {"noise": {"xi": "1 - rho^2"}, "data": {"x x": "1"}}
WHITE: Description = {
    "rows": ["x' = xi", "h' = lambda*h + x'"],
    "parameters": ["lambda"],
    "noise": {"xi": 1},
}


def on_ar_1(*rows: str, parameters: tuple[str, ...], **more: Any) -> Description:
    every = ["rho", *parameters]
    return {"rows": ["x' = rho*x + xi", *rows], "parameters": every, **NOISE, **more}


def identical(left: Expr, right: Expr) -> bool:
    ring = ring_over(left.free_symbols | right.free_symbols)
    return quotient(left, ring) == quotient(right, ring)


FAMILIES: dict[str, Description] = {
    "leaky": on_ar_1("h' = (1 - alpha)*h + alpha*x'", parameters=("alpha",), learned="alpha"),
    "stacked": on_ar_1("h' = a*h + x'", "k' = b*k + h'", parameters=("a", "b"), learned=["a", "b"]),
    "second_order": on_ar_1(
        "h' = p*h + q*g + x'", "g' = h", parameters=("p", "q"), learned=["p", "q"], output="h"
    ),
    "polar": on_ar_1(
        "u' = nu*((1 - t^2)*u - 2*t*v)/(1 + t^2) + x'",
        "v' = nu*(2*t*u + (1 - t^2)*v)/(1 + t^2)",
        parameters=("nu", "t"),
        output=["u", "v"],
        learned=["nu", "theta"],
        slopes={"theta": {"t": "(1 + t^2)/2"}},
    ),
    "gated": on_ar_1(
        "h' = f*h + x'",
        parameters=(),
        gates={"f": "any"},
        learned="omega",
        slopes={"omega": {"f": "f_omega"}},
    ),
    "zoh": on_ar_1(
        "h' = e*h + (e - 1)/a*x'",
        parameters=("a", "Delta", "e"),
        learned=["a", "Delta"],
        slopes={"a": {"e": "Delta*e"}, "Delta": {"e": "a*e"}},
    ),
    "normalised": on_ar_1(
        "h' = lambda*h + gamma*x'",
        parameters=("lambda",),
        learned="lambda",
        roots={"gamma": "1 - lambda^2"},
    ),
    "tanh": on_ar_1(
        "h' = lambda*h + gamma*x'",
        parameters=("lambda",),
        learned="omega",
        roots={"gamma": "1 - lambda^2"},
        slopes={"omega": {"lambda": "1 - lambda^2"}},
    ),
    "sigmoid": on_ar_1(
        "h' = lambda*h + (1 - lambda)*x'",
        parameters=("lambda",),
        learned="omega",
        slopes={"omega": {"lambda": "lambda*(1 - lambda)"}},
    ),
}


def in_catalogue(family: str, name: str) -> str:
    quantity = "_".join(name.split("_")[:2])
    return f"{quantity}_{family}{name.removeprefix(quantity)}"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_written_down_is_the_family(family: str) -> None:
    unit = read(FAMILIES[family])
    shared = [name for name in unit.names if in_catalogue(family, name) in catalogue.NAMES]
    assert {in_catalogue(family, name) for name in shared} == {
        name for name in catalogue.FAMILIES if f"_{family}" in name
    }
    for name in shared:
        expected = catalogue.derive(in_catalogue(family, name)).expression
        assert unit.derive(name).expression == expected
        assert not identical(unit.derive(name).expression, 2 * expected)


def test_a_wrong_slope_is_another_unit() -> None:
    right = FAMILIES["sigmoid"]
    wrong = {**right, "slopes": {"omega": {"lambda": "lambda*(1 + lambda)"}}}
    assert read(wrong).derive("state_moment") == read(right).derive("state_moment")
    expected = catalogue.derive("sensitivity_moment_sigmoid").expression
    assert not identical(read(wrong).derive("sensitivity_moment").expression, expected)


GATE = ((Fraction(2, 3), Fraction(3, 4)), (Fraction(1, 3), Fraction(-1, 5)))
ALPHA, PHI = Fraction(3, 5), (Fraction(1, 2), Fraction(-1, 3))


def simulated(place: int) -> Expr:
    """Ask the simulator's step, with states x, y, h and the slopes of these by alpha after them."""
    leak = Dual(exact(ALPHA), exact(1))
    one = exact(1)
    x = (Term(exact(PHI[0]), (), 0), Term(exact(PHI[1]), (), 1), Term(one, (1,)))
    h = (Term(one, (), 2), Term(-leak, (0,), 2), Term(leak, (0,), 0, fresh=True))
    law = atoms.product_law(atoms.choice(*GATE), atoms.three_point(Fraction(1)))
    rows = Rows((x, (Term(one, (), 0),), h))
    return Rational(str(exact_moments.stationary(rows, law, [(place, place)])[place, place].real))


def test_the_example_against_the_simulator() -> None:
    unit = read_file(EXAMPLE)
    assert unit.title == "a gated leaky unit on an AR(2) input"
    assert unit.names[:4] == (
        "state_moment",
        "sensitivity_moment",
        "state_kernel",
        "sensitivity_kernel",
    )
    numbers = {"alpha": ALPHA, "phi_1": PHI[0], "phi_2": PHI[1]}
    numbers |= {f"m_{k}": sum(p * f**k for p, f in GATE) for k in (1, 2)}
    point = {Symbol(name): Rational(str(number)) for name, number in numbers.items()}
    for name, place in (("state_moment", 2), ("sensitivity_moment", 5)):
        assert unit.derive(name).value(point) == simulated(place)
        assert unit.value(name, point) == simulated(place)
        assert unit.value(name, point | {Symbol("m_2"): Rational(1, 2)}) != simulated(place)


def test_noise_of_any_symmetric_law() -> None:
    noise = {"xi": {"variance": "1", "kurtosis": "mu_4"}}
    unit = read({**WHITE, "parameters": ["lambda", "mu_4"], "noise": noise, "learned": "lambda"})
    for name in unit.names[4:]:
        expected = catalogue.derive(f"{name}_any_noise").expression
        assert identical(unit.derive(name).expression, expected)
        assert not identical(
            unit.derive(name).expression, catalogue.derive(f"{name}_white").expression
        )


def test_gates_of_finitely_many_values() -> None:
    row = {"rows": ["x' = xi", "h' = f*h + x'"], "noise": {"xi": "1"}}
    some = read({**row, "parameters": ["p"], "gates": {"f": [["p", "-1/2"], ["1 - p", "2/3"]]}})
    every, p = read({**row, "gates": {"f": "any"}}), Symbol("p")
    moments = {
        Symbol(f"m_{k}"): p * Rational(-1, 2) ** k + (1 - p) * Rational(2, 3) ** k
        for k in range(1, 5)
    }
    for name in some.names:
        assert identical(
            some.derive(name).expression, every.derive(name).expression.xreplace(moments)
        )
        assert not identical(
            some.derive(name).expression, every.derive(name).expression.subs(Symbol("m_2"), p)
        )


def test_data_for_a_level_that_never_forgets() -> None:
    given = {"rows": ["x' = x", "h' = lambda*h + x'"], "parameters": ["lambda"]}
    unit = read({**given, "data": {"x x": "1"}})
    assert identical(unit.derive("state_moment").expression, 1 / (1 - Symbol("lambda")) ** 2)
    with pytest.raises(RowError, match=r"E\[x x\]: its equation leaves it open.*as data"):
        read(given).derive("state_moment")


def test_aliases_and_defaults() -> None:
    rows = ["x' = ρ*x + xi", "λ' = μ*λ + x'"]
    unit = read({"rows": rows, "parameters": ["ρ", "mu"], "noise": {"xi": "1 - rho^2"}})
    a, r = symbols("mu rho")
    assert identical(unit.derive("state_moment").expression, (1 + a * r) / (1 - a * r) / (1 - a**2))
    assert read(WHITE).title == "a recurrence"
    assert read({**WHITE, "title": "mine"}).title == "mine"
    lone = read({"rows": "h' = h/3 + xi", "noise": {"xi": 2}})
    assert lone.value("state_moment", {}) == Rational(9, 4)


def test_outputs_are_added_up() -> None:
    h, x, both = (read({**WHITE, "output": o}) for o in ("h", "x", ["x", "h"]))
    alone = h.derive("state_moment").expression, x.derive("state_moment").expression
    assert identical(both.derive("state_moment").expression, sum(alone))
    assert not identical(both.derive("state_moment").expression, alone[0])
    assert "state_replicate_variance" in h.names
    assert both.names == ("state_moment",)


def dense(size: int) -> Description:
    names = [[f"a_{i}{j}" for j in range(size)] for i in range(size)]
    sums = (" + ".join(f"{a}*u_{j}" for j, a in enumerate(row)) for row in names)
    rows = [f"u_{i}' = {total}" + " + xi" * (not i) for i, total in enumerate(sums)]
    parameters = [name for row in names for name in row]
    return {"rows": rows, "parameters": parameters, "noise": {"xi": "1"}, "output": "u_0"}


def test_a_system_too_large_for_symbols_has_values() -> None:
    unit = read(dense(4))
    with pytest.raises(RowError, match=r"16 symbols .* give numbers .* exact at points") as caught:
        unit.derive("state_moment")
    assert "\n" not in str(caught.value)
    point = {
        Symbol(f"a_{i}{j}"): Rational(1 + (3 * i + 5 * j) % 7, 31)
        for i in range(4)
        for j in range(4)
    }
    # u = sum of A^n e_0 xi: the squares of the first entries, until they are below any doubt
    vector, total = [Rational(int(not i)) for i in range(4)], Rational(0)
    for _ in range(60):
        total += vector[0] ** 2
        vector = [
            sum((point[Symbol(f"a_{i}{j}")] * vector[j] for j in range(4)), Rational(0))
            for i in range(4)
        ]
    # rows of A sum to at most 20/31, so that what is left is below r^2 / (1 - (20/31)^2)
    left = max(map(abs, vector)) ** 2 / (1 - Rational(400, 961))
    found = unit.value("state_moment", point)
    assert 0 < found - total <= left
    assert not 0 < found + Rational(1, 10**6) - total <= left
    part = {s: number for s, number in point.items() if str(s) != "a_23"}
    with pytest.raises(DomainError, match="a_23: missing, every parameter needs a value; give it"):
        unit.value("state_moment", part)
