"""The audit finds what is wrong by itself: misprints planted here, never seen before."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from sympy import Expr, Integer, Rational, preorder_traversal

from derivations.closed_form import with_conjugates
from derivations.domain import Domain
from derivations.field import identical, value
from derivations.symbols import LAMBDA, LAMBDA_0, RHO
from verification import claims, correction, interpret, search
from verification.audit import audit
from verification.claims.claim import Claim
from verification.points import by_height, is_generic, numbers_of_height, rationals_of_height
from verification.terms import Terms

KERNEL = claims.find("sensitivity_kernel")
REAL = Domain(((LAMBDA, "segment"), (LAMBDA_0, "segment"), (RHO, "interval")))


def height(number: Expr) -> int:
    parts = number.as_real_imag()
    return max(max(abs(int(part.p)), int(part.q)) for part in parts)


def brute_force_smallest(claim: Claim, limit: int) -> tuple[int, int] | None:
    """Enumerate every point up to a height without the search's own order or number lists."""
    rationals = {Rational(p, q) for q in range(1, limit + 1) for p in range(-limit, limit + 1)}
    inner = [x for x in rationals if abs(x) < 1]
    closed = [x for x in rationals if abs(x) <= 1]
    best = None
    for a, b, r in product(inner, inner, closed):
        point = {LAMBDA: a, LAMBDA_0: b, RHO: r}
        sides = (interpret.symbolic(side, claim.input) for side in (claim.published, claim.truth))
        published, true = (value(side, with_conjugates(point)) for side in sides)
        if published != true:
            heights = [height(x) for x in (a, b, r)]
            key = (max(heights), sum(heights))
            best = key if best is None or key < best else best
    return best


def planted(seed: int) -> Claim:
    """Misprint one leaf of our own formula at random, on the real axis."""
    generator = random.Random(seed)
    form = KERNEL.published
    while True:
        leaves = [node for node in preorder_traversal(form) if node.is_Integer and abs(node) > 1]
        leaf = generator.choice(leaves)
        wrong = form.xreplace({leaf: leaf + generator.choice((-1, 1, 2))})
        if not identical(wrong, form):
            return replace(KERNEL, id=f"planted/{seed}", published=wrong, domain=REAL)


@pytest.mark.parametrize("offset", range(4))
def test_a_planted_misprint_is_found_at_the_smallest_height(offset: int, salt: int) -> None:
    claim = planted(1000 * salt + offset)
    found = search.smallest(claim)
    assert found is not None
    heights = [height(number) for number in found.point.values()]
    assert (max(heights), sum(heights)) == brute_force_smallest(claim, max(heights))
    assert found.published != found.exact


def test_a_deep_misprint_needs_generic_points() -> None:
    # wrong by a term that vanishes when any parameter is 0, or lambda = lambda_0, or rho = +-1
    extra = LAMBDA * LAMBDA_0 * RHO * (LAMBDA - LAMBDA_0) ** 2 * (1 - RHO**2)
    claim = replace(KERNEL, id="planted/deep", published=KERNEL.published + extra, domain=REAL)
    found = search.smallest(claim)
    assert found is not None
    assert is_generic(found.point, REAL) or len(set(found.point.values())) == 2
    heights = [height(number) for number in found.point.values()]
    assert (max(heights), sum(heights)) == brute_force_smallest(claim, max(heights))


def test_a_right_claim_has_no_counterexample() -> None:
    assert search.smallest(KERNEL, seconds=1.0) is None
    assert audit(KERNEL, Terms(("proof", "exact"))).smallest is None


def test_counterexamples_are_confirmed_by_the_simulators_matrix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = planted(7)
    monkeypatch.setattr(search, "both_sides", lambda *_: (Integer(1), Integer(2)))
    with pytest.raises(ArithmeticError, match="planted/7"):
        search.smallest(claim)


@pytest.mark.parametrize(
    ("part", "other"),
    [(1 - LAMBDA * LAMBDA_0, 1 + LAMBDA * LAMBDA_0), (RHO**2, RHO), (LAMBDA, -LAMBDA)],
)
def test_the_slip_is_found(part: Expr, other: Expr) -> None:
    kernel = claims.find("state_kernel")
    numerator = 1 - LAMBDA * LAMBDA_0 * RHO**2
    upright = numerator / ((1 - LAMBDA * LAMBDA_0) * (1 - LAMBDA * RHO) * (1 - LAMBDA_0 * RHO))
    wrong = upright.xreplace({part: other})
    assert not identical(wrong, upright)
    edit = correction.smallest_edit(replace(kernel, published=wrong))
    assert edit is not None
    assert identical(wrong.xreplace(dict([edit])), upright)


def test_no_single_edit_is_claimed_where_there_is_none() -> None:
    kernel = claims.find("state_kernel")
    hopeless = replace(kernel, published=7 + LAMBDA**5 * RHO)
    assert correction.smallest_edit(hopeless) is None


def test_rationals_are_counted_out_once_each() -> None:
    listed = [x for h in range(1, 8) for x in rationals_of_height(h)]
    everything = {Rational(p, q) for q in range(1, 8) for p in range(-7, 8)}
    assert len(listed) == len(set(listed))
    assert set(listed) == everything


def test_points_come_by_height_and_all_of_them() -> None:
    seen = []
    for point in by_height(REAL):
        heights = [height(number) for number in point.values()]
        if max(heights) > 3:
            break
        seen.append((max(heights), sum(heights), tuple(point.values())))
    assert [key[:2] for key in seen] == sorted(key[:2] for key in seen)
    inner = [x for h in (1, 2, 3) for x in rationals_of_height(h) if abs(x) < 1]
    closed = [x for h in (1, 2, 3) for x in rationals_of_height(h) if abs(x) <= 1]
    assert {key[2] for key in seen} == set(product(inner, inner, closed))


def test_gaussian_rationals_are_counted_too() -> None:
    disk = [z for h in (1, 2, 3) for z in numbers_of_height("disk", h)]
    parts = [x for h in (1, 2, 3) for x in rationals_of_height(h)]
    assert len(disk) == len(set(disk))
    assert len(disk) == sum(bool(x**2 + y**2 < 1) for x, y in product(parts, parts))
    unit = numbers_of_height("circle", 5)
    assert all(z.as_real_imag()[0] ** 2 + z.as_real_imag()[1] ** 2 == 1 for z in unit)
    assert len(unit) == 8
