"""Templates of pages: what they write, where it stands, and which file a name means."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.languages.javascript.lower import lower
from vedette.languages.javascript.pages import scripts
from vedette.languages.javascript.spots import ADDRESS, BARE, SCRIPT, TEXT, Spots
from vedette.languages.text import decode
from vedette.languages.views import FUNCTION, Views
from vedette.model.form import ATTR, CALL, COLUMN_BITS, EVAL, MAX_COLUMN


def written(path, text):
    """What a template writes unescaped or in a bad place: how, line and column."""
    module = lower(decode(path, text.encode()))
    found = []
    for function in module.functions:
        if function.path != FUNCTION:
            continue
        for statement in function.body:
            if statement[0] == EVAL and statement[1][0] == CALL and statement[1][1][0] == ATTR:
                call = statement[1]
                found.append((call[1][2], call[4] >> COLUMN_BITS, call[4] & MAX_COLUMN))
    return found


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<p>", TEXT),
        ("<a title=", BARE),
        ('<a title="', TEXT),
        ('<a href="', ADDRESS),
        ('<a href="/x/', TEXT),
        ("<img src='", TEXT),
        ("<iframe src='", ADDRESS),
        ("<link href='", TEXT),
        ("<a onclick='f(", SCRIPT),
        ("<script>var x = ", SCRIPT),
        ("<script>var x = '", TEXT),
        ("<script>var x = 'it\\'s ", TEXT),
        ("<script>f()</script><p>", TEXT),
        ("<!-- <a href=", TEXT),
        ("<style>a > b { color: ", TEXT),
        ("<a href=x>", TEXT),
        ("<SCRIPT type=module>", SCRIPT),
    ],
)
def test_the_place_of_a_value_is_told(before, expected):
    spots = Spots()
    spots.feed(before.encode())
    assert spots.here() == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.ejs", "<p>\n<%- x %></p>", [("raw", 2, 0)]),
        ("a.ejs", "<p><%= x %></p>", []),
        ("a.eta", "<p><%~ it.x %></p>", [("raw", 1, 3)]),
        ("a.hbs", "<p>{{{x}}}{{x}}</p>", [("raw", 1, 3)]),
        ("a.hbs", "{{!-- {{{x}}} --}}", []),
        ("a.mustache", "<p>{{& x}}</p>", [("raw", 1, 4)]),
        ("a.njk", "<p>{{ x | safe }}</p>", [("raw", 1, 3)]),
        ("a.njk", "{# {{ x | safe }} #}<p>{{ x | tojson | safe }}</p>", []),
        ("a.pug", "p= x\np!= x\n", [("raw", 2, 0)]),
        ("a.pug", "div\n  p some !{x} and #{x}\n", [("raw", 2, 8)]),
        ("a.pug", "a(href=x title=y) text\n", [("address", 1, 4)]),
        ("a.pug", "//\n  p!= x\n", []),
        ("a.html", "<a onclick='f({{ x }})'>", [("script", 1, 14)]),
    ],
)
def test_what_a_template_writes_is_a_call_at_its_place(path, text, expected):
    assert written(path, text) == expected


def test_names_of_a_template_are_attributes_of_its_data():
    module = lower(decode("a.ejs", b"<% let y = x; [1].map(() => { %><%- x + y %><% }) %>"))
    inner = next(one for one in module.functions if "lambda" in one.flags)
    assert "locals" in inner.words
    assert str(inner.body).count("'locals'") == 1


def test_what_a_page_runs_stands_at_its_place():
    page = b'<p onclick="f(&quot;a&quot;)">\n<script>g()</script><a href="javascript:h()">'
    out, typed = scripts(page, component=False)
    assert not typed
    assert len(out) == len(page)
    assert out.index(b'f("') == page.index(b"f(&quot;a")
    assert out.index(b"g()") == page.index(b"g()")
    assert out.index(b"h()") == page.index(b"h()")


_TAGS = (
    "<%",
    "%>",
    "<%-",
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "<script>",
    "</script>",
    "onclick=",
)
_PIECES = (
    *_TAGS,
    "#each",
    "for",
    "in",
    "x",
    "safe",
    "|",
    "'",
    "(",
    ")",
    "{",
    "}",
    "/*",
    "//",
    "`",
    "\\",
    " ",
    "\n",
)
_ENDS = ["ejs", "hbs", "njk", "pug", "html", "eta"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60), st.sampled_from(_ENDS))
def test_any_text_is_read_as_a_template(pieces, kind):
    module = lower(decode(f"a.{kind}", "".join(pieces).encode()))
    assert module.functions[0].number == 0
    assert [one.number for one in module.functions] == list(range(len(module.functions)))


_OPEN = ["<%", "{{", "{{{", "{#", "<script>", "<!--", "{{!--", " onclick='", "<a b="]


@pytest.mark.parametrize("piece", _OPEN)
def test_what_is_never_closed_takes_no_time(piece):
    before = time.process_time()
    for path in ("a.ejs", "a.html", "a.pug"):
        lower(decode(path, (piece * (200_000 // len(piece))).encode()))
    assert time.process_time() - before < 20


def test_what_is_nested_too_deeply_is_left_out():
    deep = lower(decode("a.ejs", ("<%- " + "f(" * 1_300 + "x" + ")" * 1_300 + " %>").encode()))
    assert [one.path for one in deep.functions] == [""]
    plain = lower(decode("a.ejs", ("<%- " + "f(" * 20 + "x" + ")" * 20 + " %>").encode()))
    assert [one.path for one in plain.functions] == ["", FUNCTION]


def test_a_name_means_the_nearest_template():
    views = Views(["views/a.ejs", "admin/views/a.ejs", "views/users/list.hbs", "public/a.html", "views/a.js"])
    assert views.find("routes/x.js", "a") == "views/a.ejs"
    assert views.find("admin/routes/x.js", "a") == "admin/views/a.ejs"
    assert views.find("x.js", "users/list") == "views/users/list.hbs"
    assert views.find("x.js", "list.hbs") == "views/users/list.hbs"
    assert views.find("x.js", "a.html") == "public/a.html"
    assert views.find("x.js", "sers/list") == ""
    assert views.find("x.js", "") == ""
