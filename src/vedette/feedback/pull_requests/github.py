"""Comments on a pull request of GitHub, by its REST API (issue comments, version 2022-11-28)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

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
from vedette.network.interface import Ask, Clock, NetworkError

# GitHub refuses a comment of more characters.
LONGEST = 65_536
ACTIONS = "github-actions[bot]"
_BOT = "[bot]"
_REPOSITORY = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_HIDDEN = frozenset({403, 404})


class _User(Struct):
    login: str


class _Issue(Struct):
    id: int
    body: str | None = None
    user: _User | None = None


class _Viewer(Struct):
    viewer: _User


class _Reply(Struct):
    data: _Viewer | None = None


def connect(target: Target, environment: Mapping[str, str], clock: Clock | None = None) -> Forge:
    """A pull request on GitHub.

    Args:
        target: `api` is `https://api.github.com`, or `https://HOST/api/v3` of a server of one's own.
        environment: of the user, for the proxy.
        clock: tells the time and waits.

    Raises:
        UsageError: the target cannot be one.
    """
    if not _REPOSITORY.fullmatch(target.repository):
        raise UsageError("the repository must be OWNER/NAME", help="--repository OWNER/NAME")
    positive(target.number, "a pull request")
    where = address(target.api, "the address of GitHub's API")
    options = {
        "credentials": {"Authorization": f"Bearer {target.token}"},
        "headers": {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
    }
    door = Door(where, **options, environment=environment, limits=LIMITS, clock=clock)
    path = f"{where.path.removesuffix('/v3')}/graphql"
    graph = Door(replace(where, path=path), **options, environment=environment, limits=LIMITS, clock=clock)
    return _PullRequest(target, door, graph)


class _PullRequest:
    """See `Forge`."""

    def __init__(self, target: Target, door: Door, graph: Door) -> None:
        self.place = f"pull request {target.number} of {target.repository} on {door.address.shown}"
        self._target = target
        self._door = door
        self._graph = graph
        self._path = f"/repos/{target.repository}/issues"

    def author(self) -> str:
        """See `Forge`."""
        if self._target.author:
            return self._target.author.lower()
        try:
            answer = self._door.ask(Ask(path="/user"))
        except NetworkError as error:
            # The token of a workflow or another app is no user's.
            if error.status not in _HIDDEN:
                raise
            return self._app()
        return decoded(answer, _User, self._door.address.shown).login.lower()

    def comments(self) -> Iterator[Comment]:
        """See `Forge`."""
        path = f"{self._path}/{self._target.number}/comments"
        for page in range(1, MOST_PAGES + 1):
            answer = self._door.ask(Ask(path=path, query={"per_page": str(PAGE), "page": str(page)}))
            found = decoded(answer, list[_Issue], self._door.address.shown)
            for one in found:
                yield Comment(one.id, one.user.login.lower() if one.user else "", one.body or "")
            if not found or 'rel="next"' not in answer.headers.get("link", ""):
                return
        raise too_many(self.place)

    def create(self, body: str) -> None:
        """See `Forge`."""
        path = f"{self._path}/{self._target.number}/comments"
        self._door.ask(Ask(method="POST", path=path, body=msgspec.json.encode({"body": body})))

    def update(self, comment: int, body: str) -> None:
        """See `Forge`."""
        path = f"{self._path}/comments/{comment}"
        self._door.ask(
            Ask(method="PATCH", path=path, body=msgspec.json.encode({"body": body}), repeatable=True)
        )

    def _app(self) -> str:
        """An app has no `/user`; the other API tells its name, with or without the end that REST gives it."""
        ask = Ask(method="POST", path="", body=b'{"query":"query{viewer{login}}"}', repeatable=True)
        try:
            reply = decoded(self._graph.ask(ask), _Reply, self._door.address.shown)
        except NetworkError:
            return ACTIONS
        login = reply.data.viewer.login.lower() if reply.data else ""
        return f"{login.removesuffix(_BOT)}{_BOT}" if login else ACTIONS
