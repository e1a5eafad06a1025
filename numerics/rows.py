"""Any sparse linear recurrence with random coefficients as plain rows, and the one step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

Number = Any


class Term(NamedTuple):
    """One product c xi_a xi_b ... z_j in the sum that makes a new state.

    Args:
        coefficient: c, any kind of number, a `Dual` where a derivative is wanted.
        randoms: indices a, b, ... into the step's random numbers, repeated for powers.
        source: j, the index of a state; None for a term without one.
        fresh: whether z_j is its new value, computed earlier in the step, or the one before it.
    """

    coefficient: Number
    randoms: tuple[int, ...] = ()
    source: int | None = None
    fresh: bool = False


class Rows(NamedTuple):
    """A recurrence: the new value of state i is the sum of the products in `terms[i]`.

    Args:
        terms: the terms of each state, in the order in which the states are computed.
    """

    terms: tuple[tuple[Term, ...], ...]


def step(rows: Rows, state: tuple[Number, ...], randoms: tuple[Number, ...]) -> tuple[Number, ...]:
    """Advance every state by one step, in plain arithmetic.

    Args:
        rows: n rows.
        state: z, shape (n,), numbers of any kind that adds and multiplies.
        randoms: the random numbers xi of this step.

    Returns:
        The new state, shape (n,); a state keeps the slopes that it has.
    """
    new: list[Number] = []
    for index, terms in enumerate(rows.terms):
        total = 0 * state[index]  # a zero of the state's own kind, so that a run keeps its types
        for term in terms:
            product = term.coefficient
            for random in term.randoms:
                product = product * randoms[random]
            if term.source is not None:
                product = product * (new if term.fresh else state)[term.source]
            total = total + product
        new.append(total)
    return tuple(new)


def check(rows: Rows, randoms: int) -> None:
    """Refuse rows that `step` cannot run.

    Args:
        rows: n rows.
        randoms: how many random numbers a step has.

    Raises:
        ValueError: if a term names an unknown state, a new value that is not computed yet, or an
            unknown random number.
    """
    size = len(rows.terms)
    for index, terms in enumerate(rows.terms):
        for term in terms:
            here = f"rows[{index}]: {{}} = {{}}: must be {{}}; mend the term".format
            known = index if term.fresh else size
            if term.fresh and term.source is None:
                raise ValueError(here("fresh", True, "False where source is None"))
            if term.source is not None and not 0 <= term.source < known:
                rule = "a state computed earlier in the step" if term.fresh else "a state"
                raise ValueError(here("source", term.source, f"{rule}, below {known}"))
            for random in term.randoms:
                if not 0 <= random < randoms:
                    raise ValueError(here("random", random, f"a random number, below {randoms}"))


def coefficients(rows: Rows) -> tuple[Number, ...]:
    """List the coefficients in the order of the terms.

    Args:
        rows: any rows.

    Returns:
        One number per term.
    """
    return tuple(term.coefficient for terms in rows.terms for term in terms)


def with_coefficients(rows: Rows, numbers: Iterable[Number]) -> Rows:
    """Put other coefficients into the same terms.

    Args:
        rows: any rows.
        numbers: one number per term, in the order of `coefficients`.

    Returns:
        Rows of the same terms.

    Raises:
        ValueError: if there are fewer or more numbers than terms.
    """
    given = tuple(numbers)
    wanted = sum(map(len, rows.terms))
    if len(given) != wanted:
        raise ValueError(f"numbers: {len(given)} given: must be {wanted}, one for each term")
    left = iter(given)
    return Rows(
        tuple(tuple(term._replace(coefficient=next(left)) for term in ts) for ts in rows.terms)
    )
