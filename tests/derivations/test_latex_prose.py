"""Sentences in LaTeX: formulas typed on a line, lists of parts, wide formulas displayed."""

from __future__ import annotations

import pytest

from derivations.latex.prose import listed, paragraph, statement
from derivations.latex.spoken import spoken

SPOKEN = (
    ("it is at least 1 - rho^2", r"It is at least $1-\rho^{2}$"),
    ("(iii): S from above", r"(iii): $S$ from above"),
    (
        "E|h|^2 for any input, complex lambda",
        r"$\mathbb{E}|h|^{2}$ for any input, complex $\lambda$",
    ),
    ("E(nu) = E(dh)^2", r"$E(\nu)=\mathbb{E}(\partial h)^{2}$"),
    ("S(lambda_i, lambda_j) for two", r"$S(\lambda_{i},\lambda_{j})$ for two"),
    ("S increases with a", r"$S$ increases with $a$"),
    ("a point for a and b of opposite sign", r"A point for $a$ and $b$ of opposite sign"),
    ("gamma' = -nu/gamma: a slope", r"$\gamma'=-\nu/\gamma$: a slope"),
    ("sum n lambda^(n-1) x_(-n-1), seen", r"Sum $n\lambda^{n-1}x_{-n-1}$, seen"),
    ("f = sum n^2, seen", r"$f=\sum n^{2}$, seen"),
    ("u = rho^|D| times x", r"$u=\rho^{|D|}$ times $x$"),
    ("conj lambda lambda_0 is not real", r"$\bar{\lambda}\lambda_{0}$ is not real"),
    ("omega -> infinity >= 0", r"$\omega\to\infty\geq0$"),
    ("gamma = sqrt(1 - lambda^2) held", r"$\gamma=\sqrt{1-\lambda^{2}}$ held"),
    ("100% of a_unit, Lemma 1's side", r"$100\%$ of $a_{\mathrm{unit}}$, Lemma 1's side"),
    ("radius-radius; derivatives", "Radius-radius; derivatives"),
)


@pytest.mark.parametrize(("plain", "latex"), SPOKEN, ids=[pair[0] for pair in SPOKEN])
def test_formulas_typed_on_a_line_are_set_as_mathematics(plain: str, latex: str) -> None:
    assert spoken(plain) == latex


def test_parts_of_a_statement_are_listed_and_wide_formulas_displayed() -> None:
    text = r"Let $x=1$. (i) First $a=\frac{b}{c}$, small. (ii) Then (i) fails."
    before, parts = listed(text)
    assert before == "Let $x=1$."
    assert parts[0] == ("(i)", r"First $a=\frac{b}{c}$, small.")
    assert len(parts) == 2  # a label behind a word begins no part of its own
    wide = r"Then $K(a,b)=\mathbb{E}[h(a)h(b)]=\frac{G(a)+G(b)}{1-ab}$: for real $x$ it holds."
    found = statement(wide, {})
    assert "\\[\nK(a,b)" in found
    assert "{1-ab}{:}\n\\]\nfor real $x$ it holds." in found
    assert paragraph(wide, {}) == wide
    assert "\\[" not in statement(wide.removeprefix("Then "), {})  # nothing stands before it
    assert "\\[" not in statement(f"Then ({wide[5:]})", {})


def test_formulas_beside_each_other_share_a_line() -> None:
    first, second = r"$g=\frac{1}{(1-\nu^{2})^{2}}-\frac{1}{(1-\nu)^{2}}$", r"$A=\frac{\rho}{2}$"
    found = statement(f"With {first}, {second}.", {})
    assert found.count("\\[") == 1
    assert r"\frac{\rho}{2}." in found
    apart = statement(f"With {first} at all points {second}.", {})
    assert apart.endswith(second + ".")


def test_a_display_that_is_too_wide_is_broken_at_its_relations() -> None:
    side = r"\frac{(1-\rho^{2})(1-\rho^{2}\lambda^{4})(1+\lambda)}{(1-\lambda^{2})^{2}(1-\rho)^{2}}"
    found = statement(f"Then $g={side}={side}\\leq{side}$.", {})
    assert found.count("\\\\\n&") == 2
    assert "g&=" in found
