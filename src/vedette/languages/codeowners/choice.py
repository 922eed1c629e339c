"""Which CODEOWNERS counts, and whose rules it is read by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vedette.languages.codeowners import github, gitlab
from vedette.model.owners import PLACES, CodeOwners, Dialect

_OF_GITHUB, _OF_GITLAB = PLACES[:3], PLACES[1:]
_READERS = {Dialect.github: github.read, Dialect.gitlab: gitlab.read}
_BY_PLACE = {_OF_GITHUB[0]: Dialect.github, _OF_GITLAB[2]: Dialect.gitlab}


def places(platform: Dialect | None) -> tuple[str, ...]:
    """Where to look, in order; the first file found is the only one that counts.

    Args:
        platform: whose; None when it is not known. The other vendor's own folder comes last: a mirror's
            owners are owners.
    """
    return (*_OF_GITLAB, _OF_GITHUB[0]) if platform is Dialect.gitlab else PLACES


def platform_of(identity: str, environment: Mapping[str, str]) -> Dialect | None:
    """Where a repository is at home, by its remote, else by the variables of the job.

    Args:
        identity: normalised address of the remote, such as `github.com/org/name`.
        environment: `GITHUB_ACTIONS` and `GITLAB_CI` count.
    """
    host = identity.partition("://")[2] or identity
    host = host.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    labels = host.split(".")
    if len(labels) > 1:
        if "gitlab" in labels:
            return Dialect.gitlab
        if "github" in labels or host.endswith(".ghe.com"):
            return Dialect.github
    if environment.get("GITLAB_CI"):
        return Dialect.gitlab
    return Dialect.github if environment.get("GITHUB_ACTIONS") else None


def dialect_of(path: str, data: bytes, platform: Dialect | None) -> Dialect:
    """By its place, else by the platform, else by what it uses; GitHub's where nothing tells."""
    known = _BY_PLACE.get(path) or platform
    if known is not None:
        return known
    return Dialect.gitlab if gitlab.has_sections(data) else Dialect.github


def read(data: bytes, path: str, dialect: Dialect) -> CodeOwners:
    """Read a file by the rules of a dialect."""
    return _READERS[dialect](data, path)


def find(
    content: Callable[[str], bytes | None], platform: Dialect | None, configured: Dialect | None = None
) -> CodeOwners | None:
    """The file that counts, read.

    Args:
        content: of a path; None when there is no such file.
        platform: as `platform_of` tells.
        configured: what the user says; it beats all signs.
    """
    for path in places(configured or platform):
        data = content(path)
        if data is not None:
            return read(data, path, configured or dialect_of(path, data, platform))
    return None
