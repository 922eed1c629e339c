"""No character of a scanned tree acts on a terminal, a job log, a page or a file system."""

import unicodedata
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.feedback import neutral

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
ACTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, ünïcode, 漢字", "plain, ünïcode, 漢字"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]8;;https://x\x07", "\\x1b]8;;https://x\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("a\u3164b", "a\\u3164b"),
        ("line\nline\r\t", "line\\nline\\r\\t"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("x ##vso[task]y", "x \\x23#vso[task]y"),
        ("##[error]", "\\x23#[error]"),
        ("## heading", "## heading"),
    ],
)
def test_what_acts_or_hides_becomes_visible(text, shown):
    assert neutral.visible(text) == shown


@given(ANY)
def test_visible_is_always_printable_and_says_nothing_more_the_second_time(text):
    shown = neutral.visible(text)
    assert not {unicodedata.category(char) for char in shown} & ACTING
    assert neutral.visible(shown) == shown
    shown.encode("utf-8")


@pytest.mark.parametrize("text", ["::error::x", "  ::set-output name=x::y", "::"])
def test_no_line_starts_as_a_workflow_command(text):
    safe = neutral.line_start(text)
    assert not safe.lstrip().startswith("::")
    assert neutral.line_start("a::b") == "a::b"


@given(ANY)
def test_valid_text_can_be_encoded_and_keeps_valid_text(text):
    valid = neutral.valid(text)
    valid.encode("utf-8")
    assert (valid == text) is not any("\ud800" <= char <= "\udfff" for char in text)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/app.py", "src/app.py"),
        ("a b/ü#?%.py", "a%20b/%C3%BC%23%3F%25.py"),
        ("caf\udce9", "caf%E9"),
        ("../etc/passwd", "%2E%2E/etc/passwd"),
        ("a/./b", "a/%2E/b"),
        ("/etc/passwd", "%2Fetc/passwd"),
        ("//host/x", "%2F%2Fhost/x"),
        ("c:\\x", "c%3A%5Cx"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        (".github/x..y", ".github/x..y"),
        ("\ud800", "%ED%A0%80"),
    ],
)
def test_uris_are_the_bytes_of_the_name(path, uri):
    assert neutral.uri(path) == uri


@given(st.binary(max_size=40))
def test_uris_hold_every_name_and_nothing_but_the_name(raw):
    uri = neutral.uri(raw.decode("utf-8", "surrogateescape"))
    assert unquote_to_bytes(uri) == raw
    assert set(uri) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%/")
    assert not uri.startswith("/")
    assert not {".", ".."} & set(uri.split("/"))


@given(ANY, st.integers(9, 80))
def test_clip_keeps_to_its_length(text, most):
    clipped = neutral.clip(text, most)
    assert len(clipped) <= most
    assert (clipped == text) == (len(text) <= most)
    assert len(neutral.cut(text, most)) <= most
    assert neutral.cut(text, len(text) + 3) == text


def test_markdown_and_messages_make_no_links_pages_or_mentions():
    text = neutral.markdown("[x](https://e) <b>@team `c` \x1b")
    assert text == "\\[x\\](https://e) &lt;b&gt;&#64;team \\`c\\` \\\\x1b"
    assert neutral.message("[x](https://e)") == "\\[x\\](https://e)"
    assert neutral.message("list[0] (x)") == "list[0] (x)"
