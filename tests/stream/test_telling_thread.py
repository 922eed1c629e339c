"""The outbox is delivered by real channels on this machine, at least once."""

import time
from contextlib import closing

import pytest

from alert_world import Hook, alert, until
from vedette.ledger.watching import Outbox, WatchMemory
from vedette.model.alert import AlertState
from vedette.model.channel import Channel, ChannelKind
from vedette.model.errors import UsageError
from vedette.model.watch import News, Point
from vedette.stream.telling import Telling


@pytest.fixture
def hook():
    made = []

    def start(*statuses):
        made.append(Hook(*statuses))
        return made[-1]

    yield start
    for one in made:
        one.close()


def channel(name, url):
    return Channel(name=name, kind=ChannelKind.webhook, url=url)


def watched(place, telling, *news, turn=1):
    memory = WatchMemory(place)
    memory.checkpoint(Point(turn=turn, at=time.time(), news=news), telling.letters)
    memory.close()
    telling.wake()


@pytest.fixture
def outbox(tmp_path):
    """What waits in the ledger, as another process sees it."""
    WatchMemory(tmp_path / "ledger.db").close()
    with closing(Outbox(tmp_path / "ledger.db")) as opened:
        yield opened


def attempts(outbox, name):
    return [one.attempts for one in outbox.due(1e11) if one.letter.channel == name]


def test_alerts_arrive_and_are_not_told_twice(tmp_path, hook, outbox):
    place, there = tmp_path / "ledger.db", hook(204)
    telling = Telling([channel("ops", there.url)], {}, place)
    muted = alert("three", state=AlertState.muted)
    news = [News(alert(), "opened"), News(alert("two"), "grown"), News(muted, "opened")]
    news += [News(alert("four"), "held")]
    watched(place, telling, *news)
    assert there.heard()
    assert until(lambda: not outbox.waiting())
    telling.close()
    again = Telling([channel("ops", there.url)], {}, place)
    again.wake()
    again.close()
    assert [(item["event"], item["alert"]["number"]) for item in there.said()] == [("alert.opened", 1)]


def test_what_fails_is_tried_again_and_survives_a_restart(tmp_path, hook, outbox):
    place, there = tmp_path / "ledger.db", hook(400, 204)
    telling = Telling([channel("ops", there.url)], {}, place)
    watched(place, telling, News(alert(), "opened"))
    assert there.heard()
    assert until(lambda: attempts(outbox, "ops") == [1])
    telling.close()
    assert "refuses" in outbox.waiting()[0][2]
    later = Telling([channel("ops", there.url)], {}, place, clock=lambda: time.time() + 3600)
    assert until(lambda: not outbox.waiting())
    later.close()
    assert len(there.got) == 2


def test_a_channel_that_fails_is_told_by_another(tmp_path, hook, outbox):
    place, bad, good = tmp_path / "ledger.db", hook(400), hook(204)
    now = [time.time()]
    channels = [channel("bad", bad.url), channel("good", good.url)]
    telling = Telling(channels, {}, place, clock=lambda: now[0])
    watched(place, telling, News(alert(), "opened"))
    for turn in range(1, 4):
        # The clock goes on only when the failure is on record: its next try is reckoned from then.
        assert until(lambda turn=turn: attempts(outbox, "bad") == [turn])
        now[0] += 4000
        telling.wake()
    assert good.heard(2)
    telling.close()
    assert "channel bad" in good.said()[1]["title"]


@pytest.mark.parametrize(
    ("more", "words"),
    [({"zone": "Mars/Base"}, "time zone"), ({"quiet": "late"}, "quiet hours"), ({"url": "ftp://x"}, "url")],
)
def test_channels_that_cannot_work_are_refused_at_once(tmp_path, more, words):
    values = {"name": "ops", "kind": ChannelKind.webhook, "url": "https://hooks.example.org/x"} | more
    with pytest.raises(UsageError, match=words):
        Telling([Channel(**values)], {}, tmp_path / "ledger.db")
    with pytest.raises(UsageError, match="one name"):
        Telling([channel("a", "https://x.example")] * 2, {}, tmp_path / "ledger.db")
