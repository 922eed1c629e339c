"""Functions that are left for later are, once they are read, what they are when all is read at once."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from vedette.languages.forms import pack, unpack
from vedette.languages.later import ready
from vedette.languages.python.lower import lower
from vedette.languages.python.outline import outlined
from vedette.model.facts import Text
from vedette.model.form import LATER, Module

_FEW = 40
_LONG = "        self.client.get('/somewhere', {'what': 1, 'ever': [2, 3]})\n" * 3


def _left(module: Module) -> list[str]:
    return [one.path for one in module.functions if one.body and one.body[0][0] == LATER and one.body[0][2]]


def _kept(source: bytes) -> Module:
    return unpack(pack(outlined(Text(path="", data=source))), "a.py", whole=False)


def _same(source: bytes) -> Module:
    """Compares both ways to read a text; gives it as it is before functions are read."""
    whole = unpack(pack(lower(Text(path="", data=source))), "a.py")
    module = _kept(source)
    left = set(_left(module))
    for one, other in zip(whole.functions, module.functions, strict=True):
        known, found = asdict(one), asdict(ready(other))
        words, more = set(known.pop("words")), set(found.pop("words"))
        assert found == known
        assert words == more if one.path not in left else words <= more
    assert module.classes == whole.classes
    assert module.gaps == whole.gaps
    return _kept(source)


def test_leaves_plain_functions_and_methods() -> None:
    source = (
        "import x as y\n\nclass A(B):\n    field = 1\n\n    @mark\n    def test_one(self, a=y.z, *rest):\n"
        f"{_LONG}\n    def test_two(self):\n{_LONG}        # the end\n\n    # aside\n    other = 2\n\n"
        f"def alone(self):\n{_LONG}        return self\n"
    )
    assert _left(_same(source.encode())) == ["A.test_one", "A.test_two", "alone"]


def test_knows_the_words_of_what_it_leaves() -> None:
    body = (
        "        self.first(second=third)\n        text = f'{fourth.fifth} sixth' + 'seventh'  # eighth\n"
        "        return not text and '''\n        ninth ''' % 0x10\n"
    )
    module = _same(f"class A:\n    def method(self, tenth):\n{body * 2}".encode())
    assert _left(module) == ["A.method"]
    words = set(module.functions[1].words)
    assert words >= {"self", "first", "second", "third", "text", "fourth", "fifth", "tenth"}
    assert words.isdisjoint({"sixth", "seventh", "eighth", "ninth", "return", "not", "and", "x10"})


@pytest.mark.parametrize(
    "body",
    [
        "        def inner(): return 1\n",
        "        yield 1\n",
        "        import os\n",
        "        class Inner: pass\n",
        "        return lambda: 1\n",
        "        global name\n        name = 1\n",
        '        text = """\n    def not_a_function(self):\n        one\n"""\n',
        '        text = f"""\nlow {self}"""\n',
        "        value = [\n1,\n]\n",
        "        x = 1 \\\n  + 2\n",
        "        y = 'a\\\n b' # '''\n",
    ],
)
def test_reads_what_is_not_plain_as_before(body: str) -> None:
    _same(f"class A:\n    def method(self):\n{_LONG}{body}\n    def other(self):\n{_LONG}".encode())


@pytest.mark.parametrize(
    "source",
    [
        f'class A:\n    """\n    def method(self):\n{_LONG}    """\n    x = 1\n',
        f"def around():\n    def method(self):\n{_LONG}    return method\n",
        f"if x:\n    def method(self):\n{_LONG}",
        f"x = [y for y in z]\nclass A:\n    def method(self):\n{_LONG}        return x\n",
        f"class A:\n    def method(self): pass\n    def method(self):\n{_LONG}    x = 1\n",
        f"class A:\r\n    def method(self):\r\n{_LONG}    x = 1\r\n",
        f"class A:\n    def method(\n        self,\n    ):\n{_LONG}    x = 1\n",
        f"class A:\n    async def method(self) -> int:\n{_LONG}        await x\n",
        "\N{BYTE ORDER MARK}" + f"class A:\n    def größe(self, ä=1):\n{_LONG}        self.ö = ä\n",
    ],
)
def test_reads_a_text_of_another_build_as_before(source: str) -> None:
    _same(source.encode())


def test_a_text_within_a_text_hides_no_word() -> None:
    line = "        self.first(f'{self.second['a'].third}')\n"
    module = _kept(f"class A:\n    def method(self):\n{_LONG}{line}".encode())
    assert set(module.functions[1].words) >= {"first", "second", "third"}


def test_a_mistake_in_what_is_left_is_known_once_it_is_read() -> None:
    source = f"class A:\n    def good(self):\n{_LONG}\n    def bad(self):\n{_LONG}        1 +* 2\n".encode()
    module = _kept(source)
    assert _left(module) == ["A.good", "A.bad"]
    good, bad = (ready(one) for one in module.functions[1:])
    assert good.body[0][0] != LATER
    assert bad.body[0][:3] == [LATER, "python", b""]
    assert ready(bad).body is bad.body


def test_the_library_of_the_interpreter_reads_the_same() -> None:
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))[:_FEW]
    count = sum(len(_left(_same(path.read_bytes()))) for path in files)
    assert count > _FEW


_LINES = st.sampled_from(
    [
        "class A:",
        "    def method(self):",
        "    @wrap",
        "def function(a, b=(1)):",
        "        first(second, 'third')",
        "    x = '''",
        "    '''",
        '"""',
        "        # aside ' \"",
        "        y = [",
        "        ]",
        "        if a:",
        "            b = f'{c}' \\",
        "                'd'",
        "        " + "long(name, other=1); " * 8,
        "",
        "    ",
        "z = 1",
    ]
)


@given(st.lists(_LINES, max_size=14))
def test_any_text_that_parses_reads_the_same(lines: list[str]) -> None:
    source = "\n".join(lines) + "\n"
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        outlined(Text(path="", data=source.encode()))
        return
    _same(source.encode())
