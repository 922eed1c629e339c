"""Where the places of a file go with an edit."""

import pytest

from vedette.analysis.program.moving import places
from vedette.languages.python.lower import lower
from vedette.languages.text import decode
from vedette.model.form import COLUMN_BITS

TEXT = """import os


class Store:
    def put(self, name):
        if name:
            os.remove(name)
        self.name = name


def told(name):
    return name.strip()
"""


def lines(old, new):
    """By a line as it was, the lines to which its places went."""
    found = {}
    for was, now in places(*(lower(decode("a.py", text.encode())) for text in (old, new))).items():
        found.setdefault(was >> COLUMN_BITS, set()).add(now >> COLUMN_BITS)
    return found


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("import os\n", "import os, sys\n", {1: {1}, 7: {7}, 12: {12}}),
        ("import os\n", "# more\nimport os\n", {1: {2}, 7: {8}, 12: {13}}),
        (
            "        if name:",
            "        more = 1\n        if name:",
            {5: {5}, 6: {7}, 7: {8}, 8: {9}, 12: {13}},
        ),
        (
            "            os.remove(name)\n",
            "            pass\n            os.remove(name)\n",
            {6: {6}, 7: {8}},
        ),
        ("        self.name = name\n", "", {7: {7}, 12: {11}}),
        ("def told", "def other():\n    return 1\n\n\ndef told", {11: {15}, 12: {16}}),
    ],
)
def test_places_go_with_what_stands_there(old, new, moved):
    assert old in TEXT
    found = lines(TEXT, TEXT.replace(old, new, 1))
    assert {line: found.get(line) for line in moved} == moved


def test_what_became_something_else_has_no_place():
    found = lines(TEXT, TEXT.replace("            os.remove(name)", "            raise ValueError(name)"))
    assert 6 in found
    assert 7 not in found
