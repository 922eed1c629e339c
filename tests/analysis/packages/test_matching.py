"""Whether an advisory is about a version, as OSV's specification says it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import Version

from vedette.analysis.packages.matching import Answer, affects, judge
from vedette.model.advisory import Advisory, Affected, Event


def advisory(*ranges, versions=(), ecosystem="PyPI", name="shop", kind="ECOSYSTEM", **more):
    events = tuple(tuple(Event(*one.split("=")) for one in text.split()) for text in ranges)
    one = Affected(
        ecosystem=ecosystem, name=name, kinds=(kind,) * len(events), ranges=events, versions=versions
    )
    return Advisory(id="X-1", affected=(one,), **more)


@pytest.mark.parametrize(
    ("events", "yes", "no"),
    [
        ("introduced=0 fixed=1.2", "0.1 1.1.9 1.2rc1", "1.2 1.2.0 2.0"),
        ("introduced=1.0", "1.0 1.0.0 99", "0.9 1.0rc1"),
        ("introduced=0 last_affected=1.2", "0 1.2 1.2.0", "1.2.1 1.2.post1"),
        ("fixed=2.0 introduced=1.0", "1.0 1.5", "0.9 2.0"),
        ("introduced=1 fixed=2 introduced=3 fixed=4", "1 1.9 3.5", "0 2 2.5 4"),
        ("introduced=0 limit=2.0", "0 1.9", "2.0 3"),
        ("introduced=0 limit=*", "0 99", ""),
        ("introduced=0 limit=1 limit=3", "2", "3"),
        ("introduced=0 fixed=1 introduced=1", "1 2", ""),
    ],
)
def test_ranges(events, yes, no):
    one = advisory(events)
    assert [version for version in yes.split() if not affects(one, "PyPI", "shop", version)] == []
    assert [version for version in no.split() if affects(one, "PyPI", "shop", version)] == []


def test_versions_and_ranges_add_to_one_another():
    one = advisory("introduced=1 fixed=2", versions=("0.5", "3.0"))
    assert [
        affects(one, "PyPI", "shop", version) for version in ("0.5", "0.6", "1.5", "2.5", "3", "3.0.0")
    ] == [
        *(True, False, True, False),
        *(True, True),
    ]


def test_the_name_may_be_spelled_in_any_way():
    one = advisory("introduced=0", name="my-shop")
    assert affects(one, "PyPI", "My_Shop", "1")
    assert not affects(one, "PyPI", "shop", "1")
    assert not affects(one, "npm", "my-shop", "1")


def test_what_was_taken_back_is_about_nothing():
    assert not affects(advisory("introduced=0", withdrawn="2026-01-01T00:00:00Z"), "PyPI", "shop", "1")


def test_what_cannot_be_ordered_is_unknown_and_not_unaffected():
    one = advisory("introduced=0 fixed=1.2", versions=("2004d",))
    assert judge(one, "PyPI", "shop", "2004d") is Answer.yes
    assert judge(one, "PyPI", "shop", "banana") is Answer.unknown
    assert judge(advisory("introduced=0"), "PyPI", "shop", "banana") is Answer.yes
    assert judge(advisory("introduced=0 fixed=banana"), "PyPI", "shop", "1.0") is Answer.unknown
    assert judge(advisory(versions=("1.0",)), "PyPI", "shop", "banana") is Answer.no


def test_an_ecosystem_without_an_order_has_that_of_its_range():
    one = advisory("introduced=0 fixed=1.2.0", ecosystem="Pub", kind="SEMVER")
    assert judge(one, "Pub", "shop", "1.1.9") is Answer.yes
    assert judge(one, "Pub", "shop", "1.2.0") is Answer.no
    other = advisory("introduced=0 fixed=1.2.0", ecosystem="Pub")
    assert judge(other, "Pub", "shop", "1.1.9") is Answer.unknown


NUMBERS = st.integers(0, 12)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["introduced", "fixed", "last_affected", "limit"]), NUMBERS), max_size=6
    ),
    NUMBERS,
)
def test_it_is_the_plain_reading_of_the_specification(events, version):
    one = advisory(" ".join(f"{kind}={number}" for kind, number in events))
    limits = [Version(str(number)) for kind, number in events if kind == "limit"]
    own = Version(str(version))
    vulnerable = False
    if not limits or any(own < limit for limit in limits):
        for kind, number in sorted(events, key=lambda event: event[1]):
            if kind == "introduced" and own >= Version(str(number)):
                vulnerable = True
            fixed = kind == "fixed" and own >= Version(str(number))
            if fixed or (kind == "last_affected" and own > Version(str(number))):
                vulnerable = False
    # `introduced=0` is before 0 itself: the sort above is stable, ours puts it first.
    if any(event == ("introduced", 0) for event in events) and any(
        n == 0 for k, n in events if k != "introduced"
    ):
        return
    assert affects(one, "PyPI", "shop", str(version)) == vulnerable
