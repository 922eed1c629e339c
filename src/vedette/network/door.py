"""The door: one address that the user gave, and everything that is asked of it."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec

from vedette import __version__
from vedette.model.errors import UsageError
from vedette.network.address import Address, is_path
from vedette.network.exchange import Letter, exchange
from vedette.network.interface import Answer, Ask, Clock, Limits, NetworkError
from vedette.network.route import connection, proxy_of

_HEADER = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_AGAIN = frozenset({500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_TOO_MANY = 429
_FORBIDDEN = 403
_LONGEST_WAIT = 60.0
_LONGEST_BACKOFF = 8.0
_LONGEST_TOLD = 86_400.0
_MOST_SAID = 200
_DIGITS = 16
_WORDS = {
    401: ("does not accept the token (401)", "it is wrong, has expired, or belongs to another host"),
    403: ("forbids it (403)", "the token has no right to do this"),
    404: ("knows of no such thing, or hides it from this token (404)", "look at the names and the rights"),
    429: ("takes no more requests for now (429)", "try again later"),
}


class Door:
    """Asks one address, never another. Not for several threads.

    Args:
        address: where it leads; given by the user or the CI system, never by a scanned tree.
        credentials: headers that only this address gets; their values are never shown.
        headers: more headers.
        environment: of the user, for the proxy.
        limits: of time, size and number.
        clock: tells the time and waits.

    Raises:
        UsageError: a credential cannot stand in a header, or the proxy cannot be used.
    """

    def __init__(
        self,
        address: Address,
        *,
        credentials: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.address = address
        self._credentials = dict(credentials or {})
        self._headers = dict(headers or {})
        for value in self._credentials.values():
            if not _HEADER.fullmatch(value):
                raise UsageError(
                    f"the token for {address.shown} holds characters that no token has",
                    help="look for blanks and line ends around it",
                )
        self._proxy = proxy_of(address, environment or {})
        self._limits = limits or Limits()
        self._clock = clock or Clock()
        self._next = self._clock.now()
        self._made = 0

    def ask(self, ask: Ask) -> Answer:
        """Ask, again where that is harmless and may help.

        Args:
            ask: the request.

        Returns:
            The answer: of success (2xx), or of a status that was asked for.

        Raises:
            NetworkError: there is no such answer within the limits.
        """
        target = self._target(ask)
        until = self._clock.now() + self._limits.all_seconds
        moved = attempt = 0
        while True:
            attempt += 1
            try:
                answer = self._exchange(ask, target)
            except NetworkError as error:
                if error.unsure and not ask.may_repeat:
                    raise
                self._wait(_backoff(attempt), attempt, until, error)
                continue
            if 200 <= answer.status < 300 or answer.status in ask.statuses:  # noqa: PLR2004 - HTTP's success
                return answer
            if answer.status in _MOVED and moved < ask.redirects:
                target, moved, attempt = self._elsewhere(target, answer), moved + 1, 0
                continue
            failure = self._failure(answer)
            wait = self._asked_to_wait(answer)
            if wait is None and not (answer.status in _AGAIN and ask.may_repeat):
                raise failure
            if wait is not None and 1 <= wait <= _LONGEST_TOLD:
                failure.help = f"try again in {math.ceil(wait)} seconds"
            self._wait(_backoff(attempt) if wait is None else wait, attempt, until, failure)

    def look(self, ask: Ask) -> Answer:
        """Ask once, and take whatever answer there is: of any status, nothing followed, nothing repeated.

        Args:
            ask: the request.

        Raises:
            NetworkError: there is no whole answer within the limits.
        """
        return self._exchange(ask, self._target(ask))

    def _target(self, ask: Ask) -> str:
        path = f"{self.address.path}{ask.path}"
        if not is_path(path):
            raise ValueError("a path has to be encoded")
        return f"{path}?{urlencode(ask.query)}" if ask.query else path

    def _exchange(self, ask: Ask, target: str) -> Answer:
        if self._made >= self._limits.requests:
            raise NetworkError(
                f"{self.address.shown} was asked {self._made} times, which is enough", help="try again later"
            )
        now = self._clock.now()
        if now < self._next:
            self._clock.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self._limits.per_second
        self._made += 1
        headers = {
            "Host": self.address.shown,
            "User-Agent": f"vedette/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **self._headers,
            **({"Content-Type": "application/json"} if ask.body else {}),
            **ask.headers,
            **self._credentials,
        }
        letter = Letter(method=ask.method, target=target, headers=headers, body=ask.body)
        line = connection(self.address, self._proxy, self._limits.seconds)
        return exchange(line, letter, self.address.shown, self._limits)

    def _wait(self, seconds: float, attempt: int, until: float, error: NetworkError) -> None:
        """Waits before the next attempt, or raises when there is to be none."""
        too_long = seconds > _LONGEST_WAIT or self._clock.now() + seconds >= until
        if attempt >= self._limits.attempts or too_long:
            raise error
        self._clock.sleep(seconds)

    def _asked_to_wait(self, answer: Answer) -> float | None:
        """Seconds for which the other side, which did nothing, asks for patience; None when it does not."""
        headers = answer.headers
        spent = headers.get("x-ratelimit-remaining") == "0"
        after = headers.get("retry-after", "")
        limited = answer.status == _TOO_MANY or (answer.status == _FORBIDDEN and (spent or bool(after)))
        if not limited:
            return None
        now = self._clock.epoch()
        if after or not spent:
            return max(_seconds(after, now), 0.0)
        return max(_number(headers.get("x-ratelimit-reset", "")) - now, 1.0)

    def _elsewhere(self, target: str, answer: Answer) -> str:
        here = f"{self.address.scheme}://{self.address.shown}"
        there = urlsplit(urljoin(f"{here}{target}", answer.headers.get("location", "")))
        if f"{there.scheme}://{there.netloc}" != here or not is_path(there.path) or not there.query.isascii():
            raise NetworkError(
                f"{self.address.shown} sends to another place, which is not followed ({answer.status})",
                help="give the address that it ends at",
            )
        query = re.sub(r"[^\x21-\x7e]", "", there.query)
        return f"{there.path}?{query}" if query else there.path

    def _failure(self, answer: Answer) -> NetworkError:
        host, status = self.address.shown, answer.status
        what, help_ = _WORDS.get(status, (f"failed ({status})", "try again later"))
        if status in _MOVED:
            what, help_ = f"sends elsewhere, and is not followed ({status})", "give the address it ends at"
        elif status not in _WORDS and status < min(_AGAIN):
            what, help_ = f"refuses it ({status})", ""
        said = _said(answer, tuple(self._credentials.values()))
        return NetworkError(
            f"{host} {what}" + (f': it says "{said}"' if said else ""),
            help=help_,
            status=status,
            unsure=status in _AGAIN,
        )


def _backoff(attempt: int) -> float:
    """Seconds; not the same for each of a hundred jobs that fail at once."""
    longest = min(0.5 * 2.0**attempt, _LONGEST_BACKOFF)
    return random.uniform(longest / 2, longest)  # noqa: S311 - spreads waits, keeps no secret


def _number(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0.0


def _seconds(after: str, now: float) -> float:
    """`Retry-After` is a number of seconds or a date; what is neither counts as a second."""
    if after.isdigit():
        return _number(after) if len(after) < _DIGITS else float("inf")
    try:
        return parsedate_to_datetime(after).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return 1.0


def _said(answer: Answer, secrets: tuple[str, ...]) -> str:
    """What a forge says of its refusal, if it is short, plain and no echo of a credential."""
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        return ""
    said = document.get("message") if isinstance(document, dict) else None
    if not isinstance(said, str):
        return ""
    said = "".join(char if char.isprintable() else " " for char in said)
    words = {word for secret in secrets for word in secret.split()}
    return "" if any(word in said for word in words if len(word) > 5) else said[:_MOST_SAID]  # noqa: PLR2004
