"""Heavy work in a child process that is given so much time and memory, and no more."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event, Timer
from typing import Any, NamedTuple

Message = dict[str, Any]
DONE, TIME, MEMORY = "done", "time", "memory"
# what imports may take before the first request is answered
START = 120.0


class Limits(NamedTuple):
    """What one piece of work may use.

    Args:
        seconds: of the wall clock, and of the processor.
        memory: bytes of address space of the child.
    """

    seconds: float = 10.0
    memory: int = 2 * 2**30


class Answer(NamedTuple):
    """What came of one piece of work.

    Args:
        parts: the messages it got out, in order.
        ended: `done`, `time` or `memory`, whichever stopped it, or the error that did.
    """

    parts: tuple[Message, ...]
    ended: str


def answers(module: str, requests: Iterable[Message], limits: Limits) -> Iterator[Answer]:
    """Have a child process work through requests, and begin another where one was stopped.

    Args:
        module: what the child runs, a module that calls `serve`.
        requests: plain data.
        limits: of each request.

    Yields:
        An answer for each request, in order.
    """
    child: subprocess.Popen[str] | None = None
    try:
        for request in requests:
            if child is not None and child.poll() is not None:
                _end(child)
                child = None
            if child is None:
                child = _begin(module, limits)
            answer = _ask(child, request, limits)
            if answer.ended != DONE:
                # what it still holds is unknown: a fresh child goes on
                _end(child)
                child = None
            yield answer
    finally:
        if child is not None:
            _end(child)


def _begin(module: str, limits: Limits) -> subprocess.Popen[str]:
    # -P and the path: what lies in the folder one works in is never imported
    here = str(Path(__file__).resolve().parent.parent)
    paths = (here, *filter(None, (os.environ.get("PYTHONPATH"),)))
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", module, str(limits.seconds), str(limits.memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
    )
    try:
        _, ended = _heard(child, START)
    except BaseException:
        _end(child)
        raise
    if ended != DONE:
        _end(child)
        raise RuntimeError(f"a child process with {module} does not start: {ended}")
    return child


def _ask(child: subprocess.Popen[str], request: Message, limits: Limits) -> Answer:
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.flush()
    except OSError:
        return Answer((), MEMORY)
    return _heard(child, limits.seconds)


def _heard(child: subprocess.Popen[str], seconds: float) -> Answer:
    assert child.stdout is not None
    late, parts = Event(), list[Message]()

    def stop() -> None:
        late.set()
        child.kill()

    timer = Timer(seconds, stop)
    timer.start()
    try:
        for line in child.stdout:
            # a line that was cut off belongs to a child that was stopped
            message = json.loads(line) if line.endswith("\n") else {}
            if "ended" in message:
                return Answer(tuple(parts), message["ended"])
            parts.append(message)
    finally:
        timer.cancel()
        if late.is_set():
            child.wait()
    code = child.wait()
    return Answer(tuple(parts), TIME if late.is_set() or code == -signal.SIGXCPU else MEMORY)


def _end(child: subprocess.Popen[str]) -> None:
    """Stop a child and leave nothing of it behind."""
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            # what was not flushed has no reader any more
            with contextlib.suppress(OSError):
                stream.close()


def serve(work: Callable[[Message], Iterator[Message]]) -> None:
    """Answer requests from standard input, within the limits on the command line.

    Args:
        work: gives the parts of an answer as it finds them.
    """
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_AS", memory)
    _say({"ended": DONE})
    for line in sys.stdin:
        _limit("RLIMIT_CPU", math.ceil(time.process_time() + seconds))
        _say({"ended": _worked(work, json.loads(line))})


def _worked(work: Callable[[Message], Iterator[Message]], request: Message) -> str:
    try:
        for part in work(request):
            _say(part)
    except (MemoryError, RecursionError):
        return MEMORY
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return DONE


def _say(message: Message) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit(name: str, amount: int) -> None:
    # not every system knows each of these limits; the parent's clock holds everywhere
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            amount = min(amount, hard)
        resource.setrlimit(kind, (amount, hard))
