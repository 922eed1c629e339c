"""Gathering: a credential that a machine made is one finding wherever it stands; all else is one to one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_world import finding, seen
from msgspec.structs import replace

from vedette.ledger.gathering import Gathered, Known, Standing, gather, single_key
from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Seen
from vedette.model.finding import Finding, State
from vedette.model.rule import Confidence, Severity

PATHS = ("a.py", "b.py", "c.py")
KEY = "5" * 32


def key(path: str = "a.py", line: int = 1, **changes: object) -> Finding:
    return finding(path, line, **{"subject": KEY, "single": True, **changes})


def known(*places: Finding, state: State = State.open) -> Known:
    return Known(state=state, standing=tuple(Standing(one) for one in with_fingerprints(places)))


def gathered(before: list[Known], now: list[Finding], looked: Seen | None = None) -> list[Gathered]:
    return gather(before, with_fingerprints(now), looked or seen(*PATHS))


def paths(places: tuple[Standing, ...]) -> list[str]:
    return [one.finding.place.path for one in places]


def test_one_key_in_two_files_is_one_finding() -> None:
    (one,) = gathered([], [key("a.py"), key("b.py")])
    assert (one.known, one.seen) == (None, (0, 1))


def test_two_keys_in_one_file_are_two() -> None:
    assert len(gathered([], [key(), key(line=2, subject="6" * 32)])) == 2


def test_what_a_person_chose_stays_apart() -> None:
    assert len(gathered([], [finding("a.py", subject=KEY), finding("b.py", subject=KEY)])) == 2


def test_a_copy_is_a_further_place_of_what_is_known() -> None:
    (one,) = gathered([known(key("a.py"))], [key("a.py"), key("b.py")])
    assert (one.known, one.seen, one.gone, one.kept) == (0, (0, 1), (), ())


def test_one_place_gone_is_said_and_the_other_stands() -> None:
    (one,) = gathered([known(key("a.py"), key("b.py"))], [key("b.py")])
    assert (one.known, paths(one.gone), one.kept) == (0, ["a.py"], ())


@pytest.mark.parametrize(
    "looked",
    [seen("b.py", complete=False), seen("b.py", present=frozenset(PATHS)), seen("b.py", within=("b.py",))],
    ids=["partial", "not examined", "not asked for"],
)
def test_a_place_that_was_not_looked_at_is_kept(looked: Seen) -> None:
    (one,) = gathered([known(key("a.py"), key("b.py"))], [key("b.py")], looked)
    assert (paths(one.kept), one.gone) == (["a.py"], ())


def test_it_comes_back_wherever_it_does() -> None:
    (one,) = gathered([known(key("a.py"), state=State.fixed)], [key("c.py")])
    assert (one.known, one.gone) == (0, ())


def test_two_that_were_remembered_apart_are_one() -> None:
    (one,) = gathered([known(key("a.py")), known(key("b.py"))], [key("a.py"), key("b.py")])
    assert (one.known, one.absorbed) == (0, (1,))


def test_the_heaviest_place_is_the_main_one_and_of_equals_the_one_it_was() -> None:
    light = {"confidence": Confidence.low}
    (one,) = gathered([], [key("a.py", **light), key("b.py")])
    assert one.seen == (1, 0)
    (one,) = gathered([known(key("b.py"))], [key("a.py"), key("b.py")])
    assert one.seen == (1, 0)
    (one,) = gathered([known(key("b.py"))], [key("a.py", severity=Severity.critical), key("b.py")])
    assert one.seen == (0, 1)


def test_a_renamed_place_is_not_gone() -> None:
    looked = seen("c.py", renames={"c.py": "a.py"})
    (one,) = gathered([known(key("a.py"))], [key("c.py")], looked)
    assert (one.known, one.gone, one.kept) == (0, (), ())


def test_tree_and_history_are_two_lives() -> None:
    assert len(gathered([], [key("a.py"), key("a.py", revision="c0ffee")])) == 2


def test_a_merged_one_leads_to_the_one_it_was_merged_with() -> None:
    other = replace(known(key("b.py", subject="6" * 32)), into=0, id="VD-OTHER")
    both = [key("a.py"), key("b.py", subject="6" * 32)]
    (one,) = gathered([known(key("a.py")), other], both)
    assert (one.known, one.seen, one.of) == (0, (0, 1), ("", "VD-OTHER"))
    (back,) = gathered([known(key("a.py"), state=State.fixed), other], both[1:])
    assert (back.known, back.of) == (0, ("VD-OTHER",))


SIGHTINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(PATHS),
        st.integers(1, 4),
        symbol=st.sampled_from(["", "f"]),
        subject=st.sampled_from(["", "s", KEY, "6" * 32]),
        single=st.booleans(),
        confidence=st.sampled_from(list(Confidence)),
    ),
    max_size=8,
).map(with_fingerprints)
MEMORY = st.lists(
    st.tuples(st.sampled_from([State.open, State.fixed, State.accepted]), SIGHTINGS.filter(bool)), max_size=4
).map(
    lambda rows: [
        Known(state=state, standing=tuple(Standing(one) for one in places[:3])) for state, places in rows
    ]
)
LOOKED = st.builds(
    lambda complete, renames: seen(*PATHS, complete=complete, renames=renames),
    st.booleans(),
    st.dictionaries(st.sampled_from(PATHS), st.sampled_from(PATHS), max_size=2),
)


@given(MEMORY, SIGHTINGS, LOOKED)
@settings(max_examples=300)
def test_every_sighting_is_in_one_finding_and_no_known_one_in_two(
    memory: list[Known], new: list[Finding], looked: Seen
) -> None:
    found = gather(memory, new, looked)
    assert sorted(index for one in found for index in one.seen) == list(range(len(new)))
    owners = [one.known for one in found if one.known is not None]
    owners += [index for one in found for index in one.absorbed]
    assert len(owners) == len(set(owners))
    for one in found:
        if len(one.seen) > 1 and one.known is None:
            assert len({new[index].subject for index in one.seen}) == 1
    keys = [key for one in found if (key := single_key(new[one.seen[0]]))]
    assert len(keys) == len(set(keys)), "one thing in two findings"


@given(SIGHTINGS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_order_of_sightings_does_not_matter(new: list[Finding], dice: random.Random) -> None:
    def groups(order: list[Finding]) -> set[frozenset[str]]:
        found = gather([], order, seen(*PATHS))
        return {frozenset(repr(order[index]) for index in one.seen) for one in found}

    assert groups(dice.sample(new, len(new))) == groups(new)


@given(SIGHTINGS, st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["x.py", "y.py", "z.py"])))
@settings(max_examples=200)
def test_renamed_files_keep_every_finding(new: list[Finding], moves: dict[str, str]) -> None:
    """Nothing but paths changed, git knows it, and no two files became one."""
    if len(set(moves.values())) < len(moves):
        moves = {}
    there = {path: moves.get(path, path) for path in PATHS}
    after = [replace(one, place=replace(one.place, path=there[one.place.path])) for one in new]
    before = [
        Known(state=State.open, standing=tuple(Standing(new[index]) for index in one.seen))
        for one in gather([], new, seen(*PATHS))
    ]
    looked = seen(*there.values(), renames={now: old for old, now in moves.items()})
    found = gather(before, after, looked)
    assert sorted(one.known for one in found if one.known is not None) == list(range(len(before)))
    assert len(found) == len(before)
    assert not any(one.gone or one.absorbed for one in found)
