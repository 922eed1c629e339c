"""A change to the policy is itself a finding."""

import pytest

from vedette.policy.changes import policy_changed


def test_nothing_is_said_when_nothing_changed():
    assert policy_changed("vedette.toml", b"a", b"a") is None
    assert policy_changed("vedette.toml", None, None) is None


@pytest.mark.parametrize(
    ("before", "after", "line", "word"),
    [
        (None, b"a\n", 1, "new"),
        (b"a\n", None, 1, "removed"),
        (b"a\nb\nc\n", b"a\nX\nc\n", 2, "differs"),
        (b"a\n", b"a\nb\n", 2, "differs"),
        (b"a\nb\n", b"a\n", 1, "differs"),
        (b"", b"", 1, ""),
    ],
)
def test_it_points_at_the_first_line_that_differs(before, after, line, word):
    finding = policy_changed("vedette.toml", before, after)
    if before == after:
        assert finding is None
    else:
        assert finding is not None
        assert finding.place.start.line == line
        assert word in finding.message
