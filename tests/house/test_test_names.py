"""Tests are no package, so pytest takes two modules of one name for the same, and then runs none at all."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent.parent


def test_no_two_test_modules_have_one_name():
    # Cases are texts that are judged, never imported.
    modules = (path for path in TESTS.rglob("*.py") if "cases" not in path.parts)
    names = Counter(path.name for path in modules if path.name != "conftest.py")
    assert [name for name, times in names.items() if times > 1] == []
