"""Certificates made to prove what is false: each with the line that must never be proved."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.verification.certificates import bare


class Attack(NamedTuple):
    """A certificate of something false.

    Args:
        cert: the certificate, without its text.
        false: what it would say that does not follow from the rest of what it says.
    """

    cert: Any
    false: str


def _claim(false: str, left: Any, right: Any, **parts: Any) -> Attack:
    return Attack(bare(claims=[[left, right]], **parts), false)


INVERSE = ["^", ["+", 1, "a"], -1]
NOISE = [["E[xi]", 0], ["E[xi xi]", 1]]
TEXTS = {
    "a power of a power": _claim(
        "a^2^3 = a^6", ["^", ["^", "a", 2], 3], ["^", "a", 6], symbols=["a"]
    ),
    "an inverse of a power": _claim(
        "a^(-1)^2 = a^(-2)", ["^", ["^", "a", -1], 2], ["^", "a", -2], symbols=["a"]
    ),
    "three operands of a power": _claim(
        "a^2^3 = a^2", ["^", "a", 2, 3], ["^", "a", 2], symbols=["a"]
    ),
    "operation of no name": _claim(
        "D(ab, a) = 1", ["D", ["", "a", "b"], "a"], 1, symbols=["a", "b"]
    ),
    "operation of two names": _claim(
        "D(a*^b, a) = 1", ["D", ["*^", "a", "b"], "a"], 1, symbols=["a", "b"]
    ),
    "brackets in two names": _claim(
        "D(f(a + b), b) = 0", ["D", ["+", "f(a", "b)"], "b"], 0, symbols=["f(a", "b)", "b"]
    ),
    "letters that look alike": _claim(
        "D(rh\u043e, rho) = 0", ["D", "rh\u043e", "rho"], 0, symbols=["rho", "rh\u043e"]
    ),
    "line in the name of a root": _claim("0 = 1\n", 1, 1, roots=[["0 = 1\n  r", 2]]),
    "line in the name of a symbol": _claim(
        "0 = 1 > 0\n", 1, 1, symbols=["b >= 0\n  0 = 1 > 0\n  where c"], positive=True
    ),
}
DERIVATIVES = {
    "by a root": _claim("D(r, r) = 0", ["D", "r", "r"], 0, symbols=["a"], roots=[["r", "a"]]),
    "by an expression": _claim("D(a, 1*a) = 0", ["D", "a", ["*", 1, "a"]], 0, symbols=["a"]),
    "by an integer": _claim("D(5, 5) = 1", ["D", 5, 5], 1),
    "of a function": _claim("D(G(a), a) = 0", ["D", "G(a)", "a"], 0, symbols=["G(a)", "a"]),
    "of a state": _claim(
        "D(d[u', a) = 0", ["D", "d[u'", "a"], 0, symbols=["a"], rows=[["d[u'", ["*", "a", 2]]]
    ),
    "of a root against its square": _claim(
        "D(r, a) = 7",
        ["D", "r", "a"],
        ["^", ["*", 2, "r"], -1],
        symbols=["a"],
        roots=[["r", "a"]],
        rules=[[["D", "r", "a"], 7]],
    ),
    "of a symbol by itself": _claim(
        "D(a, a) = 5", ["D", "a", "a"], 5, symbols=["a"], rules=[[["D", "a", "a"], 5]]
    ),
    "told twice": _claim(
        "D(s, a) = 2",
        ["D", "s", "a"],
        1,
        symbols=["a", "s"],
        rules=[[["D", "s", "a"], 1], [["D", "s", "a"], 2]],
    ),
    "rule for a sum": _claim(
        "D(a + b, a) = 7",
        ["D", ["+", "a", "b"], "a"],
        1,
        symbols=["a", "b"],
        rules=[[["D", ["+", "a", "b"], "a"], 7]],
    ),
    "of a moment": _claim(
        "D(E[x x], a) = 0",
        ["D", "E[x x]", "a"],
        0,
        symbols=["a"],
        rows=[["x'", "a"]],
        moments=[[], [["E[x x]", ["^", "a", 2]]]],
    ),
    "of a short name": _claim(
        "D(s, a) = 0", ["D", "s", "a"], 0, symbols=["a"], lets=[["s", ["*", "a", 2]]]
    ),
}
ROOTS = {
    "named like an inverse": _claim(
        "a^(-2) = 5", ["^", "a", -2], 5, symbols=["a"], roots=[['/"a"', 5]]
    ),
    "told twice": _claim("r^2 = 2", ["^", "r", 2], 3, roots=[["r", 2], ["r", 3]]),
    "of a square": _claim("r = a", "r", "a", symbols=["a"], roots=[["r", ["^", "a", 2]]]),
    "two of one": _claim("r = s", "r", "s", symbols=["a"], roots=[["r", "a"], ["s", "a"]]),
    "of zero": _claim("r*r^(-1) = 1", ["*", "r", ["^", "r", -1]], 1, roots=[["r", 0]]),
    "of itself": _claim("r = 1", ["*", "r", ["^", "r", -1]], 1, roots=[["r", "r"]]),
    "inverse of zero": _claim(
        "0*(a - a)^(-1) = 0",
        ["*", 0, ["^", ["+", "a", ["*", -1, "a"]], -1]],
        0,
        symbols=["a"],
    ),
    "inverse of a zero of roots": _claim(
        "0*(r^2 - a)^(-1) = 0",
        ["*", 0, ["^", ["+", ["^", "r", 2], ["*", -1, "a"]], -1]],
        0,
        symbols=["a"],
        roots=[["r", "a"]],
    ),
}
SIGNS = {
    "a short name": _claim(
        "-1*a = s >= 0",
        ["*", -1, "a"],
        "s",
        symbols=["a"],
        lets=[["s", ["*", -1, "a"]]],
        positive=True,
    ),
    "the square of i": _claim(
        "-1 = i*i >= 0", -1, ["*", "i", "i"], roots=[["i", -1]], positive=True
    ),
    "the square of i, > 0": _claim(
        "-1 = i*i > 0", -1, ["*", "i", "i"], roots=[["i", -1]], positive=True
    ),
    "a root": _claim("r = r >= 0", "r", "r", symbols=["a"], roots=[["r", "a"]], positive=True),
    "a derivative by a rule": _claim(
        "-1 = D(s, a)",
        -1,
        ["D", "s", "a"],
        symbols=["a", "s"],
        rules=[[["D", "s", "a"], -1]],
        positive=True,
    ),
    "a derivative of an inverse": _claim(
        "-1*(1 + a)^(-2) = D((1 + a)^(-1), a)",
        ["*", -1, ["^", ["+", 1, "a"], -2]],
        ["D", INVERSE, "a"],
        symbols=["a"],
        positive=True,
    ),
    "a moment": _claim(
        "-1 = E[x]",
        -1,
        "E[x]",
        rows=[["x'", -1]],
        moments=[[], [["E[x x]", 1]], [["E[x]", -1]]],
        positive=True,
    ),
    "a next value": _claim(
        "-1 = x'",
        -1,
        "x'",
        rows=[["x'", -1]],
        moments=[[], [["E[x x]", 1]]],
        positive=True,
    ),
    "a state": _claim(
        "x = x >= 0",
        "x",
        "x",
        rows=[["x'", -1]],
        moments=[[], [["E[x x]", 1]]],
        positive=True,
    ),
    "a random number": _claim("xi = xi >= 0", "xi", "xi", laws=NOISE, positive=True),
    "a pole": _claim(
        "a^(-1) = a^(-1)", ["^", "a", -1], ["^", "a", -1], symbols=["a"], positive=True
    ),
    "a power of minus one": _claim(
        "-1*a = (-1)^1*a", ["*", -1, "a"], ["*", ["^", -1, 1], "a"], symbols=["a"], positive=True
    ),
    "a third operand": _claim("a = a^1^(-5)", "a", ["^", "a", 1, -5], symbols=["a"], positive=True),
}
