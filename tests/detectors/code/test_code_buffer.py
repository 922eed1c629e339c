"""What is said of a text while it is edited is what a run says of it."""

import random

import pytest
from code_world import Tree, detector

from vedette.analysis.program.calling import Calling

PATH = "shop/views.py"
TEXT = """import hashlib
import os
import sqlite3

import flask
from shop import data as store

app = flask.Flask(__name__)
LIMIT = "10"


def digest(name):
    return hashlib.new(LIMIT, name)


def clean(name):
    return str(int(name))


class Store:
    path = "/tmp"

    def __init__(self, name):
        self.name = name
        self.rows = []

    def load(self, name):
        cursor = sqlite3.connect("shop.db").cursor()
        cursor.execute("SELECT * FROM item WHERE name = " + name)
        return cursor.fetchall()

    def keep(self):
        self.name = flask.request.args["name"]
        self.rows.append(clean(self.name))

    def run(self):
        os.system("ls " + self.name)


@app.route("/one")
def one():
    name = flask.request.args["name"]
    return str(Store(name).load(name))


@app.route("/two")
def two():
    def inner():
        return flask.request.args["name"]

    return store.find(inner())


class Sealer:
    kind = "md5"

    def __init__(self, name="sha256"):
        self.algorithm = "md5"
        self.name = name

    @property
    def chosen(self):
        return self.algorithm

    def plainly(self, data):
        return hashlib.new(self.algorithm, data)

    def by_property(self, data):
        return hashlib.new(self.chosen, data)

    def by_class(self, data):
        return hashlib.new(self.kind, data)

    def by_name(self, data):
        def inner():
            return hashlib.new(self.name, data)

        return inner() or hashlib.md5(data)


def seal(data):
    return hashlib.md5(data).hexdigest() + hashlib.new(LIMIT, data)


def turn(name, depth):
    if depth:
        return turn(name, depth - 1)
    return name


@app.route("/three")
def three():
    os.system(turn(clean(flask.request.args["name"]), 3))
    return "done"
"""
OTHER = {
    "shop/__init__.py": "",
    "shop/data.py": "import os\n\n\ndef find(name):\n    return os.popen('ls ' + name).read()\n",
}
PIECES = [
    *("name = flask.request.args['name']", "os.system(name)", "name = clean(name)", "self.name = name"),
    *("return name", "name = 'x'", "LIMIT = 'md5'", "global LIMIT", "Store(name).run()", "self.keep()"),
    *("name = turn(name, 1)", "store.find(name)", "hashlib.md5(name)", "# note", "x = (", "pass", "one()"),
    *("self.algorithm = 'sha256'", "self.algorithm = 'md5'", "self.name = 'md5'", "return 'md5'", "data = 1"),
    *("hashlib.new(self.chosen)", "Sealer().plainly(b'')", "hashlib.new(self.name)", "return 'sha256'"),
    *("eval(name)", "if name.isdigit(): return name", "name = Store(name).name", "def more(): return name"),
]


@pytest.fixture(scope="module")
def judge():
    return detector()


def edited(text, chance):
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    indent = " " * (len(lines[at]) - len(lines[at].lstrip(" ")))
    how = chance.randrange(4)
    if how == 0 and "def " not in lines[at]:
        del lines[at]
    elif how == 1:
        lines[at] = indent + chance.choice(PIECES)
    else:
        lines.insert(at, indent + chance.choice(PIECES))
    return "\n".join(lines)


def whole(judge, text, around):
    """What is found that begins in a text."""
    tree = Tree(judge, {**around, PATH: text})
    if not judge.lower(tree.text(PATH)).chosen:
        return []
    (answer,) = judge.judge(tree, [PATH])
    return list(answer.findings)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("around", [{}, OTHER], ids=["alone", "in a project"])
def test_after_random_edits_all_is_said_that_a_run_says(judge, seed, around):
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    text, said = TEXT, 0
    put = judge.buffer(PATH, Tree(judge, around) if around else None)
    for number in range(25):
        found = list(put(text.encode()).findings)
        assert found == whole(judge, text, around), number
        said += len(found)
        text = edited(text if number % 8 else TEXT, chance)
    assert said > 25


def test_what_an_edit_leaves_as_it_is_is_not_evaluated_again(judge, monkeypatch):
    evaluated = []
    real = Calling.by_itself

    def by_itself(self, ref):
        evaluated.append(ref.number)
        real(self, ref)

    monkeypatch.setattr(Calling, "by_itself", by_itself)
    put = judge.buffer(PATH)
    put(TEXT.encode())
    assert len(evaluated) > 3
    evaluated.clear()
    put(TEXT.replace("    return str(int(name))\n", "    return str(int(name) + 1)\n").encode())
    most = len(evaluated)
    evaluated.clear()
    put(TEXT.replace('        self.algorithm = "md5"\n', '        self.algorithm = "sha256"\n').encode())
    assert most < len(evaluated)


def test_a_text_without_anything_to_begin_at_has_no_findings(judge):
    put = judge.buffer(PATH)
    assert put(TEXT.encode()).findings
    assert put(b"x = 1\n").findings == ()
    assert put(b"\0\1\2\xff" * 100).findings == ()
    assert [one.reason for one in put(TEXT.replace("def two():", "def two(:").encode()).faults]
    assert put(TEXT.encode()).findings == judge.buffer(PATH)(TEXT.encode()).findings


def test_another_language_is_read_as_a_whole(judge):
    put = judge.buffer("shop/views.js")
    text = 'const cp = require("child_process");\nfunction f(name) { cp.exec(name); }\neval(location.hash);\n'
    assert put(text.encode()).findings
    moved = put(("\n" + text).encode()).findings
    assert [one.place.start.line for one in moved] == [4]
