"""Articles and derivations: what is in them, and that TeX and KaTeX accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sympy import Integer, Rational, Symbol, symbols

from derivations.catalogue import FAMILIES, NAMES, STREAMED, derive
from derivations.closure import close
from derivations.latex import bibliography, derivation, display, document, equation, fragment
from derivations.latex.names import letters
from derivations.latex.rows import laws_of, row
from derivations.laws import finite, gate, gaussian, symmetric
from derivations.moments import solve
from derivations.sources import WORKS
from derivations.system import System, prime

pytestmark = pytest.mark.slow

FEW = (
    *("state_kernel", "sensitivity_moment_general", "state_moment_periodic"),
    *("sensitivity_kernel_leaky", "sensitivity_moment_second_order_q", "sensitivity_moment_gated"),
    *("sensitivity_moment_zoh_Delta", "state_moment_polar", "sensitivity_kernel_normalised"),
    *("sensitivity_moment_selective_kappa", "state_average_variance_any_noise"),
)
RENAMED = {"lambda": "a", "lambda_0": r"b_{1}", "rho": "r"}
A, H, K, X, XI, F, G, ALPHA, OMEGA, RATE = symbols("a h k x xi f g alpha omega rate")


def test_every_work_is_in_the_bibliography():
    text = bibliography()
    assert text.count("@misc") == len(WORKS)
    assert all(f"{{{work.key}," in text for work in WORKS)


@pytest.mark.slow
def test_document_has_a_section_for_each_setting_and_cites_what_it_lists():
    text = document(map(derive, NAMES))
    assert text.count(r"\section*") == 1 + len({derive(name).about for name in NAMES})
    assert text.count(r"\subsection*") == text.count(r"\label") == len(NAMES)
    cited = set(re.findall(r"\\cite(?:\[.*?\])?\{(.*?)\}", text))
    assert cited == set(re.findall(r"\\bibitem\{(.*?)\}", text))
    assert len(re.findall(r"\\usepackage", text)) == 2


def test_conventions_are_those_that_are_needed():
    scalar, leaky = derive("state_kernel"), derive("state_moment_leaky")
    assert "Other recurrences" in document([scalar, leaky])
    assert "recurrences are" not in document([scalar])
    assert r"\lambda_{0}" not in document([leaky])


def test_headings_say_what_drives_what():
    leaky = document([derive("state_kernel_leaky")])
    assert r"\section*{A leaky unit}" in leaky
    assert r"h' &= (1 - \alpha)h + \alpha x'." in leaky
    assert r"The input $x$ is exponential, $R(\Delta) = \rho^{|\Delta|}$." in leaky
    assert r"Here $e = \exp(\Delta a)$." in document([derive("state_moment_zoh")])
    assert r"\mathbb{E}[f^{i}\, f_{\omega}^{j}]" in document([derive("sensitivity_moment_gated")])
    waves = document([derive("state_moment_damped_cosine")])
    assert r"\section*{A damped cosine as the input}" in waves
    assert r"$R(\Delta) = r^{|\Delta|} \cos(w \Delta)$, $P = r \cos w$" in waves


DENSE = pytest.param("sensitivity_moment_dense", marks=pytest.mark.slow)


@pytest.mark.parametrize("name", [DENSE, "sensitivity_kernel_exponentials_2"])
def test_what_is_long_may_be_broken_over_pages(name):
    text = fragment(derive(name))
    head, _, legend = text.partition(r"\end{equation}")
    assert re.search(r"= \\frac\{N\}\{.*\},$", head, re.MULTILINE)
    assert legend.startswith("\nwith\n{\\allowdisplaybreaks\n\\begin{align*}\nN &= ")
    assert legend.endswith("\\end{align*}}\n")
    assert text.count("{") == text.count("}")


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


def test_a_recurrence_of_one_s_own_is_not_taken_for_one_of_the_catalogue():
    leaky = derive("state_moment_leaky")
    own = replace(
        leaky,
        name="state_moment",  # that of the scalar recurrence under an exponential input
        input_name="own",
        about="a_unit at 100%\nwith & without; x is a_unit",
        quantity=replace(leaky.quantity, name="state_moment"),
    )
    text, comments = document([own], derivations=True), fragment(own)
    assert r"\section*{A\_unit at 100\% with \& without}" in text
    assert r"x' &= \rho x + \xi" in text.split(r"\subsection*")[0]
    assert r"R(\Delta) = \rho" not in text
    assert "% recurrence: a_unit at 100% with & without\n" in comments
    assert "% input" not in comments
    assert r"\mathbb{E}[h^{2}] = \frac{\alpha" in comments


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


@pytest.mark.tex
@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "derivations"),
    [  # the fragments of all names are set below
        pytest.param(None, False, marks=pytest.mark.long),
        pytest.param(None, True, marks=pytest.mark.long),
        (RENAMED, True),
    ],
    ids=str,
)
def test_pdflatex_sets_the_document_without_overfull_lines(tmp_path, names, derivations):
    need("pdflatex")
    chosen = NAMES if names is None else STREAMED
    text = document(map(derive, chosen), names, derivations=derivations)
    log = compiled(text, tmp_path)
    assert "Overfull" not in log
    assert "undefined" not in log


@pytest.mark.tex
@pytest.mark.slow
def test_pdflatex_sets_fragments_in_anyone_s_article(tmp_path):
    need("pdflatex")
    for name in NAMES:
        (tmp_path / f"{name}.tex").write_text(fragment(derive(name)))
    inputs = "\n".join(
        rf"\input{{{name}}} See \ref{{eq:linrec:{name.replace('_', '-')}}}." for name in NAMES
    )
    packages = r"\usepackage{amsmath,amsfonts}"
    article = rf"\documentclass{{article}}{packages}\begin{{document}}{inputs}\end{{document}}"
    log = compiled(article, tmp_path)
    assert "Overfull" not in log
    assert "undefined" not in log


def compiled(text, folder: Path) -> str:
    (folder / "main.tex").write_text(text, encoding="ascii")
    command = [
        "pdflatex",
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-no-shell-escape",
        "main.tex",
    ]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120
        )
        assert done.returncode == 0, done.stdout[-2000:]
    return done.stdout


KATEX = r"""
const katex = require('katex');
const lines = require('fs').readFileSync(0, 'utf8').split('\u0000').filter(Boolean);
const options = {displayMode: true, throwOnError: true, strict: 'error', maxExpand: 10000};
for (const line of lines) katex.renderToString(line, options);
console.log(lines.length);
"""


@pytest.mark.katex
@pytest.mark.slow
def test_katex_renders_every_formula_strictly():
    need("node")
    found = subprocess.run(["node", "-e", "require('katex')"], capture_output=True, timeout=60)
    if found.returncode:
        pytest.skip("node has no katex; install it and set NODE_PATH to its node_modules")
    texts = [text for name in NAMES for text in (equation(derive(name)), display(derive(name)))]
    assert rendered(texts) == len(texts)
    with pytest.raises(AssertionError):
        rendered([texts[0].replace(r"\frac", r"\fraction", 1)])


def rendered(texts: list[str]) -> int:
    done = subprocess.run(
        ["node", "-e", KATEX], input="\0".join(texts), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def test_letters_come_eigenvalues_first_and_the_input_s_last():
    order = [str(s) for s in letters(None, (ALPHA, RATE))]
    assert order.index("lambda") < order.index("alpha") < order.index("rate") < order.index("rho")
    assert set(FAMILIES) & set(FEW)
    assert letters({"alpha": "w"}, (ALPHA,))[Symbol("alpha")] == "w"
