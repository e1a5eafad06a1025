"""A closed form becomes a certificate: plain data that a stranger can check by itself.

Moments: the rows, every moment that the formula needs and its value, in order of solution; the
checker writes the stationarity equations anew from the rows. Identities: two expressions and a
table of derivatives. See `verification/recheck.py` for the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Expr, I, Integer, Symbol

from derivations.closure import ONE, Closure, advance, close
from derivations.factored import polynomial
from derivations.forms import expectation, forms
from derivations.laws import Powers
from derivations.moments import Solution, solve
from derivations.plain import upright
from derivations.quotient import Quotient, quotient, ring_over
from derivations.system import Monomial, System, ordered, unprime
from derivations.trees import Tree, bare, mean, names_in, nested, tree

VERSION = 1
Certificate = dict[str, Any]


def of_moments(
    name: str,
    system: System,
    targets: Iterable[Monomial],
    target: Expr,
    formula: Expr,
    lets: Iterable[tuple[Symbol, Expr]] = (),
) -> Certificate:
    """Certify that a formula is made of the stationary moments of a recurrence.

    Args:
        name: of what is certified.
        system: the rows.
        targets: the moments of which it is made.
        target: how, in symbols named by `mean`.
        formula: what it is equal to.
        lets: (s, e) for symbols of the rows that stand for expressions.

    Returns:
        The certificate, without what it says.
    """
    solution = solve(system, _with_squares(system, tuple(targets)))
    closure = solution.closure
    blocks = [[m for m in block if m != ONE] for block in closure.blocks]
    data = dict(system.data)
    given = [m for block in blocks for m in block if m in data]
    rest = [block for block in blocks if block and block[0] not in data]
    return _numbered(
        {
            **_empty(name, "moments"),
            "lets": [[str(s), tree(value)] for s, value in lets],
            "roots": [
                *([bare(str(r)), tree(square)] for r, square in system.relations),
                *([["i", -1]] if target.has(I) or formula.has(I) else []),
            ],
            "rows": [[f"{bare(str(s))}'", tree(upright(row))] for s, row in _needed(closure)],
            "laws": _laws(closure),
            "moments": [_values(solution, given), *(_values(solution, block) for block in rest)],
            "weights": _weights(closure, rest),
            "claims": [[tree(target), tree(upright(formula))]],
        }
    )


def of_identities(
    name: str,
    claims: Iterable[tuple[Expr, Expr]],
    rules: Iterable[tuple[Symbol, Symbol, Expr]] = (),
    roots: Iterable[tuple[Symbol, Expr]] = (),
) -> Certificate:
    """Certify that pairs of expressions are equal over a table of derivatives.

    Args:
        name: of what is certified.
        claims: left and right sides.
        rules: (theta, s, ds/dtheta) for symbols that depend on theta beside theta itself.
        roots: (r, r^2) for symbols that stand for square roots.

    Returns:
        The certificate, without what it says.
    """
    squares = tuple(roots)
    return _numbered(
        {
            **_empty(name, "identity"),
            "rules": [[["D", bare(str(s)), str(theta)], tree(e)] for theta, s, e in rules],
            "roots": [[tree(root), tree(square)] for root, square in squares],
            "claims": [[tree(left), tree(right)] for left, right in claims],
        }
    )


def of_positivity(name: str, expression: Expr, box: Mapping[Symbol, str]) -> Certificate:
    """Certify that an expression is not negative on a box, by nonnegative coefficients.

    Each variable of the box is a fraction of one that is not negative: s = x/(1 + x).

    Args:
        name: of what is certified.
        expression: rational in the symbols of the box.
        box: `unit` for 0 <= s < 1, `minus_unit` for -1 < s <= 0, `ray` for s >= 0.

    Returns:
        The certificate, without what it says.

    Raises:
        ValueError: if some coefficient is negative.
    """
    free = {s: Symbol(f"x_{k}") for k, s in enumerate(box, start=1)}
    signs = {"unit": Integer(1), "minus_unit": Integer(-1)}
    there = {
        s: free[s] if region == "ray" else signs[region] * free[s] / (1 + free[s])
        for s, region in box.items()
    }
    ring = ring_over(free.values())
    found = quotient(expression.xreplace(there), ring)
    if any(int(c) < 0 for part in (found.num, found.den) for _, c in part.terms()):
        raise ValueError(f"{name}: some coefficient is negative; another box may do")
    right = ["*", tree(polynomial(found.num)), *(["^", base, -k] for base, k in _below(found.den))]
    cert = _empty(name, "positivity")
    lets = [[str(s), tree(value)] for s, value in there.items()]
    return _numbered(
        {**cert, "lets": lets, "positive": True, "claims": [[tree(expression), right]]}
    )


def _below(den: Any) -> list[tuple[Tree, int]]:
    """Factor a denominator; in one piece where a factor has a negative coefficient."""
    constant, factors = den.factor()
    if any(int(c) < 0 for base, _ in factors for _, c in base.terms()):
        return [(tree(polynomial(den)), 1)]
    ones = [] if constant == 1 else [(int(constant), 1)]
    return [*ones, *((tree(polynomial(base)), int(k)) for base, k in factors)]


def _empty(name: str, kind: str) -> Certificate:
    none: Certificate = {
        part: [] for part in ("rules", "roots", "rows", "laws", "weights", "lets", "claims")
    }
    return {
        "version": VERSION,
        "kind": kind,
        "name": name,
        "symbols": [],
        **none,
        "moments": [[]],
        "positive": False,
    }


def _numbered(cert: Certificate) -> Certificate:
    """Add the symbols: the names that are neither states, random numbers, roots nor means."""
    kept = {root for root, _ in cert["roots"]}
    kept |= {left.removesuffix("'") for left, _ in cert["rows"]}
    kept |= {left for left, _ in cert["rows"]} | {s for s, _ in cert["lets"]}
    kept |= {name for law, _ in cert["laws"] for name in law[2:-1].split()}
    parts = ("lets", "rules", "roots", "rows", "laws", "claims", "weights")
    pairs = [pair for part in parts for pair in cert[part]]
    pairs += [pair for block in cert["moments"] for pair in block]
    found = {name for pair in pairs for side in pair for name in names_in(side)}
    symbols = sorted(name for name in found - kept if not name.startswith("E["))
    return {**cert, "symbols": symbols}


def _with_squares(system: System, targets: tuple[Monomial, ...]) -> tuple[Monomial, ...]:
    """Add the squares of all states that are needed: where these are bounded, all is stationary."""
    wanted = targets
    while True:
        needed = {str(state) for state, _ in _needed(close(system, wanted))}
        missing = tuple(sorted(ordered(s, s) for s in needed if ordered(s, s) not in wanted))
        if not missing:
            return wanted
        wanted += missing


def _needed(closure: Closure) -> list[tuple[Symbol, Expr]]:
    """List the rows of the states in the equations, and of those that these rows mention."""
    rows = {str(state): (state, row) for state, row in closure.system.rows}
    found, todo = set[str](), {name for monomial in closure.equations for name in monomial}
    while todo:
        found |= todo
        mentioned = {str(unprime(s)) for name in todo for s in rows[name][1].free_symbols}
        todo = (mentioned & set(rows)) - found
    return [pair for name, pair in rows.items() if name in found]


def _laws(closure: Closure) -> list[list[Tree]]:
    """List the means of those products of random numbers that the equations need."""
    system, ring = closure.system, closure.ring
    used: dict[Powers, Quotient] = {}

    def noted(powers: Powers) -> Quotient:
        used[powers] = expectation(system, ring, powers)
        return used[powers]

    rows = forms(system, ring)
    for monomial in closure.equations:
        if monomial != ONE:
            advance(rows, noted, monomial)
    names = [str(symbol) for symbol in system.random]
    return [
        [mean(tuple(n for n, k in zip(names, powers, strict=True) for _ in range(k))), _tree(value)]
        for powers, value in sorted(used.items())
    ]


def _values(solution: Solution, block: Iterable[Monomial]) -> list[list[Tree]]:
    divisors = solution.closure.divisors
    return [[mean(m), _tree(solution.moments[m], divisors)] for m in block]


def _weights(closure: Closure, blocks: Iterable[list[Monomial]]) -> list[list[Tree]]:
    own = ((m, closure.equations[m].get(m)) for m, *more in blocks if not more)
    return [[mean(m), _tree(weight)] for m, weight in own if weight]


def _tree(value: Quotient, divisors: tuple[Any, ...] = ()) -> Tree:
    return nested(upright(value.expression(divisors)))
