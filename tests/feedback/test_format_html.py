"""The page in a real browser: nothing planted runs, loads or leaves; without one, its elements are ours."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
from html import unescape
from html.parser import HTMLParser

import pytest
from hostile_records import ANY, PLANTED, hostile, world
from hypothesis import given
from msgspec.structs import replace
from report_world import WEAK, coverage, finding, full, judgement, partial, record, told, write

from vedette.feedback import html, html_chapters
from vedette.model.events import Judged, Started
from vedette.model.finding import State

# Between blanks.
ELEMENTS = (
    " html head meta title style body header main section footer h1 h2 p div span strong code pre mark a br "
    "details summary dl dt dd ul li table caption thead tbody tr th td label input script "
)
ATTRIBUTES = (
    " lang charset http-equiv content name class id aria-labelledby open hidden for type autocomplete "
    "placeholder role href rel scope "
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--virtual-time-budget=2000",
)


class Page(HTMLParser):
    """Collects what a page is made of, and refuses what is not ours."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.links = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        assert f" {tag} " in ELEMENTS
        self.elements.append(tag)
        for name, value in attrs:
            assert f" {name} " in ATTRIBUTES, tag
            if name == "href":
                assert value.startswith(("https://", "http://"))
                self.links.append(value)
            if name == "http-equiv":
                assert value == "Content-Security-Policy"

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_decl(self, decl):
        assert decl.lower() == "doctype html"

    @property
    def text(self):
        return "".join(self.texts)


def page(raw):
    made = Page(raw.decode("utf-8"))
    assert (made.elements.count("script"), made.elements.count("style")) == (1, 1)
    return made


@pytest.fixture(scope="module")
def dom(tmp_path_factory):
    """What a browser makes of a page once its scripts have run: the document as text."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium: scripts/ci_setup.sh installs it")
        pytest.skip("there is no Chromium: scripts/ci_setup.sh installs it")

    def load(raw):
        folder = tmp_path_factory.mktemp("browser")
        file = folder / "report.html"
        file.write_bytes(raw)
        command = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return done.stdout.decode("utf-8")

    return load


def all_planted():
    worlds = [world(text, text) for text in PLANTED]
    judged, notes, rules = worlds[0]
    verdict = replace(
        judged.verdict, judgements=tuple(item for one, *_ in worlds for item in one.verdict.judgements)
    )
    skips = tuple(skip for one, *_ in worlds for skip in one.coverage.skips)
    whole = replace(
        judged,
        verdict=verdict,
        coverage=replace(judged.coverage, skips=skips),
        mended=tuple(item for one, *_ in worlds for item in one.mended),
    )
    advice = {"why": "".join(PLANTED), "title": "".join(PLANTED)[:190], "references": PLANTED}
    rules = {name: replace(rule, **advice) for name, rule in rules.items()}
    events = [Started(run=whole.run, asked=1, notes=(*notes, *PLANTED)), Judged(record=whole)]
    return write(html, events, rules=rules)


def title_of(document):
    return unescape(re.search("<title>(.*?)</title>", document, re.DOTALL)[1])


def test_in_a_browser_nothing_planted_runs(dom):
    raw = all_planted()
    found = dom(raw)
    assert title_of(found) == title_of(raw.decode()) != "owned"
    shown = Page(found)
    assert shown.elements.count("script") == 1
    assert not shown.links
    for text in ("<script>document.title='owned'</script>", "javascript:document.title='owned'"):
        assert text in shown.text
    # Our own script did run: its digest is the one in the policy.
    assert re.search(r'<div id="filter">', found)


def test_in_a_browser_the_policy_stops_what_would_slip_through(dom):
    attack = (
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
        "<style>main { display: none }</style><base href='https://evil.example/'>"
    )
    broken = told(html, full()).decode().replace("<main>", f"<main>{attack}")
    assert title_of(dom(broken.encode())).startswith("vedette: BLOCKED")
    # The same without the policy shows that the attack is one.
    naked = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", broken)
    assert title_of(dom(naked.encode())) == "owned"


def test_the_policy_names_the_style_and_the_script_and_nothing_else():
    text = told(html, full()).decode()
    policy = re.search('Security-Policy" content="([^"]*)"', text)[1]
    sources = dict(part.split(" ", 1) for part in policy.split("; "))
    assert sources.pop("default-src") == sources.pop("base-uri") == sources.pop("form-action") == "'none'"
    for name in ("style", "script"):
        inner = re.search(f"<{name}>(.*?)</{name}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert sources.pop(f"{name}-src") == f"'sha256-{digest}'"
    assert not sources


def test_the_verdict_comes_first_then_findings_then_the_proof():
    gone = replace(judgement(finding("gone.py"), number=9).tracked, state=State.fixed)
    text = page(told(html, replace(full(), mended=(gone,)))).text
    order = ["BLOCKED", "1 emergency stops this change", "Stops this change: 1", "Revoke the key"]
    order += ["Still open: 1", "deploy/prod.env:3", "Accepted: 1", "Mended: 1", "gone.py:12"]
    order += ["What this rests on", "found in 2 of 2 workers"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "1 more is for an auditor" in text


def test_gaps_and_missed_canaries_are_named():
    text = page(told(html, record([], partial()))).text
    assert "PASSED, PARTIAL" in text
    assert "data/big.json" in text
    void = page(told(html, record([], coverage(kinds=())))).text
    assert "VOID" in void
    assert "did not run" in void


def test_links_are_plain_pages_only():
    odd = (
        "javascript:alert(1)",
        "https://a.example/'onclick=",
        "data:text/html,x",
        "https://ok.example/x?a=1&b=2",
    )
    rule = replace(WEAK, references=odd)
    made = page(told(html, record([judgement(finding(rule=WEAK))]), rules={WEAK.id: rule}))
    assert made.links == ["https://ok.example/x?a=1&b=2"]


def test_it_is_cut_where_a_browser_gets_slow_and_says_so():
    items = [judgement(finding(f"{n}.py", n + 1, rule=WEAK), number=n) for n in range(2_100)]
    made = page(told(html, record(items)))
    assert made.elements.count("details") == html_chapters.MOST_FINDINGS
    assert "and 100 more: the json report has all of them" in made.text


@given(ANY, ANY)
def test_any_text_is_text(first, second):
    made = page(hostile(html, first, second))
    assert all(char.isprintable() or char == "\n" for char in made.text)


@pytest.mark.parametrize("text", PLANTED)
def test_nothing_planted_makes_elements(text):
    page(hostile(html, text, text))


def test_a_run_without_verdict_says_so():
    assert "NO VERDICT" in page(write(html, [])).text
