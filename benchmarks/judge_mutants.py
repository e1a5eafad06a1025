"""Change the judge's own code, one expression at a time, and see what the tests let through.

Usage: python -m benchmarks.judge_mutants [GROUP ...] [--folder F] [-o FILE], with the dependency
group `judge`, as `make selfmutants` does. mutmut changes a copy of the repository, so the working
tree stays as it is; with `--folder` the copy is kept, and the next run goes on from there: of a
group with other tests than before only what they let through is tried again.
Survivors are answered in `judge_mutants.toml`; one that is not makes the run fail.

A survivor is a text if both lines are the same once their string literals are emptied. Texts are
counted apart: what a person reads may be worded otherwise.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = Path(__file__).with_suffix(".toml")
WORDS = {0: "survived", 1: "killed", 3: "killed", 5: "untested", 33: "untested"}
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'")
SETUP = """\
[mutmut]
source_paths=
    verification/
also_copy=
    derivations
    numerics
    benchmarks
    linrec.py
only_mutate=
{files}
pytest_add_cli_args_test_selection=
{tests}
pytest_add_cli_args=
    -p
    no:cacheprovider
{words}
process_isolation=forkserver
timeout_multiplier=3
timeout_constant=10
"""


class Group(NamedTuple):
    """Files of the judge that the same tests look at.

    Args:
        files: below `verification/`.
        tests: below `tests/verification/`, the fastest that are meant for these files.
        words: what else pytest is told.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    words: tuple[str, ...] = ()


GROUPS = {
    "bounds": Group(
        ("evidence/eprocess.py", "evidence/chernoff.py"), ("test_eprocess.py", "test_chernoff.py")
    ),
    "making": Group(("mutation/edits.py", "mutation/sorting.py"), ("test_mutation.py",)),
    "killing": Group(
        ("mutation/killing.py", "mutation/survey.py"),
        ("test_mutation_survey.py", "test_mutation.py", "test_mutation_command.py"),
    ),
    "showing": Group(
        ("mutation/session.py",), ("test_mutation_session.py", "test_mutation_command.py")
    ),
    "designing": Group(
        ("mutation/design.py",),
        ("test_mutation_weighing.py", "test_mutation_design.py"),
        ("-m", "not slow"),
    ),
    "probing": Group(
        ("mutation/campaign.py", "mutation/probing.py"), ("test_mutation_probing.py",)
    ),
    "weighing": Group(
        ("verdict.py", "ladder.py", "evidence/rows.py"),
        ("test_verdict.py", "test_ladder.py", "test_rows_evidence.py"),
    ),
    "own": Group(("own_claims/judge.py",), ("test_own_claims_judge.py",)),
}


class Change(NamedTuple):
    """One mutant.

    Args:
        place: file and function.
        was: the lines that are taken away.
        now: those that come instead.
        fate: `killed`, `survived`, `untested` or `timeout`.
    """

    place: str
    was: str
    now: str
    fate: str

    @property
    def is_text(self) -> bool:
        """Whether the content of string literals is all that changes."""
        return LITERAL.sub('""', self.was) == LITERAL.sub('""', self.now)


def copied(group: Group, folder: Path) -> None:
    """Copy the repository and tell mutmut what to change and what to run."""
    for name in ("verification", "derivations", "numerics", "benchmarks", "tests"):
        leave = ignore_patterns("__pycache__", "results")
        copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=leave)
    for name in ("linrec.py", "pyproject.toml"):
        (folder / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    files = "\n".join(f"    verification/{name}" for name in group.files)
    tests = "\n".join(f"    tests/verification/{name}" for name in group.tests)
    words = "\n".join(f"    {word}" for word in group.words)
    text = SETUP.format(files=files, tests=tests, words=words)
    (folder / "setup.cfg").write_text(text, "utf-8")


def as_before(names: tuple[str, ...], top: str, folder: Path) -> bool:
    """Tell whether a copy has the files of the working tree."""
    places = [(folder / top / name, ROOT / top / name) for name in names]
    return all(a.exists() and a.read_bytes() == b.read_bytes() for a, b in places)


def notes(group: Group, folder: Path) -> dict[Path, dict[str, Any]]:
    """Read what mutmut has noted, by the file where it stands; empty where it has not begun."""
    paths = [folder / "mutants" / "verification" / f"{file}.meta" for file in group.files]
    return {path: json.loads(path.read_text("utf-8")) if path.exists() else {} for path in paths}


def tried(group: Group, folder: Path) -> None:
    """Try what was not tried, and again what other tests let through; nothing if nothing is left.

    Args:
        group: what to change.
        folder: a folder of the group's own.
    """
    left = not as_before(group.files, "verification", folder)
    same = as_before(group.tests, "tests/verification", folder)
    for path, one in notes(group, folder).items():
        codes = one.get("exit_code_by_key", {})
        for name, code in codes.items():
            codes[name] = code if same or WORDS.get(code) == "killed" else None
        left = left or not one or None in codes.values()
        if not same and one:
            path.write_text(json.dumps(one), "utf-8")
    if left:
        copied(group, folder)
        mutmut(folder, "run", "--max-children", "1")


def mutmut(folder: Path, *words: str) -> str:
    """Run mutmut in one process at a time; it is not imported, for it reads its folder then."""
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"mutmut {words[0]} failed: {done.stdout[-2000:]}")
    return done.stdout


def fates(group: Group, folder: Path) -> list[Change]:
    """Read what became of each mutant; the lines of those that were not killed come with it."""
    found = []
    for file, one in zip(group.files, notes(group, folder).values(), strict=True):
        for name, code in one.get("exit_code_by_key", {}).items():
            function = name.partition("__mutmut_")[0].rpartition(".")[2]
            place = f"{file}: {function.removeprefix('x').strip('ǁ').replace('ǁ', '.')}"
            place = place.replace(": _", ": ", 1)
            fate = WORDS.get(code, "timeout")
            lines = mutmut(folder, "show", name).splitlines() if fate != "killed" else []
            was, now = (
                " ".join(x[1:].strip() for x in lines if re.match(rf"{sign}(?!{sign})", x))
                for sign in ("-", r"\+")
            )
            found.append(Change(place, was, now, fate))
    return found


def answers() -> dict[tuple[str, str, str], str]:
    """Read the answers, by place and both lines."""
    whole = tomllib.loads(ANSWERS.read_text("utf-8"))
    return {
        (one["place"], one["was"], now): one["why"] for one in whole["answer"] for now in one["now"]
    }


def record(group: Group, changes: list[Change]) -> dict[str, Any]:
    """Count by file, and put each survivor beside its answer.

    Args:
        group: what was changed.
        changes: what became of it.

    Returns:
        By file the counts and the survivors; those that only take too long stand among them.
    """
    known = answers()
    found = {}
    for file in group.files:
        own = [c for c in changes if c.place.startswith(f"{file}: ")]
        left = [c for c in own if c.fate != "killed" and not c.is_text]
        tally = Counter(c.fate for c in own)
        found[f"verification/{file}"] = {
            "mutants": len(own),
            "killed": tally["killed"],
            "timeouts": tally["timeout"],
            "survived": sum(c.fate != "timeout" for c in left),
            "texts that survived": sum(c.is_text for c in own if c.fate != "killed"),
            "survivors": [{**c._asdict(), "answer": known.get(c[:3])} for c in left],
        }
    return found


def main() -> int:
    """Run the groups; 1 if a survivor has no answer."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="default: all")
    parser.add_argument("--folder", type=Path, help="keep the copies here, and go on from them")
    parser.add_argument("-o", dest="file", type=Path)
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as bare:
        for name in asked.groups or GROUPS:
            folder, began = (asked.folder or Path(bare)) / name, time.monotonic()
            tried(GROUPS[name], folder)
            found |= record(GROUPS[name], fates(GROUPS[name], folder))
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    if asked.file:
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        asked.file.write_text(text, encoding="utf-8")
    return int(any(c["answer"] is None for one in found.values() for c in one["survivors"]))


if __name__ == "__main__":
    sys.exit(main())
