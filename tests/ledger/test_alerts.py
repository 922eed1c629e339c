"""Alerts on record, findings that they raise, and what a watch goes on from."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ledger_world import finding, place_of, scan, seen
from msgspec.structs import replace

from vedette.ledger import export
from vedette.ledger.database.opening import writing
from vedette.ledger.interface import Ledger, Said
from vedette.ledger.place import Place
from vedette.ledger.store import open_ledger
from vedette.ledger.watching import Outbox, WatchMemory
from vedette.model.alert import Alert, AlertState, Target
from vedette.model.errors import UsageError, WorldError
from vedette.model.rule import Confidence, Severity
from vedette.model.watch import Letter, Mark, News, Point

NOW = 1_800_000_000.0
ADA = Said(who="Ada", at="2027-01-15T08:00:00Z", reason="it was a drill")


def alert(key: str = "one", *findings: str, **changes: Any) -> Alert:
    values: dict[str, Any] = {
        "key": key,
        "title": "SQL injection on shop",
        "severity": Severity.high,
        "confidence": Confidence.high,
        "first": "2027-01-15T07:00:00Z",
        "last": "2027-01-15T07:30:00Z",
        "targets": (Target(path="/item", findings=findings),),
    }
    return Alert(**(values | changes))


def point(turn: int, *news: News, **changes: Any) -> Point:
    return Point(turn=turn, at=NOW, news=news, **changes)


def told(news: Any) -> list[Letter]:
    return [Letter(channel="ops", key=f"{item.alert.number} {item.what}", body=b"x") for item in news]


def quiet(_: Any) -> list[Letter]:
    return []


@pytest.fixture
def memory(ledger: Ledger, place: Place) -> Any:
    assert ledger.head().count == 0
    made = WatchMemory(place)
    yield made
    made.close()


def test_alerts_are_numbered_once_and_keep_what_people_said(ledger: Ledger, memory: WatchMemory) -> None:
    opened = memory.checkpoint(point(1, News(alert(), "opened"), News(alert("two"), "opened")), quiet)
    assert [item.alert.number for item in opened] == [1, 2]
    closed = ledger.close_alert(1, ADA)
    assert (closed.state, closed.closed_by, closed.closed_why) == (AlertState.closed, "Ada", "it was a drill")
    muted = ledger.mute_alert(2, "2027-02-01T00:00:00Z", ADA)
    assert muted.state is AlertState.muted
    grown = [News(alert(count=9), "grown"), News(alert("two", count=9), "raised")]
    again = memory.checkpoint(point(2, *grown), quiet)
    assert [(item.alert.number, item.alert.state, item.alert.count) for item in again] == [
        (1, AlertState.closed, 9),
        (2, AlertState.muted, 9),
    ]
    assert ledger.alert(1).closed_by == "Ada"
    raised = memory.checkpoint(point(3, News(alert(count=10), "raised")), quiet)
    assert raised[0].alert.state is AlertState.open
    assert [item.number for item in ledger.alerts((AlertState.open,))] == [1]
    assert ledger.verify() == []
    with pytest.raises(UsageError, match="no alert 7"):
        ledger.alert(7)


def test_an_attack_raises_the_finding_until_the_alert_is_closed(ledger: Ledger, memory: WatchMemory) -> None:
    known = scan(ledger, 1, [finding()], seen("a.py"))[0].id
    memory.checkpoint(point(1, News(alert("one", known, "VD-UNKNOWN"), "opened")), quiet)
    memory.checkpoint(point(2, News(alert("two", known), "opened")), quiet)
    attacked = ledger.finding(known)
    assert attacked is not None
    assert (attacked.tracked.exploited, attacked.tracked.due) == (True, "2027-01-15")
    assert attacked.events[-1][2] == "attacked in production: alert 1"
    assert [item.number for item in ledger.alerts_about(known)] == [2, 1]
    again = scan(ledger, 2, [finding()], seen("a.py"))[0]
    assert again.exploited
    ledger.close_alert(1, ADA)
    assert ledger.findings("shop")[0].exploited
    ledger.close_alert(2, ADA)
    assert not ledger.findings("shop")[0].exploited
    assert ledger.verify() == []


def test_a_watch_goes_on_where_it_was(memory: WatchMemory, place: Place) -> None:
    marks = [Mark(stream="a\udcff.log", part=str(n), offset=n, line=n, touched=0.5) for n in range(3)]
    memory.checkpoint(point(1, marks=marks, states={"book": b"\x00\xff"}), quiet)
    gone = [(marks[0].stream, "0")]
    memory.checkpoint(point(2, marks=[replace(marks[1], offset=99)], gone=gone, states={"web": b"w"}), quiet)
    other = WatchMemory(place)
    saved = other.load()
    assert [(mark.part, mark.offset) for mark in saved.marks] == [("1", 99), ("2", 2)]
    assert saved.states == {"book": b"\x00\xff", "web": b"w"}
    assert saved.turn == 2
    other.checkpoint(point(3, states={"book": b"1"}), quiet)
    with pytest.raises(WorldError, match="another vedette watches"):
        memory.checkpoint(point(3, News(alert(), "opened"), states={"book": b"2"}), told)
    assert other.load().states["book"] == b"1"
    other.close()


def test_what_fails_within_a_checkpoint_leaves_nothing(ledger: Ledger, memory: WatchMemory) -> None:
    def broken(_: Any) -> list[Letter]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        memory.checkpoint(point(1, News(alert(), "opened"), states={"book": b"1"}), broken)
    assert memory.load().turn == 0
    assert ledger.alerts(tuple(AlertState)) == []


def test_letters_wait_until_they_arrive(memory: WatchMemory, place: Place) -> None:
    memory.checkpoint(point(1, News(alert(), "opened")), told)
    memory.checkpoint(point(2, News(alert(), "opened")), told)
    outbox = Outbox(place)
    outbox.post([Letter(channel="ops", key="later", body=b"y", not_before=NOW + 60)])
    waiting = outbox.due(NOW)
    assert [(item.letter.key, item.attempts) for item in waiting] == [("1 opened", 0)]
    outbox.failed(waiting[0].id, NOW + 30, "refused\0")
    assert outbox.due(NOW) == []
    assert outbox.next() == NOW + 30
    assert outbox.waiting() == [("ops", 2, "refused\0")]
    assert [item.attempts for item in outbox.due(NOW + 30)] == [1]
    outbox.delivered(waiting[0].id, NOW + 31)
    assert [item.letter.key for item in outbox.due(NOW + 100)] == ["later"]
    memory.checkpoint(point(3, News(alert(), "opened")), told)
    assert len(outbox.due(NOW + 100)) == 1
    outbox.close()


def test_a_ledger_moves_with_its_alerts(ledger: Ledger, memory: WatchMemory, tmp_path: Path) -> None:
    memory.checkpoint(point(1, News(alert(), "opened")), quiet)
    ledger.close_alert(1, ADA)
    out = BytesIO()
    there = open_ledger(place_of(tmp_path / "there"))
    from_store, to_store = ledger._store, there._store  # type: ignore[attr-defined]
    with from_store.reading():
        export.write(from_store, out, ledger.head())
    out.seek(0)
    first = export.header(out.readline())
    assert first is not None
    with writing(to_store):
        export.take(to_store, out, first)
    assert there.alert(1) == ledger.alert(1)
    assert there.verify() == []
    there.close()
