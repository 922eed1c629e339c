"""What goes through the door: a request, an answer, how much of both, and what can go wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from msgspec import Struct

from vedette.model.errors import WorldError

# Asking these again does no more than asking once.
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class Limits(Struct, frozen=True, kw_only=True):
    """How much of everything one door allows.

    Attributes:
        seconds: of one exchange, name look-up and handshake included.
        all_seconds: of one request with all its attempts and the waits between them.
        most_bytes: of the body of an answer.
        attempts: exchanges for one request, the first included.
        per_second: exchanges a second.
        requests: exchanges through this door in its whole life.
    """

    seconds: float = 20.0
    all_seconds: float = 90.0
    most_bytes: int = 8 * 1024 * 1024
    attempts: int = 4
    per_second: float = 5.0
    requests: int = 500


class Ask(Struct, frozen=True, kw_only=True):
    """One request below the door's address.

    Attributes:
        method: such as `GET`.
        path: begins with `/`, percent-encoded.
        query: names and values, not encoded.
        body: sent as `application/json` when it is not empty.
        repeatable: asking twice does no more than asking once; None to tell by the method.
        redirects: how many may be followed, on the same scheme, host and port only.
        headers: of this request alone; no credentials.
        statuses: further ones that are an answer and no failure, such as 304 to a conditional request.
    """

    method: str = "GET"
    path: str = "/"
    query: Mapping[str, str] = {}
    body: bytes = b""
    repeatable: bool | None = None
    redirects: int = 0
    headers: Mapping[str, str] = {}
    statuses: tuple[int, ...] = ()

    @property
    def may_repeat(self) -> bool:
        """Whether an exchange of which nobody knows the end may be made once more."""
        return self.method in _REPEATABLE if self.repeatable is None else self.repeatable


class Answer(Struct, frozen=True):
    """A whole answer; names of headers are in lower case, of several of one name the last counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NetworkError(WorldError):
    """No answer, or one that is none of success.

    Attributes:
        status: of the answer; 0 when there was none.
        unsure: the other side may have done what was asked all the same.
    """

    def __init__(self, message: str, *, help: str = "", status: int = 0, unsure: bool = False) -> None:  # noqa: A002 - as its base
        super().__init__(message, help=help)
        self.status = status
        self.unsure = unsure


class Clock(Struct, frozen=True):
    """Time, so that a test need not wait for it.

    Attributes:
        now: seconds, monotonic.
        epoch: seconds since 1970, for what the other side dates.
        sleep: waits for seconds.
    """

    now: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
