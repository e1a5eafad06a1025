"""Rules of the repository: who imports whom, what is exercised, what is public."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import linrec
from derivations import catalogue, quantities, sources
from derivations.inputs import INPUTS
from derivations.spectra import FURTHER
from verification import claims
from verification.cli import commands

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("derivations", "numerics", "verification")
FORBIDDEN = {
    "derivations": {"jax", "numpy", "numerics", "verification"},
    "numerics": {"sympy", "derivations", "verification"},
    "verification": set(),
}
TEXT_RUNNERS = {"sympify", "parse_expr", "eval", "exec", "compile", "__import__"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    for path in modules(package):
        found = imported(ast.parse(path.read_text(encoding="utf-8"))) & FORBIDDEN[package]
        assert not found, f"{path.relative_to(ROOT)} imports {found}"


@pytest.mark.parametrize("path", [p for package in PACKAGES for p in modules(package)], ids=str)
def test_files_are_small_and_start_with_a_sentence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    doc = ast.get_docstring(ast.parse(text))
    assert doc is not None
    assert doc.splitlines()[0].endswith(".")


@pytest.mark.parametrize("path", [p for package in PACKAGES for p in modules(package)], ids=str)
def test_no_text_is_executed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in TEXT_RUNNERS, f"{path.name} calls {node.func.id}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            assert "pickle" not in imported(node)


LIGHT = (
    ["--help"],
    ["list"],
    ["show", "state_kernel"],
    ["eval", "state_kernel", "--at", "lambda=1/2, lambda_0=1/3, rho=1/4"],
    ["latex", "state_kernel"],
    ["show", "--system", "examples/gated_leaky.toml"],
    ["eval", "state_moment_white", "--at", "lambda=1", "--horizon", "4"],
)
TWICE = (LIGHT[2], LIGHT[3])  # other forms of show and eval are there
CASES = [pytest.param(a, marks=pytest.mark.long if a in TWICE else ()) for a in LIGHT]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", CASES, ids=lambda a: " ".join(a[:2]))
def test_light_commands_import_no_jax(arguments: list[str]) -> None:
    heavy = ["sympy", "jax"] if arguments == ["--help"] else ["jax"]
    code = (
        "import sys; from verification.cli import commands\n"
        f"commands.main({arguments!r}, prog_name='linrec', standalone_mode=False)\n"
        f"assert not set({heavy!r}) & set(sys.modules), 'heavy import'"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


def test_public_names_are_all_there() -> None:
    assert sorted(linrec.__all__) == linrec.__dir__()
    for name in linrec.__all__:
        assert getattr(linrec, name) is not None
    homes = {name for name, _ in linrec._HOMES}
    assert homes == set(linrec.__all__)


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = linrec.nonsense


@pytest.mark.slow
def test_every_catalogue_name_is_derived_once() -> None:
    assert len(set(catalogue.NAMES)) == len(catalogue.NAMES)
    inputs = (*(source.name for source in INPUTS), *FURTHER, catalogue.GENERAL)
    assert len(catalogue.SCALAR) == len(quantities.QUANTITIES) * len(inputs)
    assert {f"linrec/{name}" for name in catalogue.NAMES} <= set(claims.IDS)
    for name in catalogue.NAMES:
        assert catalogue.derive(name).name == name


def test_every_claim_is_pinned_or_ours() -> None:
    pinned = json.loads((ROOT / "tests/theory/audit_verdicts.json").read_text(encoding="utf-8"))
    assert set(pinned) == {claim.id for claim in claims.PUBLISHED}
    for name in claims.IDS:
        assert claims.find(name).id == name


def test_ids_are_unique() -> None:
    assert len(set(claims.IDS)) == len(claims.IDS)


def test_every_work_is_cited_and_known() -> None:
    cited = {claims.find(name).source.work for name in claims.IDS}
    assert cited == set(sources.WORKS)


def test_every_command_has_help() -> None:
    for command in commands.commands.values():
        assert command.help


def test_a_planted_import_would_be_seen() -> None:
    tree = ast.parse(
        "def f():\n    from derivations.catalogue import derive\n    import sympy.core"
    )
    assert imported(tree) == {"derivations", "sympy"}
