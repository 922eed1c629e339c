"""What a run shows to be gone: what the change took away, or without a base what the ledger held open."""

from __future__ import annotations

from ledger_world import finding, record, run, scan, seen

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Ledger, Seen
from vedette.model.finding import Finding, State, Tracked


def mended(
    ledger: Ledger,
    findings: list[Finding],
    looked: Seen,
    removed: list[Finding] | None,
    accepted: bool = False,
) -> list[Tracked]:
    of = run(9)
    with ledger.session(of) as session:
        tracked = session.match(with_fingerprints(findings), looked, frozenset())
        gone = session.mended(None if removed is None else with_fingerprints(removed))
        session.commit(record(of, tracked, accepted=tuple(item.id for item in tracked) if accepted else ()))
    return gone


def test_without_a_base_it_is_what_the_run_closes(ledger: Ledger) -> None:
    first, second = scan(ledger, 1, [finding("a.py"), finding("b.py")], seen("a.py", "b.py"))
    (gone,) = mended(ledger, [finding("b.py")], seen("a.py", "b.py"), None)
    assert (gone.id, gone.state, gone.first_seen) == (first.id, State.fixed, first.first_seen)
    assert {item.id: item.state for item in ledger.findings("shop")}[first.id] is State.fixed
    assert mended(ledger, [finding("b.py")], seen("a.py", "b.py"), None) == []
    assert second.id != first.id


def test_with_a_base_it_is_what_the_change_removed_known_or_not(ledger: Ledger) -> None:
    known, _ = scan(ledger, 1, [finding("a.py"), finding("other.py")], seen("a.py", "other.py"))
    removed = [finding("z.py"), finding("a.py")]
    gone = mended(ledger, [], seen("a.py", "z.py", "other.py"), removed)
    assert [item.finding.place.path for item in gone] == ["a.py", "z.py"]
    assert [item.first_seen for item in gone] == [known.first_seen, ""]
    assert gone[0].id == known.id
    again = mended(ledger, [], seen("a.py", "z.py", "other.py"), removed)
    assert [item.id for item in again] == [item.id for item in gone]


def test_silence_that_proves_nothing_mends_nothing(ledger: Ledger) -> None:
    scan(ledger, 1, [finding("a.py")], seen("a.py"))
    for looked in (
        seen("a.py", complete=False),
        seen("b.py", present=frozenset({"a.py", "b.py"})),
        seen("a.py", kinds=frozenset({"code"})),
        seen("b.py", within=("b.py",)),
    ):
        assert mended(ledger, [], looked, [finding("a.py")]) == []


def test_what_was_accepted_is_not_mended(ledger: Ledger) -> None:
    scan(ledger, 1, [finding("a.py")], seen("a.py"))
    mended(ledger, [finding("a.py")], seen("a.py"), None, accepted=True)
    assert mended(ledger, [], seen("a.py"), [finding("a.py")]) == []


def test_what_left_with_its_file_is_mended(ledger: Ledger) -> None:
    (gone,) = mended(ledger, [], seen("b.py"), [finding("a.py")])
    assert gone.finding.place.path == "a.py"
