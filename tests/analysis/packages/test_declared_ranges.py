"""Ranges as each ecosystem reads them, moved to a version in the same writing; what a major step is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.analysis.packages.declared import admits, is_major, moved
from vedette.analysis.packages.versions import is_comparable


@pytest.mark.parametrize(("ecosystem", "constraint", "inside", "outside"), [
    ("npm", "^1.2.3", "1.9.0", "2.0.0"),
    ("npm", "^0.2.3", "0.2.9", "0.3.0"),
    ("npm", "^0.0.3", "0.0.3", "0.0.4"),
    ("npm", "~1.2", "1.2.9", "1.3.0"),
    ("npm", "1.x", "1.9.0", "2.0.0"),
    ("npm", "1.2", "1.2.7", "1.3.0"),
    ("npm", "1.2.3 - 2.1", "2.1.9", "2.2.0"),
    ("npm", "<1.0.0 || >=2.3.0 <3", "2.4.0", "1.5.0"),
    ("npm", ">1.2", "1.3.0", "1.2.9"),
    ("npm", "*", "9.0.0", ""),
    ("PyPI", ">=1.2,<2", "1.9", "2.0"),
    ("PyPI", "~=1.4.2", "1.4.9", "1.5"),
    ("PyPI", "==1.4.*", "1.4.9", "1.5"),
    ("PyPI", "^1.4", "1.5", "2"),
    ("PyPI", ">=1, !=1.5", "1.6", "1.5"),
    ("crates.io", "1.8", "1.18.4", "2.0.0"),
    ("crates.io", "=1.8", "1.8.3", "1.9.0"),
    ("crates.io", "0.4", "0.4.9", "0.5.0"),
    ("Packagist", "~1.2", "1.9", "2.0"),
    ("Packagist", "~1.2.3", "1.2.9", "1.3.0"),
    ("Packagist", "^1.0|^2.0", "2.5.0", "3.0.0"),
    ("RubyGems", "~> 2.2.1", "2.2.9", "2.3"),
    ("RubyGems", "~> 2.2, >= 2.2.5", "2.9", "2.2.4"),
    ("Maven", "[1.0,2.0)", "1.5", "2.0"),
    ("Maven", "[1.0,1.5],[1.7,)", "1.8", "1.6"),
    ("NuGet", "1.2.3", "4.0.0", "1.0.0"),
    ("NuGet", "(1.0,2.0]", "2.0.0", "1.0.0"),
])  # fmt: skip
def test_ranges_are_read_by_their_ecosystems_rules(ecosystem, constraint, inside, outside):
    assert admits(ecosystem, constraint, inside) is True
    assert not outside or admits(ecosystem, constraint, outside) is False


@pytest.mark.parametrize(
    "constraint", ["^1.0@dev", "workspace:*", "git+ssh://x", "!=1.*", ">=", "dev-main", "1" * 400]
)
def test_what_is_not_understood_is_not_told(constraint):
    assert admits("npm", constraint, "1.0.0") is None
    assert moved("npm", constraint, "2.0.0") == ""


@pytest.mark.parametrize(("ecosystem", "constraint", "version", "wanted"), [
    ("npm", "^1.2.0", "2.3.4", "^2.3.4"),
    ("npm", "~ 1.2.0", "2.3.4", "~ 2.3.4"),
    ("npm", ">=1.2.0 <2", "2.3.4", ">=2.3.4 <3"),
    ("PyPI", ">= 1.2, <2.0", "2.3.4", ">= 2.3.4, <3"),
    ("PyPI", ">1.2,<2", "2.3.4", ">=2.3.4,<3"),
    ("PyPI", "<2", "2.3.4", "<3"),
    ("PyPI", "~=1.2", "2.3.4", "~=2.3.4"),
    ("crates.io", "1.8", "2.0.1", "2.0.1"),
    ("RubyGems", "~> 1.2", "2.3.4", "~> 2.3.4"),
    ("npm", "1.x", "2.0.0", ""),
    ("PyPI", ">=1,<2,!=1.5", "2.3.4", ""),
    ("Maven", "[1.0,2.0)", "2.3", ""),
])  # fmt: skip
def test_a_range_is_moved_in_its_own_writing_or_left_to_a_person(ecosystem, constraint, version, wanted):
    assert moved(ecosystem, constraint, version) == wanted


@pytest.mark.parametrize(("ecosystem", "old", "new", "wanted"), [
    ("PyPI", "1.2", "1.9", False),
    ("PyPI", "1.2", "2.0", True),
    ("PyPI", "0.2", "0.9", False),
    ("npm", "0.2.0", "0.9.0", True),
    ("npm", "0.2.0", "0.2.9", False),
    ("Go", "v0.7.0", "0.56.0", False),
    ("PyPI", "2022.12.7", "2024.7.4", False),
    ("npm", "weird", "1.0.0", True),
])  # fmt: skip
def test_what_breaks_with_what_was_before(ecosystem, old, new, wanted):
    assert is_major(ecosystem, old, new) is wanted


@given(
    st.sampled_from(["npm", "PyPI", "Maven", "NuGet", "Packagist", "crates.io", "RubyGems", "Go"]),
    st.text("0123456789.*xX^~<>=!|, -[]()vab", max_size=40),
    st.sampled_from(["1.0.0", "2.3.4", "0.1.0"]),
)
def test_whatever_is_declared_nothing_breaks_and_what_is_moved_admits(ecosystem, constraint, version):
    answer = admits(ecosystem, constraint, version)
    assert answer in {True, False, None}
    assert is_comparable(ecosystem, version)
    new = moved(ecosystem, constraint, version)
    assert not new or admits(ecosystem, new, version) is True
