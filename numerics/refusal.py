"""The one line that says what is wrong with an argument."""

from __future__ import annotations


class Refusal(ValueError):
    """A simulation that cannot be run as asked; the message is one line."""

    def __init__(self, argument: str, value: object, rule: str, remedy: str) -> None:
        """Word the line: the argument, its value, the rule and the remedy."""
        super().__init__(f"{argument} = {value}: must be {rule}; {remedy}")
