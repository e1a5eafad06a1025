"""Several processes judge as one does, and leave when they are not needed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import count
from multiprocessing import active_children
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tests.alike import one_in
from verification import panel
from verification.claims import IDS
from verification.errors import InputError
from verification.terms import Terms

ROOT = Path(__file__).resolve().parents[2]
NAMES = (*IDS[:8], "paper/B.2.2-rho-0", "paper/eq-5", *IDS[2:12])  # some of them twice
TERMS = Terms(rungs=("consistency", "quadrature"), salt=3)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "process_cpu_count", lambda: 2, raising=False)


@pytest.mark.slow
@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("audited", one_in(2, [True, False]))
def test_many_judge_as_one_does(audited: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    records = panel.judged(NAMES, TERMS, audited=audited)
    together = [next(records)]
    assert len(active_children()) == 2
    together += records
    monkeypatch.setattr(panel, "EACH", len(NAMES))
    alone = list(panel.judged(NAMES, TERMS, audited=audited))
    assert [item["id"] for item in alone] == list(NAMES)
    assert _timeless(together) == _timeless(alone)


def _timeless(records: list[panel.Record]) -> list[panel.Record]:
    return [{k: v for k, v in item.items() if k != "seconds"} for item in records]


def test_few_claims_are_judged_here() -> None:
    records = panel.judged(NAMES[:3], TERMS, audited=False)
    assert len(list(records)) == 3
    assert not active_children()


@pytest.mark.slow
@pytest.mark.usefixtures("two")
def test_who_stops_early_leaves_nobody_behind() -> None:
    records = panel.judged(NAMES, TERMS, audited=False)
    next(records)
    children = active_children()
    records.close()
    assert not any(child.is_alive() for child in children)  # at once, not when they are done


@pytest.mark.slow
@pytest.mark.usefixtures("two")
def test_ctrl_c_is_heeded_by_the_parent_alone() -> None:
    """A terminal sends it to all processes of a command, wherever they are in their work."""
    ended = Event()

    def interrupt() -> None:
        while not ended.wait(0.02):
            for child in active_children():
                os.kill(child.pid or 0, signal.SIGINT)

    thread = Thread(target=interrupt)
    thread.start()
    try:
        assert len(list(panel.judged(NAMES, TERMS, audited=False))) == len(NAMES)
    finally:
        ended.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("late", [False, True])
def test_a_process_that_dies_is_one_line(late: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it has read its claim the line is reset, while it judges one the line ends."""
    waits = count()

    def killing(lines: list[Connection]) -> list[Any]:  # all of them have a claim by now
        if next(waits) == late:
            for child in active_children():
                os.kill(child.pid or 0, signal.SIGKILL)
        return wait(lines)

    monkeypatch.setattr(panel, "wait", killing)
    with pytest.raises(
        InputError, match=r"20 claims.*ended from outside.*free some, or name fewer"
    ):
        list(panel.judged(NAMES, TERMS, audited=False))


@pytest.mark.slow
@pytest.mark.usefixtures("two")
def test_an_error_there_is_one_here() -> None:
    records = panel.judged((*NAMES[:-1], "no/claim"), TERMS, audited=False)
    with pytest.raises(KeyError, match="no/claim") as raised:
        list(records)
    assert "in find" in "".join(raised.value.__notes__)


@pytest.mark.slow
def test_a_parent_that_is_killed_takes_its_children_along() -> None:
    code = (
        "import os, time\n"
        "os.cpu_count = os.process_cpu_count = lambda: 2\n"
        "from multiprocessing import active_children\n"
        "from verification import panel\n"
        "from verification.terms import Terms\n"
        f"records = panel.judged({NAMES!r}, Terms(('consistency',)), audited=False)\n"
        "next(records)\n"
        "print(*(child.pid for child in active_children()), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()
    assert len(pids) == 2
    end = time.monotonic() + 20
    while any(_is_alive(pid) for pid in pids):
        assert time.monotonic() < end, "they are still there"
        time.sleep(0.1)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
