"""Answers that outlive an edit are those of a cold run."""

import random
import sys

import pytest

from repository_world import commit, run

PATH = "shop/data.py"
VIEWS = """from flask import Flask, request
from shop import data
from shop.data import Store, second

app = Flask(__name__)


@app.route("/one")
def one():
    return second(request.args["name"])


@app.route("/two")
def two():
    return data.run(Store().load(request.args["name"]))
"""
OTHER = """import sys
from shop.data import *


def main():
    return run(first(input()))
"""
DATA = """import os
import sqlite3


class Store:
    def load(self, name):
        self.name = name
        return self.clean(name)

    def clean(self, name):
        return name


def first(name):
    return name


def second(name):
    cursor = sqlite3.connect("shop.db").cursor()
    cursor.execute("SELECT * FROM item WHERE name = " + first(name))
    return str(cursor.fetchall())


def run(name):
    os.system("ls " + name)
    return "done"
"""
EDITS = [
    ("    return name\n", "    return int(name)\n"),
    ("    return int(name)\n", "    return name\n"),
    ("def first(name):\n", "\n# a comment\n\n\ndef first(name):\n"),
    ("def run(name):\n", "def run(name):\n    name = str(len(name))\n"),
    ("def run(name):\n", "def running(name):\n"),
    ("def running(name):\n", "def run(name):\n"),
    ("def second(name):\n", "def added(name):\n    return name\n\n\ndef second(name):\n"),
    ("        return self.clean(name)\n", "        return str(len(name))\n"),
    ("        return str(len(name))\n", "        return self.name\n"),
    ('    os.system("ls " + name)\n', '    os.system("ls")\n'),
    ('    os.system("ls")\n', '    os.system("ls " + name)\n'),
    ("def first(name):\n    return name\n", ""),
    ("import os\n", "import os\n\n\ndef input():\n    return 1\n"),
    ("def input():", "def other_input():"),
]


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_a_run_finds_what_a_cold_one_does(repo, seed, monkeypatch):
    # The context of what is kept would change with every edit of this very package.
    monkeypatch.setattr(sys.modules["vedette.work.cache.context"], "_source_tree", lambda: "")
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    text = DATA
    commit(repo, {"shop/__init__.py": "", "shop/views.py": VIEWS, "shop/other.py": OTHER, PATH: text})
    assert len(found(run(repo))) > 1
    for _ in range(6):
        before, after = chance.choice([edit for edit in EDITS if edit[0] in text])
        text = text.replace(before, after, 1)
        commit(repo, {PATH: text})
        assert found(run(repo)) == found(run(repo, no_cache=True)), (before, after)


def found(record):
    return sorted(
        (finding.rule, finding.place, finding.message, [(step.path, step.line) for step in finding.flow])
        for finding in (item.tracked.finding for item in record.verdict.judgements)
        if finding.kind == "code"
    )
