"""Derivations in LaTeX: their rows, laws and letters, and the whole result at the end."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sympy import Integer, Rational, Symbol, symbols

from derivations.catalogue import FAMILIES, derive
from derivations.closure import close
from derivations.latex import derivation, display, fragment
from derivations.latex.names import letters
from derivations.latex.rows import laws_of, row
from derivations.laws import finite, gate, gaussian, symmetric
from derivations.moments import solve
from derivations.system import System, prime
from tests.derivations.latex_cases import RENAMED

pytestmark = pytest.mark.slow

FEW = (
    *("state_kernel", "sensitivity_moment_general", "state_moment_periodic"),
    *("sensitivity_kernel_leaky", "sensitivity_moment_second_order_q", "sensitivity_moment_gated"),
    *("sensitivity_moment_zoh_Delta", "state_moment_polar", "sensitivity_kernel_normalised"),
    *("sensitivity_moment_selective_kappa", "state_average_variance_any_noise"),
)
A, H, K, X, XI, F, G, ALPHA, RATE = symbols("a h k x xi f g alpha rate")


@pytest.mark.parametrize("name", FEW)
def test_derivations_have_rows_equations_and_the_whole_result(name):
    form = derive(name)
    text = derivation(form)
    assert text.count("{") == text.count("}")
    assert "h(\\lambda)'" not in text
    result = text.rpartition("\\begin{equation*}\n")[2].partition("\n\\end{equation*}")[0]
    shown = display(form)
    assert "N" in shown or result.removesuffix(r"\end{split}").strip(" .\n") in shown
    if form.solution is None:
        return
    assert "The rows, a prime marking the next value, are" in text
    states = {name for monomial in form.solution.closure.equations for name in monomial}
    assert text.split(r"\end{align*}")[0].count("' &= ") >= len({s.split("(")[0] for s in states})


def test_symbols_can_be_renamed_everywhere():
    form = derive("teacher_student_loss")
    text = fragment(form, RENAMED) + derivation(form, RENAMED)
    assert not re.search(r"\\lambda|\\rho", text)
    assert r"\bar{b}_{1}" in text
    leaky = derivation(derive("sensitivity_moment_leaky"), {"alpha": "s", "rho": "r"})
    assert not re.search(r"\\alpha|\\rho", leaky)
    assert "\\partial_{s} h' &= (1 - s)\\, \\partial_{s} h - h + x'" in leaky


@pytest.mark.slow
def test_words_for_what_is_left_out():
    text = derivation(derive("sensitivity_moment_dense"))
    assert "These three need each other:" in text
    assert text.count("long and left out here") == 3
    assert "left out here" in derivation(derive("sensitivity_kernel_exponentials_2"))
    assert "left out" not in derivation(derive("state_kernel"))


ROWS = (
    (H, A * H + prime(X), "h' = ah + x'"),
    (H, prime(X) + 1 - H, "h' = -h + x' + 1"),
    (H, (1 - ALPHA) * H + ALPHA * prime(X), r"h' = (1 - \alpha)h + \alpha x'"),
    (K, H / 3 + RATE * K, r"k' = \mathrm{rate}\,k + \frac{1}{3}h"),
    (K, F**2 * K - F * H, "k' = f^{2}k - fh"),
    (H, (A + XI) * H + XI * (1 - A), r"h' = (a + \xi)h + (1 - a)\xi"),
    (H, H / (1 - A) + A * H / (1 - A) ** 2, r"h' = \frac{1}{(1 - a)^{2}}h"),
    (H, (1 - A * prime(X)) * H, "h' = (1 - ax')h"),
    (H, F * XI**2 + ALPHA * XI - A, r"h' = \alpha\xi + f\xi^{2} - a"),
    (H, Integer(0), "h' = 0"),
)


@pytest.mark.parametrize(("state", "expression", "latex"), ROWS, ids=[r[2] for r in ROWS])
def test_rows_read_like_the_recurrence(state, expression, latex):
    rows = ((X, XI), (H, H), (K, K))
    system = System(rows, (gaussian(XI, Integer(1)), gate((F,))))
    assert row(state, expression, system).replace(r"\, ", "") == latex


def laws_in(text, *laws):
    system = System(((X, XI + X / 2), (H, F * H + G * prime(X))), laws)
    found = " ".join(laws_of(close(system, (("h", "h"),))))
    return text in found


def test_laws_say_all_that_is_used_of_them():
    fair = finite((F,), ((Rational(1, 4), (A,)), (Rational(3, 4), (-A,))))
    noise = gaussian(XI, 1 - A**2)
    assert laws_in(r"with mean 0 and variance $1 - a^{2}$", noise, fair)
    assert laws_in(r"$\mathbb{E}[f] = -\frac{1}{2}a$, $\mathbb{E}[f^{2}] = a^{2}$.", noise, fair)
    both = gate((F, G), "q")
    assert laws_in(r"$q_{i,j} = \mathbb{E}[f^{i}\, g^{j}]$, and $q_{i} = q_{i,0}$.", noise, both)
    squared = System(((H, XI**2 * H + 1),), (symmetric(XI, A, Integer(2)),))
    text = " ".join(laws_of(close(squared, (("h", "h"),))))
    assert r"$\mathbb{E}[\xi^{4}] = 2a^{2}$" in text
    # a planted slip: the fourth moment of a normal number
    assert r"3a^{2}" not in text


def test_a_planted_change_of_a_row_is_seen_in_the_derivation():
    form = derive("state_moment_leaky")
    system = form.solution.system
    (x, first), (h, second) = system.rows
    changed = replace(system, rows=((x, first), (h, second + RATE * x)))
    other = replace(form, solution=solve(changed, (("h", "h"),)))
    assert r"\mathrm{rate}" in derivation(other)
    assert derivation(other) != derivation(form)


def test_letters_come_eigenvalues_first_and_the_input_s_last():
    order = [str(s) for s in letters(None, (ALPHA, RATE))]
    assert order.index("lambda") < order.index("alpha") < order.index("rate") < order.index("rho")
    assert set(FAMILIES) & set(FEW)
    assert letters({"alpha": "w"}, (ALPHA,))[Symbol("alpha")] == "w"
