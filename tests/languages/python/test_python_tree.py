"""The second front end: what the interpreter refuses, and that both say the same where both can read."""

import os
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from python_world import module

from form_world import show
from vedette.languages.python.lower import lower, lowered, parse, second
from vedette.model.facts import Text
from vedette.model.form import CALL

try:
    import tree_sitter_python  # noqa: F401 - only whether it is there
except ImportError:
    if os.environ.get("CI") == "true":
        raise
    pytest.skip("the extra `code` is not installed", allow_module_level=True)


def shown(source):
    made = module(source)
    return [[show(one) for one in function.body] for function in made.functions], made.gaps


def test_python_2_is_read_without_a_gap():
    source = r"""
import os
print "a", x % y,
print >>sys.stderr, z
print
exec c in d
def f((a, b), c=1):
    try: g()
    except (IOError, OSError), e: print `e.x`
    except E, e2: raise T, "m", tb
    return 0777 + 10L <> 3, ur"\d" u"x"
"""
    (top, inner), gaps = shown(source)
    assert gaps == ()
    assert top == [
        "(import os  G.os 0)",
        "(eval (call G.print ['a' (binary % G.x G.y)] []))",
        "(eval (call G.print [G.z] [[file (attr G.sys stderr)]]))",
        "(eval G.print)",
        "(eval (call G.exec [G.c G.d] []))",
        "(function 1 G.f)",
    ]
    assert inner == [
        "(assign [(sequence tuple [L.a L.b])] L..0)",
        (
            "(try [(eval (call G.g [] []))]"
            " [[(sequence tuple [G.IOError G.OSError]) e"
            " [(eval (call G.print [(call G.repr [(attr L.e x)] [])] []))]]"
            " [G.E e2 [(throw (call G.T ['m'] []))]]] [] [])"
        ),
        r"(return (sequence tuple [(compare != (binary + 511 10) 3) '\\dx']))",
    ]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this interpreter reads it")
@pytest.mark.parametrize(
    ("source", "form"),
    [
        ('f"{a["k"]}"', "(eval (text [(item G.a 'k')]))"),
        ("type X[T] = list[T]\nx = 1", "(assign [G.x] 1)"),
        ("class C[T](B): pass", "(class 0 G.C)"),
    ],
)
def test_newer_syntax_is_read(source, form):
    assert shown(source) == ([[form]], ())


def test_newest_syntax_is_read():
    source = "def f():\n  try: a()\n  except KeyError, ValueError: b()\n  except E, e: c(e)\nprint 1"
    (_, inner), gaps = shown(source)
    assert gaps == ()
    assert inner[0].startswith(
        "(try [(eval (call G.a [] []))] [[(sequence tuple [G.KeyError G.ValueError]) None"
    )


def test_a_mistake_is_a_gap_and_takes_only_itself():
    source = (
        "import os\nx = foo(1,\ny = bar(2)\ndef ok(a):\n    return a\nclass C\n    def m(self): pass\nz = 3\n"
    )
    made = module(source)
    assert {gap.reason for gap in made.gaps} == {"mistake"}
    assert made.gaps[0].start >> 12 == 2
    top = [show(one) for one in made.functions[0].body]
    assert top[:3] == ["(import os  G.os 0)", "(assign [G.y] (call G.bar [2] []))", "(function 1 G.ok)"]
    assert top[-1] == "(assign [G.z] 3)"
    assert [(one.path, one.start >> 12) for one in made.functions[1:2]] == [("ok", 4)]


def test_without_the_wheel_the_file_is_one_gap(monkeypatch):
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    made = module("import os\nprint 1\n")
    assert [(gap.start >> 12, gap.reason) for gap in made.gaps] == [(2, "unparsed")]
    assert "vedette[code]" in made.gaps[0].detail
    assert made.functions[0].body == []


def test_a_long_file_with_mistakes_is_one_gap():
    made = module(b"print 1\n" * 200_000)
    assert [gap.reason for gap in made.gaps] == ["unparsed"]


@pytest.mark.parametrize(
    "source",
    [
        b"\0",
        b"(" * 50_000,
        b"x = [\n" * 20_000,
        b"def f(:\n" * 5000,
        b"print 1\n" + b"if a:\n " * 5000,
        b"\xff" * 1000,
    ],
    ids=["zero", "brackets", "lists", "heads", "indents", "bytes"],
)
def test_nothing_hostile_takes_long_or_raises(source):
    start = time.process_time()
    lower(Text(path="a.py", data=source))
    assert time.process_time() - start < 10


def test_the_sum_of_very_many_is_read_when_the_interpreter_gives_up():
    made = module("import os\nx = " + " + ".join(["'a'"] * 3000) + "\ny = 1\n")
    assert made.gaps == ()
    assert len(made.functions[0].body) == 3


def without_ends(one):
    """A form with the ends of its calls left out."""
    if isinstance(one, tuple | list):
        plain = [without_ends(item) for item in one]
        return plain[:5] if len(plain) == 6 and type(plain[0]) is int and plain[0] == CALL else plain
    if hasattr(one, "__struct_fields__"):
        return [without_ends(getattr(one, name)) for name in one.__struct_fields__ if name != "end"]
    return one


@pytest.mark.slow
def test_both_front_ends_agree_on_the_standard_library():
    """The share of functions with equal forms; what differs are positions inside interpolated texts."""
    folder = Path(sysconfig.get_path("stdlib"))
    paths = sorted(path for path in folder.rglob("*.py") if not {"site-packages", "test"} & set(path.parts))
    assert len(paths) > 100
    functions, different = 0, []
    for path in paths[::6]:
        text = Text(path=path.name, data=path.read_bytes())
        try:
            first = lowered(parse(text.data), text)
        except (SyntaxError, ValueError):
            continue
        other = second(text)
        functions += len(first.functions)
        assert len(first.functions) == len(other.functions), path
        for one, two in zip(first.functions, other.functions, strict=True):
            if without_ends(one) != without_ends(two):
                different.append(f"{path.name}:{one.start >> 12} {one.path}")
        assert without_ends(first.classes) == without_ends(other.classes)
        assert other.gaps == ()
    assert functions > 1000
    assert len(different) <= functions * 0.01, different


@pytest.mark.parametrize(
    "target",
    [
        "del f()",
        "f() = print 1",
        "for -x in y: print 1",
        "[a for f() in b]; print 1",
        "match a:\n case *b, *c: print 1",
    ],
)
def test_what_nobody_can_assign_to_binds_nothing(target):
    made = module(f"{target}\nprint 1\n")
    assert show(made.functions[0].body[-1]) == "(eval (call G.print [1] []))"
