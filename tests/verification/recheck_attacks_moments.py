"""Certificates made to prove false moments: each with the line that must never be proved."""

from __future__ import annotations

from typing import Any

from tests.verification.certificates import bare
from tests.verification.recheck_attacks import NOISE, Attack


def _moment(false: str, left: Any, right: Any, **parts: Any) -> Attack:
    return Attack(bare(claims=[[left, right]], **parts), false)


def _single(*pairs: Any) -> Any:
    return [[], *([pair] for pair in pairs)]


MOMENTS = {
    "a moment named like a claim": _moment(
        "0 = 1",
        0,
        1,
        rows=[["aim'", 1]],
        moments=_single(["E[aim aim]", 1], ["claim 1", 1]),
    ),
    "a walk called the derivative of a state": _moment(
        "E[d[q]u x] = 1",  # d[q]u has no stationary state
        "E[d[q]u x]",
        1,
        rows=[["d[q]u'", ["+", "d[q]u", "xi"]], ["u'", "xi"], ["x'", "xi"]],
        laws=NOISE,
        moments=_single(["E[x x]", 1], ["E[u u]", 1], ["E[d[q]u x]", 1]),
    ),
    "a short name for a next value": _moment(
        "E[x x] = s^2",  # that is y'^2, a random number
        "E[x x]",
        ["^", "s", 2],
        symbols=["y'"],
        lets=[["s", "y'"]],
        rows=[["x'", "s"], ["y'", "xi"]],
        laws=NOISE,
        moments=_single(["E[x x]", ["^", "s", 2]], ["E[y y]", 1]),
    ),
    "a row without a prime": _moment(
        "E[x x] = 1",  # of x = 7
        "E[x x]",
        1,
        lets=[["x'", "xi"]],
        rows=[["x", 7]],
        laws=NOISE,
        moments=_single(["E[x x]", 1]),
    ),
    "a short name told twice": _moment(
        "t = 1",  # of t = s, s = 2
        "t",
        1,
        lets=[["s", 1], ["t", "s"], ["s", 2]],
    ),
    "a moment named like a next value": _moment(
        "E[abx abx] = 4",  # of abx' = xi, E[xi xi] = 1
        "E[abx abx]",
        4,
        rows=[["x'", 2], ["abx'", "xi"]],
        laws=NOISE,
        moments=_single(["abx'", 2], ["E[x x]", 4], ["E[abx abx]", 4]),
    ),
    "a mean under another name": _moment(
        "V(x) = 1",  # a variance, of x = 1
        "V(x)",
        1,
        rows=[["x'", 1]],
        moments=_single(["V(x)", 1], ["E[x x]", 1]),
    ),
    "a law of nothing": _moment(
        "E[x x] = 2",  # of x' = 1
        "E[x x]",
        2,
        rows=[["x'", 1]],
        laws=[["E[]", 2]],
        moments=_single(["E[x x]", 2]),
    ),
    "a law told twice": _moment(
        "E[xi] = 1",
        "E[x]",
        0,
        rows=[["x'", "xi"]],
        laws=[["E[xi]", 1], *NOISE],
        moments=_single(["E[x]", 0], ["E[x x]", 1]),
    ),
    "a law in two orders": _moment(
        "E[xi f] = 1",
        "E[x]",
        0,
        rows=[["x'", ["*", "f", "xi"]]],
        laws=[["E[f xi]", 0], ["E[xi f]", 1], ["E[f f xi xi]", 1]],
        moments=_single(["E[x]", 0], ["E[x x]", 1]),
    ),
    "the root of a random number": _moment(
        "E[y] = 0",  # 1 where r = xi
        "E[y]",
        0,
        roots=[["r", ["*", "xi", "xi"]]],
        rows=[["y'", ["*", "r", "xi"]]],
        laws=[*NOISE, ["E[xi xi xi xi]", 3]],
        moments=_single(["E[y y]", 3], ["E[y]", 0]),
    ),
    "the root of a state": _moment(
        "E[y] = 0",  # 1 where r = x
        "E[y]",
        0,
        roots=[["r", ["*", "x", "x"]]],
        rows=[["x'", "xi"], ["y'", ["*", "r", "x"]]],
        laws=[*NOISE, ["E[xi xi xi xi]", 3]],
        moments=_single(["E[x x]", 1], ["E[x]", 0], ["E[x x x x]", 3], ["E[y y]", 3], ["E[y]", 0]),
    ),
    "the root of a next value": _moment(
        "E[y] = 0",
        "E[y]",
        0,
        roots=[["r", ["^", "x'", 2]]],
        rows=[["x'", "xi"], ["y'", ["*", "r", "xi"]]],
        laws=[*NOISE, ["E[xi xi xi xi]", 3]],
        moments=_single(["E[x x]", 1], ["E[y y]", 3], ["E[y]", 0]),
    ),
    "what is given contradicts the rows": _moment(
        "E[x x] = 5",
        "E[x x]",
        5,
        rows=[["x'", "xi"]],
        laws=NOISE,
        moments=[[["E[x x]", 5]]],
    ),
    "a walk": _moment(
        "E[u] = 0",
        "E[u]",
        0,
        rows=[["u'", ["+", "u", "xi"]]],
        laws=NOISE,
        weights=[["E[u]", 1]],
        moments=_single(["E[u]", 0]),
    ),
    "a walk called a derivative": _moment(
        "E[d[q]u x] = 1",  # d[q]u has no stationary state
        "E[d[q]u x]",
        1,
        rows=[["d[q]u'", ["+", "d[q]u", "xi"]], ["x'", "xi"]],
        laws=NOISE,
        moments=_single(["E[x x]", 1], ["E[d[q]u x]", 1]),
    ),
    "a state told twice": _moment(
        "E[x x] = 1",
        "E[x x]",
        1,
        rows=[["x'", 2], ["x'", "xi"]],
        laws=NOISE,
        moments=_single(["E[x x]", 1]),
    ),
    "a symbol named like a mean": _moment(
        "E[x x] = 5",
        "E[x x]",
        5,
        symbols=["E[x x]"],
        rows=[["x'", "xi"]],
        laws=NOISE,
        moments=_single(["E[x x]", "E[x x]"]),
    ),
    "a symbol named like a state": _moment(
        "E[x x] = x^2",
        "E[x x]",
        ["^", "x", 2],
        symbols=["x"],
        rows=[["x'", "x"]],
        moments=_single(["E[x x]", ["^", "x", 2]]),
    ),
    "a weight that shrinks on paper": _moment(
        "where |1*0| < 1",
        "E[x x]",
        0,
        rows=[["x'", ["*", 2, "x"]]],
        weights=[["E[x x]", ["*", 1, 0]]],
        moments=_single(["E[x x]", 0]),
    ),
    "a moment told twice": _moment(
        "E[x x] = 1",
        "E[x x]",
        1,
        rows=[["x'", "x"]],
        weights=[["E[x x]", 1]],
        moments=_single(["E[x x]", 0], ["E[x x]", 1]),
    ),
}
