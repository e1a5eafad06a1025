"""Displays and fragments read back: nothing is printed that was not derived."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import Integer, symbols

from derivations.catalogue import NAMES, derive
from derivations.latex import display, fragment, letters_of
from derivations.symbols import LAMBDA, LAMBDA_0, LAMBDA_0_BAR, LAMBDA_BAR
from tests.alike import one_in
from tests.verification.sameness import same
from verification.errors import InputError
from verification.latex_display import read_display

pytestmark = pytest.mark.slow

A, B, N = symbols("a b N")
LONGEST = ("sensitivity_moment_dense", "sensitivity_kernel_exponentials_2")


@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_displays_and_fragments_read_back(name):
    form = derive(name)
    letters = letters_of(form.expression)
    for text in (display(form), display(form, limit=18), fragment(form)):
        assert same(read_display(text, letters), form.expression)


SLIPS = ((" - ", " + "), (r"\quad - ", r"\quad + "), ("^{2}", "^{3}"), ("_{2", "_{1"))


@pytest.mark.parametrize("name", LONGEST)
def test_a_slip_in_a_display_is_noticed(name):
    form = derive(name)
    letters, text = letters_of(form.expression), display(form)
    head, end, legend = text.partition(", \\\\\n")
    for old, new in SLIPS:
        assert old in legend
        slip = f"{head}{end}{legend.replace(old, new, 1)}"
        assert not same(read_display(slip, letters), form.expression)
    with pytest.raises(InputError):
        read_display(text.replace("N &=", "M &=").replace("&N =", "&M ="), letters)
    with pytest.raises(InputError, match="two meanings"):
        read_display(text, letters | {"N": N})


SPLIT = "\\begin{{split}}\n{}\n\\end{{split}}"
BROKEN = (
    ("K = a", A),
    (SPLIT.format("K &= a \\\\\n&\\quad - b"), A - B),
    (SPLIT.format("&K(a, b) \\\\\n&\\quad = a \\\\\n&\\quad + b"), A + B),
    (SPLIT.format("&K = \\frac{N}{b}, \\\\\n&N = a \\\\\n&\\quad - b"), (A - B) / B),
    (SPLIT.format("&K = \\frac{N}{D}, \\\\\n&N = a, \\\\\n&D = 2b"), A / B / 2),
    ("K = \\frac{\\begin{aligned}\n&a \\\\\n&\\quad - b\n\\end{aligned}}{b}.", (A - B) / B),
    (SPLIT.format("K &= (a \\\\\n&\\quad + b) \\\\\n&\\quad \\cdot (a - b)"), (A + B) * (A - B)),
)


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=range(len(BROKEN)))
def test_lines_are_put_together(text, expected):
    assert same(read_display(text, {"a": A, "b": B}), expected)


REFUSED = (
    "a + b",
    "",
    "K = a \\\\ b",
    "K = a, \\\\ N = b \\\\ N = a",
    "K = \\frac{N}{b}",
    "K = a \\\\ \\quad b",
    "K = (a \\\\ \\quad - b",
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_equation_is_refused(text):
    with pytest.raises(InputError):
        read_display(text, {"a": A, "b": B})


LONG = sum((k + 2) * LAMBDA**k * LAMBDA_0 ** (k * k % 7) * A ** (k % 5) for k in range(60))
RESULTS = (
    LONG,
    -LONG,
    LONG + LONG.xreplace({LAMBDA: LAMBDA_BAR, LAMBDA_0: LAMBDA_0_BAR}),
    LONG / (1 - A) + 1 / (1 + A) - LONG.xreplace({A: B}) / (2 - A),
    A / 3,
    Integer(0),
)


@pytest.mark.parametrize("expression", RESULTS, ids=range(len(RESULTS)))
def test_any_result_reads_back_from_its_lines(expression):
    form = replace(derive("state_kernel"), expression=expression)
    text = display(form)
    assert text.count("N") in (0, 2, 4)
    assert same(read_display(text, letters_of(expression)), expression)
    # the letter for what is long is one that nothing else has
    taken = letters_of(expression, {"a": "N"}) if expression.has(A) else {}
    if taken:
        other = display(form, {"a": "N"})
        assert same(read_display(other, taken), expression)


def test_conjugates_are_taken_of_what_a_letter_stands_for():
    form = derive("teacher_student_loss_damped_cosine")
    text = display(form)
    assert r"\operatorname{Re} \frac" in text
    assert "&D = " in text
    assert same(read_display(text, letters_of(form.expression)), form.expression)
