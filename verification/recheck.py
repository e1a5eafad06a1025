"""Check certificates of linrec, trusting nothing of it: python -I -S recheck.py FILE ...

Expressions are integers, names, ["+", ...], ["*", ...], ["^", base, integer], ["D", of, by]. Primes
mark next values; the random numbers of `laws` are drawn afresh at each step. What must vanish is
evaluated at one point: with M and d_i bounds on 1-norm and degrees of the numerators, x_1 = 2^w for
2^w > 2M + 1 and x_(i+1) = x_i^(d_i + 1) keep all coefficients apart.
"""

import json
import re
import sys
from collections import Counter
from functools import reduce
from itertools import chain, product
from math import prod
from typing import Any

MOST_BITS, MOST_POWER, MOST_STEPS = 10**7, 200, 10**6
WORD = r"(?:d\[\w+\])*[A-Za-z]\w*(?:\(\w+\))?"
NAME = re.compile(rf"{WORD}'?|E\[{WORD}(?: {WORD})*\]", re.ASCII)


def _must(holds: Any, why: str) -> None:
    if not holds:
        raise ValueError(why)


class Certificate:  # noqa: D101
    def __init__(self, cert: Any) -> None:  # noqa: D107
        self.cert, self.roots, self.steps = cert, dict(cert["roots"]), iter(range(1, MOST_STEPS))
        self.random = {name for law, _ in cert["laws"] for name in law[2:-1].split()}
        self.states = [left[:-1] for left, _ in cert["rows"]]
        others = cert["rows"] or cert["lets"] or cert["positive"] or "(" in "".join(cert["symbols"])
        self.thetas = [] if others else [*cert["symbols"], *(left[2] for left, _ in cert["rules"])]

    def _text(self, tree: Any, tight: int = 0) -> str:
        if not isinstance(tree, list):
            _must(type(tree) is int or NAME.fullmatch(tree), f"{tree!r}: no name")
            return f"({tree})" if tight == 3 and str(tree).startswith("-") else str(tree)
        op, *parts = tree
        _must(op in ("+", "*") or (op in ("^", "D") and len(parts) == 2), f"{op!r}: no operation")
        level = "D+*^".index(op)
        shown = [self._text(part, level + (op == "^") - 1) for part in parts]
        whole = re.sub(r"\+ -(1\*)?", "- ", {"+": " + ", "D": ", "}.get(op, str(op)).join(shown))
        return f"D({whole})" if op == "D" else f"({whole})" if tight >= level else whole

    def check(self) -> list[str]:
        """Say what is proved, or raise an error."""
        cert, rules = self.cert, [tuple(left) for left, _ in self.cert["rules"]]
        told = [left for part in ("lets", "roots", "rows") for left, _ in cert[part]]
        names = [*cert["symbols"], *told, *self.random, *self.states]
        means = [name for name, _ in (*chain(*cert["moments"]), *cert["laws"])]
        strict = repr((cert["version"], cert["positive"])) in ("(1, False)", "(1, True)")
        _must(strict and cert["claims"], "not of version 1, or nothing is claimed")
        strict = all(map(NAME.fullmatch, names)) and "E[" not in "".join(names)
        _must(strict and len({*names, *means, *rules}) == len(names + means + rules), "names")
        strict = all(f"E[{' '.join(sorted(m[2:-1].split()))}]" == m for m in means)
        strict = strict and all(left[-1] == "'" for left, _ in cert["rows"])
        strict = strict and all(self._text(tree) for _, tree in chain(*cert["moments"]))
        strict = strict and {(d, s) for d, s, _ in rules} <= {*product("D", cert["symbols"])}
        _must(strict, "a mean, a row or a rule is malformed")
        inside = {*re.findall(r'"(.*?)"', json.dumps(cert["roots"]))} - {*"+*^", *self.roots}
        squares = {f"E[{s} {s}]" for s in self.states}
        _must(inside <= {*cert["symbols"]} and squares <= {*means}, "a root, or no square")
        ones, point = dict.fromkeys(cert["symbols"], 1), dict[str, int]()
        bits = (norm := self._size(ones)) + 1
        for symbol in ones:
            degree = (self._size({**ones, symbol: 1 << norm}) - 1) // norm
            point[symbol], bits = 1 << bits, bits * (degree + 1)
            _must(bits < MOST_BITS, "an identity is too large to be checked")
        for what, numerators in self._vanishing(int, point).items():
            _must(not any(numerators), f"{what}: does not hold")
        _must(self.says() == self.cert["says"], "it says something else than it shows")
        return self.says()

    def says(self) -> list[str]:
        """Write the rows, what is given, where the claims hold, and the claims."""
        cert, (given, *blocks) = self.cert, self.cert["moments"]
        pairs = (*cert["lets"], *cert["rows"], *cert["rules"], *cert["laws"])
        lines = [f"{self._text(left)} = {self._text(right)}" for left, right in pairs]
        lines += [f"{root}^2 = {self._text(square)}" for root, square in cert["roots"]]
        lines += [f"given {name} = {self._text(tree)}" for name, tree in given]
        lines += dict.fromkeys(f"where |{self._text(w)}| < 1" for _, w in cert["weights"])
        lines += [f"where {', '.join(dict(b))} have spectral radius < 1" for b in blocks if b[1:]]
        for left, right in cert["claims"]:
            lines.append(f"{self._text(left)} = {(shown := self._text(right))}")
            if cert["positive"]:
                names = {*re.findall(r'"(.*?)"', json.dumps(right))} - {*"+*^", *cert["symbols"]}
                _must(not names and "-" not in shown.replace("^(-", ""), "it may be negative")
                self._vanishing(int, dict.fromkeys(cert["symbols"], 0))
                lines[-1] += " > 0" if any(self._value(right).values()) else " >= 0"
        return lines + [f"where {name} >= 0" for name in cert["symbols"] if cert["positive"]]

    def _size(self, point: Any) -> Any:
        return max(chain([1], *self._vanishing(abs, point).values())).bit_length()

    def _vanishing(self, number: Any, point: Any) -> Any:  # numerators of claims and equations
        cert, self.number, self.bases = self.cert, number, dict[str, int]()
        self.known: Any = {"E[]": {(): 1}} | {name: {(): x} for name, x in point.items()}
        self.known |= {s: {(s,): 1} for s in (*self.roots, *self.random, *self.states)}
        for name, tree in (*cert["lets"], *cert["rows"], *cert["laws"], *chain(*cert["moments"])):
            self.known[name] = self._value(tree)
        sides = enumerate(cert["claims"], start=1)
        found = {f"claim {k}": self._value(["+", l, ["*", -1, r]]) for k, (l, r) in sides}
        found |= {f"D({t}, {t}) = 1": self._value(["+", ["D", t, t], -1]) for t in self.thetas}
        known, weights = {"E[]"}, dict(cert["weights"])
        for block in cert["moments"]:
            known |= set(dict(block))
            for name, _ in block:
                found[name], own = (self._value(["*", -1, p]) for p in (name, weights.get(name, 0)))
                for now, weight in self._mean(name):
                    what = name if now in known else f"{name} without {now}"
                    term = self._times(weight, self.known[now]) if now in known else weight
                    found[what] = self._plus(found.get(what, {}), term)
                    own = self._plus(own, weight if now == name else {})
                if len(block) == 1 and block is not cert["moments"][0]:
                    found[f"the weight of {name}"] = own
        return {what: [x for x, _ in self._cleared(v).values()] for what, v in found.items()}

    def _mean(self, name: str) -> Any:  # of next values, by means of values now and weights
        rows = (self.known[f"{state}'"] for state in name[2:-1].split())
        for key, x in reduce(self._times, rows).items():
            rest = tuple(n for n in key if n not in (*self.random, *self.states))
            random = f"E[{' '.join(n for n in key if n in self.random)}]"
            now = f"E[{' '.join(n for n in key if n in self.states)}]"
            yield now, self._times({rest: x}, self.known[random])

    def _value(self, tree: Any) -> Any:  # {names of states, randoms, roots, inverses: integer}
        if not isinstance(tree, list):
            return {(): self.number(tree)} if type(tree) is int else self.known[tree]
        op, *parts = tree
        if op == "D":
            return self._value(self._slope(*parts))
        if op in ("+", "*"):
            return reduce(self._plus if op == "+" else self._times, map(self._value, parts))
        _must(type(parts[1]) is int and abs(parts[1]) <= MOST_POWER, f"the power {parts[1]}")
        factor = self._value(parts[0]) if parts[1] >= 0 else self._inverse(parts[0])
        return reduce(self._times, [factor] * abs(parts[1]), self._value(1))

    def _slope(self, tree: Any, theta: str) -> Any:  # roots along their squares, names by rules
        _must(next(self.steps) and theta in self.thetas, f"a derivative by {theta}")
        if not isinstance(tree, list):
            if tree in self.roots:
                return ["*", ["D", self.roots[tree], theta], ["^", ["*", 2, tree], -1]]
            told = [change for left, change in self.cert["rules"] if left == ["D", tree, theta]]
            return told[0] if told else int(tree == theta)
        op, *parts = tree
        if op == "D":
            return self._slope(self._slope(*parts), theta)
        slopes = [self._slope(part, theta) for part in parts]
        if op == "^":
            return ["*", parts[1], ["^", parts[0], parts[1] - 1], slopes[0]]
        if op == "*":
            slopes = [["*", s, *parts[:k], *parts[k + 1 :]] for k, s in enumerate(slopes) if s]
        return ["+", 0, *slopes]

    def _plus(self, one: Any, two: Any) -> Any:
        return {names: one.get(names, 0) + two.get(names, 0) for names in {**one, **two}}

    def _times(self, one: Any, two: Any) -> Any:
        total: Any = {}
        for (names, x), (more, y) in product(one.items(), two.items()):
            twice = [root for root in self.roots if root in names and root in more]
            kept = tuple(sorted(name for name in names + more if name not in twice))
            z = y << x.bit_length() - 1 if x > 0 == x & (x - 1) else x * y  # often a power of 2
            _must(next(self.steps) and z.bit_length() < MOST_BITS, "it is too large")
            squares = (self._value(self.roots[root]) for root in twice)
            for key, term in reduce(self._times, squares, {kept: z}).items():
                total[key] = total.get(key, 0) + term
        return total

    def _inverse(self, tree: Any) -> Any:  # by a new name for what is below
        found, name = self._cleared(self._value(tree)), "/" + json.dumps(tree)
        ((names, (self.bases[name], above)),) = found.items()
        _must(self.bases[name], f"{self._text(tree)}: zero stands below")
        result = {(*names, name): prod(self.bases[base] for base in above)}
        return reduce(self._times, (self._inverse(self.roots[root]) for root in names), result)

    def _cleared(self, value: Any) -> Any:  # {names: (numerator, names of inverses)}
        parts: Any = {}
        for names, x in value.items():
            parts.setdefault(tuple(n for n in names if n not in self.bases), {})[names] = x
        for names, terms in parts.items():
            below = (Counter(n for n in term if n in self.bases) for term in terms)
            for b, most in (common := reduce(Counter.__or__, below)).items():  # one at a time
                old, terms = terms, Counter[Any]()
                for t, x in old.items():
                    terms[tuple(n for n in t if n != b)] += x * self.bases[b] ** (most - t.count(b))
            parts[names] = terms[names], tuple(common.elements())
        return parts


if __name__ == "__main__":
    for path in sys.argv[1:] or sys.exit(__doc__.partition("\n")[0]):
        try:
            with open(path, encoding="utf-8") as file:
                print(f"{path}: valid", *Certificate(json.load(file)).check(), sep="\n  ")
        except Exception as error:  # whatever a broken file leads to, it proves nothing
            sys.exit(f"{path}: not valid: {error}")
