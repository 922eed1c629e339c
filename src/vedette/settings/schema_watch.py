"""Keys of watching and telling: none of them ever comes from a scanned tree."""

from __future__ import annotations

from vedette.model.channel import Channel
from vedette.policy.correlation import Placement
from vedette.settings.interface import WatchedLog
from vedette.settings.key import Authority, Key

WATCH_KEYS: tuple[Key, ...] = (
    Key(
        name="watch.log",
        attribute="logs",
        type=tuple[WatchedLog, ...],
        expects="an array of tables, `[[watch.log]]`",
        doc="The logs that `vedette watch` follows when it is given none, and what is known of those that "
        "it is given.",
        authority=Authority.user,
        fields={
            "path": "of the file that is written to; `*` and `?` are wildcards; required",
            "format": "name of its format; without it, found out by looking",
            "mapping": "a table of what the format wants to know, such as where a JSON log has what",
            "service": "what writes it; without it, told by host and path of the requests",
            "environment": "where that runs, such as `prod`",
        },
    ),
    Key(
        name="watch.place",
        attribute="places",
        type=tuple[Placement, ...],
        expects="an array of tables, `[[watch.place]]`",
        doc="Where services can be reached, so that a request in a log of many leads to its service. The "
        "longest prefix counts, then a host that is named.",
        authority=Authority.user,
        fields={
            "service": "its name, as in `vedette deployed`; required",
            "environment": "such as `prod`; without it, any",
            "hosts": "host names; `*` and `?` are wildcards; without them, any host",
            "prefix": "the path it is mounted under, such as `/shop`, which its own routes do not have",
        },
    ),
    Key(
        name="destinations.channel",
        attribute="channels",
        type=tuple[Channel, ...],
        expects="an array of tables, `[[destinations.channel]]`",
        doc="Where alerts are told. A channel that names owners hears of theirs; one that names none hears "
        "of what nobody else would. Secrets stand in environment variables and never here.",
        authority=Authority.user,
        fields={
            "name": "unique; required",
            "kind": "`webhook`, `email`, `syslog` or `apprise`; required",
            "url": "where to: `https://…`, `smtps://HOST`, `tls://HOST:6514`, or in apprise's notation",
            "owners": "whose alerts; `*` and `?` are wildcards; without them, everybody's",
            "severity": "at least this one; `medium` without it",
            "to": "addresses of an e-mail",
            "sender": "the address that an e-mail comes from",
            "secret_env": "the variable with the signing secret of a webhook, the password of the mail "
            "server or the whole address for apprise",
            "user": "who logs in to the mail server",
            "quiet": "hours in which all but the gravest waits, such as `22:00-07:00`",
            "zone": "time zone of these hours, such as `Europe/Zurich`; UTC without it",
            "wakes": "from this severity on quiet hours do not count; `critical` without it",
        },
    ),
)
