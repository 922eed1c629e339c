"""What one start leaves for another: an edit finds what a run that remembers nothing finds."""

import pytest
from code_world import detector
from run_world import Memory, scanned

from vedette.work.leavings import Leavings

STORE = """class Store:
    def look(self):
        return 1
"""
# It puts what a request says into an object whose class stands elsewhere.
GIVER = """from flask import Flask, request
from store import Store

app = Flask(__name__)
store = Store()

@app.route("/")
def view():
    store.name = request.args["name"]
    return "kept"
"""
TAKER = """import subprocess
from flask import request
from store import Store

def run(store: Store):
    if request.method:
        subprocess.call(store.name, shell=True)
"""
ASK = """from flask import request

def asked():
    return request.args["name"]
"""
# One thing that is asked is kept twice: each time it does no harm to something else.
KEEPER = """import html, shlex
from flask import Flask
from ask import asked
from store import Store

app = Flask(__name__)
store = Store()

@app.route("/")
def view():
    store.name = {}(asked())
    return "kept"
"""
KEEPERS = {
    "ask.py": ASK,
    "store.py": STORE,
    "a.py": KEEPER.format("shlex.quote"),
    "b.py": KEEPER.format("html.escape"),
    "c.py": TAKER,
}
ROUTES = """from flask import Flask
from views import view

app = Flask(__name__)
app.add_url_rule("/<name>", view_func=view)
"""
VIEWS = """import subprocess
import flask

def view(name):
    subprocess.call(name, shell=True)
"""


@pytest.fixture(scope="module")
def judge():
    return detector()


def flows(judge, files, memory):
    return [
        (one.rule, one.place.path, one.place.start.line, one.flow)
        for one in scanned(judge, files, memory)
        if one.flow
    ]


@pytest.mark.parametrize(
    ("files", "edited"),
    [
        ({"store.py": STORE, "a.py": GIVER, "b.py": TAKER}, {"b.py": TAKER + "\n# other\n"}),
        ({"store.py": STORE, "a.py": GIVER, "b.py": TAKER}, {"store.py": STORE.replace("1", "2")}),
        (
            {"a.py": ROUTES, "views.py": VIEWS},
            {"views.py": VIEWS.replace("import flask", "import flask, os")},
        ),
        (KEEPERS, {"c.py": TAKER + "\n# other\n"}),
    ],
)
def test_what_others_left_is_there_after_an_edit(judge, files, edited):
    memory = Memory()
    assert flows(judge, files, memory)
    after = flows(judge, {**files, **edited}, memory)
    assert after == flows(judge, {**files, **edited}, Memory())
    assert after


@pytest.mark.parametrize(
    ("files", "edited"),
    [
        (
            {"store.py": STORE, "a.py": GIVER, "b.py": TAKER},
            {"a.py": GIVER.replace('request.args["name"]', '"constant"')},
        ),
        ({"a.py": ROUTES, "views.py": VIEWS}, {"a.py": ROUTES.replace("view_func=view", "view_func=None")}),
    ],
)
def test_what_is_no_longer_left_is_forgotten(judge, files, edited):
    memory = Memory()
    before = flows(judge, files, memory)
    after = flows(judge, {**files, **edited}, memory)
    assert before
    assert after == flows(judge, {**files, **edited}, Memory())
    assert after != before


def test_only_what_was_left_before_is_seen():
    leavings = Leavings()
    leavings.put("b.py", (("store.py", -1, b"one"),))
    assert list(leavings.before("b.py")) == []
    assert list(leavings.before("c.py")) == [("b.py", ("store.py", -1, b"one"))]
    assert leavings.seen("a.py", ["store.py"], b"") == leavings.seen("c.py", ["a.py"], b"") == b""
    first = leavings.seen("c.py", ["store.py"], b"")
    leavings.put("b.py", (("store.py", -1, b"two"),))
    assert b"" != first != leavings.seen("c.py", ["store.py"], b"")
    leavings.put("b.py", ())
    assert leavings.seen("c.py", ["store.py"], b"") == b""
