"""Path patterns: what they match, and how long that may take."""

import time

import pytest

from vedette.policy.patterns import is_costly, matcher


@pytest.mark.parametrize(
    ("patterns", "path", "found"),
    [
        (("vendor/",), "vendor/a/b.js", True),
        (("*.js", "!keep.js"), "a/keep.js", False),
        (("**/a*b/*.py",), "x/aab/c.py", True),
        (("a*b*c*d",), "a1b2c3d", True),
        ((), "a", False),
    ],
)
def test_a_path_matches_as_in_gitignore(patterns, path, found):
    assert matcher(patterns)(path) is found


def test_stars_do_not_multiply():
    hostile = "*a" * 30 + "*b"
    assert is_costly(hostile)
    assert not is_costly("**/test_*.py")
    matches = matcher((hostile,))
    begun = time.process_time()
    assert not matches("a" * 250)
    assert time.process_time() - begun < 1


def test_common_patterns_are_cheap_to_compile():
    begun = time.process_time()
    for number in range(300):
        matcher((f"src/{number}/**/test_*.py",))
    assert time.process_time() - begun < 1
