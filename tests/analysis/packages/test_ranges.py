"""Ranges as people write them, by the order of each ecosystem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.analysis.packages.matching import Answer
from vedette.analysis.packages.ranges import RangeError, parse


@pytest.mark.parametrize(
    ("text", "ecosystem", "inside", "outside"),
    [
        ("", "PyPI", ("1", "0.dev1"), ()),
        ("*", "npm", ("1.0.0",), ()),
        ("1.2", "PyPI", ("1.2", "1.2.0"), ("1.2.1", "1.2rc1")),
        ("==1.2.*", "PyPI", ("1.2", "1.2.9"), ("1.3", "1.1.9")),
        (">=1.2,<2", "PyPI", ("1.2", "1.10"), ("2", "1.1")),
        (">= 1.2 < 2 || 3.x", "npm", ("1.2.0", "3.1.4"), ("2.0.0", "4.0.0")),
        ("!=1.5", "npm", ("1.4.0",), ("1.5.0",)),
        ("^1.2.3", "npm", ("1.2.3", "1.99.0"), ("1.2.2", "2.0.0")),
        ("^0.2.3", "npm", ("0.2.9",), ("0.3.0",)),
        ("^0.0.3", "npm", ("0.0.3",), ("0.0.4",)),
        ("~1.2.3", "npm", ("1.2.9",), ("1.3.0",)),
        ("~=1.4.2", "PyPI", ("1.4.9",), ("1.5",)),
        ("~>2.1", "RubyGems", ("2.9",), ("3.0", "2.0")),
        ("[1.0,2.0)", "Maven", ("1.0", "1.9-SNAPSHOT"), ("2.0", "0.9")),
        ("(,2.0]", "Maven", ("2.0", "0.1"), ("2.0.1",)),
        ("[1.5]", "NuGet", ("1.5.0",), ("1.6.0",)),
        ("<v1.3.0", "Go", ("v1.2.9", "1.2.9"), ("v1.3.0",)),
    ],
)
def test_a_range_has_what_its_ecosystem_orders_into_it(text, ecosystem, inside, outside):
    found = parse(text)
    assert {version: found.has(ecosystem, version) for version in inside} == dict.fromkeys(inside, Answer.yes)
    assert {version: found.has(ecosystem, version) for version in outside} == dict.fromkeys(
        outside, Answer.no
    )


def test_what_has_no_place_in_the_order_is_unknown_unless_it_is_named():
    assert parse("<2").has("npm", "main") is Answer.unknown
    assert parse("<2").has("npm", "") is Answer.unknown
    assert parse("main").has("npm", "main") is Answer.yes
    assert parse("<1 || main").has("npm", "main") is Answer.yes


@pytest.mark.parametrize("text", ["<<1", ">", "||", "1 ||", "[1,2,3]", "[1", "(,)", "^main", "é", "1" * 600])
def test_what_is_no_range_is_refused(text):
    with pytest.raises(RangeError):
        parse(text)


@given(st.text(alphabet="0123456789.*x^~<>=!|,[]() v-", max_size=60))
def test_any_text_is_a_range_or_refused(text):
    try:
        found = parse(text)
    except RangeError:
        return
    assert found.has("npm", "1.2.3") in Answer


@pytest.mark.parametrize("text", ["???", ">=???", "1 || ???", "-", "^.", ">= +", "1.2?", "$x", "{}"])
def test_what_is_no_version_makes_no_range(text):
    with pytest.raises(RangeError):
        parse(text)
