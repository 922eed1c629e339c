"""Which pull or merge request a job is about: the CI system's variables, overruled by options."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec
from msgspec import Struct

from vedette.feedback.pull_requests.interface import Forge, Target
from vedette.model.errors import UsageError, WorldError

GITHUB, GITLAB = "github", "gitlab"
FORGES = (GITHUB, GITLAB)
_LARGEST_EVENT = 32 * 1024 * 1024
_TOKENS = {
    GITHUB: ("VEDETTE_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"),
    GITLAB: ("VEDETTE_GITLAB_TOKEN", "GITLAB_TOKEN"),
}
_PUBLIC = {GITHUB: "https://api.github.com", GITLAB: "https://gitlab.com/api/v4"}
_NAMES = {GITHUB: ("GITHUB_API_URL", "GITHUB_REPOSITORY"), GITLAB: ("CI_API_V4_URL", "CI_PROJECT_ID")}


class Wish(Struct, frozen=True, kw_only=True):
    """What the command line says about the request; empty where it says nothing."""

    forge: str = ""
    api: str = ""
    repository: str = ""
    number: int = 0
    author: str = ""


class Place(Struct, frozen=True, kw_only=True):
    """A pull or merge request; `number` is 0 where the job is about none."""

    forge: str
    api: str
    repository: str
    number: int
    author: str


class _Request(Struct):
    number: int


class _Event(Struct):
    pull_request: _Request | None = None


def place(wish: Wish, environment: Mapping[str, str]) -> Place:
    """The request to comment on.

    Args:
        wish: goes before the environment.
        environment: of the process; nothing of a scanned tree.

    Raises:
        UsageError: nobody says which it is, or what says so cannot be read.
    """
    forge = wish.forge or _recognised(environment)
    api, repository = _NAMES[forge]
    found = Place(
        forge=forge,
        api=wish.api or environment.get(api) or _PUBLIC[forge],
        repository=wish.repository or environment.get(repository, ""),
        number=wish.number or _number(forge, environment),
        author=wish.author,
    )
    if not found.repository:
        raise UsageError("nobody says which repository it is", help="--repository OWNER/NAME")
    return found


def connect(where: Place, environment: Mapping[str, str]) -> Forge:
    """The forge, ready to be asked.

    Raises:
        UsageError: the place cannot be one.
        WorldError: there is no token.
    """
    names = _TOKENS[where.forge]
    token = next((environment[name].strip() for name in names if environment.get(name, "").strip()), "")
    if not token:
        raise WorldError(
            f"there is no token to comment with in {' or '.join(names)}",
            help="a job for a fork gets none: use --best-effort there",
        )
    target = Target(
        api=where.api, repository=where.repository, number=where.number, token=token, author=where.author
    )
    forge: Forge = _module(where.forge).connect(target, environment)
    return forge


def longest(forge: str) -> int:
    """Characters that a comment may have."""
    return int(_module(forge).LONGEST)


def _module(forge: str) -> ModuleType:
    return import_module(f"vedette.feedback.pull_requests.{forge}")


def _recognised(environment: Mapping[str, str]) -> str:
    if environment.get("GITHUB_ACTIONS") == "true":
        return GITHUB
    if environment.get("GITLAB_CI") == "true" or environment.get("CI_API_V4_URL"):
        return GITLAB
    raise UsageError(
        "this is no job of GitHub or GitLab", help="name the request: --forge, --repository and --number"
    )


def _number(forge: str, environment: Mapping[str, str]) -> int:
    if forge == GITLAB:
        text = environment.get("CI_MERGE_REQUEST_IID", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004 - no number is longer
    path = environment.get("GITHUB_EVENT_PATH", "")
    if not path:
        return 0
    try:
        event = msgspec.json.decode(_bytes(Path(path)), type=_Event)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(
            "the event in GITHUB_EVENT_PATH cannot be read", help="name the pull request: --number"
        ) from None
    return event.pull_request.number if event.pull_request else 0


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("no regular file")
        return file.read(_LARGEST_EVENT)
