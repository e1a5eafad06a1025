"""Wrong formulas made on purpose: as by hand, sorted by proof, killed where one can see."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import pytest
from sympy import QQ_I, Add, Expr, I, Integer, Mul, Pow, Rational, preorder_traversal

from derivations.field import identical
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_BAR, RHO
from verification.mutation import killing, sorting, survey
from verification.mutation.edits import Edit, Mutant, edits, mutant
from verification.mutation.sorting import sort

pytestmark = pytest.mark.slow

SMALL = 1 + RHO**2
# every mutant of SMALL by hand, in the order of its tree 1 + rho^2
BY_HAND = (
    ("whole negated", "root", -1 - RHO**2),
    ("whole squared", "root", (1 + RHO**2) ** 2),
    ("whole doubled", "root", 2 + 2 * RHO**2),
    ("summand dropped", "0", RHO**2),
    ("summand flipped", "0", RHO**2 - 1),
    ("integer + 1", "0", 2 + RHO**2),
    ("integer - 1", "0", RHO**2),
    ("integer doubled", "0", 2 + RHO**2),
    ("integer negated", "0", RHO**2 - 1),
    ("summand dropped", "1", Integer(1)),
    ("summand flipped", "1", 1 - RHO**2),
    ("symbol squared", "1.0", 1 + RHO**4),
    ("symbol negated", "1.0", SMALL),
    ("exponent + 1", "1.1", 1 + RHO**3),
    ("exponent - 1", "1.1", 1 + RHO),
    ("exponent doubled", "1.1", 1 + RHO**4),
    ("exponent negated", "1.1", 1 + RHO**-2),
)


def right_form() -> Expr:
    """Write S as its source should have had it."""
    a, b, r = LAMBDA, LAMBDA_0, RHO
    inner = (1 + a * b) - 2 * r * a * b * (a + b) + r**2 * a**2 * b**2 * (1 + a * b)
    top = (1 - r**2) * inner + r**2 * (1 - a * b) ** 3
    return top / ((1 - r * a) ** 2 * (1 - r * b) ** 2 * (1 - a * b) ** 3)


def published_form() -> Expr:
    """Write S as it was published, term by term."""
    a, b, r = LAMBDA, LAMBDA_0, RHO
    top = (1 - r) * (1 + a * b) + r**2 * (1 - a * b) ** 3
    top -= r * (1 - r) * a * b * (2 * a + 2 * b - r * a * b * (1 + a * b))
    return top / ((1 - r * a) ** 2 * (1 - r * b) ** 2 * (1 - a * b) ** 3)


def test_all_mutants_of_a_small_formula() -> None:
    made = [mutant(SMALL, edit) for edit in edits(SMALL)]
    assert [(m.operator, m.place) for m in made] == [hand[:2] for hand in BY_HAND]
    for found, (_, _, expected) in zip(made, BY_HAND, strict=True):
        assert identical(found.expression.doit(), expected), found


def test_edits_stay_what_they_are() -> None:
    """No rule of simplification mends them: the trees themselves are compared."""
    whole = {"squared": Pow, "doubled": Mul, "negated": Mul}
    for word, kind in whole.items():
        for formula in (RHO**2, 1 + RHO):
            made = mutant(formula, Edit((), f"whole {word}")).expression
            assert (type(made), formula in made.args) == (kind, True), (word, formula)
    assert mutant(SMALL, Edit((), "summand dropped")).expression == SMALL


def test_a_pair_is_named_by_both_edits() -> None:
    both = mutant(SMALL, Edit((1, 0), "symbol replaced", LAMBDA), Edit((), "whole squared"))
    assert (both.operator, both.place) == (
        "symbol replaced by lambda and whole squared",
        "1.0 and root",
    )
    assert identical(both.expression.doit(), (1 + LAMBDA**2) ** 2)


def test_symbols_are_exchanged_and_conjugated() -> None:
    made = {
        m.operator: m.expression for m in (mutant(LAMBDA * RHO, e) for e in edits(LAMBDA * RHO))
    }
    assert made["symbol conjugated by lambda_bar"] == LAMBDA_BAR * RHO
    assert identical(made["symbol replaced by lambda"].doit(), LAMBDA**2)
    assert identical(made["symbol replaced by rho"].doit(), RHO**2)
    assert made["factor dropped"] in (LAMBDA, RHO)


def test_a_symbol_takes_each_other_name_once() -> None:
    formula = LAMBDA * LAMBDA_BAR * RHO
    place = (formula.args.index(LAMBDA),)
    made = [(e.operator, e.other) for e in edits(formula) if e.place == place]
    assert made == [
        ("factor dropped", None),
        ("symbol replaced", RHO),
        ("symbol squared", None),
        ("symbol negated", None),
        ("symbol conjugated", LAMBDA_BAR),
    ]


@pytest.mark.parametrize("prime", [5, sorting.PRIME])
def test_kinds_are_proved(monkeypatch: pytest.MonkeyPatch, prime: int) -> None:
    """Values modulo 5 confuse many mutants; the proofs must not."""
    monkeypatch.setattr(sorting, "PRIME", prime)
    kinds = sort(SMALL, [mutant(SMALL, edit) for edit in edits(SMALL)])
    assert (kinds.total, kinds.duplicates, len(kinds.degenerate)) == (17, 4, 0)
    assert [(m.operator, m.place) for m in kinds.equivalent] == [("symbol negated", "1.0")]
    assert len(kinds.distinct) == 12


def test_removable_poles_hide_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modulo 2 one of rho and rho + 1 is zero wherever one looks."""
    monkeypatch.setattr(sorting, "PRIME", 2)
    ones = [Mul(x, Pow(x, -1, evaluate=False), evaluate=False) for x in (RHO, 1 + RHO)]
    same = [Mutant("same", str(one), Mul(SMALL, one, evaluate=False)) for one in ones]
    other = [Mutant("other", str(one), Mul(SMALL + 1, one, evaluate=False)) for one in ones]
    kinds = sort(SMALL, [*same, *other, Mutant("other", "", SMALL + 1)])
    assert list(kinds.equivalent) == same
    assert (kinds.distinct, kinds.duplicates) == ((other[0],), 2)


def test_fractions_have_one_print_however_they_are_written() -> None:
    half, twice = Rational(1, 2), Add(RHO, RHO, evaluate=False)
    other = Mutant("other", "", Mul(half / 2, twice + 1, evaluate=False))
    same = Mutant("same", "", Mul(half / 2, twice, evaluate=False))
    kinds = sort(half * RHO, [other, same])
    assert (kinds.distinct, kinds.equivalent) == ((other,), (same,))


def test_every_subtree_is_kept_with_its_number() -> None:
    formula, numbers = (1 + RHO**2 * LAMBDA) / (1 - RHO), {LAMBDA: Rational(-1, 5), RHO: I / 2}
    found = sorting.leaves(formula, numbers, lambda number: number)
    assert set(found) == set(preorder_traversal(formula))
    assert all(identical(number, part.xreplace(numbers)) for part, number in found.items())


def test_prints_recur_and_depend_on_the_formula() -> None:
    one, again, other = (sorting._prints(formula) for formula in (SMALL, SMALL, SMALL + RHO))
    assert one(RHO) == again(RHO) != other(RHO)


def test_what_prints_tell_apart_needs_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    def unneeded(formula: Expr) -> NoReturn:
        raise AssertionError(f"a proof was asked for {formula}")

    def named(*formulas: Expr) -> list[Mutant]:
        return [Mutant(str(one), "root", one) for one in formulas]

    monkeypatch.setattr(sorting, "_canonical", lambda formula: unneeded)
    made, again = named(1 / SMALL, SMALL + RHO, RHO**3), named(RHO**3, 2 * RHO, SMALL)
    kinds = sort(SMALL, [*made, *again], named(3 * RHO, 2 * RHO))
    assert (list(kinds.distinct), kinds.duplicates) == (made, 2)
    assert list(kinds.equivalent) == again[2:]


def test_a_pole_of_the_formula_is_none_of_its_mutants() -> None:
    mutants = [Mutant("", "", RHO**2), Mutant("", "", 1 / (1 - RHO)), Mutant("", "", 1 / RHO)]
    assert killing.values(1 / (1 - RHO), mutants, {RHO: Integer(1)}) == [QQ_I.one, None, QQ_I.one]


def test_a_division_by_zero_everywhere_is_degenerate() -> None:
    formula = 1 / (1 + RHO)
    gone = mutant(formula, Edit((0, 0), "summand dropped"), Edit((0, 1), "summand dropped"))
    assert sort(formula, [gone]).degenerate == (gone,)


def test_what_is_seen_before_is_a_duplicate() -> None:
    made = [mutant(SMALL, edit) for edit in edits(SMALL)]
    again = sort(SMALL, made, sort(SMALL, made).distinct)
    assert (len(again.distinct), again.duplicates, len(again.equivalent)) == (0, 16, 1)


def test_the_published_slip_is_made_and_killed() -> None:
    claim = replace(survey.claim_of("sensitivity_kernel"), published=right_form())
    distinct = sort(claim.published, survey.first(claim)).distinct
    slips = [m for m in distinct if identical(m.expression.doit(), published_form())]
    assert [m.operator for m in slips] == ["exponent - 1"]
    point = killing.point_of(claim, 0)
    assert killing.by_exact(claim, slips, point) == [True]
    blind = {**point, RHO: Integer(0)}
    assert killing.by_exact(claim, slips, blind) == [False]


@pytest.mark.parametrize("name", survey.EXPONENTIAL)
def test_one_point_kills_all(name: str, salt: int) -> None:
    found = survey.survey(name, 60, ("exact",), salt)
    assert list(found) == ["order1", "order2"]
    for batch in found.values():
        assert batch.kinds.distinct
        assert not batch.survivors
        assert not batch.wronged


def test_six_hundred_mutants_and_few_equivalent() -> None:
    found = [survey.survey(name, 0, (), 0)["order1"] for name in survey.EXPONENTIAL]
    assert sum(len(batch.kinds.distinct) for batch in found) >= 600
    assert not any(batch.suspicious for batch in found)


@pytest.mark.parametrize("blind", [{RHO: Integer(0)}, {LAMBDA: Integer(0), LAMBDA_0: Integer(0)}])
def test_a_blind_point_leaves_survivors(blind: dict[Expr, Expr]) -> None:
    point = {LAMBDA: Rational(1, 2) + I / 3, LAMBDA_0: Rational(-2, 5) + I / 7, RHO: Rational(3, 7)}
    batch = survey.survey("sensitivity_kernel", 0, ("exact",), 0, point | blind)["order1"]
    assert len(batch.survivors) > 20
    assert survey.record(batch)["survivors"][0]["survived"] == ["exact"]


def test_a_wrong_formula_taken_for_right_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = survey.claim_of("state_kernel")
    wrong = replace(claim, published=claim.published * (1 + RHO))
    monkeypatch.setattr(survey, "claim_of", lambda name: wrong)
    assert survey.survey("state_kernel", 0, ("exact",), 0)["order1"].wronged == ("exact",)


def test_pairs_depend_on_the_seed_alone() -> None:
    claim = survey.claim_of("state_kernel")
    one, again, other = (survey.second(claim, 500, seed) for seed in (1, 1, 2))
    assert one == again != other
    assert all(len(set(m.place.split(" and "))) == 2 for m in one)


def test_the_running_simulator_kills_all() -> None:
    batch = survey.survey("state_moment", 0, ("driven",), 0)["order1"]
    assert not batch.survivors
    assert not batch.wronged
