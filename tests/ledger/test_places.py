"""Places, merges and splits, as the ledger tells them through runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from ledger_world import finding, place_of, run, scan, seen, states

from vedette.ledger.interface import Ledger, Said
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError
from vedette.model.finding import Finding, State, Tracked

KEY = "5" * 32
ALL = ("a.py", "b.py", "c.py")


def key(path: str, line: int = 1, **changes: object) -> Finding:
    return finding(path, line, **{"subject": KEY, "single": True, **changes})


def said(reason: str = "the same", who: str = "Ada") -> Said:
    return Said(who=who, at="2026-11-22T12:00:00Z", reason=reason)


def told(ledger: Ledger, name: str) -> list[str]:
    history = ledger.finding(name)
    assert history is not None
    return [what for _, _, what in history.events]


def paths(item: Tracked) -> list[str]:
    return [item.finding.place.path, *(one.place.path for one in item.also)]


def test_one_finding_in_two_places_closes_when_both_are_gone(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [key("a.py"), key("b.py")], seen(*ALL))
    assert paths(one) == ["a.py", "b.py"]
    (less,) = scan(ledger, 2, [key("b.py")], seen(*ALL))
    assert (less.id, less.state, paths(less)) == (one.id, State.open, ["b.py"])
    assert [place.path for place in less.left] == ["a.py"]
    scan(ledger, 3, [], seen(*ALL))
    assert states(ledger) == {one.id: State.fixed}
    (back,) = scan(ledger, 4, [key("c.py")], seen(*ALL))
    assert (back.id, back.reopened, back.left) == (one.id, True, ())
    assert told(ledger, one.id) == [
        "new",
        "also in b.py",
        "gone from a.py",
        "fixed",
        "reopened",
        "moved from b.py",
    ]
    assert ledger.verify() == []


def test_a_place_that_nobody_looked_at_keeps_it_open(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [key("a.py"), key("b.py")], seen(*ALL))
    (part,) = scan(ledger, 2, [key("b.py")], seen("b.py", within=("b.py",)))
    assert paths(part) == ["b.py", "a.py"]
    scan(ledger, 3, [], seen("b.py", within=("b.py",)))
    (known,) = ledger.findings("shop")
    assert (known.id, known.state, paths(known)) == (one.id, State.open, ["a.py"])
    assert told(ledger, one.id)[-1] == "gone from b.py"
    scan(ledger, 4, [], seen(*ALL))
    assert states(ledger) == {one.id: State.fixed}
    assert ledger.verify() == []


def test_a_partial_run_takes_no_place_away(ledger: Ledger) -> None:
    scan(ledger, 1, [key("a.py"), key("b.py")], seen(*ALL))
    (one,) = scan(ledger, 2, [key("b.py")], seen(*ALL, complete=False))
    assert (paths(one), one.left) == (["b.py", "a.py"], ())


def test_an_unchanged_run_over_places_says_nothing(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [key("a.py"), key("b.py")], seen(*ALL))
    scan(ledger, 2, [key("b.py"), key("a.py")], seen(*ALL))
    assert told(ledger, one.id) == ["new", "also in b.py"]


def test_a_copy_is_told_and_a_move_is_told(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [key("a.py")], seen(*ALL))
    scan(ledger, 2, [key("a.py"), key("b.py")], seen(*ALL))
    scan(ledger, 3, [key("a.py"), key("c.py")], seen(*ALL))
    assert told(ledger, one.id) == ["new", "also in b.py", "moved from b.py"]


def merged(ledger: Ledger) -> tuple[Tracked, Tracked]:
    one, two = scan(ledger, 1, [finding("a.py"), finding("b.py", subject="two")], seen(*ALL))
    ledger.merge(one.id, two.id, said("one login"))
    return one, two


def test_merged_findings_are_one_and_both_names_lead_to_it(ledger: Ledger) -> None:
    one, two = merged(ledger)
    assert states(ledger) == {one.id: State.open, two.id: State.duplicate}
    (both,) = scan(ledger, 2, [finding("a.py"), finding("b.py", subject="two")], seen(*ALL))
    assert (both.id, paths(both)) == (one.id, ["a.py", "b.py"])
    for name in (one.id, two.id):
        history = ledger.finding(name)
        assert history is not None
        assert (history.tracked.id, history.merged) == (one.id, (two.id,))
    assert f"{two.id} was merged into it: one login (by Ada)" in told(ledger, two.id)
    (deed,) = ledger.deeds("shop", 10)
    assert (deed.what, deed.who, deed.reason) == ("merge", "Ada", "one login")
    assert ledger.verify() == []


def test_it_closes_when_the_places_of_both_are_gone(ledger: Ledger) -> None:
    one, two = merged(ledger)
    (rest,) = scan(ledger, 2, [finding("b.py", subject="two")], seen(*ALL))
    assert (rest.id, rest.state, paths(rest)) == (one.id, State.open, ["b.py"])
    (known,) = [item for item in ledger.findings("shop") if item.id == one.id]
    assert paths(known) == ["b.py"]
    (own,) = scan(ledger, 3, [finding("a.py")], seen(*ALL))
    assert (own.id, own.reopened) == (one.id, False)
    scan(ledger, 4, [], seen(*ALL))
    assert states(ledger) == {one.id: State.fixed, two.id: State.duplicate}
    (back,) = scan(ledger, 5, [finding("b.py", subject="two")], seen(*ALL))
    assert (back.id, back.reopened) == (one.id, True)
    assert ledger.verify() == []


def test_a_split_gives_each_its_places_back(ledger: Ledger) -> None:
    one, two = merged(ledger)
    scan(ledger, 2, [finding("a.py", 7), finding("b.py", 8, subject="two")], seen(*ALL))
    ledger.split(one.id, said("they are two", who="Grace"))
    assert states(ledger) == {one.id: State.open, two.id: State.open}
    assert {item.id: (paths(item), item.finding.place.start.line) for item in ledger.findings("shop")} == {
        one.id: (["a.py"], 7),
        two.id: (["b.py"], 8),
    }
    again = scan(ledger, 3, [finding("a.py"), finding("b.py", subject="two")], seen(*ALL))
    assert [item.id for item in again] == [one.id, two.id]
    assert told(ledger, two.id)[-1] == f"split off from {one.id} again: they are two (by Grace)"
    assert [deed.what for deed in ledger.deeds("shop", 10)] == ["split", "merge"]
    assert ledger.verify() == []


def test_a_split_when_only_the_merged_one_stands(ledger: Ledger) -> None:
    one, two = merged(ledger)
    scan(ledger, 2, [finding("b.py", subject="two")], seen(*ALL))
    ledger.split(two.id, said())
    assert states(ledger) == {one.id: State.fixed, two.id: State.open}
    own, other = scan(ledger, 3, [finding("a.py"), finding("b.py", subject="two")], seen(*ALL))
    assert (own.id, own.reopened, other.id, other.reopened) == (one.id, True, two.id, False)
    assert ledger.verify() == []


def test_a_split_when_the_merged_one_is_gone(ledger: Ledger) -> None:
    one, two = merged(ledger)
    scan(ledger, 2, [finding("a.py")], seen(*ALL))
    ledger.split(one.id, said())
    assert states(ledger) == {one.id: State.open, two.id: State.fixed}
    assert ledger.verify() == []


def test_a_chain_of_merges_comes_apart_link_by_link(ledger: Ledger) -> None:
    names = [item.id for item in scan(ledger, 1, [finding(path, subject=path) for path in ALL], seen(*ALL))]
    ledger.merge(names[1], names[2], said())
    ledger.merge(names[0], names[2], said())
    (all_,) = scan(ledger, 2, [finding(path, subject=path) for path in ALL], seen(*ALL))
    assert (all_.id, paths(all_)) == (names[0], list(ALL))
    ledger.split(names[0], said())
    assert states(ledger) == {names[0]: State.open, names[1]: State.open, names[2]: State.duplicate}
    ledger.split(names[2], said())
    assert {item.id: paths(item) for item in ledger.findings("shop")} == {
        name: [path] for name, path in zip(names, ALL, strict=True)
    }
    assert ledger.verify() == []


def test_what_was_accepted_before_is_accepted_again(ledger: Ledger) -> None:
    both = [finding("a.py"), finding("b.py", subject="two")]
    one, two = scan(ledger, 1, both, seen(*ALL))
    scan(ledger, 2, both, seen(*ALL), accepted=(two.id,))
    ledger.merge(one.id, two.id, said())
    ledger.split(two.id, said())
    assert states(ledger) == {one.id: State.open, two.id: State.accepted}


def test_merges_that_make_no_sense_are_refused(ledger: Ledger) -> None:
    one, two = merged(ledger)
    (other,) = scan(ledger, 2, [finding()], seen("a.py"), project="other")
    (third,) = scan(ledger, 3, [finding("c.py", subject="3")], seen("c.py", within=("c.py",)))
    scan(ledger, 4, [finding("c.py", subject="3")], seen(*ALL))
    for kept, gone in ((one.id, two.id), (one.id, other.id), (one.id, third.id), ("VD-NONE", one.id)):
        with pytest.raises(UsageError) as caught:
            ledger.merge(kept, gone, said())
        assert caught.value.help
    with pytest.raises(UsageError, match=r"nothing is merged into VD-[0-9A-Z]+ now"):
        ledger.split(third.id, said())
    assert [deed.what for deed in ledger.deeds(None, 10)] == ["merge"]


def test_two_that_were_known_apart_become_one_by_themselves(ledger: Ledger) -> None:
    """As of an earlier vedette, which knew each path by itself."""
    names = [item.id for item in scan(ledger, 1, [finding(p, subject=KEY) for p in ALL[:2]], seen(*ALL))]
    (one,) = scan(ledger, 2, [key(p) for p in ALL[:2]], seen(*ALL))
    assert (one.id, paths(one)) == (min(names), ["a.py", "b.py"]) or one.id in names
    assert sorted(states(ledger).values()) == [State.duplicate, State.open]
    scan(ledger, 3, [], seen(*ALL))
    assert sorted(states(ledger).values()) == [State.duplicate, State.fixed]
    assert ledger.verify() == []


def test_last_seen_counts_merged_ones_and_places(ledger: Ledger) -> None:
    one, two = merged(ledger)
    others = [finding("c.py", line, subject=str(line)) for line in range(5)]
    scan(ledger, 2, [finding("b.py", subject="two"), *others], seen(*ALL))
    when = {item.id: item.last_seen for item in ledger.findings("shop")}
    assert (when[one.id], when[two.id]) == (run(2).started, run(1).started)
    assert ledger.verify() == []


def test_a_name_is_forgotten_and_the_ledger_is_sound(ledger: Ledger) -> None:
    one, _ = merged(ledger)
    assert ledger.forget("Grace") == 0
    assert ledger.forget("Ada") == 1
    (deed,) = ledger.deeds(None, 10)
    assert deed.who == ""
    assert any("somebody whose name was erased" in what for what in told(ledger, one.id))
    assert ledger.verify() == []


def test_no_name_is_in_the_journal_and_none_can_be_exchanged(tmp_path: Path) -> None:
    path = place_of(tmp_path)
    ledger = open_ledger(path)
    one, two = scan(ledger, 1, [finding("a.py"), finding("b.py", subject="two")], seen(*ALL))
    ledger.merge(one.id, two.id, said(who="Ada Lovelace"))
    ledger.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE person SET name = 'Charles'")
    connection.execute("VACUUM")
    connection.close()
    assert b"Lovelace" not in path.read_bytes()
    ledger = open_ledger(path)
    assert any("name" in fault.what for fault in ledger.verify())
    ledger.close()
