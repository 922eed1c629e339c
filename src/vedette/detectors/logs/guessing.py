"""Guessing of passwords: one client at one account, one client at many accounts, many clients at one account.

Every failure and success goes through here; what is kept of clients, accounts and pairs of them is bounded,
and those who rested longest are forgotten first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

import msgspec
from msgspec import Struct, field

from vedette.detectors.logs.attempts import Attempt
from vedette.detectors.logs.bounded import Bounded
from vedette.detectors.logs.seen import Seen, shown
from vedette.model.kept import restored
from vedette.model.rule import Confidence, Severity

_PAIRS, _CLIENTS, _USERS = 4096, 2048, 1024
_TIMES = 30
_MOST_USERS, _MOST_CLIENTS = 64, 100
_HOUR = 3600
_HINTED = 5
_PATIENT = 10
_HONEST = 4
_FEW_TRIES = 5
_LEARNED = 0.05
_UNUSUAL = 4


class _Pair(Struct, array_like=True):
    """One client at one account; or at a place where accounts are not logged."""

    times: list[int] = field(default_factory=list)
    failed: int = 0
    entered: int = 0
    last: int = 0
    told: int = 0


class _Client(Struct, array_like=True):
    """One client at many accounts: when it failed at which last, and how often."""

    users: dict[int, tuple[int, int]] = field(default_factory=dict)
    entered: int = 0
    since: int = 0
    told: int = 0
    told_at: int = 0


class _User(Struct, array_like=True):
    """Many clients at one account; `usual` of them within one span."""

    clients: dict[int, int] = field(default_factory=dict)
    usual: float = 0.0
    most: int = 0
    span: int = 0
    told: int = -1


class _Saved(Struct):
    pairs: dict[tuple[bytes, bytes], _Pair]
    clients: dict[bytes, _Client]
    users: dict[bytes, _User]


class Guessing:
    """Sees who guesses.

    Args:
        definitions: entries of the rules, which may say what is too much: `failures`, `vague`, `accounts`,
            `clients` and `seconds`.
    """

    def __init__(self, definitions: Mapping[str, Mapping[str, object]]) -> None:
        def number(rule: str, name: str, otherwise: int) -> int:
            value = definitions.get(rule, {}).get(name, otherwise)
            return value if isinstance(value, int) and value > 0 else otherwise

        self._failures = min(number("logs-brute-force", "failures", 10), _TIMES)
        self._vague = min(number("logs-brute-force", "vague", 30), _TIMES)
        self._soon = number("logs-brute-force", "seconds", 300)
        self._accounts = min(number("logs-password-spraying", "accounts", 8), _MOST_USERS)
        self._spell = number("logs-password-spraying", "seconds", 600)
        self._crowd = min(number("logs-distributed-guessing", "clients", 10), _MOST_CLIENTS)
        self._span = number("logs-distributed-guessing", "seconds", 600)
        self._pairs: Bounded[tuple[bytes, bytes], _Pair] = Bounded(_PAIRS, _Pair)
        self._clients: Bounded[bytes, _Client] = Bounded(_CLIENTS, _Client)
        self._users: Bounded[bytes, _User] = Bounded(_USERS, _User)

    def take(self, attempts: Iterable[Attempt]) -> Iterator[Seen]:
        """What tries show, in their order."""
        for attempt in attempts:
            if not (attempt.client or attempt.user):
                continue
            if attempt.succeeded:
                yield from self._entered(attempt)
            else:
                yield from self._failed(attempt)

    def awaits(self, client: bytes, user: bytes) -> bool:
        """Whether it matters that a client comes in as a user: it failed before."""
        if (client, user) in self._pairs.items:
            return True
        known = self._clients.find(client)
        return known is not None and known.told > 0

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(_Saved(self._pairs.items, self._clients.items, self._users.items))

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        saved = restored(state, _Saved, _Saved({}, {}, {}))
        self._pairs.items, self._clients.items, self._users.items = saved.pairs, saved.clients, saved.users

    def _failed(self, attempt: Attempt) -> Iterator[Seen]:
        now = int(attempt.time)
        pair = self._pairs.of(_key(attempt))
        if abs(now - pair.last) > _HOUR:
            pair.times, pair.failed, pair.entered, pair.told = [], 0, 0, 0
        pair.times = [*pair.times[1 - _TIMES :], now]
        pair.failed += 1
        pair.last = now
        least = self._failures if attempt.succeeded is False else self._vague
        if self._guesses(pair, least, known=bool(attempt.user)):
            new, pair.told = pair.failed - pair.told, pair.failed
            yield _brute_force(attempt, pair, new)
        if attempt.user and attempt.succeeded is False and attempt.client:
            yield from self._sprayed(attempt, now)
            yield from self._crowded(attempt, now)

    def _guesses(self, pair: _Pair, least: int, *, known: bool) -> bool:
        """So many failures so soon; again only when they are twice as many.

        Where accounts are not logged, a client may be the way out of a whole office: more fail than come in.
        """
        if len(pair.times) < least or abs(pair.times[-1] - pair.times[-least]) > self._soon:
            return False
        return pair.failed >= 2 * pair.told and (known or pair.failed >= _HONEST * pair.entered)

    def _sprayed(self, attempt: Attempt, now: int) -> Iterator[Seen]:
        client = self._clients.of(attempt.client)
        if abs(now - client.since) > self._spell:
            client.entered, client.since = 0, now
        if abs(now - client.told_at) > _HOUR:
            client.told = 0
        user = crc32(attempt.user)
        at, tries = client.users.pop(user, (now, 0))
        tries = tries if abs(now - at) <= self._spell else 0
        if len(client.users) >= _MOST_USERS:
            del client.users[next(iter(client.users))]
        client.users[user] = (now, tries + 1)
        least = max(self._accounts, 2 * client.told, 2 * client.entered + 1)
        if len(client.users) < least:
            return
        client.users = {user: at for user, at in client.users.items() if abs(now - at[0]) <= self._spell}
        count, all_tries = len(client.users), sum(tries for _, tries in client.users.values())
        if count < least or all_tries > _FEW_TRIES * count:
            return
        client.told, client.told_at = count, now
        yield _of(
            attempt,
            "logs-password-spraying",
            text=f"failed at {count} accounts with {all_tries} tries, the last {shown(attempt.user)}",
            reason="One client tries a few passwords at many accounts.",
            count=all_tries,
        )

    def _crowded(self, attempt: Attempt, now: int) -> Iterator[Seen]:
        user = self._users.of(attempt.user)
        span = now // self._span
        if span != user.span:
            user.usual += _LEARNED * (user.most - user.usual) if user.span else 0.0
            user.most, user.span = 0, span
        if user.told != span:
            user.clients = {one: at for one, at in user.clients.items() if abs(now - at) <= self._span}
        user.clients.pop(crc32(attempt.client), None)
        if len(user.clients) >= _MOST_CLIENTS:
            del user.clients[next(iter(user.clients))]
        user.clients[crc32(attempt.client)] = now
        count = len(user.clients)
        user.most = min(max(user.most, count), _MOST_CLIENTS)
        if user.told == span or count < max(self._crowd, min(_UNUSUAL * user.usual, _MOST_CLIENTS)):
            return
        user.told = span
        yield _of(
            attempt,
            "logs-distributed-guessing",
            text=f"{count} clients failed as {shown(attempt.user)} within {self._span // 60} minutes",
            reason="Many clients try passwords at one account.",
            count=count,
            client=b"",
        )

    def _entered(self, attempt: Attempt) -> Iterator[Seen]:
        now = int(attempt.time)
        pair = self._pairs.find(_key(attempt))
        client = self._clients.find(attempt.client) if attempt.client else None
        if pair is not None:
            soon = abs(now - pair.last) <= _HOUR
            least = _HINTED if attempt.user else self._failures
            if soon and pair.failed >= least and (attempt.user or pair.told):
                yield _broken_in(attempt, pair.failed, sure=bool(pair.told) or pair.failed >= _PATIENT)
            pair.entered += 1
            pair.times, pair.failed, pair.told = [], 0, 0
        elif not attempt.user and attempt.client:
            self._pairs.of(_key(attempt)).entered += 1
        if client is None:
            return
        client.entered += 1
        if client.told and abs(now - client.told_at) <= _HOUR:
            told, client.told = client.told, 0
            yield _of(
                attempt,
                "logs-password-spraying",
                text=f"logged in as {shown(attempt.user)} after failing at {told} accounts",
                reason="One client tried passwords at many accounts, and one fitted.",
                severity=Severity.high,
                success=f"logged in as {shown(attempt.user)} after failing at {told} accounts",
            )


def _key(attempt: Attempt) -> tuple[bytes, bytes]:
    return attempt.client, attempt.user or b"\0" + attempt.place.encode()


def _brute_force(attempt: Attempt, pair: _Pair, new: int) -> Seen:
    whom = f" as {shown(attempt.user)}" if attempt.user else f" at {attempt.place}"
    seconds = abs(pair.times[-1] - pair.times[-min(len(pair.times), _PATIENT)])
    vague = attempt.succeeded is None
    what = "tries to log in" if vague else "failed logins"
    return _of(
        attempt,
        "logs-brute-force",
        text=f"{pair.failed} {what}{whom}, the last {min(len(pair.times), _PATIENT)} in {seconds} s",
        reason="Nobody mistypes a password so often in so short a time.",
        confidence=Confidence.low if vague else None,
        count=new,
    )


def _broken_in(attempt: Attempt, failed: int, *, sure: bool) -> Seen:
    whom = f" as {shown(attempt.user)}" if attempt.user else ""
    return _of(
        attempt,
        "logs-brute-force",
        text=f"logged in{whom} after {failed} failures",
        reason="The password was found, or its owner remembered it."
        if not sure
        else "The password was found.",
        severity=Severity.high if sure else Severity.medium,
        confidence=Confidence.high if sure else Confidence.low,
        success=f"logged in after {failed} failures",
    )


def _of(attempt: Attempt, rule: str, **more: object) -> Seen:
    fields: dict[str, object] = {
        "client": attempt.client,
        "user": attempt.user,
        "host": attempt.host,
        "method": attempt.method,
        "path": attempt.path,
        "status": attempt.status,
        "where": "" if attempt.path else attempt.place,
    }
    return Seen(rule=rule, time=attempt.time, line=attempt.line, **(fields | more))  # type: ignore[arg-type]
