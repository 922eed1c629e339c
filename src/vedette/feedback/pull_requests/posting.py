"""One comment, whatever happens on the way: looked for, updated, or written once."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

from vedette.feedback.pull_requests.interface import Comment, Forge
from vedette.network.interface import NetworkError

_ATTEMPTS = 3
_PAUSE = 2.0
_GONE = 404
_READ_ONLY = frozenset({401, 403, 404})


class Done(StrEnum):
    """What became of the comment."""

    created = "posted"
    updated = "updated"
    unchanged = "left as it was"
    nothing = "not posted"


def post(
    forge: Forge,
    body: str,
    *,
    worth_a_new_one: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Done:
    """Have the request show this body, once.

    Args:
        forge: the pull or merge request.
        body: its first line is the marker by which the comment is found again.
        worth_a_new_one: whether to write one where there is none yet.
        sleep: waits for seconds.

    Raises:
        NetworkError: it could not be done; what the token is not allowed to do is said.
    """
    author = forge.author()
    earlier = _earlier(forge, body, author)
    if earlier is not None:
        if _same(earlier.body, body):
            return Done.unchanged
        try:
            forge.update(earlier.id, body)
        except NetworkError as error:
            if error.status != _GONE:
                raise _may_not(forge, error) from None
        else:
            return Done.updated
    if not worth_a_new_one:
        return Done.nothing
    return _create(forge, body, author, sleep)


def _create(forge: Forge, body: str, author: str, sleep: Callable[[float], None]) -> Done:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            forge.create(body)
        except NetworkError as error:
            if not error.unsure:
                raise _may_not(forge, error) from None
            # It may have come in all the same: look before it is said twice.
            sleep(_PAUSE * attempt)
            if _earlier(forge, body, author) is not None:
                return Done.created
            if attempt == _ATTEMPTS:
                raise
        else:
            break
    return Done.created


def _earlier(forge: Forge, body: str, author: str) -> Comment | None:
    """Our own comment: the marker alone could have been written by anybody."""
    marker = body.partition("\n")[0]
    for comment in forge.comments():
        if comment.author == author != "" and comment.body.partition("\n")[0].rstrip() == marker:
            return comment
    return None


def _same(one: str, other: str) -> bool:
    """Forges change the ends of lines and of the whole."""
    return one.replace("\r\n", "\n").rstrip() == other.rstrip()


def _may_not(forge: Forge, error: NetworkError) -> NetworkError:
    if error.status not in _READ_ONLY:
        return error
    return NetworkError(
        f"the token may not write to {forge.place}: {error.message}",
        help="a job for a fork gets a token that only reads: use --best-effort there; else give the token "
        "the right to write comments (GitHub: `pull-requests: write`; GitLab: scope `api`)",
        status=error.status,
    )
