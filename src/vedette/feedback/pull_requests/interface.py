"""The socket of a forge: whose comments there are, and how one is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.network.interface import Answer, Limits, NetworkError

T = TypeVar("T")

# A hundred comments of the greatest length come in one answer.
LIMITS = Limits(most_bytes=128 * 1024 * 1024, seconds=30.0)
PAGE = 100
MOST_PAGES = 50


class Comment(Struct, frozen=True):
    """A comment that is there already: its number, whoever wrote it, its text."""

    id: int
    author: str
    body: str


class Target(Struct, frozen=True, kw_only=True):
    """Where to comment, and as whom.

    Attributes:
        api: address of the forge's API; never from a scanned tree.
        repository: `OWNER/NAME` on GitHub; number or path of the project on GitLab.
        number: of the pull or merge request.
        token: may write comments there; never shown.
        author: who the token belongs to, where the forge does not tell; "" to ask.
    """

    api: str
    repository: str
    number: int
    token: str
    author: str = ""


class Forge(Protocol):
    """One pull or merge request on a forge. Each forge's file has `connect(target, environment, clock)`."""

    place: str
    """Where that is, for people."""

    def author(self) -> str:
        """Who writes with this token."""
        ...

    def comments(self) -> Iterator[Comment]:
        """The comments that people and programs wrote, oldest first.

        Raises:
            NetworkError: they cannot be read, or are more than can be looked at.
        """
        ...

    def create(self, body: str) -> None:
        """Writes a new comment.

        Raises:
            NetworkError: it was not written; or nobody knows, and it says `unsure`.
        """
        ...

    def update(self, comment: int, body: str) -> None:
        """Gives a comment another text."""
        ...


def decoded(answer: Answer, type_: type[T], host: str) -> T:
    """The body of an answer as a type.

    Raises:
        NetworkError: it is not what the forge's documentation promises.
    """
    try:
        return msgspec.json.decode(answer.body, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NetworkError(
            f"{host} answers, and not as such a forge does", help="look at the address of the API"
        ) from None


def too_many(place: str) -> NetworkError:
    """The error for a request with more comments than are looked at."""
    return NetworkError(
        f"{place} has more than {PAGE * MOST_PAGES} comments, and ours was not among them",
        help="nothing was posted, so that nothing is there twice; open another request",
    )


def positive(number: int, what: str) -> int:
    """A number that can be one.

    Raises:
        UsageError: it is not above 0.
    """
    if not 0 < number < 1 << 53:
        raise UsageError(f"{what} has no number {number}")
    return number
