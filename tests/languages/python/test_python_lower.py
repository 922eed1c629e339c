import warnings
from pathlib import Path

import pytest
from python_world import body, module

from form_world import show
from vedette.model.form import CLASS, FREE, GLOBAL, LOCAL

# Source, `=>`, a form a line: `G.x` is the global name x, positions are left out.
CASES = [
    case.split("\n=>")
    for case in Path(__file__)
    .with_name("constructs.txt")
    .read_text(encoding="utf-8")
    .rstrip("\n")
    .split("\n\n\n")
]


@pytest.mark.parametrize(("source", "forms"), CASES, ids=[source.splitlines()[0] for source, _ in CASES])
def test_each_construct_has_its_form(source, forms):
    assert body(source) == forms.split("\n")[1:]


def named(source):
    """What each name of the innermost function is."""
    kinds = {LOCAL: "local", FREE: "free", GLOBAL: "global"}
    found = {}

    def visit(one):
        if isinstance(one, tuple | list):
            if len(one) == 2 and type(one[0]) is int and one[0] in kinds and isinstance(one[1], str):
                found[one[1]] = kinds[one[0]]
            for item in one:
                visit(item)

    visit(module(source).functions[-1].body)
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Bound anywhere in a function: its own, also before the binding.
        ("def f():\n print(a)\n a = 1", {"print": "global", "a": "local"}),
        # Of an enclosing function, which binds it later.
        ("def f():\n def g(): return a\n a = 1", {"a": "free"}),
        ("def f(a):\n class C:\n  a = 2\n  def g(self): return a", {"a": "free"}),
        ("class C:\n a = 2\n def g(self): return a", {"a": "global"}),
        ("def f(a):\n def g():\n  global a\n  def h(): return a", {"a": "global"}),
        ("def f(a):\n def g():\n  nonlocal a\n  a = 1", {"a": "free"}),
        ("def f(a):\n def g():\n  nonlocal a\n  def h(): return a", {"a": "free"}),
        ("def f():\n import a.b\n a", {"a": "local"}),
        ("def f():\n with b as a: pass", {"a": "local", "b": "global"}),
        ("def f():\n for a in b: pass", {"a": "local", "b": "global"}),
        ("def f():\n del a", {"a": "local"}),
        ("def f():\n a: int\n return a", {"a": "local"}),
        ("def f():\n try: pass\n except E as a: return a", {"a": "local", "E": "global"}),
        ("def f():\n if (a := b): pass", {"a": "local", "b": "global"}),
        ("def f():\n [(a := b) for c in ()]\n return a", {"a": "local", "b": "global", "c": "local"}),
        ("def f():\n match b:\n  case [a]: return a", {"$1": "local", "a": "local", "b": "global"}),
        ("def f(a):\n return lambda: [b for b in a]", {"a": "free", "b": "local"}),
        # A name of a comprehension is not the function's of the same name.
        ("def f(a):\n [a for a in a]", {"a": "local", "a$": "local"}),
        ("def f():\n [lambda: a for a in b]\n a = 1", {"a$": "free"}),
        ("def f():\n class C:\n  [lambda: a for a in b]", {"a": "free"}),
    ],
)
def test_whose_a_name_is(source, expected):
    assert named(source) == expected


def test_names_of_a_class_body_are_local_to_it():
    made = module("class C:\n a = b\n def f(self): pass")
    assert [show(one) for one in made.classes[0].body] == ["(assign [L.a] G.b)", "(function 1 L.f)"]
    assert made.functions[0].body[0][0] == CLASS


def test_declared_fields_keep_their_types():
    made = module('class C(B, m=1):\n a: "x.T"\n b: Optional["U"] = f()')
    assert [show(one) for one in made.classes[0].body] == [
        "(assign [L.a] (other [(attr G.x T)]))",
        "(assign [L.b] (other [(item G.Optional G.U)]))",
        "(assign [L.b] (call G.f [] []))",
    ]
    assert show(made.classes[0].named) == "[[m 1]]"


def test_a_function_says_what_it_is():
    source = """
class A:
    @d(1)
    @e
    async def f(self, a, /, b: "T" = 1, *c, g=h, **k) -> U | None:
        def inner():
            yield 1
        return lambda x: x
"""
    outer, inner, small = module(source).functions[1:]
    assert (outer.name, outer.path, outer.owner, outer.outer, outer.flags) == ("f", "A.f", 0, 0, ("async",))
    assert [show(one) for one in outer.decorators] == ["(call G.d [1] [])", "G.e"]
    assert [(one.name, one.kind, show(one.default), show(one.annotation)) for one in outer.parameters] == [
        ("self", "plain", "None", "None"),
        ("a", "plain", "None", "None"),
        ("b", "plain", "1", "G.T"),
        ("c", "rest", "None", "None"),
        ("g", "named", "G.h", "None"),
        ("k", "named-rest", "None", "None"),
    ]
    assert show(outer.returns) == "(binary | G.U None)"
    assert (outer.start >> 12, outer.start & 4095, outer.end >> 12) == (5, 4, 8)
    assert (inner.path, inner.owner, inner.outer, inner.flags) == ("A.f.inner", -1, 1, ("generator",))
    assert (small.path, small.outer, small.flags) == ("A.f.<lambda>", 1, ("lambda",))


def test_words_are_all_that_is_mentioned_but_not_within():
    source = (
        "import os.path\nfrom a import b as c\nclass D(E):\n x = y.z\ndef f(p): q(r=p.s, t=[u for u in v])\n"
    )
    first, second = module(source).functions
    assert set(first.words) == {"os", "path", "a", "b", "c", "D", "E", "x", "y", "z", "f"}
    assert set(second.words) == {"p", "q", "r", "s", "t", "u", "v"}


def test_positions_count_bytes_and_lines_by_line_feed():
    made = module('é = 1; f("ü")\n\r\n# x\ry\r\ng()\n')
    _, call, after, other = made.functions[0].body
    assert (call[2] >> 12, call[2] & 4095) == (1, 8)
    assert (call[1][4], call[1][5] & 4095) == (call[2], 15)
    assert (after[2] >> 12, after[2] & 4095) == (3, 4)
    assert other[2] >> 12 == 4
    (far,) = module(f"{' ' * 5000}\n(1, {' ' * 5000}f())").functions[0].body
    assert far[1][2][1][4] == 2 << 12 | 4095


def test_a_cookie_does_not_disturb():
    assert body("# -*- coding: latin-1 -*-\nx = 'é'") == ["(assign [G.x] 'é')"]
    assert body("# coding: no-such-thing\nx = 1") == ["(assign [G.x] 1)"]


def test_bytes_that_are_no_utf_8_stay_one_column_each():
    (one,) = module(b"f('\xff\xfe')").functions[0].body
    assert show(one) == "(eval (call G.f ['??'] []))"
    assert one[1][5] & 4095 == 7


def test_warnings_of_the_parser_are_nobodys_concern():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert body(r"x = '\d' is 1") == [r"(assign [G.x] (compare is '\\d' 1))"]


def test_long_tables_keep_what_is_no_constant():
    assert body(f"x = [{'1, ' * 1000} a]") == ["(assign [G.x] (other [G.a]))"]
    assert body(f"x = {{{'1: 2, ' * 1000} 3: a}}") == ["(assign [G.x] (other [G.a]))"]
    assert body(f"x = [{'1, ' * 10}]")[0].startswith("(assign [G.x] (sequence list")


def test_long_texts_keep_their_beginning():
    (one,) = body(f"x = '{'a' * 100_000}'")
    assert one == f"(assign [G.x] (text ['{'a' * 1024}' (other [])]))"


def depth(one):
    """How deep lists are nested, without recursion."""
    deepest, rest = 0, [(one, 1)]
    while rest:
        item, level = rest.pop()
        deepest = max(deepest, level)
        rest += [(inner, level + 1) for inner in item if isinstance(inner, tuple | list)]
    return deepest


@pytest.mark.parametrize(
    "deep",
    [
        "a" + ".b()" * 1000,
        "a" + " + b" * 800,
        "a" + "[0]" * 700,
        "lambda: " * 400 + "a",
        "not " * 500 + "a",
        "a if b else " * 400 + "c",
        "[" * 90 + "]" * 90,
    ],
    ids=["calls", "sum", "items", "lambdas", "not", "picks", "lists"],
)
def test_what_is_nested_very_deeply_takes_nothing_else_with_it(deep):
    made = module(f"import os\nx = {deep}\ndef f(): return {deep}\ndef g(): return 1\n")
    assert show(made.functions[0].body[0]) == "(import os  G.os 0)"
    assert "(return 1)" in [show(one) for function in made.functions for one in function.body]
    assert {gap.reason for gap in made.gaps} <= {"too-deep"}
    assert all(depth(function.body) < 700 for function in made.functions)
    assert [function.number for function in made.functions] == list(range(len(made.functions)))


def test_a_long_chain_of_elif_is_cut_into_pieces_that_can_be_followed():
    chain = "if a: b()\n" + "".join(f"elif a == {n}: b({n})\n" for n in range(2000)) + "else: c()\n"
    made = module(chain)
    assert made.gaps == ()
    assert depth(made.functions[0].body) < 200
    text = show(made.functions[0].body)
    assert all(f"G.b [{n}]" in text for n in range(2000))
    assert "G.c" in text


def test_a_very_large_function_is_a_gap():
    large = "def f():\n" + "    x(1, y.z, 'a')\n" * 9000
    made = module(f"{large}def g(): return 1\n")
    assert [(gap.reason, gap.start >> 12) for gap in made.gaps] == [("too-large", 1)]
    assert made.functions[1].body == []
    assert show(made.functions[2].body) == "[(return 1)]"


def test_very_many_gaps_are_few():
    deep = "a" + ".b()" * 400
    made = module("".join(f"x = {deep}\n" for _ in range(300)))
    assert len(made.gaps) == 100
    assert made.gaps[-1].end >> 12 == 300


@pytest.mark.parametrize("depth_here", [0, 300])
def test_the_form_does_not_depend_on_who_asks(depth_here):
    source = "".join(f"x = a{'.b()' * n}\n" for n in range(0, 300, 7))

    def ask(levels):
        return ask(levels - 1) if levels else module(source)

    assert ask(depth_here) == module(source)
