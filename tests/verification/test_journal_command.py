"""`-o DIR` of check and audit: one run at a time, and the same report after any number of kills."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verification.journals import content
from verification import trial
from verification.cli import main
from verification.own_claims import trial as own_trial

ROOT = Path(__file__).resolve().parents[2]
CHEAP = ("state_moment_white", "state_kernel_white", "state_moment", "state_kernel")
CHECK = ("check", *CHEAP, "--rung", "exact", "--rung", "proof")
AUDIT = ("audit", "paper/C.2.2-S", "paper/eq-5", "--rung", "exact", "--seed", "5")
FORMULAS = {"right": "1/(1-lambda*lambda_0)", "wrong": "1/(1+lambda*lambda_0)", "heavy": "mu"}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["linrec", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        seen = capsys.readouterr()
        assert isinstance(stopped.value.code, int)
        return stopped.value.code, seen.out, seen.err

    return call


@pytest.fixture
def claims(tmp_path: Path) -> tuple[str, ...]:
    path = tmp_path / "mine.toml"
    table = "[[claim]]\nid = '{}'\nformula = '{}'\nagainst = 'state_kernel_white'\n"
    path.write_text("".join(table.format(*pair) for pair in FORMULAS.items()), encoding="utf-8")
    return ("check", "--claims", str(path))


def cut(folder: Path, lines: int) -> None:
    """Leave of a finished run what a kill would have left."""
    path = folder / "records.jsonl"
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:lines]) + whole[lines][:-5])
    (folder / "report.json").unlink()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List what is judged from here on."""
    names: list[str] = []

    def watched(module: Any) -> None:
        whole = module.track

        def track(items: Any, *rest: Any, **more: Any) -> Iterator[Any]:
            for item in whole(items, *rest, **more):
                names.append(item)
                yield item

        monkeypatch.setattr(module, "track", track)

    watched(trial)
    watched(own_trial)
    return names


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "cuts"),
    [
        ("check", (0, 1, -1)),
        ("audit", (0, 1, -1)),
        ("claims", (1,)),
        pytest.param("claims", (0, -1), marks=pytest.mark.long),  # a new process after each
    ],
)
def test_what_is_there_is_not_judged_again(
    run: Run,
    claims: tuple[str, ...],
    judged: list[str],
    tmp_path: Path,
    command: str,
    cuts: tuple[int, ...],
) -> None:
    folder = tmp_path / "report"
    arguments = {"check": CHECK, "audit": AUDIT, "claims": claims}[command]
    first = run(*arguments, "--jsonl", "-o", str(folder))
    everything, report = list(judged), (folder / "report.json").read_bytes()
    for there in (at % len(everything) for at in cuts):
        cut(folder, there)
        judged.clear()
        assert run(*arguments, "--jsonl", "-o", str(folder)) == first
        assert judged == everything[there:]
        assert (folder / "report.json").read_bytes() == report
    judged.clear()
    code, out, err = run(*arguments, "-o", str(folder))
    assert code == first[0]
    assert judged == []
    assert f"-o {folder}: {len(everything)} records were there and are taken over\n" in err
    assert f"Full report: {folder / 'report.json'}" in out.replace("\n", "")
    assert (folder / "report.json").read_bytes() == report


OTHERS = (
    ((*CHECK, "--seed", "1"), "seed = '0' there, '1' here"),
    (("check", *CHEAP, "--rung", "exact"), "rungs = 'proof, exact' there, 'exact' here"),
    (("audit", *CHECK[1:]), "command = 'check' there, 'audit' here"),
    (("check", *CHEAP[:3], *CHECK[5:]), "claim 4 = 'linrec/state_kernel' there, '' here"),
    (
        ("check", "--formula", "1", "--against", "state_kernel"),
        "command = 'check' there, 'check of typed formulas' here",
    ),
)


@pytest.mark.slow
def test_another_question_is_refused_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = run(*CHECK, "--json", "-o", "run")
    before = content(tmp_path / "run")
    for arguments, why in OTHERS:
        told = f"linrec: -o 'run': holds the answer to another question ({why}); "
        told += "give another folder, or delete this one\n"
        assert run(*arguments, "--quiet", "-o", "run") == (2, "", told)
    assert content(tmp_path / "run") == before
    # the same question in other words
    names = [f"linrec/{name}" for name in CHEAP]
    same = ("check", *names, "--rung", "proof", "--rung", "exact", "--json", "-o", "run")
    assert run(*same)[:2] == first[:2]


@pytest.mark.slow
def test_another_formula_or_budget_is_refused(
    run: Run, claims: tuple[str, ...], tmp_path: Path
) -> None:
    folder, path = tmp_path / "report", Path(claims[2])
    run(*claims, "--quiet", "-o", str(folder))
    code, _, err = run(*claims, "--budget", "11", "-o", str(folder))
    assert (code, "(seconds = '10.0' there, '11.0' here)" in err) == (2, True)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("(1+", "(2+"), encoding="utf-8")
    code, _, err = run(*claims, "-o", str(folder))
    why = "(claim 2, formula = '1/(1+lambda*lambda_0)' there, '1/(2+lambda*lambda_0)' here)"
    assert (code, why in err) == (2, True)


@pytest.mark.slow
def test_a_formula_that_is_refused_leaves_the_folder_free(run: Run, tmp_path: Path) -> None:
    against = ("--against", "state_kernel_white", "-o", str(tmp_path))
    assert run("check", "--formula", "mu", *against)[0] == 2
    assert run("check", "--formula", FORMULAS["right"], *against)[0] == 0


def began(*arguments: str, before: str = "") -> subprocess.Popen[str]:
    code = f"{before}\nfrom verification.cli import main; main()"
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, pytest.param(8, marks=pytest.mark.long)])
def test_of_many_that_start_at_once_one_runs(tmp_path: Path, count: int) -> None:
    folder, gate = tmp_path / "report", tmp_path / "go"
    arguments = ("check", "--formula", FORMULAS["right"], "--against", "state_kernel_white")
    arguments = (*arguments, "--json", "-o", str(folder))
    wait = (
        "import time; from pathlib import Path; from verification.own_claims import trial\n"
        "answers = trial.answers\n"
        "def waits(*a):\n"
        f"    while not Path({str(gate)!r}).exists(): time.sleep(0.05)\n"
        "    return answers(*a)\n"
        "trial.answers = waits"
    )
    every = [began(*arguments, before=wait) for _ in range(count)]
    late = time.monotonic() + 300
    while sum(process.poll() is None for process in every) > 1 and time.monotonic() < late:
        time.sleep(0.05)
    gate.touch()
    ends = [(*process.communicate(timeout=300), process.returncode) for process in every]
    assert sorted(code for _, _, code in ends) == [0, *[75] * (count - 1)]
    why = "another run is writing here; wait for it or give another folder"
    for out, err, code in ends:
        assert (out, err) == ("", f"linrec: -o {folder}: {why}\n") or code == 0
    (answer,) = [json.loads(out) for out, _, code in ends if code == 0]
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == answer


SLOWLY = """
import time
from verification import panel
climb = panel.climb
panel.climb = lambda *a: time.sleep(0.2) or climb(*a)
"""


def killed(folder: Path, seconds: float) -> tuple[int, str, str]:
    """Run, and kill it so long after its first record; exit code, and what it said."""
    records = folder / "records.jsonl"
    before = records.read_bytes() if records.exists() else b""
    with began(*CHECK, "--json", "--quiet", "-o", str(folder), before=SLOWLY) as process:
        while process.poll() is None:
            if records.exists() and records.read_bytes() != before:
                time.sleep(seconds)
                process.kill()
                break
            time.sleep(0.01)
        out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.mark.long
@pytest.mark.slow
def test_a_check_that_is_killed_ends_in_the_same_report(tmp_path: Path, salt: int) -> None:
    with began(*CHECK, "--json", "--quiet", "-o", str(tmp_path / "undisturbed")) as process:
        truth = process.communicate()
    rng, folder, kills = random.Random(salt), tmp_path / "run", 0
    while (end := killed(folder, rng.uniform(0, 0.5)))[0] < 0:
        kills += 1
        assert kills <= len(CHEAP)  # each after one record more
    assert kills
    assert end == (0, *truth)
    for name in ("report.json", "records.jsonl"):
        assert (folder / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()
