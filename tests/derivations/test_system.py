"""Systems of rows: what is known where, which names are free, and refusals in one line."""

from __future__ import annotations

import pytest
from sympy import Expr, Integer, Rational, Symbol, symbols

from derivations.laws import gate, gaussian
from derivations.system import RowError, System, ordered, prime, unprime

H, G, X, XI, F = symbols("h g x xi f")
A, B, RHO, V, GAMMA = symbols("a b rho v gamma")
Rows = tuple[tuple[Symbol, Expr], ...]
NOISE = gaussian(XI, V)


def test_a_prime_names_the_new_value() -> None:
    assert prime(H) == Symbol("h'") != H
    assert unprime(prime(H)) == H == unprime(H)


def test_a_product_of_states_has_one_name() -> None:
    assert ordered("h", "g", "h") == ordered("h", "h", "g") == ("g", "h", "h")
    assert ordered() == ()
    assert ordered("h", "g") != ordered("h", "h")


def test_a_system_knows_its_names() -> None:
    system = System(
        ((X, RHO * X + XI), (H, F * H + GAMMA * prime(X) / A)),
        (NOISE, gate((F,))),
        ((("x", "x"), Integer(1) / B),),
        ((A, GAMMA, -A / GAMMA),),
        ((GAMMA, 1 - A**2),),
    )
    assert system.states == ("x", "h")
    assert system.random == (XI, F)
    assert system.parameters == (A, B, GAMMA, RHO, V)


def test_numbers_can_be_put_in() -> None:
    point = {A: Rational(1, 3), V: Integer(2)}
    system = System(
        ((X, A * X + XI), (H, GAMMA * H + B * prime(X))),
        (NOISE,),
        ((("x", "x"), V / B),),
        ((B, GAMMA, A * B),),
        ((GAMMA, 1 - A**2),),
    ).at(point)
    assert system.rows == ((X, X / 3 + XI), (H, GAMMA * H + B * prime(X)))
    with pytest.raises(RowError, match="leave it out"):
        system.at({GAMMA: Rational(1, 7)})
    assert system.laws[0].moment((2,)) == 2
    assert system.data == ((("x", "x"), 2 / B),)
    assert system.rules == ((B, GAMMA, B / 3),)
    assert system.parameters == (B, GAMMA)
    assert system.relations == ((GAMMA, Rational(8, 9)),)


@pytest.mark.parametrize(
    ("rows", "phrases"),
    [
        (((H, prime(G)), (G, A * G)), ("h' = g'", "g' is not known there", "known there: none")),
        (((G, A * G), (H, prime(X))), ("h' = x'", "x' is not known there", "known there: g)")),
        (((H, A * prime(H)),), ("h' = a*h'", "h' is not known there", "known there: none")),
        (((H, A * H), (H, B * H)), ("h: names two states", "rename one")),
        (((XI, A * XI),), ("xi: names two states or random numbers", "rename one")),
    ],
    ids=["below", "nowhere", "itself", "two rows", "a state and its noise"],
)
def test_rows_that_make_no_recurrence(rows: Rows, phrases: tuple[str, ...]) -> None:
    with pytest.raises(RowError) as caught:
        System(rows, (NOISE,))
    message = str(caught.value)
    assert "\n" not in message
    assert [phrase for phrase in phrases if phrase not in message] == []


def test_random_numbers_of_two_laws_have_two_names() -> None:
    with pytest.raises(RowError, match="xi: names two states or random numbers"):
        System(((H, A * H + XI),), (NOISE, gate((F, XI))))


def test_new_values_above_may_be_used() -> None:
    rows = ((X, RHO * X + XI), (H, A * H + prime(X)), (G, prime(H) - prime(X)))
    assert System(rows, (NOISE,)).states == ("x", "h", "g")
    with pytest.raises(RowError, match="h' is not known there; move its row above"):
        System((rows[0], rows[2], rows[1]), (NOISE,))
