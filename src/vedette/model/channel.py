"""Channels: where alerts are told, as the user's settings name them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.rule import Severity


class ChannelKind(StrEnum):
    """What carries a message."""

    webhook = "webhook"
    email = "email"
    syslog = "syslog"
    apprise = "apprise"


class Channel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somewhere to tell of alerts.

    Attributes:
        name: unique among channels.
        kind: what carries the message.
        url: where to; for e-mail the server (`smtp://HOST:PORT`, `smtps://HOST`).
        owners: whose alerts go there, `*` and `?` are wildcards; () for everybody's.
        severity: at least this one.
        to, sender: addresses, for e-mail.
        secret_env: name of the environment variable that holds the signing secret (webhook), the password
            (e-mail) or the whole address (apprise).
        user: who logs in to the mail server; "" for nobody.
        quiet: hours in which all but the gravest waits, such as `22:00-07:00`; "" for none.
        zone: time zone of these hours, such as `Europe/Zurich`.
        wakes: from this severity on quiet hours do not count.
    """

    name: str
    kind: ChannelKind
    url: str = ""
    owners: tuple[str, ...] = ()
    severity: Severity = Severity.medium
    to: tuple[str, ...] = ()
    sender: str = ""
    secret_env: str = ""
    user: str = ""
    quiet: str = ""
    zone: str = "UTC"
    wakes: Severity = Severity.critical
