"""Delivers the outbox in a thread of its own: at least once, later again when a channel fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from vedette.feedback.channels.interface import Channel, Told, pack, unpack
from vedette.feedback.channels.opening import connect
from vedette.ledger.place import Place
from vedette.ledger.watching import Outbox, Waiting
from vedette.model.alert import Alert, AlertState
from vedette.model.channel import Channel as Setting
from vedette.model.errors import UsageError, VedetteError
from vedette.model.rule import Confidence, Severity
from vedette.model.watch import Letter, News
from vedette.policy.telling import dispatches, quiet_hours

_TOLD = frozenset({"opened", "raised"})
_FIRST_WAIT = 10.0
_LONGEST_WAIT = 3600.0
_MOST_DOUBLINGS = 12
_FAILS = 3
_IDLE = 30.0
_LAST_MOMENT = 5.0


class Telling:
    """As `interface.Teller`.

    Args:
        channels: of the user's settings.
        environment: of the user, for secrets and the proxy.
        place: of the ledger with the outbox.
        clock: seconds since 1970 (UTC).

    Raises:
        UsageError: a channel is not whole.
    """

    def __init__(
        self,
        channels: Sequence[Setting],
        environment: Mapping[str, str],
        place: Place,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = {setting.name: setting for setting in channels}
        if len(self._settings) < len(channels):
            raise UsageError(
                "two channels have one name", help="give each its own in [[destinations.channel]]"
            )
        self._zones = {setting.zone: _zone(setting) for setting in channels}
        # Before anything is watched: what cannot work should not be found out in the night.
        self._channels: dict[str, Channel] = {
            setting.name: connect(setting, environment) for setting in channels
        }
        self._place, self._clock = place, clock
        self._fails: dict[str, int] = {}
        self._bell, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="vedette-telling", daemon=True)
        if channels:
            self._thread.start()

    def letters(self, news: Sequence[News]) -> list[Letter]:
        """As `Teller.letters`: of what was opened or raised, and is not muted."""
        return letters_of(news, tuple(self._settings.values()), self._clock(), self._zones)

    def wake(self) -> None:
        """As `Teller.wake`."""
        self._bell.set()

    def close(self) -> None:
        """As `Teller.close`."""
        self._over.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join(_LAST_MOMENT)

    def _run(self) -> None:
        outbox = Outbox(self._place)
        try:
            while not self._over.is_set():
                self._deliver(outbox)
                self._bell.wait(self._rest(outbox))
                self._bell.clear()
            self._deliver(outbox)
        finally:
            outbox.close()

    def _rest(self, outbox: Outbox) -> float:
        with suppress(VedetteError):
            due = outbox.next()
            if due is not None:
                return min(max(due - self._clock(), 0.2), _IDLE)
        return _IDLE

    def _deliver(self, outbox: Outbox) -> None:
        """Sends what is due; a ledger that is busy or gone for a moment is asked again later."""
        with suppress(VedetteError):
            for waiting in outbox.due(self._clock()):
                self._send(outbox, waiting)
                if self._over.is_set() and waiting.attempts:
                    break  # at the end what failed before is left for the next watch

    def _send(self, outbox: Outbox, waiting: Waiting) -> None:
        name = waiting.letter.channel
        try:
            self._carry(waiting)
        except msgspec.MsgspecError:
            outbox.delivered(waiting.id, self._clock())  # written by another release: nobody can read it
        except Exception as error:  # noqa: BLE001 - a channel's library may raise anything; no other waits for it
            outbox.failed(waiting.id, self._clock() + _wait(waiting.attempts), _words(error))
            self._noticed(outbox, name, _words(error))
        else:
            outbox.delivered(waiting.id, self._clock())
            self._fails.pop(name, None)

    def _carry(self, waiting: Waiting) -> None:
        channel = self._channels.get(waiting.letter.channel)
        if channel is None:
            raise UsageError(f"no channel is named {waiting.letter.channel} any more")
        channel.send(unpack(waiting.letter.body))

    def _noticed(self, outbox: Outbox, name: str, error: str) -> None:
        """A channel that fails again and again is itself told, by all others, once a day."""
        self._fails[name] = self._fails.get(name, 0) + 1
        if self._fails[name] != _FAILS:
            return
        now = self._clock()
        moment = datetime.fromtimestamp(int(now), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        alert = Alert(
            key=f"channel {name} {moment[:10]}",
            title=f"Alerts do not get through channel {name}: {error}",
            severity=Severity.high,
            confidence=Confidence.high,
            first=moment,
            last=moment,
        )
        told = pack(Told(delivery=f"channel-{name}-{moment[:10]}", what="opened", alert=alert))
        others = [other for other in self._settings if other != name]
        outbox.post([Letter(channel=other, key=alert.key, body=told, not_before=now) for other in others])


def letters_of(
    news: Sequence[News], channels: Sequence[Setting], now: float, zones: dict[str, tzinfo]
) -> list[Letter]:
    """What goes to which channel: of what was opened or raised, and is not muted.

    Args:
        news: alerts, numbered.
        channels: of the user's settings; none needs to work now.
        now: seconds since 1970 (UTC).
        zones: time zones by name; one that is missing counts as UTC.
    """
    found = []
    for item in news:
        alert, what = item.alert, item.what
        if what not in _TOLD or alert.state is not AlertState.open:
            continue
        told = Told(delivery=f"{alert.number}-{what}-{alert.count}", what=what, alert=alert)
        key = f"{alert.number} {what} {alert.count} {alert.key}"
        found += [
            Letter(channel=one.channel, key=key, body=pack(told), not_before=one.not_before)
            for one in dispatches(alert, channels, now, zones)
        ]
    return found


def _wait(attempts: int) -> float:
    return min(_FIRST_WAIT * 2.0 ** min(attempts, _MOST_DOUBLINGS), _LONGEST_WAIT)


def _words(error: Exception) -> str:
    return error.message if isinstance(error, VedetteError) else type(error).__name__


def _zone(setting: Setting) -> tzinfo:
    try:
        quiet_hours(setting.quiet)
    except ValueError:
        raise UsageError(
            f"channel {setting.name}: quiet hours look like 22:00-07:00", help="without them, none wait"
        ) from None
    if setting.zone == "UTC":
        return UTC
    try:
        return ZoneInfo(setting.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"channel {setting.name}: no time zone is named {setting.zone}",
            help="such as Europe/Zurich, or UTC",
        ) from None
