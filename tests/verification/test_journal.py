"""A folder of records: one question, one run at a time, the same end."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.verification.journals import QUESTION, RECORDS, REPORT, answered, content
from verification import alone, journal
from verification.errors import InputError
from verification.journal import opened
from verification.output import BusyError, OutputError


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, bytes]:
    """Give what an undisturbed run leaves behind."""
    answered(tmp_path / "undisturbed")
    return content(tmp_path / "undisturbed")


def test_what_is_left_behind(whole: dict[str, bytes]) -> None:
    assert set(whole) == {".lock", "question.json", "records.jsonl", "report.json"}
    assert json.loads(whole["question.json"]) == QUESTION
    assert json.loads(whole["report.json"]) == REPORT
    lines = [json.loads(line) for line in whole["records.jsonl"].decode().splitlines()]
    assert [dict(list(line.items())[:-1]) for line in lines] == RECORDS


@pytest.mark.parametrize("count", [0, 1, 9, 14, 15])
def test_a_run_goes_on_to_the_same_end(tmp_path: Path, whole: dict[str, bytes], count: int) -> None:
    folder = tmp_path / "run"
    assert answered(folder, count) == 0
    assert (folder / "report.json").exists() == (count == len(RECORDS))
    assert answered(folder) == count
    assert content(folder) == whole
    assert answered(folder) == len(RECORDS)
    assert content(folder) == whole


def test_a_spoiled_file_of_records_gives_the_same_end(
    tmp_path: Path, whole: dict[str, bytes], salt: int
) -> None:
    folder, rng = tmp_path / "run", random.Random(salt)
    answered(folder)
    path, data = folder / "records.jsonl", whole["records.jsonl"]
    for _ in range(60):
        place = rng.randrange(len(data))
        flipped = bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        path.write_bytes(data[:place] + rng.choice((b"", flipped)))
        assert answered(folder) == data[:place].count(b"\n")
        assert content(folder) == whole


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("seed", 4, "(seed = '3' there, '4' here)"),
        ("linrec", "2", "(linrec = '1' there, '2' here)"),
        ("claim 3", "c", "(claim 3 = '' there, 'c' here)"),
        ("claim 2", None, "(claim 2 = 'b' there, '' here)"),
    ],
)
def test_another_question_is_refused(tmp_path: Path, name: str, value: Any, why: str) -> None:
    other = {key: text for key, text in {**QUESTION, name: value}.items() if text is not None}
    answered(tmp_path, 1)
    before = content(tmp_path)
    with pytest.raises(InputError) as refused:
        answered(tmp_path, 2, other)
    assert why in str(refused.value)
    assert str(refused.value).endswith("give another folder, or delete this one")
    assert content(tmp_path) == before


def test_a_question_without_records_gives_way(tmp_path: Path, whole: dict[str, bytes]) -> None:
    answered(tmp_path / "run", 0, {**QUESTION, "seed": 4})
    answered(tmp_path / "run")
    assert content(tmp_path / "run") == whole


def test_records_of_another_folder_are_cut_off(tmp_path: Path, whole: dict[str, bytes]) -> None:
    answered(tmp_path / "other", 5, {**QUESTION, "seed": 4})
    answered(tmp_path / "run", 5)
    (tmp_path / "other" / "records.jsonl").replace(tmp_path / "run" / "records.jsonl")
    assert answered(tmp_path / "run") == 0
    assert content(tmp_path / "run") == whole


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("records.jsonl", '{"id": "theirs"}\n'),
        ("report.json", "{}\n"),
        ("question.json", "[1]"),
        ("question.json", '{"why": "not ours"}'),
        ("question.json", "\x00"),
        ("question.json", "[" * 100_000),
    ],
    ids=lambda text: text[:12],
)
def test_files_of_others_are_refused_and_left_alone(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="results that are not of this question"):
        answered(tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert {path.name for path in tmp_path.iterdir()} == {".lock", name}


def test_a_question_that_was_changed_is_refused(tmp_path: Path, salt: int) -> None:
    answered(tmp_path, 5)
    path, rng = tmp_path / "question.json", random.Random(salt)
    data = path.read_bytes()
    for _ in range(200):
        place = rng.randrange(len(data))
        flipped = data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        path.write_bytes(flipped)
        try:
            found = json.loads(flipped)
        except ValueError:
            found = None
        if found == QUESTION:  # white space
            continue
        with pytest.raises(InputError):
            answered(tmp_path)
    path.write_bytes(data)
    assert answered(tmp_path) == 5


def test_a_second_run_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    with opened(tmp_path, QUESTION, quiet=True) as found:
        found.keep(RECORDS[0])
        before = content(tmp_path)
        for question in (QUESTION, {**QUESTION, "seed": 4}):
            with pytest.raises(BusyError) as busy:
                answered(tmp_path, question=question)
            why = "another run is writing here; wait for it or give another folder"
            assert str(busy.value) == f"-o {tmp_path}: {why}"
        assert content(tmp_path) == before
    assert answered(tmp_path) == 1


def test_the_report_is_written_while_the_folder_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def busy(path: Path, text: str) -> None:
        with pytest.raises(BusyError), alone.alone(tmp_path):
            pass
        seen.append(path.name)

    monkeypatch.setattr(journal, "write", busy)
    answered(tmp_path)
    assert seen == ["question.json", "report.json"]


def test_a_system_without_locks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(OutputError, match="this system cannot lock files; leave -o out"):
        answered(tmp_path)
