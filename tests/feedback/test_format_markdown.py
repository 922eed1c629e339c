"""The comment and the summary, read back by a Markdown parser (CommonMark with GitHub's tables and links)."""

import re

import pytest
from hostile_records import ANY, PLANTED, hostile
from hypothesis import given
from markdown_it import MarkdownIt
from msgspec.structs import replace
from report_world import WEAK, context, coverage, finding, full, judgement, record, told, write

from vedette.feedback import github_summary, markdown
from vedette.model.events import Started
from vedette.model.finding import State
from vedette.model.verdict import Disposition, Run

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BOTH = [markdown, github_summary]
# All the HTML that is ours.
OURS = re.compile(
    r"<!-- vedette-report [0-9a-f]{16} -->|<br>"
    r"|<details><summary>(?:Still open|Accepted): [0-9,]+</summary>|</details>"
)
BLOCKS = {
    "heading",
    "paragraph",
    "bullet_list",
    "list_item",
    "inline",
    "html_block",
}
INLINES = {
    "text",
    "code_inline",
    "softbreak",
    "strong_open",
    "strong_close",
    "s_open",
    "s_close",
    "html_inline",
}
# What GitHub and GitLab make a mention, a reference or a link of, in the text that the Markdown became.
REACHING = re.compile(r"[@#!$~%&^:][\w/\"]|(?:^|\W)(?:www\.|gh-\d|mailto:)", re.IGNORECASE)


def inlines(raw):
    tokens = PARSER.parse(raw.decode("utf-8"))
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} <= BLOCKS
    for token in tokens:
        if token.type == "html_block":
            assert not OURS.sub("", token.content).strip()
        yield from token.children or ()


def check(raw):
    for token in inlines(raw):
        assert token.type in INLINES, token
        if token.type == "html_inline":
            assert OURS.fullmatch(token.content)
        if token.type == "text":
            # Digits and names that are ours: the counts of the headings, `Stops this change: 1`.
            assert not REACHING.search(token.content), token.content
        assert "\n" not in token.content
        assert all(char.isprintable() or char == "\u200b" for char in token.content)


def test_a_mention_is_one_to_these_tests():
    for text in ("@team", "see #1", "a:/x", "www.x.y", ":skull:", "gh-1"):
        assert REACHING.search(text)


def test_new_mended_and_still_open():
    old = judgement(finding("old.py", rule=WEAK), number=2)
    new = judgement(finding("new.py", rule=WEAK), number=3, introduced=True)
    gone = replace(judgement(finding("gone.py"), number=4).tracked, state=State.fixed)
    judged = replace(record([judgement(finding(), Disposition.emergency), new, old]), mended=(gone,))
    text = told(markdown, judged).decode()
    order = ["BLOCKED", "Stops this change: 1", "pay.py:12", "New, and may pass: 1", "new.py:12"]
    order += ["Mended: 1", "gone.py:12", "Still open: 1", "old.py:12", "canary found in 2 of 2 workers"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "**To mend it:** Revoke the key in the shop's dashboard" in text
    check(text.encode())


def test_the_first_line_finds_the_comment_again():
    first, again = told(markdown, full()), told(markdown, record([]))
    assert first.splitlines()[0] == again.splitlines()[0]
    assert re.fullmatch(rb"<!-- vedette-report [0-9a-f]{16} -->", first.splitlines()[0])
    other = replace(full(), run=replace(full().run, kinds=("code",)))
    assert told(markdown, other).splitlines()[0] != first.splitlines()[0]
    assert not told(github_summary, full()).startswith(b"<!--")


def test_a_clean_a_partial_and_a_void_run_differ():
    assert "## \u2705 vedette: PASSED\n" in told(markdown, record([])).decode()
    void = told(markdown, record([], coverage(kinds=()))).decode()
    assert "## \u26d4 vedette: VOID\n" in void
    assert "- **not covered:** the secrets detector did not run" in void
    assert "`secrets`: **did not run**" in void


@pytest.mark.parametrize(("module", "most"), [(markdown, 65_536), (github_summary, 1 << 20)])
def test_it_never_gets_too_long(module, most):
    long = "\U0001f511" * 3_000
    items = [
        judgement(finding(f"{n}{long}", n + 1, rule=WEAK, message=long), disposition, introduced=introduced)
        for disposition, introduced in (
            (Disposition.emergency, True),
            (Disposition.tracked, True),
            (Disposition.tracked, False),
            (Disposition.accepted, False),
        )
        for n in range(1_500)
    ]
    judged = replace(record(items), mended=tuple(item.tracked for item in items))
    raw = told(module, judged, rules={})
    assert len(raw) <= module._SIZE.most_bytes < most
    text = raw.decode()
    assert "Stops this change: 1,500" in text
    assert re.search(r"and 1,[0-9]{3} more: the json report has all of them", text)
    assert text.count("<details>") == text.count("</details>") == 2
    assert "What this rests on" in text
    check(raw)


def test_the_ends_of_chapters_fit_too():
    items = [judgement(finding(f"{n}.py", n + 1, rule=WEAK), number=n) for n in range(60)]
    new = [replace(item, tracked=replace(item.tracked, introduced=True)) for item in items]
    accepted = [replace(item, disposition=Disposition.accepted) for item in items]
    gone = tuple(item.tracked for item in items)
    for length in range(300, 600, 15):
        message = "\U0001f511" * length
        stops = [judgement(finding(message=message, evidence=message), Disposition.emergency)] * 60
        judged = record([*stops, *new, *items, *accepted])
        why = {
            name: replace(rule, why=message * 2, fix=message * 2) for name, rule in context().rules.items()
        }
        raw = told(markdown, replace(judged, mended=gone), rules=why)
        assert len(raw) <= markdown._SIZE.most_bytes
        check(raw)


@pytest.mark.parametrize("module", BOTH)
@given(ANY, ANY)
def test_any_text_is_no_markup(module, first, second):
    check(hostile(module, first, second))


@pytest.mark.parametrize("module", BOTH)
@pytest.mark.parametrize("text", PLANTED)
def test_nothing_planted_is_markup(module, text):
    raw = hostile(module, text, text)
    check(raw)
    # GitLab reads lines that start with a slash as orders.
    assert not [line for line in raw.decode().splitlines() if line.lstrip().startswith("/")]


@pytest.mark.parametrize("module", BOTH)
def test_a_run_without_verdict_says_so(module):
    run = Run(id="1", project="x", started="", kinds=("secrets",))
    raw = write(module, [Started(run=run, asked=1)])
    assert b"NO VERDICT" in raw
    assert raw.splitlines()[0] == told(markdown, full()).splitlines()[0] or module is github_summary
