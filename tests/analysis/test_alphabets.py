"""What texts a regular expression admits."""

import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.analysis.program.alphabets import admits, begins_as, refuses
from vedette.analysis.program.matches import groups


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/^[a-z]+$/", True),
        ("/^(?:a|b-[0-9]{2,3})$/i", True),
        ("/^a$|^b$/", True),
        ("/^a$|b/", False),
        ("/^[a-z]+$/m", False),
        ("/^[a-z]+/", False),
        ("/[a-z]+$/", False),
        ("/^[^/]+$/", False),
        (r"/^\w+$/u", True),
        (r"/^\S+$/", False),
        ("/^.$/", False),
        ("/^(?=.*x)[a-z]+$/", True),
        ("^[a-z]+$", False),
        ("/^[a-z+$/", False),
        ("/^" + "(" * 300 + "/", False),
    ],
)
def test_a_whole_text_of_some_characters(pattern, expected):
    assert admits(pattern, "test", r"[\w-]") is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"/^\/[^/]/", True),
        (r"/^\/(?!\/)/", True),
        (r"/^\/.*$/", False),
        (r"/\/[^/]/", False),
        (r"/^(a|a)*\//", False),
    ],
)
def test_texts_that_are_not_found(pattern, expected):
    assert refuses(pattern, "test", ("//a.b", "https://a.b")) is expected


def test_groups_are_patterns_of_their_own():
    assert groups(r"/a(?:b)(c[)(]\()(?<name>d(e))/i") == (
        (0, "", r"/^(?:a(?:b)(c[)(]\()(?<name>d(e)))$/i"),
        (1, "", r"/^(?:c[)(]\()$/i"),
        (2, "name", "/^(?:d(e))$/i"),
        (3, "", "/^(?:e)$/i"),
    )
    assert groups("no pattern") == ()


@pytest.mark.parametrize(
    ("pattern", "by", "expected"),
    [
        (r"[a-z]+\Z", "match", True),
        (r"[a-z]+\Z", "search", False),
        (r"^(a$|b$)", "search", True),
        (r"(?m)^[a-z]+\Z", "search", False),
        (r"^(?m:[a-z]+$)", "match", False),
        (r"[^\w-]", "gone", True),
        (r"[^\w-]x", "gone", False),
    ],
)
def test_what_is_let_through_in_the_ways_of_python(pattern, by, expected):
    assert admits(pattern, by, r"[\w-]") is expected


def test_a_beginning_is_that_of_each_way():
    hosts = "|".join(f"https://{one}.b/" for one in "abcdefghijkl")
    assert begins_as(f"^(?:{hosts})", "match", "https://[a-z]")
    assert not begins_as(f"^(?:{hosts}|)", "match", "https://[a-z]")
    assert not begins_as(
        "^(?:" + "|".join(f"https://{one}{two}.b/" for one in "abcdef" for two in "ghijkl") + "|.*)",
        "match",
        "https://[a-z]",
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?=(?:" + "|".join(f".{one}?" for one in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + ")*!)",
        "^" + "(?:(?:a|b)+c?" * 15 + ")*!" * 15,
        "^" + "(aa|bb|cc)(" * 15 + "a" + ")" * 15,
        "^" + "(?:" * 90 + "a" + ")*" * 90,
        "^(?:(?:a?){999}){999}b",
    ],
)
def test_a_pattern_of_many_ways_is_looked_at_at_once(pattern):
    texts = ("constructor", "ab" * 10)
    for by in ("match", "search", "gone", "found"):
        assert admits(pattern, by, r"[\w-]") in {True, False}
        assert begins_as(pattern, by, "https://") is False
        assert refuses(pattern, by, texts) in {True, False}
    assert refuses(f"/{pattern}/", "test", texts) in {True, False}


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "[^a]",
                ".",
                "(?:",
                "(",
                "|",
                ")",
                "*",
                "+?",
                "{2,3}",
                "?",
                "$",
                r"\b",
                "(?=",
                "(?!",
                "(?i:",
            ]
        ),
        max_size=12,
    ),
    st.text("abB-", max_size=6),
)
def test_what_is_found_is_what_the_interpreter_finds(signs, text):
    pattern = "^(?:" + "".join(signs) + ")"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            wanted = re.compile(pattern).match(text) is None
        except re.error:
            assert not refuses(pattern, "match", (text,))
        else:
            assert refuses(pattern, "match", (text,)) is wanted
