"""Articles of closed forms in LaTeX: what is in them, and that TeX and KaTeX accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from derivations.catalogue import NAMES, STREAMED, derive
from derivations.latex import bibliography, display, document, equation, fragment
from derivations.sources import WORKS
from tests.derivations.latex_cases import RENAMED

pytestmark = pytest.mark.slow


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
