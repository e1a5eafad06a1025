"""What a certificate says, read by PARI line by line, must be what its integers say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from cypari import pari

from tests.verification.pari_shape import demand, thetas

PRIME = 2**127 - 1


def demand_says(cert: Any, strict: list[bool]) -> None:
    """Compare each line with the expressions that it must show.

    Args:
        cert: a certificate of the right shape.
        strict: which claims are positive at zero, if they are of signs.

    Raises:
        ValueError: if some line is another.
    """
    lines, names = list(_lines(cert, strict)), _names(cert)
    drawn = (random.SystemRandom().randrange(PRIME) for _ in names)
    place = pari(f"[{', '.join(f'Mod({x}, {PRIME})' for x in drawn)}]")
    _define(cert, names, place)
    demand(len(lines) == len(cert["says"]), "it says more or less")
    for said, (before, trees, after) in zip(cert["says"], lines, strict=True):
        demand(type(said) is str and said.startswith(before) and said.endswith(after), said)
        shown = said[len(before) : len(said) - len(after)].split(" = ") if trees else []
        demand(trees or said == before + after, said)
        demand(len(shown) == len(trees), said)
        for text, tree in zip(shown, trees, strict=True):
            same = _read(names, text) == _at(cert, names, place, tree)
            demand(same, f"{said}: shows another expression")


def _lines(cert: Any, strict: list[bool]) -> Iterator[tuple[str, list[Any], str]]:
    for part in ("lets", "rows", "rules", "laws"):
        yield from (("", [left, right], "") for left, right in cert[part])
    yield from ((f"{root}^2 = ", [square], "") for root, square in cert["roots"])
    given, *blocks = cert["moments"]
    yield from ((f"given {name} = ", [tree], "") for name, tree in given)
    weights = {repr(weight): weight for _, weight in cert["weights"]}  # each is said once
    yield from (("where |", [weight], "| < 1") for weight in weights.values())
    for block in blocks:
        if len(block) > 1:
            names = ", ".join(name for name, _ in block)
            yield f"where {names} have spectral radius < 1", [], ""
    for (left, right), more in zip(cert["claims"], strict, strict=True):
        yield "", [left, right], (" > 0" if more else " >= 0") if cert["positive"] else ""
    if cert["positive"]:
        yield from ((f"where {name} >= 0", [], "") for name in cert["symbols"])


def _names(cert: Any) -> list[str]:
    lefts = [n for part in ("lets", "rows", "roots", "laws") for n, _ in cert[part]]
    states = [left[:-1] for left, _ in cert["rows"]]
    random = {name for law, _ in cert["laws"] for name in law[2:-1].split(" ")}
    means = [name for block in cert["moments"] for name, _ in block]
    return sorted({*cert["symbols"], *lefts, *states, *random, *means}, key=lambda n: (-len(n), n))


def _read(names: list[str], text: str) -> Any:
    """Evaluate a text of which nothing but known names, integers and signs is left."""
    known = "|".join(map(re.escape, names)) or "$."
    parts = re.split(rf"((?<![\w\]])(?:{known})(?![\w'])|D\(|, )", text)
    number = {name: k for k, name in enumerate(names, start=1)}
    inside, written = 0, ""  # brackets opened since a derivative began, where names are variables
    for part in parts:
        if part in number:
            written += f"z{number[part]}" if inside else f"there[{number[part]}]"
        elif part == "D(":
            written += "slope(" if inside else "at_there(slope("
            inside += 1
        elif part == ", " and inside:
            written += ","
        else:
            demand(re.fullmatch(r"[0-9+*^() -]*", part, re.ASCII), f"{text}: has other signs")
            for sign in part:
                closes = inside == 1 and sign == ")"
                inside += (sign == "(") - (sign == ")") if inside else 0
                written += "))" if closes else sign
    return pari(written)


def _at(cert: Any, names: list[str], place: Any, tree: Any) -> Any:
    """Evaluate an expression at a place; in the place of variables it is a fraction of them."""
    if not isinstance(tree, list):
        return pari(tree) if isinstance(tree, int) else place[names.index(tree)]
    op, *parts = tree
    if op == "D":
        variables = _variables(names)
        inner = _at(cert, names, variables, parts[0])
        rates = _rates(cert, names, parts[1])
        slopes = (inner.deriv(z) * x for z, x in zip(variables, rates, strict=True))
        return sum(slopes, pari(0)).substvec(variables, place)
    first, *rest = (_at(cert, names, place, part) for part in parts[: 1 if op == "^" else None])
    for part in rest:
        first = first + part if op == "+" else first * part
    return first ** parts[1] if op == "^" else first


def _variables(names: list[str]) -> list[Any]:
    return [pari(f"z{k}") for k, _ in enumerate(names, start=1)]


def _rates(cert: Any, names: list[str], theta: str) -> list[Any]:
    """List the derivatives of all names along one."""
    variables = _variables(names)
    rules, roots = {tuple(left[1:]): tree for left, tree in cert["rules"]}, dict(cert["roots"])
    trees = {n: rules.get((n, theta), int(n == theta)) for n in names if n not in roots}
    rates = {n: _at(cert, names, variables, tree) for n, tree in trees.items()}
    for root, square in roots.items():  # each made of those before it
        inner = _at(cert, names, variables, square)
        slope = sum((inner.deriv(variables[names.index(n)]) * x for n, x in rates.items()), pari(0))
        rates[root] = slope / (2 * variables[names.index(root)])
    return [rates[name] for name in names]


def _define(cert: Any, names: list[str], place: Any) -> None:
    """Tell PARI the place, and the table of derivatives if there are any."""
    pari(f"there = {place}; places = {_variables(names)}; 0")
    along = set().union(*(thetas(side) for pair in cert["claims"] for side in pair))
    along |= set().union(*(thetas(side) for pair in cert["rules"] for side in pair))
    rates = (_rates(cert, names, name) if name in along else [] for name in names)
    pari(f"rates = [{', '.join(str(list(row)) for row in rates)}]; 0")
    one = "sum(k = 1, #places, deriv(f, places[k]) * rates[j][k])"
    pari(f"slope(f, t) = sum(j = 1, #places, if(t == places[j], {one}))")
    pari("at_there(f) = substvec(f, places, there)")
