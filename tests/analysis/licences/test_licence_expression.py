"""Expressions: what metadata says becomes what SPDX says, or stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.analysis.licences import expression
from vedette.analysis.licences.expression import is_listed, parse
from vedette.analysis.licences.families import heaviest, obligation
from vedette.model.licence import Choice, Every, Family, Ships, Term, terms

IDS = ["MIT", "Apache-2.0", "GPL-2.0-only", "LGPL-2.1-or-later", "MPL-2.0", "LicenseRef-x"]


@pytest.mark.parametrize(
    ("text", "words", "family"),
    [
        ("MIT", "MIT", "permissive"),
        ("mit", "MIT", "permissive"),
        ("(MIT OR Apache-2.0)", "MIT OR Apache-2.0", "permissive"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0", "permissive"),
        ("MIT AND (ISC OR GPL-3.0-only)", "MIT AND (ISC OR GPL-3.0-only)", "strong-copyleft"),
        ("MIT OR ISC AND Zlib", "MIT OR (ISC AND Zlib)", "permissive"),
        ("GPL-2.0", "GPL-2.0-only", "strong-copyleft"),
        ("GPL-2.0+", "GPL-2.0-or-later", "strong-copyleft"),
        ("GPL-2.0-only+", "GPL-2.0-or-later", "strong-copyleft"),
        ("EUPL-1.1+", "EUPL-1.1+", "strong-copyleft"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", None, "weak-copyleft"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0", "weak-copyleft"),
        ("AGPL-3.0", "AGPL-3.0-only", "network-copyleft"),
        ("Apache License, Version 2.0", "Apache-2.0", "permissive"),
        ("License :: OSI Approved :: MIT License", "MIT", "permissive"),
        ("UNLICENSED", "UNLICENSED", "proprietary"),
        ("LicenseRef-Acme", "LicenseRef-Acme", "unknown"),
        # Which of the BSD licences, nobody said.
        ("BSD", "BSD", "unknown"),
        ("SEE LICENSE IN COPYING", "SEE LICENSE IN COPYING", "unknown"),
        ("MIT OR", "MIT OR", "unknown"),
        ("MIT WITH nonsense", "MIT WITH nonsense", "unknown"),
        ("(MIT", "(MIT", "unknown"),
    ],
)
def test_what_is_written_and_what_it_means(text, words, family):
    found = parse(text)
    assert found.words() == (words or text)
    assert heaviest(found) == family


@pytest.mark.parametrize("text", ["", "  ", "NOASSERTION", "none", "UNKNOWN"])
def test_nothing_is_nothing(text):
    assert parse(text) is None


def test_deep_and_long_ones_stay_unknown_in_bounded_time():
    assert parse("(" * 5000 + "MIT") == Term(("(" * 5000 + "MIT")[:200])
    assert parse(" AND ".join(["MIT"] * 5000)).family is Family.unknown


expressions = st.recursive(
    st.sampled_from(IDS),
    lambda inner: st.builds(
        lambda parts, word: "(" + f" {word} ".join(parts) + ")",
        st.lists(inner, min_size=2, max_size=3),
        st.sampled_from(["AND", "OR", "and", "or"]),
    ),
    max_leaves=8,
)


@given(expressions)
def test_what_is_told_reads_back_as_the_same(text):
    found = parse(text)
    assert parse(found.words()) == found
    assert [term.id for term in terms(found)] == [name for name in _names(text) if name in IDS]


def _names(text):
    return text.replace("(", " ").replace(")", " ").split()


@given(st.text(max_size=300))
def test_anything_is_answered(text):
    found = parse(text)
    assert found is None or found.words()


def test_and_and_or_are_nested_as_written():
    found = parse("MIT AND (ISC OR Zlib)")
    assert isinstance(found, Every)
    assert isinstance(found.parts[1], Choice)


def test_the_data_names_only_what_is_in_the_list():
    from vedette.analysis.licences import families

    data = families._data()
    ids = set(expression._licences().values())
    for family, names in data.items():
        known = set(expression._exceptions().values()) if family == "linking-exceptions" else ids
        assert {name for name in names if name not in known and f"{name}-only" not in ids} == set(), family
    everything = [name for names in data.values() for name in names]
    assert len(everything) == len(set(everything))
    assert set(expression._usual().values()) <= ids
    # A key with a sign that is squeezed away would never be found.
    assert all(parse(name).family is not Family.unknown for name in expression._usual())


def test_each_family_has_an_obligation_for_each_way_of_shipping():
    for family in Family:
        for ships in Ships:
            assert len(obligation(Term("X", family=family), ships)) > 20
    assert "nobody knows" in obligation(Term("X"), Ships.server)


def test_the_list():
    assert is_listed("MIT")
    assert not is_listed("mit")
    assert not is_listed("Classpath-exception-2.0")
