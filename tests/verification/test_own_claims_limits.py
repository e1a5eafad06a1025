"""The child process: light work is done by one, heavy work is stopped and the rest goes on."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Any

import pytest

from verification.limits import DONE, MEMORY, TIME, Limits, answers

pytestmark = pytest.mark.slow

HOG = """
import os, resource, sys, time
from verification.limits import serve

def work(request):
    yield {"process": os.getpid()}
    if request["do"] == "spin":
        while True:
            pass
    if request["do"] == "sleep":
        time.sleep(100)
    if request["do"] == "tell":
        kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_CORE)
        yield {"answer": [resource.getrlimit(kind)[0] for kind in kinds]}
    if request["do"] == "long integer":
        10 ** 10 ** 10
    if request["do"] == "fill":
        len(b"x" * 2**40)
    if request["do"] == "fill slowly":
        kept = []
        while True:
            kept.append(bytes(2**24))
    if request["do"] == "recur":
        def down(): return down()
        down()
    if request["do"] == "leave":
        os._exit(3)
    if request["do"] == "fail":
        raise KeyError("odd")
    if request["do"] == "cut":
        sys.stdout.write('{"verdict": "pro')
        sys.stdout.flush()
        os._exit(0)
    yield {"answer": request["do"]}

if __name__ == "__main__":
    serve(work)
"""


def asked(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *work: str, limits: Limits
) -> list[tuple[list[int], list[Any], str]]:
    (folder / "hog.py").write_text(HOG, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    found = []
    for answer in answers("hog", ({"do": what} for what in work), limits):
        processes = [part["process"] for part in answer.parts if "process" in part]
        said = [part["answer"] for part in answer.parts if "answer" in part]
        found.append((processes, said, answer.ended))
    return found


def test_one_child_does_all_the_light_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = asked(monkeypatch, tmp_path, "a", "b", "c", limits=Limits(20.0))
    assert [(said, ended) for _, said, ended in found] == [([x], DONE) for x in "abc"]
    assert len({process for processes, _, _ in found for process in processes}) == 1


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("spin", TIME),
        ("sleep", TIME),
        ("long integer", TIME),
        ("fill", MEMORY),
        ("fill slowly", MEMORY),
        ("recur", MEMORY),
        ("leave", MEMORY),
        ("cut", MEMORY),
        ("fail", "KeyError: 'odd'"),
    ],
)
def test_what_is_too_heavy_is_stopped_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str, why: str
) -> None:
    start = time.monotonic()
    limits = Limits(1.0, 2**29)
    (_, _, first), (processes, said, ended), last = asked(
        monkeypatch, tmp_path, "a", what, "b", limits=limits
    )
    assert first == DONE
    assert (said, ended) == ([], why)
    assert last[1:] == (["b"], DONE)
    assert last[0] != processes
    # two starts of a small child, and the limit itself
    assert time.monotonic() - start < 10


def test_limits_are_the_childs_and_not_the_parents(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)
    before = [resource.getrlimit(kind) for kind in kinds]
    _, (_, (told, _), _) = asked(monkeypatch, tmp_path, "fill", "tell", limits=Limits(5.0, 2**29))
    # beside the parent's clock the child has a limit of its own, in whole processor seconds
    assert 5 <= told[0] <= 7
    assert told[1:] == [2**29, 0]
    assert [resource.getrlimit(kind) for kind in kinds] == before


def test_a_module_that_does_not_start_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="does not start"):
        list(answers("verification.no_such_module", [{}], Limits()))
