"""Notebooks run, define nothing that the library should, and fail when a formula is swapped."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
WRONG = ROOT / "notebooks/01_the_formula_that_was_wrong.py"
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def run(path: Path) -> subprocess.CompletedProcess[str]:
    """Run a notebook as a script, in its own folder, warnings being errors."""
    searched = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"MPLBACKEND": "Agg", "PYTHONPATH": searched}
    environment.pop("LINREC_FIGURES", None)
    command = [sys.executable, "-W", "error", path.name]
    return subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False
    )


def defined(tree: ast.AST) -> list[str]:
    """List what is defined, except by functions that draw."""
    found = [node for node in ast.walk(tree) if isinstance(node, DEFINITIONS)]
    names = [getattr(node, "name", "lambda") for node in found]
    return [name for name in names if not name.startswith("draw_")]


def test_there_are_notebooks() -> None:
    assert WRONG in NOTEBOOKS


LONG = [pytest.param(p, marks=() if p == WRONG else pytest.mark.long) for p in NOTEBOOKS]


@pytest.mark.slow
@pytest.mark.parametrize("path", LONG, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    done = run(path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_nothing_but_pictures(path: Path) -> None:
    assert defined(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_planted_definition_would_be_seen() -> None:
    planted = "def draw_a(x):\n    def K(a): pass\n\nclass B: pass\n\nC = lambda a: a\n"
    assert sorted(defined(ast.parse(planted))) == ["B", "K", "lambda"]


@pytest.mark.long
@pytest.mark.slow
def test_the_printed_formula_in_place_of_the_right_one_is_caught(tmp_path: Path) -> None:
    text = WRONG.read_text(encoding="utf-8")
    formula = 'linrec.derive("sensitivity_moment").expression'
    assert text.count(formula) == 1
    copy = tmp_path / WRONG.name
    copy.write_text(text.replace(formula, "claim.published"), encoding="utf-8")
    done = run(copy)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("AssertionError")
    assert "assert " in done.stderr
