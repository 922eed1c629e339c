"""What one start leaves for another: an edit finds what a run that remembers nothing finds."""

import pytest
from code_world import detector

from vedette.languages.text import decode
from vedette.model.facts import Entry, Origin
from vedette.sources.shared import blob_id
from vedette.work.cache.programs import Answers
from vedette.work.examiner import pressed
from vedette.work.interface import Outcome
from vedette.work.leavings import Leavings
from vedette.work.programs import Programs

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


class Memory:
    def __init__(self):
        self.answers, self.known = Answers(), {}

    def recall(self):
        return self.answers

    def keep(self, answers):
        self.answers = answers

    def forms(self, tokens):
        wanted = set(tokens)
        return {key: form for key, form in self.known.items() if key[0] in wanted}

    def keep_forms(self, rows):
        self.known |= {(token, kind): form for token, kind, form in rows}


class Reader:
    def __init__(self, files):
        self.files = files

    def read(self, entry):
        return self.files[entry.path]

    def close(self):
        pass


@pytest.fixture(scope="module")
def judge():
    return detector()


def scanned(judge, files, memory):
    raw = {path: text.encode() for path, text in files.items()}
    programs = Programs({"code": judge}, memory, Reader(raw), lambda _entry: True)
    for path, data in raw.items():
        entry = Entry(path=path, blob=blob_id(data, "sha1"), origin=Origin.blob)
        form = judge.lower(decode(path, data), wanted=True)
        chosen = ("code",) if form.chosen else ()
        programs.take(
            Outcome(entry=entry, chosen=chosen, forms={"code": pressed(form.packed)}), programs.head
        )
        programs.head.entries[path] = entry
    found = programs.solve(programs.head, float("inf")).findings
    programs.save(whole=True)
    return [(one.rule, one.place.path, one.place.start.line) for one in found if one.flow]


@pytest.mark.parametrize(
    ("files", "edited"),
    [
        ({"store.py": STORE, "a.py": GIVER, "b.py": TAKER}, {"b.py": TAKER + "\n# other\n"}),
        ({"store.py": STORE, "a.py": GIVER, "b.py": TAKER}, {"store.py": STORE.replace("1", "2")}),
        (
            {"a.py": ROUTES, "views.py": VIEWS},
            {"views.py": VIEWS.replace("import flask", "import flask, os")},
        ),
    ],
)
def test_what_others_left_is_there_after_an_edit(judge, files, edited):
    memory = Memory()
    assert scanned(judge, files, memory)
    after = scanned(judge, {**files, **edited}, memory)
    assert after == scanned(judge, {**files, **edited}, Memory())
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
    before = scanned(judge, files, memory)
    after = scanned(judge, {**files, **edited}, memory)
    assert before
    assert after == scanned(judge, {**files, **edited}, Memory())
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
