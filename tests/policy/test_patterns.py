"""Path patterns, ordinary and hostile."""

import pytest

from vedette.model.errors import UsageError
from vedette.policy.patterns import last_match, matcher


def test_the_last_pattern_that_matches_counts():
    matches = matcher(("docs/", "!docs/kept.md", "*.key"))
    assert matches("docs/a.md")
    assert not matches("docs2/a.md")
    assert matches("deep/in/a.key")
    assert not matcher(())("a")


def test_the_last_entry_wins():
    table = [(matcher(("*",)), "all"), (matcher(("src/",)), "src")]
    assert last_match(table, "src/a.py") == "src"
    assert last_match(table, "a.py") == "all"


def test_a_pattern_without_bounds_is_refused_and_not_compiled():
    with pytest.raises(UsageError, match="characters"):
        matcher(("**/a/" * 2000,))
