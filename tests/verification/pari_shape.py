"""The shape of a certificate: its keys, its names, each told once, and its expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_()\[\]]*'?", re.ASCII)
MEAN = re.compile(r"E\[(.*)\]")
PAIRS = ("rules", "roots", "rows", "laws", "weights", "lets", "claims")
KEYS = {"version", "kind", "name", "symbols", "moments", "positive", "says", *PAIRS}
KINDS = ("moments", "identity", "positivity")
MOST = 400  # as a degree in all names and integers together


def demand(holds: Any, why: str) -> None:
    """Raise an error unless something holds.

    Args:
        holds: what must be true.
        why: what is wrong otherwise.

    Raises:
        ValueError: if it does not hold.
    """
    if not holds:
        raise ValueError(why)


def states(name: str) -> list[str]:
    """List the factors of which E[...] is the mean."""
    found = MEAN.fullmatch(name)
    demand(found, f"{name!r}: no mean")
    return found[1].split(" ") if found and found[1] else []


def mean(factors: Iterable[str]) -> str:
    """Name the mean of a product, its factors sorted."""
    return f"E[{' '.join(sorted(factors))}]"


def next_value(state: str) -> str:
    """Name the next value of a state."""
    return f"{state}'"


def demand_shape(cert: Any) -> None:
    """Check all that can be seen without arithmetic.

    Args:
        cert: the certificate.

    Raises:
        ValueError: if it has not the shape of one.
    """
    demand(isinstance(cert, dict) and set(cert) == KEYS, "other keys")
    demand(type(cert["version"]) is int and cert["version"] == 1, "another version")
    demand(type(cert["name"]) is str and cert["kind"] in KINDS, "of no kind")
    demand(type(cert["positive"]) is bool, "positive must be true or false")
    demand(cert["positive"] == (cert["kind"] == "positivity"), "of another kind")
    demand(bool(cert["rows"]) == (cert["kind"] == "moments"), "of another kind")
    demand(type(cert["moments"]) is list and cert["moments"], "moments must be blocks")
    for part in (*(cert[part] for part in PAIRS), *cert["moments"]):
        demand(type(part) is list and all(_is_pair(pair) for pair in part), "no list of pairs")
    demand(type(cert["symbols"]) is list, "symbols must be a list")
    demand(cert["claims"] and all(map(bool, cert["moments"][1:])), "nothing is claimed")
    _demand_names(cert)
    _demand_trees(cert)


def _is_pair(pair: Any) -> bool:
    return type(pair) is list and len(pair) == 2


def _demand_names(cert: Any) -> None:
    """Check that every name is plain, told once, and not that of a mean."""
    rows, laws = ([left for left, _ in cert[part]] for part in ("rows", "laws"))
    demand(all(type(left) is str and left.endswith("'") for left in rows), "a row of no state")
    random = {name for law in laws for name in states(law)}
    told = [left for part in ("lets", "roots") for left, _ in cert[part]]
    names = [*cert["symbols"], *told, *random, *rows, *(left[:-1] for left in rows)]
    for name in names:
        demand(type(name) is str and NAME.fullmatch(name), f"{name!r}: no name")
        demand(not name.startswith("E[") and _is_balanced(name), f"{name!r}: no name")
    means = [name for block in cert["moments"] for name, _ in block]
    weights = [name for name, _ in cert["weights"]]
    rules = [str(left) for left, _ in cert["rules"]]
    for group in ([*names, *means], laws, weights, rules):
        demand(len(set(group)) == len(group), "a name is told twice")
    moving = {left[:-1] for left in rows}
    for name in [*means, *weights]:
        demand(name == mean(states(name)) and states(name), f"{name!r}: no mean")
        demand(set(states(name)) <= moving, f"{name!r}: of no state")
    demand(all(law == mean(states(law)) and states(law) for law in laws), "a law of no mean")
    single = {name for name, *more in (map(_first, b) for b in cert["moments"][1:]) if not more}
    demand(set(weights) <= single, "the weight of no moment")
    for state in moving:  # what is the derivative of a bounded state is bounded
        square = mean((state, state)) in means
        demand(square or derived(state)[1] in moving, f"{state}: has no square")


def derived(state: str) -> tuple[str, str]:
    """Split the name of a derivative: along what, and of what; of nothing if it is none."""
    found = re.fullmatch(r"(d\[\w+\])(.+)", state, re.ASCII)
    return (found[1], found[2]) if found else ("", "")


def _first(pair: Any) -> Any:
    return pair[0]


def _is_balanced(name: str) -> bool:
    while (shorter := re.sub(r"\(\w*\)|\[\w*\]", "_", name)) != name:
        name = shorter
    return not set("()[]") & set(name)


def _demand_trees(cert: Any) -> None:
    """Check every expression, and what a root and a rule may be made of."""
    symbols = set(cert["symbols"])
    for part in ("roots", "rows", "laws", "weights", "lets", "rules", "claims"):
        for left, right in cert[part]:
            _degree(cert, right)
            if part == "claims":
                _degree(cert, left)
    for block in cert["moments"]:
        for _, tree in block:
            _degree(cert, tree)
    for left, _ in cert["rules"]:
        demand(type(left) is list and len(left) == 3 and left[0] == "D", "a rule of no derivative")
        demand(left[1] in symbols and left[1] != left[2], "a rule of no symbol")
        demand(left[2] in [*symbols, *dict(cert["roots"])], "a rule along no symbol")
    known = symbols | {name for name, _ in cert["lets"]}
    for root, square in cert["roots"]:
        demand(leaves(square) <= known, f"{root}: is the root of what is not known")
        known |= {root}


def _degree(cert: Any, tree: Any) -> int:
    """Bound the degree of an expression, or refuse it."""
    if not isinstance(tree, list):
        demand(type(tree) in (int, str), f"{tree!r}: no integer and no name")
        return 1
    demand(tree and tree[0] in ("+", "*", "^", "D"), "no operation")
    op, *parts = tree
    demand(len(parts) == 2 if op in "^D" else parts, f"{op}: another number of operands")
    if op == "^":
        demand(type(parts[1]) is int and abs(parts[1]) <= 200, "no exponent")
        found = _degree(cert, parts[0]) * abs(parts[1])
    elif op == "D":
        demand(not (cert["rows"] or cert["lets"] or cert["laws"]), "D among names for others")
        demand(parts[1] in [*cert["symbols"], *dict(cert["roots"])], "D along no symbol")
        # a name like f(s) would be taken for a function of s
        named = {name for name in leaves(parts[0]) if "(" in name}
        demand(not named, f"D of {named}")
        found = _degree(cert, parts[0]) + 1
    else:
        degrees = [_degree(cert, part) for part in parts]
        found = max(degrees) if op == "+" else sum(degrees)
    demand(found <= MOST, "the degree is too high")
    return found


def leaves(tree: Any) -> set[str]:
    """List the names in an expression."""
    if isinstance(tree, list):
        return set().union(*map(leaves, tree[1:]))
    return {tree} if isinstance(tree, str) else set()


def thetas(tree: Any) -> set[str]:
    """List the names along which an expression is differentiated."""
    if not isinstance(tree, list):
        return set()
    own = {tree[2]} if tree[0] == "D" else set()
    return own.union(*map(thetas, tree[1:]))
