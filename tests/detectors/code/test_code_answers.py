"""Pages that put what a route of the program answers into themselves as markup."""

import pytest
from code_world import detector, findings

from vedette.detectors.code.answers import Asked, asked_at, is_written
from vedette.languages.javascript import lower
from vedette.model.facts import Text

pytest.importorskip("tree_sitter_typescript", reason="the extra `code` is not installed")

RULE = "code-cross-site-scripting"
PAGE = """async function load() {
  const answer = await fetch(`${base}/api/posts/${id}`);
  const list = await answer.json();
  document.getElementById('posts').innerHTML = list.map((one) => `<li>${one.text}</li>`).join('');
}
"""
SERVER = """import sqlite3
from flask import Flask, jsonify
from markupsafe import escape
app = Flask(__name__)
@app.route("/api/posts/<int:post>")
def posts(post):
    rows = sqlite3.connect("a.db").execute("SELECT text FROM posts WHERE id = ?", (post,)).fetchall()
    return jsonify(ROWS)
"""


@pytest.fixture(scope="module")
def judge():
    return detector()


def told(judge, rows, page=PAGE):
    files = {"static/page.js": page, "app.py": SERVER.replace("ROWS", rows)}
    return [one for one in findings(judge, files) if one.rule == RULE]


def test_rows_that_a_route_of_another_language_answers_with_are_followed_into_the_page(judge):
    (found,) = told(judge, "rows")
    assert (found.place.path, found.place.start.line) == ("static/page.js", 4)
    assert found.confidence == "low"
    assert {one.path for one in found.flow} == {"app.py", "static/page.js"}
    assert "a database, by GET /api/posts/{post}" in found.message


@pytest.mark.parametrize("rows", ['[{"text": str(escape(row[0]))} for row in rows]', '{"count": len(rows)}'])
def test_what_is_escaped_or_counted_by_the_route_is_no_markup(judge, rows):
    assert told(judge, rows) == []


def test_a_route_that_is_not_the_programs_says_nothing(judge):
    assert told(judge, "rows", PAGE.replace("/api/posts/${id}", "/api/news/${id}")) == []


@pytest.mark.parametrize(
    ("call", "asked"),
    [
        ("fetch('/a/b?x=1')", Asked(("a", "b"), open=False, method="GET", sends=False)),
        ("fetch(`https://x.org/a/${b}`)", Asked(("a", "{}"), open=False, method="GET", sends=True)),
        ("fetch('/a', {method: 'post'})", Asked(("a",), open=False, method="POST", sends=False)),
        ("fetch('/a', {body: b})", Asked(("a",), open=False, method="GET", sends=True)),
        ("$.ajax({url: '/a', type: 'DELETE'})", Asked(("a",), open=False, method="DELETE", sends=False)),
        ("axios.get(base + '/a')", Asked(("a",), open=True, method="GET", sends=False)),
        ("fetch(address)", None),
        ("fetch(`/api/${x}`)", None),
        ("fetch('/')", None),
    ],
)
def test_what_a_page_asks_for_is_read_off_its_call(call, asked):
    module = lower.lower(Text(path="a.js", data=f"{call}.then(x => x)".encode()))
    assert asked_at(module, 1 << 12) == asked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('@app.route("/api/posts/<int:post>")', True),
        ("router.get('/posts/:id', list);", True),
        ("app.use('/api/posts', router);", True),
        ("path(r'posts/<int:pk>/', view)", True),
        ("@Controller('posts')", True),
        ("app.route({ url: `/api/posts/:id` })", True),
        ("app.get('/:version/posts/:id', list)", True),
        ("const posts = require('./posts');", False),
        ("import posts from 'shop/posts';", False),
        ("const kinds = ['users', 'posts'];", False),
        ("app.get('/api/posts/:id/likes', list)", False),
        ("app.get('/admin/posts/:id', list)", False),
        ("app.get('/api/postscript', list)", False),
        ("// it's posts/ of '", False),
    ],
)
def test_a_file_is_looked_at_that_writes_a_path_which_may_be_meant(text, found):
    asked = Asked(("api", "posts", "{}"), open=False, method="GET", sends=True)
    assert is_written(asked, f"a();\n{text}\nb();".encode()) is found
