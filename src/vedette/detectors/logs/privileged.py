"""Logins to accounts that may do anything: each client once a day, louder if it never came before."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct, field

from vedette.detectors.logs.attempts import Attempt
from vedette.detectors.logs.bounded import Bounded
from vedette.detectors.logs.seen import Seen, shown
from vedette.model.kept import restored
from vedette.model.rule import Confidence, Severity

_RULE = "logs-privileged-login"
_DAY = 86_400
_HISTORY = 7
_ACCOUNTS = 256
_MOST = 128
_FEW = 3


class _Account(Struct, array_like=True):
    """One account in one log: the first day (since 1970) of its use, and the last one of each client."""

    first: int = -1
    clients: dict[bytes, int] = field(default_factory=dict)
    networks: dict[bytes, int] = field(default_factory=dict)


class Privileged:
    """Sees who comes in as whom.

    Args:
        definitions: entries of the rules; that of this one has `names`, the accounts in lower case.
    """

    def __init__(self, definitions: Mapping[str, Mapping[str, object]]) -> None:
        names = definitions.get(_RULE, {}).get("names", ())
        self._names = (
            frozenset(str(name).encode() for name in names) if isinstance(names, list) else frozenset()
        )
        self._accounts: Bounded[tuple[str, bytes], _Account] = Bounded(_ACCOUNTS, _Account)

    def take(self, stream: str, attempts: Iterable[Attempt]) -> Iterator[Seen]:
        """What tries show, in their order.

        Args:
            stream: the log.
            attempts: tries to log in.
        """
        for attempt in attempts:
            if attempt.succeeded and self.watches(attempt.user):
                yield from self._entered(stream, attempt)

    def watches(self, user: bytes) -> bool:
        """Whether an account is one of these, whatever domain or realm stands around its name."""
        name = user.lower().rpartition(b"\\")[2].partition(b"@")[0]
        return name in self._names

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(self._accounts.items)

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        self._accounts.items = restored(state, dict[tuple[str, bytes], _Account], {})

    def _entered(self, stream: str, attempt: Attempt) -> Iterator[Seen]:
        account = self._accounts.of((stream, attempt.user.lower()))
        day, network = int(attempt.time // _DAY), _network(attempt.client)
        if account.first < 0:
            account.first = day
        if account.clients.get(attempt.client) == day:
            return
        settled = day - account.first >= _HISTORY
        foreign = settled and bool(network) and network not in account.networks
        few = len(account.networks) <= _FEW
        _note(account.clients, attempt.client, day)
        _note(account.networks, network, day)
        whence = f" from {shown(attempt.client)}" if attempt.client else ""
        new = ", which never came before" if foreign else ""
        yield Seen(
            rule=_RULE,
            time=attempt.time,
            line=attempt.line,
            client=attempt.client,
            user=attempt.user,
            host=attempt.host,
            method=attempt.method,
            path=attempt.path,
            status=attempt.status,
            where="" if attempt.path else attempt.place,
            text=f"logged in as {shown(attempt.user)}{whence}{new}",
            reason=(
                "Somebody from a network that never used this account came in."
                if foreign
                else "Somebody came in with an account that may do anything."
            ),
            severity=Severity.medium if foreign else None,
            confidence=(Confidence.high if few else Confidence.medium) if foreign else None,
        )


def _note(days: dict[bytes, int], key: bytes, day: int) -> None:
    days.pop(key, None)
    if len(days) >= _MOST:
        del days[next(iter(days))]
    days[key] = day


def _network(client: bytes) -> bytes:
    """The network that a provider gives addresses from: who gets a new one every day is no stranger."""
    try:
        address = ipaddress.ip_address(client.decode("ascii", "replace"))
    except ValueError:
        return client
    width = 16 if address.version == 4 else 32  # noqa: PLR2004 - IPv4
    return str(ipaddress.ip_network((address, width), strict=False)).encode()
