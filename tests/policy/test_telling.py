"""Who hears of an alert, and when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vedette.model.alert import Alert, Target
from vedette.model.channel import Channel, ChannelKind
from vedette.model.rule import Confidence, Severity
from vedette.policy.telling import dispatches, quiet_hours

ZONES = {"Europe/Zurich": ZoneInfo("Europe/Zurich")}
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC).timestamp()
NIGHT = datetime(2026, 3, 10, 23, 30, tzinfo=UTC).timestamp()


def alert(severity=Severity.high, owner="@shop/team", **more):
    values = {"key": "k", "title": "t", "first": "", "last": "", "confidence": Confidence.high}
    return Alert(severity=severity, owner=owner, **values, **more)


def channel(name, **more):
    return Channel(name=name, kind=ChannelKind.webhook, **more)


def told(item, *channels, now=NOON):
    return [(done.channel, done.not_before) for done in dispatches(item, channels, now, ZONES)]


def test_owners_come_before_everybody():
    shop, ops = channel("shop", owners=("@shop/*",)), channel("ops")
    assert told(alert(), shop, ops) == [("shop", NOON)]
    assert told(alert(owner="@pay"), shop, ops) == [("ops", NOON)]
    assert told(alert(owner="", targets=(Target(path="/", owner="@shop/x"),)), shop, ops) == [("shop", NOON)]
    assert told(alert(owner="@pay"), shop) == []


def test_what_is_not_grave_enough_is_not_told():
    loud = channel("loud", severity=Severity.low)
    assert told(alert(Severity.low), channel("ops"), loud) == [("loud", NOON)]


def test_quiet_hours_hold_back_all_but_the_gravest():
    calm = channel("calm", quiet="22:00-07:00", zone="Europe/Zurich")
    morning = datetime(2026, 3, 11, 6, 0, tzinfo=UTC).timestamp()
    assert told(alert(), calm, now=NIGHT) == [("calm", morning)]
    assert told(alert(), calm, now=NOON) == [("calm", NOON)]
    assert told(alert(Severity.critical), calm, now=NIGHT) == [("calm", NIGHT)]
    day = channel("day", quiet="09:00-17:00")
    assert told(alert(), day, now=NOON) == [("day", NOON + 5 * 3600)]


def test_clocks_that_are_put_forward_do_not_send_back_in_time():
    calm = channel("calm", quiet="01:00-02:30", zone="Europe/Zurich")
    inside = datetime(2026, 3, 29, 0, 30, tzinfo=UTC).timestamp()
    assert told(alert(), calm, now=inside)[0][1] >= inside


@pytest.mark.parametrize("text", ["22-7", "22:00-24:00", "x", "22:00-22:00", "22:00-07:00 "])
def test_hours_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r"^$|2|x"):
        quiet_hours(text)
    assert quiet_hours("") is None
