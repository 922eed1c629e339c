"""The life of findings through runs, as the ledger tells it."""

from __future__ import annotations

import msgspec
import pytest
from ledger_world import finding, record, run, scan, seen, states

from vedette.ledger.interface import Ledger
from vedette.ledger.lifecycle import closes, seen_again
from vedette.ledger.store import open_ledger
from vedette.model.coverage import Completeness
from vedette.model.finding import State, Tracked


def told(ledger: Ledger, tracked: Tracked) -> list[str]:
    history = ledger.finding(tracked.id)
    assert history is not None
    return [what for _, _, what in history.events]


def test_new_seen_again_fixed_and_back(ledger: Ledger) -> None:
    (first,) = scan(ledger, 1, [finding()], seen("a.py"), introduced=frozenset({0}))
    assert (first.state, first.introduced, first.reopened) == (State.open, True, False)
    (again,) = scan(ledger, 2, [finding(line=8)], seen("a.py"))
    assert (again.id, again.introduced) == (first.id, False)
    assert (again.first_seen, again.last_seen) == (run(1).started, run(2).started)
    scan(ledger, 3, [], seen("a.py"))
    assert states(ledger) == {first.id: State.fixed}
    (back,) = scan(ledger, 4, [finding()], seen("a.py"))
    assert (back.id, back.state, back.reopened) == (first.id, State.open, True)
    (after,) = scan(ledger, 5, [finding()], seen("a.py"))
    assert not after.reopened
    assert told(ledger, first) == ["new", "fixed", "reopened"]
    assert ledger.verify() == []


@pytest.mark.parametrize(
    "looked",
    [
        seen("a.py", complete=False),
        seen("a.py", kinds=frozenset({"code"})),
        seen("b.py", present=frozenset({"a.py", "b.py"})),
        seen("b/c.py", within=("b",)),
        seen(complete=False),
    ],
    ids=["partial", "another kind", "present but not examined", "another folder", "void"],
)
def test_silence_that_proves_nothing_closes_nothing(ledger: Ledger, looked: object) -> None:
    (known,) = scan(ledger, 1, [finding()], seen("a.py"))
    scan(ledger, 2, [], looked)
    (kept,) = ledger.findings("shop")
    assert (kept.id, kept.state, kept.last_seen) == (known.id, State.open, run(1).started)
    assert ledger.verify() == []


def test_a_verdict_that_is_not_complete_closes_nothing_either(ledger: Ledger) -> None:
    scan(ledger, 1, [finding()], seen("a.py"))
    of = run(2)
    with ledger.session(of) as session:
        session.match([], seen("a.py"), frozenset())
        session.commit(record(of, [], Completeness.void))
    assert set(states(ledger).values()) == {State.open}
    with ledger.session(run(3)) as session:
        assert session.previous() == {"a.py": "blob-a.py"}


def test_what_went_with_its_file_is_fixed(ledger: Ledger) -> None:
    scan(ledger, 1, [finding("gone.py"), finding("b/gone.py", subject="two")], seen("gone.py", "b/gone.py"))
    scan(ledger, 2, [], seen("b/c.py", within=("b/",)))
    assert sorted(states(ledger).values()) == [State.fixed, State.open]
    scan(ledger, 3, [], seen("b/c.py"))
    assert set(states(ledger).values()) == {State.fixed}


def test_an_import_and_a_scan_do_not_close_one_another(ledger: Ledger) -> None:
    (own,) = scan(ledger, 1, [finding()], seen("a.py"))
    looked = seen("a.py", kinds=frozenset({"import:other"}))
    (foreign,) = scan(ledger, 2, [finding(kind="import:other", rule="other/rule")], looked)
    scan(ledger, 3, [finding()], seen("a.py"))
    assert states(ledger) == {own.id: State.open, foreign.id: State.open}
    scan(ledger, 4, [], looked)
    assert states(ledger) == {own.id: State.open, foreign.id: State.fixed}


def test_projects_are_apart(ledger: Ledger) -> None:
    (one,) = scan(ledger, 1, [finding()], seen("a.py"))
    (two,) = scan(ledger, 2, [finding()], seen("a.py"), project="other")
    scan(ledger, 3, [], seen("a.py"))
    assert one.id != two.id
    assert states(ledger, "shop") == {one.id: State.fixed}
    assert states(ledger, "other") == {two.id: State.open}
    assert set(states(ledger, None)) == {one.id, two.id}


def test_accepted_stays_seen_or_not(ledger: Ledger) -> None:
    (first,) = scan(ledger, 1, [finding()], seen("a.py"))
    scan(ledger, 2, [finding()], seen("a.py"), accepted=(first.id,))
    (again,) = scan(ledger, 3, [finding()], seen("a.py"))
    assert again.state is State.accepted
    scan(ledger, 4, [], seen("a.py"))
    assert states(ledger) == {first.id: State.accepted}
    assert told(ledger, first) == ["new", "accepted: because"]


@pytest.mark.parametrize("state", [State.accepted, State.dismissed, State.duplicate])
def test_decided_states_neither_close_nor_reopen(state: State) -> None:
    assert not closes((finding(),), state, seen("a.py"))
    assert seen_again(state) == (state, False)


def test_what_lies_in_history_is_not_mended_by_the_tree() -> None:
    assert not closes((finding(revision="c0ffee"),), State.open, seen("a.py"))


def test_a_moved_file_keeps_its_findings(ledger: Ledger) -> None:
    (first,) = scan(ledger, 1, [finding("a.py")], seen("a.py"))
    (moved,) = scan(ledger, 2, [finding("b.py")], seen("b.py"))
    (renamed,) = scan(ledger, 3, [finding("c.py")], seen("c.py", renames={"c.py": "b.py"}))
    assert first.id == moved.id == renamed.id
    assert told(ledger, first) == ["new", "moved from a.py", "moved from b.py"]


def test_a_new_finding_at_a_left_place_gets_an_id_of_its_own(ledger: Ledger) -> None:
    (first,) = scan(ledger, 1, [finding("a.py")], seen("a.py"))
    (moved,) = scan(ledger, 2, [finding("b.py")], seen("b.py"))
    both = scan(ledger, 3, [finding("a.py"), finding("b.py")], seen("a.py", "b.py"))
    assert moved.id == first.id == both[1].id
    assert both[0].id != first.id


def test_ids_are_the_same_in_a_ledger_that_remembers_nothing(ledger: Ledger) -> None:
    fresh = open_ledger(None)
    assert [t.id for t in scan(ledger, 1, [finding()], seen("a.py"))] == [
        t.id for t in scan(fresh, 9, [finding()], seen("a.py"))
    ]
    fresh.close()


def test_owner_and_due_date_are_remembered(ledger: Ledger) -> None:

    of = run(1)
    with ledger.session(of) as session:
        (tracked,) = session.match([finding()], seen("a.py"), frozenset())
        told_to = msgspec.structs.replace(tracked, owner="@shop/team", due="2026-12-24")
        session.commit(record(of, [told_to]))
    (known,) = ledger.findings("shop")
    assert (known.owner, known.due) == ("@shop/team", "2026-12-24")


def test_last_seen_is_right_however_it_is_written(ledger: Ledger) -> None:
    """Many seen and one not, then one seen and many not: the two forms of the journal's list."""
    many = [finding("a.py", line, subject=str(line)) for line in range(1, 20)]
    scan(ledger, 1, many, seen("a.py"))
    scan(ledger, 2, many[1:], seen("a.py", complete=False))
    scan(ledger, 3, many[:1], seen("a.py", complete=False))
    when = {item.finding.subject: item.last_seen for item in ledger.findings("shop")}
    assert when == {"1": run(3).started} | {str(line): run(2).started for line in range(2, 20)}
    assert ledger.verify() == []


def test_an_unchanged_run_makes_a_small_entry(ledger: Ledger) -> None:
    many = [finding("a.py", line, subject=str(line)) for line in range(1, 2000)]
    for number in (1, 2):
        scan(ledger, number, many, seen("a.py"))
    connection = ledger._store.connection  # type: ignore[attr-defined]
    sizes = [row[0] for row in connection.execute("SELECT length(body) FROM journal ORDER BY sequence")]
    assert sizes[1] < 1000 < sizes[0]
