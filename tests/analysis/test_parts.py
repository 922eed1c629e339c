"""What an edit changes of a file, as far as answers go that begin elsewhere."""

import pytest

from vedette.analysis.program.parts import BITS, EVERYTHING, change, packed, part
from vedette.languages.python.lower import lower
from vedette.languages.text import decode

PATH = "shop/data.py"
TEXT = """import os

LIMIT = 3


class Store:
    size = 1

    def __init__(self):
        self.size = 2
        self.name = ""

    def load(self, name):
        return [one + name for one in os.listdir(name)]


def first(name):
    def inner():
        return name
    return inner() + str(LIMIT)


def second(name):
    return first(name)
"""


def form(text):
    return lower(decode(PATH, text.encode()))


def changed(old, new):
    return change(PATH, form(old), form(new))


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("LIMIT = 3", "# a comment\n\nLIMIT = 3", []),
        ("import os", "import  os", []),
        ("    return name", "    return name.strip()", ["first"]),
        ("return [one", "return  [name", ["Store.load"]),
        ("    return first(name)", "    'Says what it does.'\n    return first(name)", []),
        ("return first(name)", "global LIMIT\n    LIMIT = name", ["second"]),
        ("self.size = 2", "self.size = 3", ["Store.__init__", "Store.__init__:size"]),
        ("def second", "def third():\n    return 1\n\n\ndef second", ["?third"]),
    ],
)
def test_an_edit_changes_what_it_is_in(before, after, names):
    wanted = 0
    for name in names:
        wanted |= part(PATH, name)
    assert changed(TEXT, TEXT.replace(before, after, 1)).parts == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("size = 1", "size = 2"),
        ("def second(name)", "def second(name, other=None)"),
        ("def second(name)", "def renamed(name)"),
        ("def second", "@os.register\ndef second"),
        ("class Store:", "class Store(dict):"),
        ("def second", "def load():\n    return 1\n\n\ndef second"),
        ("    def load", "    def save(self):\n        return 1\n\n    def load"),
        ("return first(name)", "return first(("),
    ],
)
def test_what_may_be_seen_from_anywhere_changes_everything(before, after):
    assert changed(TEXT, TEXT.replace(before, after, 1)) == EVERYTHING


def test_an_answer_of_which_nothing_is_known_is_never_spared():
    same = changed(TEXT, TEXT)
    assert same.spares(packed(part(PATH, "first")))
    assert not same.spares(b"")
    assert packed(-1) == b""
    assert not changed(TEXT, TEXT.replace("return name", "return 1")).spares(packed((1 << BITS) - 1))
