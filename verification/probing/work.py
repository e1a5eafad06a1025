"""The child process of a probe: it answers one step after the other."""

from __future__ import annotations

from collections.abc import Iterator

from verification.limits import Message, serve
from verification.probing.question import Question
from verification.probing.steps import STEPS
from verification.session import strict


def work(request: Message) -> Iterator[Message]:
    """Do one step.

    Args:
        request: `step`, and the fields of a `Question`.

    Yields:
        Parts of the record.
    """
    strict()
    question = Question(**request["question"])
    yield from STEPS[request["step"]](question)


if __name__ == "__main__":
    serve(work)
