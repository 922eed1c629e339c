"""Syslog (RFC 5424), over UDP, TCP or TLS: one line for each message."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import UTC, datetime

from vedette.feedback.alert_text import subject
from vedette.feedback.channels.interface import Told
from vedette.model.channel import Channel as Setting
from vedette.model.rule import Severity
from vedette.network.wire import Wire, send, wire

# Facility 13 is "log alert"; severities of RFC 5424, section 6.2.1.
_FACILITY = 13
_LEVELS = {Severity.low: 5, Severity.medium: 4, Severity.high: 3, Severity.critical: 2}
_LONGEST = 2048


class Syslog:
    """Sends to one server, a line for each message."""

    def __init__(self, where: Wire) -> None:
        self._where = where

    def send(self, told: Told) -> None:
        """Sends one line; by datagram nobody says whether it arrived.

        Raises:
            NetworkError: the server is not reached.
        """
        send(self._where, line(told, platform.node(), datetime.now(UTC)))


def line(told: Told, host: str, now: datetime) -> bytes:
    """A message as RFC 5424 has it, without the framing.

    Args:
        told: the message.
        host: this machine's name.
        now: the time of sending, UTC.
    """
    alert = told.alert
    priority = _FACILITY * 8 + _LEVELS[alert.severity]
    stamp = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    name = "".join(char for char in host if "!" <= char <= "~")[:255] or "-"
    values = {
        "delivery": told.delivery,
        "event": told.what,
        "alert": str(alert.number),
        "severity": alert.severity.value,
        "count": str(alert.count),
        "first": alert.first,
        "last": alert.last,
        "owner": alert.owner,
        "rule": alert.rules[0] if alert.rules else "",
    }
    data = " ".join(f'{key}="{_escaped(value)}"' for key, value in values.items() if value)
    head = f"<{priority}>1 {stamp} {name} vedette - alert [vedette@32473 {data}] "
    # The byte order mark says that the text is UTF-8.
    text = head.encode("utf-8", "replace") + b"\xef\xbb\xbf" + subject(alert).encode("utf-8", "replace")
    return text[:_LONGEST].decode("utf-8", "ignore").encode()


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


def connect(setting: Setting, environment: Mapping[str, str]) -> Syslog:
    """A channel that sends to the server of a setting.

    Args:
        setting: of the channel.
        environment: not asked: there is no secret.

    Raises:
        UsageError: the address is none.
    """
    del environment
    return Syslog(wire(setting.url, f"channel {setting.name}: url"))
