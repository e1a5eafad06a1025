"""The page of a probe: one file, complete, and safe whatever a user has typed."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from tests.verification.probing.records import (
    PAYLOAD,
    bare,
    decay,
    moment,
    plain,
    planted,
    sample,
    state,
)
from verification.probing.report import html
from verification.probing.report.sliders import checked, transcribed

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VOID = ("meta", "input", "br", "img", "link", "hr")


class Page(HTMLParser):
    """What a browser would see: elements, their attributes, their text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page() -> str:
    return html(sample())


@pytest.mark.parametrize("record", [sample, bare, planted, dict])
def test_every_element_is_closed_and_every_name_is_used_once(record):
    found = Page(html(record()))
    assert not found.open
    names = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(names) == len(set(names))
    pointed = {a["aria-labelledby"] for _, a in found.elements if "aria-labelledby" in a}
    pointed |= {a["href"].removeprefix("#") for a in found.named("a")} - {"try"}
    assert pointed <= set(names)


@pytest.mark.parametrize(
    "text", [PAYLOAD, '" onload="alert(1)', "]]><svg onload=alert(1)>", "{{SCRIPT}}", "$x_1^"]
)
def test_nothing_that_is_typed_becomes_an_element_an_attribute_or_a_script(page, text):
    clean, dirty = Page(page), Page(html(planted(text)))
    assert len(dirty.named("script")) == len(clean.named("script")) == 2
    assert not dirty.named("img")
    known = {(tag, name) for tag, attributes in clean.elements for name in attributes}
    known |= {("ul", "class"), ("div", "role")}  # of the list of what was left out
    assert {(tag, name) for tag, attributes in dirty.elements for name in attributes} <= known
    assert " ".join(text.split()).replace("*", "⋅") in dirty.text


def test_a_page_needs_nothing_from_outside(page):
    for address in re.findall(r"https?://[^\"'\s<>;]*", page):
        assert address.startswith("http://www.w3.org/")
    found = Page(page)
    for _, attributes in found.elements:
        assert "src" not in attributes
        for name in ("href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    assert not found.named("link")
    assert "url(" not in re.sub(r"url\(#", "", page)
    assert "default-src 'none'" in page


def test_mathematics_and_figures_are_well_formed(page):
    formulas = re.findall(r"<math\b.*?</math>", page, re.DOTALL)
    drawings = re.findall(r"<svg\b.*?</svg>", page, re.DOTALL)
    assert len(formulas) > 9
    assert len(drawings) == 4  # three figures, and the empty one that is drawn live
    for text in (*formulas, *drawings):
        ElementTree.fromstring(text)
    assert sum("<text" in drawing for drawing in drawings) == 3
    assert "<style" not in "".join(drawings)
    assert "\\" not in "".join(formulas)


def test_everything_of_the_record_is_told(page):
    record, shown = sample(), Page(page).text
    for key, form in record["closed_forms"].items():
        assert f"key {key}" in shown
        assert form["verdict"] in shown
        for finding in form["findings"]:
            assert finding["detail"] in shown
    for text in ("0.1.0, sources 12345678", "sympy 1.14.0", "key2024, Figure 2", "seed 7"):
        assert text in shown
    for text in ("Tamed up to the constant (1 + ρ)/(4⋅(1 − ρ)).", "−∞ < ω < ∞", "ω → −∞: λ → 1"):
        assert text in shown
    assert "proved by substitution" in shown
    assert "Left out" not in shown


def test_what_is_missing_is_said_once_above_and_where_it_is_missed():
    shown = Page(html(bare())).text
    for step in ("closed_forms", "limits", "optimum", "landscape", "domain"):
        assert shown.count(f"slow {step}") >= 2
    for step in bare()["missing"]:
        assert f"slow {step}" in shown
    assert "No formula to be moved." in shown
    assert "Not part of this probe." in Page(html({})).text


def test_each_part_may_be_missing_alone():
    drawn = ("curves", "optimal", "landscape")  # figures take their time
    for key in sample():
        record = {k: v for k, v in sample().items() if k not in (key, *drawn)}
        assert not Page(html(record)).open


def test_the_same_record_gives_the_same_file(page):
    assert html(sample()) == page
    assert not re.search(r"20\d\d-\d\d-\d\d", page)


@pytest.mark.parametrize(
    "code",
    [
        "alert(1)",
        "Math.constructor",
        "v.constructor",
        "omega; alert(1)",
        "omega['x']",
        "`x`",
        "omega = 1",
        "() => 1",
        "this",
        "Math.exp(omega",
        "</script>",
        "omega.rho",
        "1 /* x */",
        "// x",
        "",
    ],
)
def test_code_that_can_do_more_than_arithmetic_is_not_let_through(code):
    assert checked(code, ["omega", "rho"]) is None


def test_code_of_arithmetic_is_let_through_with_its_variables_numbered():
    code = "(v.omega < 0) ? (-Math.pow(omega, 2)/1.5e-3) : (Math.exp(rho))"
    assert checked(code, ["rho", "omega"]) == (
        "( v[1] < 0 ) ? ( - Math.pow ( v[1] , 2 ) / 1.5e-3 ) : ( Math.exp ( v[0] ) )"
    )
    assert transcribed("exp(I*omega)", ["omega"]) is None
    assert transcribed("-omega**2", ["omega"]) == "( - Math.pow ( v[0] , 2 ) )"
    assert transcribed("__import__('os')", ["omega"]) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("omega", "rho"),
    [
        (-1.5, -0.75),
        pytest.param(-5.25, 0.5, marks=pytest.mark.long),
        pytest.param(0.875, 0.25, marks=pytest.mark.long),
    ],
)
def test_a_browser_computes_what_python_computes(tmp_path, omega, rho):
    record = sample()
    record["curves"] = [
        {"coordinate": "omega", "omega": [-6.0, omega, 3.0], "at": {"rho": str(rho)}}
    ]
    shown = _opened(html(record), tmp_path)
    values = [float(x) for x in re.findall(r'data-value="([^"]*)"', shown)]
    assert values == pytest.approx(
        [
            decay(omega),
            1 / (1 - decay(omega)),
            state(omega, rho),
            moment(omega, rho),
            plain(omega, rho),
            1.0,
        ],
        rel=1e-11,
    )
    assert 'type="range"' in shown
    assert re.search(r'<path [^>]*d="M[\d.]+ ', shown)


@pytest.mark.slow
def test_a_browser_runs_no_script_that_was_typed(tmp_path):
    attack = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    shown = _opened(html(planted(attack)), tmp_path)
    assert "<title>taken" not in shown
    run = html(sample()).replace("<main>", "<main><script>document.title = 'taken'</script>")
    assert "<title>taken" not in _opened(run, tmp_path)  # the policy knows two scripts only


def _opened(text: str, folder) -> str:
    """Give a page as it is after its scripts have run."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed: scripts are not run")
    (folder / "page.html").write_text(text, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", (folder / "page.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
