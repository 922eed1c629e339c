"""Families: a log and the files that it was rotated into, in order of time."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Sequence

from msgspec import Struct

from vedette.sources.logs.unpacking import without_ending

_NUMBER = r"[0-9]{1,5}"
_DATE = r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[-_T.]?[0-9][0-9:._-]{0,14})?|[0-9]{9,14}"
_TAG = re.compile(rf"(?:(?P<number>{_NUMBER})|(?P<date>{_DATE}))")
_AFTER = re.compile(rf"(?P<base>.+?)[.\-_](?P<tag>{_NUMBER}|{_DATE})")
_WITHIN = re.compile(rf"(?P<stem>.+?)[.\-_](?P<tag>{_NUMBER}|{_DATE})(?P<ext>\.[A-Za-z]{{1,8}})")
_MOST = 10_000


class Member(Struct, frozen=True):
    """A file of a family.

    Attributes:
        path: where it is now.
        tag: what rotation added to the name, without the ending of its compression; "" for the live file.
        packed: its name says that it is compressed.
        status: as `os.stat` told.
    """

    path: str
    tag: str
    packed: bool
    status: os.stat_result

    @property
    def kept_at(self) -> tuple[int, int]:
        """Device and inode."""
        return self.status.st_dev, self.status.st_ino


def base_of(path: str) -> str:
    """The path of the live log that a file may be rotated from; its own when its name says nothing."""
    folder, name = os.path.split(path)
    plain = without_ending(name)
    found = _AFTER.fullmatch(plain)
    if found:
        return os.path.join(folder, found["base"])
    found = _WITHIN.fullmatch(plain)
    if found:
        return os.path.join(folder, found["stem"] + found["ext"])
    return os.path.join(folder, plain)


def members(path: str) -> list[Member]:
    """The files that a log was rotated into and those not rotated yet, the oldest first, the live one last.

    Names change while somebody looks; so this looks until two looks agree, at most a few times.
    """
    found = _look(path)
    for _ in range(5):
        again = _look(path)
        if [(one.path, one.kept_at) for one in again] == [(one.path, one.kept_at) for one in found]:
            break
        found = again
    return found


def in_order(paths: Iterable[str]) -> list[str]:
    """Paths as given, but the files of one family the oldest first, where its first one was given."""
    families: dict[str, list[str]] = {}
    for path in paths:
        families.setdefault(base_of(path), []).append(path)
    ordered: list[str] = []
    for base, family in families.items():
        if len(family) == 1:
            ordered += family
            continue
        known = [_member(path, base) for path in family]
        ordered += [path for path, member in zip(family, known, strict=True) if member is None]
        ordered += [member.path for member in _sorted([one for one in known if one is not None])]
    return ordered


def expand(pattern: str) -> list[str]:
    """The logs that a pattern names: of files that rotation made of another, that one alone."""
    if not glob.has_magic(pattern) or os.path.lexists(pattern):
        return [pattern]
    bases: dict[str, None] = {}
    for path in sorted(glob.iglob(pattern, include_hidden=False))[:_MOST]:
        if not os.path.isdir(path):
            base = base_of(path)
            bases[base if os.path.lexists(base) else path] = None
    return list(bases)


def _look(path: str) -> list[Member]:
    folder = os.path.dirname(path)
    found = []
    try:
        with os.scandir(folder or ".") as entries:
            names = [entry.name for entry, _ in zip(entries, range(_MOST), strict=False)]
    except OSError:
        return []
    stem = os.path.splitext(os.path.basename(path))[0]
    for name in names:
        if name.startswith(stem) and base_of(os.path.join(folder, name)) == path:
            member = _member(os.path.join(folder, name), path)
            if member is not None:
                found.append(member)
    live = _member(path, path)
    if live is not None:
        found = [one for one in found if one.path != path] + [live]
    return _sorted(_unpacked_first(found))


def _member(path: str, base: str) -> Member | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    name = os.path.basename(path)
    plain = without_ending(name)
    found = _AFTER.fullmatch(plain) or _WITHIN.fullmatch(plain)
    tag = found["tag"] if found and path != base else ""
    return Member(path, tag, plain != name, status)


def _unpacked_first(found: Sequence[Member]) -> list[Member]:
    """Without what is just being compressed: while the plain file is there, that one is read."""
    plain = {one.path for one in found if not one.packed}
    return [one for one in found if not one.packed or without_ending(one.path) not in plain]


def _sorted(found: list[Member]) -> list[Member]:
    tags = [_TAG.fullmatch(one.tag) for one in found if one.tag]
    if all(tag and tag["number"] for tag in tags):
        return sorted(found, key=lambda one: -int(one.tag) if one.tag else 1)
    if all(tag and tag["date"] for tag in tags):
        return sorted(found, key=lambda one: (not one.tag, _numbers(one.tag)))
    return sorted(found, key=lambda one: (not one.tag, one.status.st_mtime_ns, one.path))


def _numbers(tag: str) -> tuple[int, ...]:
    digits = re.sub(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", r"\1\2\3", tag)
    return tuple(map(int, re.findall(r"[0-9]+", digits)))
