"""A function that does what it did, though it was edited: answers that rest on it are not found anew."""

import zlib

import pytest
from code_world import detector
from run_world import Memory, scanned, solved

from vedette.languages.forms import unpack

# Called with a constant, with data from outside, with a function, and while the module is evaluated.
SHARED = """import hashlib


def named(name):
    return name.strip()


def listed(items, more=None):
    items.append(more)
    return items


def applied(function, value):
    def inner(one):
        return function(one)

    return inner(value)


def digest(name):
    return hashlib.new(name)


class Store:
    def __init__(self, name):
        self.name = name

    def told(self):
        return self.name


STORE = Store("md5")
TABLE = {}
"""
USER = """import subprocess
from flask import request
from shared import STORE, Store, applied, digest, listed, named


def run{0}():
    subprocess.call(named(request.args["a"]), shell=True)
    subprocess.call(listed([], request.args["b"])[0], shell=True)
    subprocess.call(applied(lambda x: x, request.args["c"]), shell=True)
    subprocess.call(Store(request.args["d"]).told(), shell=True)
    digest(STORE.name)
"""
# Nothing that is found here leads through the shared file.
QUIET = """import hashlib
from flask import request
from shared import STORE, Store, applied, listed, named


def run{0}():
    named(request.args["a"])
    listed([], request.args["b"])
    applied(lambda x: x, request.args["c"])
    Store(request.args["d"]).told()
    hashlib.new(STORE.name, request.data)
"""
FILES = {
    "shared.py": SHARED,
    **{f"user{one}.py": USER.format(one) for one in range(2)},
    **{f"quiet{one}.py": QUIET.format(one) for one in range(2)},
}


@pytest.fixture(scope="module")
def judge():
    return detector()


def edited(old, new):
    assert old in SHARED
    return {**FILES, "shared.py": SHARED.replace(old, new, 1)}


SAME = [
    ("    return name.strip()", "    unused = 1\n    return name.strip()"),
    ("    return name.strip()", "    other = name\n    return other.strip()"),
    ("    items.append(more)\n", "    print('here')\n    items.append(more)\n"),
    ("        return function(one)", "        result = function(one)\n        return result"),
    ("        self.name = name", "        unused = name\n        self.name = name"),
    (
        "        return self.name",
        "        if self.name:\n            return self.name\n        return self.name",
    ),
]
OTHER = [
    ("    return name.strip()", "    return 'constant'"),
    ("    return name.strip()", "    return int(name)"),
    ("    items.append(more)\n", ""),
    ("    items.append(more)\n", "    items.append('x')\n"),
    ("        return function(one)", "        return 'constant'"),
    ("        self.name = name", "        self.name = 'sha256'"),
    ("        return self.name", "        return 'constant'"),
    ("    return name.strip()", "    global STORE\n    STORE = name\n    return name.strip()"),
    ("    items.append(more)\n", "    import os\n    os.system(more)\n    items.append(more)\n"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_what_does_the_same_is_not_found_anew(judge, old, new):
    memory = Memory()
    before = scanned(judge, FILES, memory)
    assert {one.place.path for one in before} == set(FILES)
    files = edited(old, new)
    starts, found = solved(judge, files, memory)
    assert "shared.py" in starts
    assert not {"quiet0.py", "quiet1.py"} & set(starts)
    assert found == scanned(judge, files, Memory())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import hashlib\n", "# moved\nimport hashlib\n"),
        ("        self.name = name", "        unused = 1\n        self.name = name"),
        ("    return name.strip()", "    print('here')\n    return name.strip()  # other"),
    ],
)
def test_places_go_where_they_are_now(judge, old, new):
    memory = Memory()
    before = scanned(judge, FILES, memory)
    starts, found = solved(judge, edited(old, new), memory)
    assert starts == ["shared.py"]
    assert found == scanned(judge, edited(old, new), Memory()) != before


def test_a_step_more_on_a_way_is_told(judge):
    memory = Memory()
    scanned(judge, FILES, memory)
    files = edited("    return name.strip()", "    other = name\n    return other.strip()")
    starts, found = solved(judge, files, memory)
    assert {"user0.py", "user1.py"} <= set(starts)
    assert found == scanned(judge, files, Memory())


def test_an_object_of_a_module_is_nothing_to_those_that_give_none(judge):
    others = {"own.py": USER.format(2).replace("lambda x: x", "STORE.told")}
    memory = Memory()
    scanned(judge, {**FILES, **others}, memory)
    files = {
        **edited("        return function(one)", "        print('here')\n        return function(one)"),
        **others,
    }
    starts, found = solved(judge, files, memory)
    assert starts == ["own.py", "shared.py"]
    assert found == scanned(judge, files, Memory())


def test_what_does_something_else_is_found_anew(judge):
    memory = Memory()
    scanned(judge, FILES, memory)
    starts, _ = solved(judge, edited("        self.name = name", "        self.name = 'sha256'"), memory)
    assert {"quiet0.py", "quiet1.py"} <= set(starts)


def test_what_was_given_and_is_lost_is_not_guessed(judge):
    memory = Memory()
    scanned(judge, FILES, memory)
    memory.known = {key: form for key, form in memory.known.items() if unpackable(form)}
    starts, found = solved(judge, edited(*SAME[0]), memory)
    assert {"quiet0.py", "quiet1.py"} <= set(starts)
    assert found == scanned(judge, edited(*SAME[0]), Memory())


def unpackable(form):
    """Whether a row is a form, and not what functions were given."""
    try:
        return bool(unpack(zlib.decompress(form), "").functions)
    except ValueError:
        return False


@pytest.mark.parametrize(("old", "new"), [*OTHER, *SAME])
def test_what_does_something_else_is_found_as_if_nothing_were_remembered(judge, old, new):
    memory = Memory()
    scanned(judge, FILES, memory)
    files = edited(old, new)
    assert scanned(judge, files, memory) == scanned(judge, files, Memory())
    # And back again, by what was remembered of the edit.
    assert scanned(judge, FILES, memory) == scanned(judge, FILES, Memory())
