"""A panel: several processes that judge claims at the same time."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from verification import audit as auditing
from verification import report
from verification.claims import find
from verification.errors import InputError, refusal
from verification.ladder import climb
from verification.session import strict
from verification.terms import Terms

MOST, EACH = 4, 10  # processes, and the claims that are worth the start of one
LOST = "one of the processes that judge was ended from outside, perhaps for want of memory"
Record = dict[str, Any]
Judge = Callable[[str], Record]


def judged(names: tuple[str, ...], terms: Terms, *, audited: bool) -> Generator[Record, None, None]:
    """Judge claims, many of them in several processes.

    Args:
        names: claim ids.
        terms: on which they are examined.
        audited: whether rejected claims are searched for counterexamples.

    Yields:
        Their records, in the order of the names.
    """
    judge = partial(_record, terms=terms, audited=audited)
    cores = getattr(os, "process_cpu_count", os.cpu_count)() or 1
    size = min(MOST, cores, len(names) // EACH)
    if size < 2:
        strict()
        yield from map(judge, names)
    else:
        with _lines(size, judge) as lines:
            yield from _in_order(lines, names)


def _record(name: str, terms: Terms, *, audited: bool) -> Record:
    claim = find(name)
    if not audited:
        return report.record(climb(claim, terms))
    found = auditing.audit(claim, terms)
    return report.record(found.verdict, found)


def _in_order(lines: list[Connection], names: tuple[str, ...]) -> Iterator[Record]:
    answers, rest, busy = dict[int, Any](), enumerate(names), list(lines)
    try:
        for line in lines:
            line.send(next(rest))
        for place, _ in enumerate(names):
            while place not in answers:
                answers.update(_heard(busy, rest))
            if isinstance(answers[place], Exception):
                raise answers[place]
            yield answers.pop(place)
    except (EOFError, ConnectionError) as error:
        raise InputError(
            refusal("NAME", f"{len(names)} claims", LOST, "free some, or name fewer")
        ) from error


def _heard(busy: list[Connection], rest: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Any]]:
    """Wait for answers, and give who has answered the next name, while there are any."""
    ready: list[Any] = wait(busy)
    for line in ready:
        yield line.recv()
        if following := next(rest, None):
            line.send(following)
        else:
            busy.remove(line)


@contextmanager
def _lines(size: int, judge: Judge) -> Iterator[list[Connection]]:
    """Start processes, and end them. Ctrl-C is not for them: their parent heeds it."""
    context = get_context("spawn")
    pipes = [context.Pipe() for _ in range(size)]
    children = [context.Process(target=_serve, args=(far, judge), daemon=True) for _, far in pipes]
    resource_tracker.ensure_running()  # the first child would start it, which ends the mask
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # children inherit it
    try:
        for child in children:
            child.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for _, far in pipes:
            far.close()
        yield [near for near, _ in pipes]
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for child in children:
            if child.pid:
                child.terminate()
                child.join()


def _serve(line: Connection, judge: Judge) -> None:
    """Judge what is asked, while somebody is there to ask."""
    strict()
    with suppress(EOFError, ConnectionError):
        while True:
            place, name = line.recv()
            line.send((place, _answer(judge, name)))


def _answer(judge: Judge, name: str) -> Record | Exception:
    try:
        return judge(name)
    except Exception as error:  # for the parent to raise
        error.add_note(traceback.format_exc())
        return error
