"""Rows as forms: new values resolved in order, noise shared, and only linear rows let in."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Add, Expr, Integer, Rational, Symbol, prod, sqrt, symbols

from derivations.families import QUESTIONS, joined, system_of
from derivations.field import identical
from derivations.forms import Form, expectation, forms, ring_of
from derivations.inputs import EXPONENTIAL
from derivations.laws import finite, gate, gaussian
from derivations.quotient import Ring, quotient
from derivations.recurrences import SELECTIVE
from derivations.spectra import further
from derivations.system import RowError, System, prime

H, G, X, XI, F = symbols("h g x xi f")
A, B, RHO, V = symbols("a b rho v")
NOISE = gaussian(XI, V)
SYSTEMS = {
    **{question.name: system_of(question) for question in QUESTIONS},
    **{source.name: System(source.rows, source.laws, source.data) for source in further()},
}


def one_form(row: Expr, *others: tuple[Symbol, Expr]) -> tuple[Form, Ring]:
    system = System((*others, (H, row)), (NOISE,))
    ring = ring_of(system, 2)
    return forms(system, ring)["h"], ring


def written(form: Form, system: System) -> Expr:
    terms = (
        c.expression() * (Symbol(s) if s else 1) * prod(map(pow, system.random, powers))
        for (s, powers), c in form.terms.items()
    )
    return Add(*terms)


@pytest.mark.parametrize("name", SYSTEMS)
def test_forms_are_the_rows_with_new_values_put_in(name: str) -> None:
    system, new = SYSTEMS[name], dict[Symbol, Expr]()
    found = forms(system, ring_of(system, 2))
    for state, row in system.rows:
        new[prime(state)] = row.xreplace(new)
        assert identical(written(found[str(state)], system), new[prime(state)])
        assert not identical(written(found[str(state)], system), new[prime(state)] + state)


def test_noise_is_shared() -> None:
    system = System(((X, RHO * X + XI), (H, A * H + prime(X)), (G, prime(H) - X)), (NOISE,))
    found, ring = forms(system, ring_of(system, 2)), ring_of(system, 2)
    expected = {
        "x": {("x", (0,)): RHO, ("", (1,)): Integer(1)},
        "h": {("h", (0,)): A, ("x", (0,)): RHO, ("", (1,)): Integer(1)},
        "g": {("h", (0,)): A, ("x", (0,)): RHO - 1, ("", (1,)): Integer(1)},
    }
    for name, terms in expected.items():
        assert found[name] == Form({key: quotient(e, ring) for key, e in terms.items()})


def test_terms_that_cancel_leave_nothing() -> None:
    form, _ = one_form((A + B) * H - A * H - B * H + XI * H * (A - A**2 / A))
    assert not form
    assert form.terms == {}


@pytest.mark.parametrize(
    ("row", "names"),
    [(H**2, "h*h"), (A * H * (1 + X), "h*x"), ((H + XI) ** 2, "h*h"), (H * prime(X), "h*x")],
    ids=str,
)
def test_rows_are_linear(row: Expr, names: str) -> None:
    with pytest.raises(RowError, match=r"a row must be linear in the states; drop") as caught:
        one_form(row, (X, RHO * X + XI))
    assert names in str(caught.value) or "*".join(reversed(names.split("*"))) in str(caught.value)


def test_a_gate_driven_by_a_coloured_input_is_not_linear() -> None:
    for source in (EXPONENTIAL, further()[1]):
        system = joined(SELECTIVE, source)
        with pytest.raises(RowError, match="must be linear in the states"):
            forms(system, ring_of(system, 2))


@pytest.mark.parametrize("row", [A / H, XI / (1 + H), H / prime(X)], ids=str)
def test_rows_do_not_divide_by_states(row: Expr) -> None:
    with pytest.raises(RowError, match="divides by a state or a random number; rows are linear"):
        one_form(row, (X, RHO * X + A))


@pytest.mark.parametrize("row", [sqrt(A) * H, H * sqrt(2), A**B * H], ids=str)
def test_rows_are_rational(row: Expr) -> None:
    with pytest.raises(ValueError, match="not rational in the parameters; write") as caught:
        one_form(row)
    assert "\n" not in str(caught.value)


def test_rows_may_divide_by_parameters_and_multiply_noise() -> None:
    form, ring = one_form(H * (1 + XI) ** 2 / (A + B) ** 3 + (Rational(2, 3) - XI) / A)
    below = (A + B) ** 3
    terms = {
        ("h", (0,)): 1 / below,
        ("h", (1,)): 2 / below,
        ("h", (2,)): 1 / below,
        ("", (0,)): 2 / (3 * A),
        ("", (1,)): -1 / A,
    }
    assert form == Form({key: quotient(e, ring) for key, e in terms.items()})


def test_laws_are_independent_of_each_other() -> None:
    values = ((Rational(1, 3), (Integer(2), Integer(-1))), (Rational(2, 3), (A, B)))
    law = finite((F, G), values)
    system = System(((H, A * H + XI * F + G),), (NOISE, law))
    ring = ring_of(system, 4)
    for powers in product(range(4), repeat=3):
        by_law = NOISE.moment(powers[:1]) * law.moment(powers[1:])
        assert expectation(system, ring, powers) == quotient(by_law, ring)
    assert expectation(system, ring, (0, 1, 1)) != expectation(system, ring, (0, 1, 0))


@pytest.mark.parametrize("degree", [1, 2, 4])
def test_the_ring_has_room_for_the_gates_moments(degree: int) -> None:
    system = System(((H, F**2 * H + XI * A),), (NOISE, gate((F, G))))
    ring = ring_of(system, degree)
    for i, j in product(range(2 * degree + 1), repeat=2):
        if 0 < i + j <= 2 * degree:
            assert expectation(system, ring, (0, i, j)).expression() == gate((F, G)).moment((i, j))
    names = ring.context.names()
    assert {"a", "v", f"m_{2 * degree}"} <= set(names)
    assert f"m_{2 * degree + 1}" not in names
