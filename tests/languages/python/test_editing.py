"""Forms that are made anew after an edit are those of the whole text."""

import random

import pytest

from vedette.languages.forms import pack, unpack
from vedette.languages.python import editing
from vedette.languages.python.lower import lower
from vedette.model.facts import Text
from vedette.model.form import CONST, Module

TEXT = '''"""Things."""

import os as system, sys
from shop import data as store

LIMIT = [one for one in range(3)]


def first(name, other=lambda: 1):
    """Takes a name."""
    def inner(more):
        nonlocal other
        return [more for more in name if other]
    return inner(name)


@decorated(
    lambda one: one,
)
async def second(name: str = "x") -> str:
    # a comment
    async with store.open(name) as one:
        yield one


class Store(Base):
    """Keeps."""

    limit = LIMIT

    def load(self, name): return name

    def save(self, name):
        text = """
def no_function():
    pass
"""
        system.run(text, name)
        return {one: two for one, two in name}

    @property
    def size(self):
        class Inner:
            def deep(self):
                return 1

        return Inner()

    def last(self):
        global LIMIT
        LIMIT = (
            self.size
        )
        # the end


def third(): pass
def fourth():
    return store.find(f"{LIMIT!r:>{LIMIT}} \\
        and more")

if LIMIT:
    def fifth():
        return 5


def sixth(a):

    b = a
    return b
'''
PIECES = [
    *("x = 1", "pass", "'''", '"""', "\\", "(", ")", "]", "{", "#", "# note", "return", "def f(): pass"),
    *("class A: pass", "@other", "else:", "if a:", "    ", "\t", "lambda: (yield)", "x = [x for x in y]"),
    *("nonlocal name", "global LIMIT", "import os as system", "\u00e9 = '\u2028'", "\x0c", "a;b", ":", "\r"),
    *("async def g(): pass", "return lambda q: q", "match a:", "f'{name!r}'", "\0", "yield", "print >>f, 1"),
]


def text(data):
    return Text(path="shop/views.py", data=data)


def kept(data):
    return unpack(pack(lower(text(data))), "shop/views.py")


def placed(form, place):
    """A form with the positions of the text."""
    if isinstance(form, list | tuple):
        if form and type(form[0]) is int and form[0] == CONST and len(form) == 2:
            return list(form)
        return [place(one) if type(one) is int and one >= 1 << 12 else placed(one, place) for one in form]
    return form


def told(module: Module, place):
    functions = [
        [
            *(one.number, one.name, one.path, one.flags, one.owner, one.outer, one.words),
            *(place(one.start), place(one.end) if one.number else 0, placed(one.body, place)),
            placed(one.decorators, place),
            placed(one.returns, place),
            [
                [each.name, each.kind, placed(each.default, place), placed(each.annotation, place)]
                for each in one.parameters
            ],
        ]
        for one in module.functions
    ]
    classes = [
        [one.number, one.path, one.outer, place(one.start), placed(one.body, place), placed(one.bases, place)]
        for one in module.classes
    ]
    return functions, classes, module.gaps


def same(edited, data):
    return told(edited.module, edited.place) == told(kept(data), lambda pos: pos)


def edited(data, chance):
    """A text after an edit that somebody may make while typing."""
    lines = data.split("\n")
    at = chance.randrange(len(lines))
    how = chance.randrange(6)
    if how == 0:
        lines.insert(at, " " * chance.choice((0, 2, 4, 4, 8, 8, 12)) + chance.choice(PIECES))
    elif how == 1:
        del lines[at : at + chance.randint(1, 2)]
    elif how == 2:
        column = chance.randint(0, len(lines[at]))
        lines[at] = lines[at][:column] + chance.choice(PIECES) + lines[at][column:]
    elif how == 3:
        indent = len(lines[at]) - len(lines[at].lstrip(" "))
        lines.insert(at, " " * indent + chance.choice(PIECES))
    elif how == 4:
        lines[at:at] = lines[at : at + chance.randint(1, 4)]
    else:
        column = chance.randint(0, len(lines[at]))
        lines[at] = lines[at][:column] + lines[at][column + 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(40))
def test_after_random_edits_a_form_is_that_of_the_whole_text(seed):
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    data, apart = TEXT, 0
    before = editing.read(text(data.encode()))
    for _ in range(40):
        other = edited(data, chance)
        known = editing.again(before, text(other.encode()))
        if known is not None:
            apart += 1
            assert same(known, other.encode()), (data, other)
        now = known or editing.read(text(other.encode()))
        assert same(now, other.encode())
        if now.units and chance.random() < 0.9:
            before, data = now, other
    assert apart


@pytest.mark.parametrize(
    ("old", "new", "apart"),
    [
        ("    b = a\n", "    b = a\n    c = 3\n", True),
        ("    b = a\n", "    c = 3\n    b = a\n", True),
        ("    return b\n", "    return b + a\n", True),
        ("    return b\n", "    return b\n    return a\n", True),
        ("        # the end\n", "        # the end\n        return self\n", True),
        ("        # the end\n", "", True),
        ("    return inner(name)\n", "    return 1\n", True),
        ("def sixth(a):\n", "def sixth(a, b):\n", False),
        ("def sixth(a):\n\n", "def sixth(a):\n    'says'\n", False),
        ("    return b\n", "    return b\n\n\ndef seventh(): pass\n", False),
        ("    return b\n", '    return """b\n', False),
        ("    return b\n", "    return (b\n", False),
        ("        return 5\n", "        return 6\n", False),
        ("    def load(self, name): return name\n", "    def load(self, name): return 1\n", False),
        ("                return 1\n", "                return 2\n", False),
        ("    return inner(name)\n", "    return inner(lambda: name)\n", False),
        ("        system.run(text, name)\n", "        system.run(text, name)\n    more = 1\n", False),
    ],
)
def test_which_edits_are_read_by_themselves(old, new, apart):
    other = TEXT.replace(old, new, 1)
    assert other != TEXT
    before = editing.read(text(TEXT.encode()))
    known = editing.again(before, text(other.encode()))
    assert (known is not None) == apart
    if known is not None:
        assert same(known, other.encode())
        assert known.altered is not None
