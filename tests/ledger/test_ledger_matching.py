"""Matching: one to one, whatever the order, and nothing new is hidden."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_world import finding
from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.matching import match
from vedette.model.finding import Finding

PATHS = ("a.py", "b.py", "c.py")


def matched(
    known: list[Finding],
    new: list[Finding],
    renames: dict[str, str] | None = None,
    gone: tuple[str, ...] = (),
    retired: tuple[int, ...] = (),
    left: tuple[int, ...] = (),
) -> dict[int, int]:
    return match(
        with_fingerprints(known),
        with_fingerprints(new),
        renames or {},
        gone=set(gone),
        retired=set(retired),
        left=set(left),
    )


def test_same_fingerprint_and_path_whatever_the_line() -> None:
    assert matched([finding(line=1)], [finding(line=70)]) == {0: 0}


def test_another_subject_is_new() -> None:
    assert matched([finding()], [finding(subject="other")]) == {}


def test_a_rename_that_git_names() -> None:
    assert matched([finding("old.py")], [finding("new.py")], {"new.py": "old.py"}) == {0: 0}
    assert matched([finding("old.py")], [finding("new.py")]) == {}


def test_the_own_path_comes_before_a_rename() -> None:
    known = [finding("old.py"), finding("new.py")]
    assert matched(known, [finding("new.py")], {"new.py": "old.py"}) == {0: 1}


def test_a_changed_symbol_is_a_near_match_when_it_is_the_only_one() -> None:
    assert matched([finding(symbol="before")], [finding(symbol="after")]) == {0: 0}
    assert matched([finding("o.py", symbol="before")], [finding("n.py", symbol="after")], {"n.py": "o.py"})


def test_two_near_matches_hide_nothing() -> None:
    before = [finding(symbol="x")]
    after = [finding(symbol="y"), finding(symbol="z")]
    assert matched(before, after) == {}
    assert matched(after, before) == {}


def test_without_a_subject_nothing_is_near() -> None:
    assert matched([finding(symbol="x", subject="")], [finding(symbol="y", subject="")]) == {}


def test_a_move_counts_only_when_the_old_path_is_gone_and_both_are_alone() -> None:
    assert matched([finding("a.py")], [finding("b.py")], gone=("a.py",)) == {0: 0}
    assert matched([finding("a.py")], [finding("b.py")]) == {}
    assert matched([finding("a.py")], [finding("b.py"), finding("c.py")], gone=("a.py",)) == {}
    assert matched([finding("a.py"), finding("b.py")], [finding("c.py")], gone=("a.py", "b.py")) == {}


def test_a_copy_is_new() -> None:
    assert matched([finding("a.py")], [finding("a.py"), finding("b.py")]) == {0: 0}


def test_fewer_of_those_alike_keep_as_many() -> None:
    known = [finding(line=line) for line in (1, 5, 9)]
    assert sorted(matched(known, [finding(line=3), finding(line=8)]).values()) == [0, 1]


def test_kinds_never_mix() -> None:
    one = replace(finding(), fingerprint="v1-same")
    other = replace(finding(kind="import:other"), fingerprint="v1-same")
    assert matched([one], [other], gone=("a.py",)) == {}


def test_what_is_fixed_comes_back_only_as_itself() -> None:
    assert matched([finding()], [finding(line=4)], retired=(0,)) == {0: 0}
    assert matched([finding(symbol="x")], [finding(symbol="y")], retired=(0,)) == {}
    assert matched([finding("a.py")], [finding("b.py")], gone=("a.py",), retired=(0,)) == {}


FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(PATHS),
        st.integers(1, 4),
        symbol=st.sampled_from(["", "f", "g"]),
        subject=st.sampled_from(["", "s", "t", "5" * 32]),
        rule=st.sampled_from(["r", "q"]),
        fingerprint=st.sampled_from(["", "", "", "v1-given"]),
    ),
    max_size=8,
).map(with_fingerprints)
RENAMES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(PATHS), max_size=2)
GONE = st.sets(st.sampled_from(PATHS))


@given(FINDINGS, FINDINGS, RENAMES, GONE, st.sets(st.integers(0, 7)))
@settings(max_examples=300)
def test_one_to_one_and_nothing_out_of_range(
    known: list[Finding], new: list[Finding], renames: dict[str, str], gone: set[str], left: set[int]
) -> None:
    pairs = match(known, new, renames, gone=gone, left=left)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(new)))
    assert set(pairs.values()) <= set(range(len(known)))
    for now, old in pairs.items():
        assert known[old].kind == new[now].kind
        same = known[old].fingerprint == new[now].fingerprint
        assert same or known[old].subject == new[now].subject != ""


@given(FINDINGS, RENAMES, GONE)
def test_unchanged_findings_are_all_known(
    known: list[Finding], renames: dict[str, str], gone: set[str]
) -> None:
    pairs = match(known, known, renames, gone=gone)
    assert len(pairs) == len(known)
    assert all(known[now].place.path == known[old].place.path for now, old in pairs.items())


@given(FINDINGS, FINDINGS, RENAMES, GONE, st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_the_order_of_either_side_does_not_matter(
    known: list[Finding], new: list[Finding], renames: dict[str, str], gone: set[str], dice: random.Random
) -> None:
    def pairs(one: list[Finding], two: list[Finding]) -> list[tuple[str, str]]:
        left = {index for index, item in enumerate(one) if item.place.path == "a.py"}
        found = match(one, two, renames, gone=gone, left=left)
        return sorted((repr(two[now]), repr(one[old])) for now, old in found.items())

    straight = pairs(known, new)
    assert pairs(known, new) == straight
    assert pairs(dice.sample(known, len(known)), dice.sample(new, len(new))) == straight


@pytest.mark.slow
def test_thirty_thousand_that_all_changed_take_no_time() -> None:
    """Pair by pair these would be minutes."""
    one = with_fingerprints([finding(f"{n % 7}.py", n, subject=str(n % 5)) for n in range(30_000)])
    two = [replace(item, symbol="other", fingerprint=f"v1-{n}") for n, item in enumerate(one)]
    began = time.process_time()
    match(one, two, {"0.py": "1.py"}, gone={"2.py"})
    assert time.process_time() - began < 3


VALUE = "0123456789abcdef" * 2


def test_a_value_that_left_one_file_for_another_is_the_same() -> None:
    """A file that is split, or a line that is moved: the old file is still there."""
    known = [finding("a.py", subject=VALUE)]
    assert matched(known, [finding("b.py", subject=VALUE)], left=(0,)) == {0: 0}
    assert matched(known, [finding("b.py", subject=VALUE, symbol="renamed")], left=(0,)) == {0: 0}
    assert matched(known, [finding("b.py", subject=VALUE)]) == {}


def test_a_value_that_left_and_came_twice_is_nobody_s_move() -> None:
    known = [finding("a.py", subject=VALUE)]
    both = [finding("b.py", subject=VALUE), finding("c.py", subject=VALUE)]
    assert matched(known, both, left=(0,)) == {}
    assert matched([*known, finding("d.py", subject=VALUE)], both[:1], left=(0, 1)) == {}


def test_a_name_that_left_one_file_for_another_is_not_the_same() -> None:
    known = [finding("a.py", subject="name:password:production")]
    assert matched(known, [finding("b.py", subject="name:password:production")], left=(0,)) == {}
