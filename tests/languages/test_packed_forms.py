import os

import pytest

from vedette.languages.forms import pack, unpack
from vedette.languages.python.lower import lower
from vedette.model.facts import Text

SOURCE = b"""
import os
class A(B):
    x: "T" = 3
    def f(self, y: int = 1, *rest):
        return [z.q(y, k=b"\\xff") for z in rest if z > 1.5]
"""


def plain(value):
    """Tuples as lists, and structs as what they hold."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__struct_fields__"):
        return [plain(getattr(value, name)) for name in value.__struct_fields__]
    return value


def test_a_form_comes_back_as_it_was():
    module = lower(Text(path="a.py", data=SOURCE))
    assert len(module.functions) == 2
    assert plain(unpack(pack(module), "a.py")) == plain(module)


def test_equal_texts_at_two_places_are_one_entry():
    strange = os.fsdecode(b"\xff.py")
    data = pack(lower(Text(path=strange, data=SOURCE)))
    assert data == pack(lower(Text(path="b.py", data=SOURCE)))
    assert unpack(data, strange).path == strange


@pytest.mark.parametrize(
    "text", ['x = "\\ud800"', "x = 1 << 2\ny = 99999999999999999999999", "x = 1j", "x = ..."]
)
def test_what_msgpack_cannot_hold_is_no_constant(text):
    module = lower(Text(path="a.py", data=text.encode()))
    assert plain(unpack(pack(module), "a.py")) == plain(module)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x91", b"\x91" * 100_000, b"\xdd\xff\xff\xff\xff"])
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="no form"):
        unpack(data, "a.py")


def test_a_cut_form_is_refused():
    data = pack(lower(Text(path="a.py", data=SOURCE)))
    for end in range(len(data)):
        with pytest.raises(ValueError, match="no form"):
            unpack(data[:end], "a.py")
