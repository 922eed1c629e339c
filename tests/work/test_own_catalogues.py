"""Users' catalogues and rules: what is refused and how that is told, and what a run makes of them."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.errors import UsageError
from vedette.settings.regexes import fault
from vedette.work.added import LARGEST, MOST_FILES
from vedette.work.catalogues import MOST_ENTRIES, MOST_PATTERNS, read

RULE = """[[rule]]
id = "our-rule"
weakness = "payout"
title = "t"
why = "w"
fix = "f"
severity = "high"
"""
SINK = '[[sink]]\nkind = "sql"\nnames = ["acme.run"]\n'


def one(text, name=".vedette/x.toml"):
    return read([(name, text.encode() if isinstance(text, str) else text)])


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ('[[snik]]\nkind = "sql"\n', '.vedette/x.toml:1: unknown key "snik"', 'did you mean "sink"?'),
        (
            '[[sink]]\nkind = "sql"\nnmes = []\n',
            '.vedette/x.toml:3: unknown key "nmes"',
            'did you mean "names"?',
        ),
        (
            '\n[[sink]]\nkind = "sqll"\nnames = ["a.b"]\n',
            '.vedette/x.toml:3: no rule reports the weakness "sqll"',
            'did you mean "sql"?',
        ),
        (
            '[[source]]\nnames = ["a.b"]\nkind = "wep"\nwhat = "it"\n',
            '.vedette/x.toml:3: no rule follows data of the kind "wep"',
            'did you mean "web"?',
        ),
        (
            f'{SINK}where = [{{ argument = 0, macthes = "x" }}]\n',
            ":4: unknown key",
            'did you mean "matches"?',
        ),
        (
            f'{SINK}where = [{{ argument = 0, matches = "(a+)+" }}]\n',
            ":4: this pattern is not taken",
            "{0,5}",
        ),
        ('[[sink]]\nkind = "sql"\nnames = ["a b"]\n', ':3: "a b" is no name', "flask.request.args"),
        ('[[sink]]\nkind = "sql"\nnames = "a"\n', ":3: expected `array`, got `str`", "docs/catalogues.md"),
        ('[[sink]]\nnames = ["a"]\n', ":1: it lacks kind", "docs/catalogues.md"),
        ('[[operation]]\nnames = ["a"]\ndoes = "x"\n', ':1: unknown key "operation"', ""),
        ('sink = "all"\n', ":1: it has to be an array of tables, [[sink]]", ""),
        ('language = "pyhton"\n', ":1: the language is none", 'did you mean "python"?'),
        (RULE.replace("our-rule", "Our Rule"), ":2: ", "small letters"),
        (RULE.replace("our-rule", "code-sql-injection"), ":2: there is a rule", "another id"),
        (RULE.replace("payout", "sql"), ":3: code-sql-injection reports", "leave your rule out"),
        (RULE + RULE, ":9: there is a rule", "another id"),
        (RULE.replace('"high"', '"worst"'), ":7: invalid enum value 'worst'", ""),
        (RULE + "edit = []\n", ':8: unknown key "edit"', ""),
        ("[[sink]\n", "is not valid TOML", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, message, help_):
    with pytest.raises(UsageError) as caught:
        one(text)
    assert message in caught.value.message
    assert help_ in caught.value.help


@pytest.mark.parametrize(
    "text",
    [
        b"x" * (LARGEST + 1),
        (SINK * (MOST_ENTRIES + 1)).encode(),
        b'[[sink]]\nkind = "sql"\nnames = [' + b'"a.b",' * 201 + b"]\n",
        ('[[sink]]\nkind = "sql"\nnames = ["' + "a" * 161 + '"]\n').encode(),
        (SINK + "where = [" + '{ argument = 0, matches = "x" },' * (MOST_PATTERNS + 1) + "]\n").encode(),
        ("\n".join(f'{SINK}unless_begins = "x{n}"\n' for n in range(MOST_PATTERNS + 1))).encode(),
        b"a = " + b"[" * 5000,
    ],
)
def test_too_much_is_refused(text):
    with pytest.raises(UsageError):
        one(text)


def test_too_many_files_are_refused():
    with pytest.raises(UsageError):
        read([(f".vedette/{n}.toml", b"") for n in range(MOST_FILES + 1)])


def test_a_weakness_may_be_ruled_in_another_file():
    own = read([("a.toml", SINK.replace("sql", "payout").encode()), ("b.toml", RULE.encode())])
    assert set(own.rules) == {"our-rule"}
    assert own.files == ("a.toml", "b.toml")
    assert own.digest() != one(RULE).digest()
    assert b"acme.run" in own.joined("python")


def test_no_file_is_nothing():
    own = read([])
    assert (bool(own), own.digest()) == (False, "")


@given(st.binary(max_size=400))
def test_any_bytes_are_taken_or_refused(data):
    with suppress(UsageError):
        one(data)


@given(
    st.dictionaries(
        st.sampled_from(["sink", "source", "rule", "check", "type", "entry", "language", "guardian"]),
        st.recursive(
            st.text(st.characters(codec="ascii"), max_size=5) | st.integers() | st.booleans(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["names", "kind", "where", "id"]), inner, max_size=3)
            ),
            max_leaves=8,
        ),
    )
)
def test_any_document_is_taken_or_refused(document):
    text = "\n".join(f"{name} = {inline(value)}" for name, value in document.items())
    with suppress(UsageError):
        one(text)


def inline(value):
    """A value as TOML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {inline(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)


@pytest.mark.parametrize(
    ("pattern", "whole", "fine"),
    [
        ("password|secret", False, True),
        (r"\bmd5\b", False, True),
        ("^https?://[a-z.]*/", False, True),
        ("on_.*", True, True),
        ("a*", False, False),
        ("^a*b*c*", False, False),
        ("(a|a){0,20}b", False, False),
        ("(a*)*", True, False),
        (r"(a)\1", False, False),
        ("(", False, False),
        ("x" * 301, False, False),
    ],
)
def test_what_a_pattern_may_cost(pattern, whole, fine):
    assert (fault(pattern, whole=whole) == "") is fine
