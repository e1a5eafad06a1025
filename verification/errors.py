"""The error for bad input, worded in one line for the person who typed it."""

_SHOWN = 60


class InputError(ValueError):
    """Input that was refused; the message is one line, best worded by `refusal`."""


def refusal(argument: str, value: object, rule: str, remedy: str) -> str:
    """Word the refusal of an input from its four parts.

    Args:
        argument: What the person was setting, such as `--at`.
        value: What they gave.
        rule: The rule that the value breaks.
        remedy: What to give instead.

    Returns:
        One line, with the value shortened and its control characters escaped.

    >>> refusal("--digits", "-3", "is not positive", "give a number such as 30")
    "--digits '-3': is not positive; give a number such as 30"
    """
    return f"{argument} {shorten(value)}: {rule}; {remedy}"


def shorten(value: object) -> str:
    """Quote a value in one line of at most 60 printable characters.

    Args:
        value: Anything that can be shown as text.

    Returns:
        The quoted text, cut at the end where it is long.
    """
    quoted = repr(str(value)[: _SHOWN + 1])
    return quoted if len(quoted) <= _SHOWN else f"{quoted[: _SHOWN - 4]}...{quoted[0]}"
