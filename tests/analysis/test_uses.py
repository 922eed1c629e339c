"""What functions say with the words that checks go by, seen without evaluating them."""

import pytest

from vedette.analysis.program.book import Book
from vedette.analysis.program.starts import ANYHOW, CALLED, OF_CLASS, OF_MODULE, Use
from vedette.analysis.program.uses import Uses, Within
from vedette.languages.catalogue import Catalogue, Condition
from vedette.languages.javascript.lower import lower as lower_javascript
from vedette.languages.python.lower import lower
from vedette.model.facts import Text

_BOOK = Book(Catalogue())
_TEXT = {"argument": 0, "matches": "^x"}


def may_be(text: str, use: Use, word: str = "word", number: int = 1, lower=lower, path: str = "a.py") -> bool:
    module = lower(Text(path=path, data=text.encode()))
    return Uses(Within(module), module.functions[number], [word]).may_be(word, use, _BOOK)


def called(*where: dict) -> Use:
    return Use(
        CALLED,
        [Condition(**{{"is": "is_", "not": "not_"}.get(k, k): v for k, v in one.items()}) for one in where],
    )


def within(*statements: str) -> str:
    return "def f(p, word=None):\n" + "".join(f"    {one}\n" for one in statements)


@pytest.mark.parametrize(
    "statement",
    [
        "p.word(p)",
        "word(p)",
        "p.word('xa')",
        "p.word(*p)",
        "map(p.word, p)",
        "g = p.word",
        "p.word.delay(1)",
        "from m import word as w; w(p)",
        "[one.word(one) for one in p]",
        "if p:\n        while p:\n            p.word('no') or p.word(p)",
    ],
)
def test_a_call_that_may_meet_the_condition_counts(statement):
    assert may_be(within(statement), called(_TEXT))


@pytest.mark.parametrize(
    "statement",
    ["p.word()", "p.word('y')", "p.word(1)", "p.g(word=1)", "word = p", "p.word('y', *p)", "p['word'](p)"],
)
def test_a_call_that_fails_by_how_it_is_written_counts_for_nothing(statement):
    assert not may_be(within(statement), called(_TEXT))


@pytest.mark.parametrize(
    "statement", ["x = p.word.code", "x = p.word[0].other", "x = str(p.word)", "p.assertEqual(p.word, 1)"]
)
def test_what_is_only_asked_about_is_not_called(statement):
    assert not may_be(within(statement), called(_TEXT))
    assert may_be(within(statement), Use(ANYHOW, []))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("other = 1; p(other)", False),
        ("p(other=1)", False),
        ("p(other.path)", True),
        ("p(p.other)", True),
        ("p.other = 1", True),
        ("other(p)", True),
        ("p.other.x()", True),
        ("from m import other; p(other)", True),
        ("p('other')", True),
    ],
)
def test_a_variable_of_its_own_leads_nowhere(statement, expected):
    module = lower(Text(path="a.py", data=within(statement).encode()))
    assert Uses(Within(module), module.functions[1], []).is_said("other") is expected


def test_a_parameter_may_lead_somewhere():
    module = lower(Text(path="a.py", data=within("p(word)").encode()))
    assert Uses(Within(module), module.functions[1], []).is_said("word")


def test_what_stands_at_a_function_within_belongs_to_the_one_around():
    inner = "def f(p):\n    @p.word('x')\n    def g(a=p.word, b: word = 1):\n        p.other(word=1)\n"
    assert may_be(inner, called(_TEXT))
    assert not may_be(inner, called(_TEXT), number=2)


def test_decorators_without_a_call_count():
    assert may_be("def f(p):\n    @word\n    def g():\n        pass\n", called(_TEXT))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"argument": 1, "absent": True}, True),
        ({"argument": 0, "absent": True}, False),
        ({"argument": "key", "absent": True}, True),
        ({"argument": "flag", "is": True}, False),
        ({"argument": "flag", "is": False}, True),
        ({"argument": "none", "present": True}, False),
        ({"argument": [1, "flag"], "is": False}, True),
        ({"argument": [1, "other"], "is": False}, False),
        ({"argument": "3[a]", "is": 1}, False),
        ({"argument": "0[a]", "is": 1}, True),
        ({"argument": 0, "named": "^password$"}, True),
        ({"argument": 0, "named": "^other$"}, False),
        ({"argument": "receiver", "named": "^url$"}, True),
        ({"argument": "receiver", "named": "^host$"}, False),
        ({"argument": "result", "named": "^host$"}, True),
        ({"has": "^url$"}, True),
        ({"lacks": "^url$"}, False),
        ({"inside": "^f$"}, True),
        ({"inside": "^g$"}, False),
        ({"file": r"\.py$"}, True),
        ({"file": r"^tests/"}, False),
        ({"argument": "flag", "constant": False}, False),
        ({"argument": "flag", "tainted": True}, False),
    ],
)
def test_conditions_are_judged_by_what_is_written(where, expected):
    statement = "url.word(p.password, flag=False)"
    assert may_be(f"def f(p, url):\n    {statement}\n", called(where)) is expected


def test_of_arguments_that_are_spread_nothing_is_known():
    assert may_be("def f(p):\n    g.word(**p)\n", called({"argument": "flag", "is": True}))
    assert may_be("def f(p):\n    g.word(*p)\n", called({"argument": 2, "is": True}))


def test_a_variable_of_a_class_is_one_that_its_body_sets():
    use = Use(OF_CLASS, [Condition(inside=r"Form\.Meta$")])
    body = "def f():\n    class {}(B):\n        class Meta:\n            {} = 1\n"
    assert may_be(body.format("Form", "word"), use)
    assert not may_be(body.format("Other", "word"), use)
    assert not may_be(body.format("Form", "other"), use)
    assert not may_be("def f(o):\n    o.word = 1\n", use)


def test_a_variable_of_a_module_is_set_by_its_own_statements():
    assert may_be("word = 1\n", Use(OF_MODULE, []), number=0)
    assert not may_be("def f():\n    global word\n    word = 1\n", Use(OF_MODULE, []))


def test_an_attribute_that_is_set_or_read_is_mentioned():
    assert may_be("def f(o):\n    o.word = 1\n", Use(ANYHOW, []))
    assert not may_be("def f(o):\n    o.g(word=1)\n", Use(ANYHOW, []))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("p.json({ stack: p })", True),
        ("p.json()", False),
        ("const { json } = p; json(p)", True),
        ("new p.json(p)", True),
        ("p.then(json)", True),
        ("p.json.call(p, p)", True),
        ("let json = p; g(json)", False),
    ],
)
def test_calls_of_javascript_are_told_apart_as_well(statement, expected):
    text = f"function f(p) {{ {statement} }}"
    use = called({"argument": "0[stack]", "constant": False})
    assert may_be(text, use, "json", lower=lower_javascript, path="a.js") is expected


def test_what_was_imported_by_another_name_counts():
    text = "from m import word as w\n\ndef f(p):\n    w(p)\n"
    assert may_be(text, called(_TEXT))
    assert not may_be(text.replace("w(p)", "w(word=p)"), called(_TEXT))


def test_what_must_be_called_is_looked_for_whoever_asks_first():
    where = [Condition(argument=0, is_="x")]
    for statement, expected in (("p.word('x')", True), ("p.word('y')", False), ("p.word(p)", False)):
        module = lower(Text(path="a.py", data=within(statement).encode()))
        uses = Uses(Within(module), module.functions[1], ["word"])
        assert uses.must_be("word", Use(CALLED, where), _BOOK) is expected
