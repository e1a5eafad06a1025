"""Hostile texts in descriptions of recurrences: answered or refused in one line, never run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.own_descriptions import REFUSALS, UNIT, XI, Description, refused
from verification.own import fields, read

ATTACKS = (
    *(
        "__import__('os').system('x')",
        "().__class__.__mro__",
        "exec('1')",
        "eval(1)",
        "h.__class__",
    ),
    *("lambda: 0", "[h for h in h]", "open('x')", "h;h", "h\nimport os", "'h'", "f(h)", "`h`"),
    *("h if h else 0", "h and 1", "{h}", "@h", "h := 1", "sqrt(h)", "1e999999999", "h**99999999"),
    *("h**h", "9" * 5000, "+".join(["h"] * 4000), "(" * 3000, "-" * 3990 + "h", "\x00", "\u202eh"),
)


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: repr(text[:20]))
def test_nothing_is_executed(text: str) -> None:
    half = {"rows": ["h' = h/2 + xi"], "noise": XI}
    for field in (
        {"rows": [f"h' = {text}"]},
        {"rows": [f"{text}' = 1"]},
        {"noise": {"xi": text}},
        {"noise": {"xi": {"variance": "1", "kurtosis": text}}},
        {"gates": {"f": [[text, "1"]]}},
        {"gates": {"f": [["1", text]]}},
        {"data": {"h h": text}},
        {"roots": {"g": text}},
        {"parameters": ["w"], "slopes": {"w": {"w": text}}},
    ):
        if text not in ("h**h", "+".join(["h"] * 4000)) or "h" in field:
            refused(lambda field=field: read(half | field))
    for key in ("parameters", "learned", "output"):
        refused(lambda key=key: read(half | {key: [text]}), key)


@settings(max_examples=200)
@given(text=st.text(max_size=30), key=st.sampled_from(fields.KEYS))
def test_any_text_is_answered_or_refused(text: str, key: str) -> None:
    name = "".join(filter(str.isprintable, text))
    for value in (text, [text], {"h": text}, {name: text}, [[text]], {name: {name: text}}):
        assert answered(UNIT | {key: value}) in (None, 1)


def answered(description: Description) -> int | None:
    """Read a description, and count the lines of the refusal if there is one."""
    try:
        read(description)
    except REFUSALS as error:
        return len(str(error).splitlines())
    return None
