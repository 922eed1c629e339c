"""What texts a regular expression admits."""

import pytest

from vedette.analysis.program.spelling import groups, refuses, spells


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
    assert spells(pattern, r"[\w-]") is expected


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
    assert refuses(pattern, ("//a.b", "https://a.b")) is expected


def test_groups_are_patterns_of_their_own():
    assert groups(r"/a(?:b)(c[)(]\()(?<name>d(e))/i") == (
        (0, "", r"/^(?:a(?:b)(c[)(]\()(?<name>d(e)))$/i"),
        (1, "", r"/^(?:c[)(]\()$/i"),
        (2, "name", "/^(?:d(e))$/i"),
        (3, "", "/^(?:e)$/i"),
    )
    assert groups("no pattern") == ()
