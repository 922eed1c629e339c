"""Notes on a merge request of GitLab, by its REST API, version 4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import msgspec
from msgspec import Struct

from vedette.feedback.pull_requests.interface import (
    LIMITS,
    MOST_PAGES,
    PAGE,
    Comment,
    Forge,
    Target,
    decoded,
    positive,
    too_many,
)
from vedette.model.errors import UsageError
from vedette.network.address import address
from vedette.network.door import Door
from vedette.network.interface import Ask, Clock

# GitLab refuses a note of more characters.
LONGEST = 1_000_000
_PROJECT = re.compile(r"[0-9]{1,18}|[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*){1,20}")


class _User(Struct):
    username: str


class _Note(Struct):
    id: int
    body: str
    author: _User | None = None
    system: bool = False


def connect(target: Target, environment: Mapping[str, str], clock: Clock | None = None) -> Forge:
    """A merge request on GitLab.

    Args:
        target: `api` is `https://HOST/api/v4`.
        environment: of the user, for the proxy.
        clock: tells the time and waits.

    Raises:
        UsageError: the target cannot be one.
    """
    if len(target.repository) > 1000 or not _PROJECT.fullmatch(target.repository):  # noqa: PLR2004 - no path is longer
        raise UsageError("the project must be its number or GROUP/NAME", help="--repository GROUP/NAME")
    positive(target.number, "a merge request")
    door = Door(
        address(target.api, "the address of GitLab's API"),
        credentials={"PRIVATE-TOKEN": target.token},
        environment=environment,
        limits=LIMITS,
        clock=clock,
    )
    return _MergeRequest(target, door)


class _MergeRequest:
    """See `Forge`."""

    def __init__(self, target: Target, door: Door) -> None:
        self.place = f"merge request {target.number} of {target.repository} on {door.address.shown}"
        self._target = target
        self._door = door
        self._path = f"/projects/{quote(target.repository, safe='')}/merge_requests/{target.number}/notes"

    def author(self) -> str:
        """See `Forge`."""
        if self._target.author:
            return self._target.author.lower()
        answer = self._door.ask(Ask(path="/user"))
        return decoded(answer, _User, self._door.address.shown).username.lower()

    def comments(self) -> Iterator[Comment]:
        """See `Forge`."""
        query = {"per_page": str(PAGE), "order_by": "created_at", "sort": "asc"}
        page = "1"
        for _ in range(MOST_PAGES):
            answer = self._door.ask(Ask(path=self._path, query={**query, "page": page}))
            for note in decoded(answer, list[_Note], self._door.address.shown):
                if not note.system:
                    yield Comment(note.id, note.author.username.lower() if note.author else "", note.body)
            page = answer.headers.get("x-next-page", "").strip()
            if not page.isdigit():
                return
        raise too_many(self.place)

    def create(self, body: str) -> None:
        """See `Forge`."""
        self._door.ask(Ask(method="POST", path=self._path, body=msgspec.json.encode({"body": body})))

    def update(self, comment: int, body: str) -> None:
        """See `Forge`."""
        path = f"{self._path}/{comment}"
        self._door.ask(Ask(method="PUT", path=path, body=msgspec.json.encode({"body": body})))
