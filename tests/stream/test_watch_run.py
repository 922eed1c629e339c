"""The endless run: what it tells, in order, of what its sources give; and what it does when parts fail."""

import json
import time

import pytest
from msgspec.structs import replace
from stream_doubles import Seer, parts

from vedette.model.errors import WorldError
from vedette.model.traffic import Block
from vedette.sources.logs.interface import Piece, Trouble
from vedette.sources.logs.replayed import ReplayedLogs
from vedette.stream import backlog as backlogs
from vedette.stream import silence as silences
from vedette.stream.backlog import Backlog
from vedette.stream.clock import Clock
from vedette.stream.formats import UnknownFormat
from vedette.stream.interface import (
    Alerted,
    Began,
    Ended,
    Faulted,
    Hit,
    Recognised,
    Task,
    Unreadable,
)
from vedette.stream.memory import BriefMemory
from vedette.stream.silence import Silence
from vedette.stream.watch import watch

LINE = b'192.0.2.%d - - [22/Nov/2026:10:00:%02d +0000] "GET /item/%d HTTP/1.1" 200 512 "-" "probe"\n'


def lines(count: int, *, planted: int = -1) -> bytes:
    made = [LINE % (number % 250, number % 60, number) for number in range(count)]
    if planted >= 0:
        made[planted] = made[planted].replace(b"/item/", b"/planted/")
    return b"".join(made)


def run(path, seer=None, *, replay=True, **task):
    seer = seer or Seer()
    return list(watch(Task(replay=replay, **task), parts([ReplayedLogs([str(path)])], seer)))


def only(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "access.log"
    path.write_bytes(lines(20_000, planted=12_345))
    return path


def test_a_hit_has_its_line_and_becomes_an_alert(log):
    events = run(log)
    assert isinstance(events[0], Began)
    (hit,) = only(events, Hit)
    assert (hit.file, hit.detection.line) == (str(log), 12_346)
    (alerted,) = only(events, Alerted)
    assert (alerted.news.what, alerted.news.alert.number) == ("opened", 1)
    assert isinstance(events[-1], Ended)


def test_each_line_is_counted_at_both_ends(log):
    seer = Seer()
    with log.open("ab") as file:
        file.write(b"no access line\n\n" + b"A" * 400_000 + b"\n")
    events = run(log, seer)
    (counts,) = events[-1].counts.values()
    assert (counts.given, counts.read) == (20_003, 20_003)
    assert (counts.unreadable, counts.blank, counts.oversize) == (2, 1, 1)
    assert sum(seer.seen.values()) == 20_000
    assert counts.agree
    assert events[-1].progress.lines == 20_003


def test_what_fits_no_format_is_shown_redacted_and_not_for_ever(tmp_path):
    path = tmp_path / "odd.log"
    path.write_bytes(lines(1000) + b"".join(b"odd thing %d of ann@mail.example\n" % n for n in range(100)))
    shown = only(run(path), Unreadable)
    assert 3 <= len(shown) < 15
    assert shown[0].line == 1001
    assert "odd thing 0" in shown[0].text
    assert not any("ann@mail.example" in one.text for one in shown)


def test_a_log_of_no_known_format_is_counted_and_nothing_is_dropped(tmp_path):
    path = tmp_path / "odd.log"
    path.write_bytes(b"".join(b"!%d\n" % n for n in range(5000)))
    events = run(path)
    assert only(events, Recognised)[0].format == UnknownFormat.name
    assert next(iter(events[-1].counts.values())).unreadable == 5000


def test_a_format_that_changes_is_recognised_again(tmp_path):
    path = tmp_path / "x.log"
    entry = (
        b'{"time_iso8601":"2026-11-22T10:00:00+00:00","remote_addr":"192.0.2.1",'
        b'"request":"GET /a HTTP/1.1","status":200}\n'
    )
    path.write_bytes(lines(12_000) + entry * 12_000)
    events = run(path)
    assert [one.format for one in only(events, Recognised)] == ["combined", "nginx-json"]


def test_a_detector_that_sees_nothing_is_an_alert_before_the_first_line(log):
    events = run(log, Seer(blind=True))
    assert isinstance(events[1], Hit)
    assert events[1].detection.rule == "watch-missed-canary"
    assert only(events, Alerted)[0].news.alert.rules == ("watch-missed-canary",)
    assert events[-1].missed == ("seer",)


def test_a_detector_that_fails_is_told_and_the_watch_goes_on(tmp_path):
    for name, data in (("a.log", lines(10)), ("b.log", lines(20)), ("c.log", lines(30))):
        (tmp_path / name).write_bytes(data.replace(b"probe", name.encode()))
    seer = Seer(fails=b"b.log")
    source = ReplayedLogs([str(tmp_path / name) for name in ("a.log", "b.log", "c.log")])
    events = list(watch(Task(replay=True), parts([source], seer)))
    assert [one.trouble.reason for one in only(events, Faulted)] == ["detector-failed"]
    assert "planted" not in str(only(events, Faulted))
    assert sum(seer.seen.values()) == 40
    assert events[-1].counts[str(tmp_path / "b.log")].failed == 20


def test_it_stops_where_it_is_and_keeps_that():
    memory = Remembered()
    pieces = [Said(lines(5), number) for number in range(100)]
    source = Given(pieces)
    stop = []
    events = watch(Task(checkpoint=0.0), parts([source], Seer(), memory=memory, stopped=lambda: bool(stop)))
    for event in events:
        if isinstance(event, Recognised):
            stop.append(1)
        last = event
    assert last.interrupted
    assert last.progress.lines == 5
    assert memory.points[-1].states.keys() == {"seer", "incidents", "account", "silence"}


def test_what_cannot_be_kept_ends_the_watch(log):
    class Full(BriefMemory):
        def checkpoint(self, *_):
            raise WorldError("no space is left")

    source = ReplayedLogs([str(log)])
    with pytest.raises(WorldError, match="no space"):
        list(watch(Task(), parts([source], Seer(), memory=Full())))


def test_states_that_did_not_change_are_not_written_again():
    memory = Remembered()
    source = Given([Said(lines(5), 0), Trouble(stream="x", reason="refused", detail="x: refused")])
    list(watch(Task(checkpoint=0.0), parts([source], Seer(), memory=memory)))
    assert "seer" in memory.points[0].states
    assert "seer" not in memory.points[-1].states


@pytest.mark.parametrize(("gap", "silent"), [(100.0, False), (2000.0, True)])
def test_a_log_that_stops_is_silent_by_its_own_rhythm(monkeypatch, gap, silent):
    clock = Moved(monkeypatch, silences)
    silence = Silence()
    for _ in range(200):
        silence.heard("x.log", clock.wall)
        clock.pass_(1.0)
    clock.pass_(gap)
    told = list(silence.tick(clock.wall))
    assert [one.weakness for one in told] == ["silent-source"] * silent
    assert list(silence.tick(clock.wall)) == []
    silence.heard("x.log", clock.wall)
    clock.pass_(1e6)
    assert len(list(silence.tick(clock.wall))) == 1


def test_nights_are_no_silence_once_they_are_known(monkeypatch):
    clock = Moved(monkeypatch, silences)
    silence = Silence()
    told = []
    for _ in range(6):
        for _ in range(16 * 60):
            silence.heard("x.log", clock.wall)
            clock.pass_(60.0)
        for _ in range(8 * 4):
            clock.pass_(900.0)
            told.append(len(list(silence.tick(clock.wall))))
    assert sum(told[64:]) == 0
    for _ in range(16 * 60):
        silence.heard("x.log", clock.wall)
        clock.pass_(60.0)
    again = Silence()
    again.restore(silence.state())
    again.watch(["x.log"])
    clock.pass_(4 * 86_400.0)
    assert len(list(again.tick(clock.wall))) == 1


def test_a_fixed_time_of_silence_counts_for_logs_that_never_spoke(monkeypatch):
    clock = Moved(monkeypatch, silences)
    silence = Silence(600.0)
    silence.watch(["x.log"])
    clock.pass_(599.0)
    assert not list(silence.tick(clock.wall))
    clock.pass_(2.0)
    assert len(list(silence.tick(clock.wall))) == 1


def test_a_replay_has_no_backlog(log):
    class Behind(Seer):
        def inspect(self, batch):
            return [replace(one, weakness="backlog") for one in super().inspect(batch)]

    assert only(run(log, Behind()), Hit) == []
    followed = watch(Task(), parts([ReplayedLogs([str(log)])], Behind()))
    assert [one.detection.weakness for one in only(followed, Hit)] == ["backlog"]


def test_lines_in_envelopes_keep_their_numbers(tmp_path):
    path = tmp_path / "web-json.log"
    inner = lines(300, planted=123).decode().splitlines(keepends=True)
    stamp = {"stream": "stdout", "time": "2026-11-22T10:00:00.5Z"}
    path.write_text("".join(json.dumps({"log": line, **stamp}) + "\n" for line in inner))
    events = run(path)
    assert only(events, Recognised)[0].format == "docker/combined"
    assert [one.detection.line for one in only(events, Hit)] == [124]
    assert events[-1].counts[str(path)].agree


def test_a_backlog_is_told_once_after_a_while(monkeypatch):
    clock = Moved(monkeypatch, backlogs)
    backlog = Backlog()
    told = []
    for _ in range(200):
        clock.pass_(1.0)
        backlog.took(1 << 20)
        told += backlog.tick(200 << 20, clock.wall)
    assert [one.rule for one in told] == ["watch-backlog"]
    assert not list(backlog.tick(0, clock.wall))


def test_single_lines_do_not_turn_the_clock():
    reads = type("Reads", (), {"moment": staticmethod(float)})
    rows = type("Rows", (), {"moments": ["100", "101", "99999999999"]})
    clock = Clock(replay=True)
    clock.take(rows, reads, 0.0)
    assert clock.now() == 101.0
    clock.take(type("Rows", (), {"moments": ["5"]}), reads, 0.0)
    assert clock.now() == 101.0
    live = Clock(replay=False)
    live.take(type("Rows", (), {"moments": ["99999999999"]}), reads, 1000.0)
    assert 1299.0 < live.now() < 1301.0


class Moved:
    """A clock that a test moves."""

    def __init__(self, monkeypatch, module):
        self.wall, self._mono = 1_795_000_000.0, 1000.0
        fake = type("time", (), {"monotonic": lambda: self._mono, "time": lambda: self.wall})
        monkeypatch.setattr(module, "time", fake)

    def pass_(self, seconds):
        self.wall += seconds
        self._mono += seconds


class Remembered(BriefMemory):
    """A memory that shows what it was given."""

    def __init__(self):
        super().__init__()
        self.points = []

    def checkpoint(self, point, letters):
        self.points.append(point)
        return super().checkpoint(point, letters)


class Said:
    def __new__(cls, data, number):
        block = Block(stream="x.log", part="p", offset=0, line=1, data=data, arrived=time.time())
        return Piece(block=block, lines=data.count(b"\n"), file=f"x.log {number}")


class Given:
    """A source that says what it was given, one thing a poll."""

    def __init__(self, said):
        self._said = list(said)

    @property
    def over(self):
        return not self._said

    def poll(self):
        if self._said:
            yield self._said.pop(0)

    def streams(self):
        return ["x.log"]

    def behind(self):
        return 0

    def close(self):
        pass
