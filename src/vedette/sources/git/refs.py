"""Branches and tags, read from their files: git is not asked, and what is not a plain file is passed over."""

from __future__ import annotations

import os
import re

from msgspec import Struct

from vedette.sources.git.layout import Layout
from vedette.sources.shared import read_regular

_MAX_REFS = 100_000
_MAX_DEPTH = 20
_PACKED_BYTES = 64 * 1024 * 1024
_REF_BYTES = 4096
_NAME = re.compile(r"(?:HEAD|[A-Z_]+_HEAD|refs/[^\x00-\x20\x7f~^:?*\[\\]+)")
_MERGE_HEADS = 8
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Refs(Struct, frozen=True, kw_only=True):
    """What the names of a repository stand for.

    Attributes:
        head: the commit checked out; "" when there is none yet.
        branch: full name of the branch checked out; "" when HEAD is detached.
        by_name: full name -> object id.
        symbolic: full name -> full name it points to.
        notes: what a person should know.
    """

    head: str
    branch: str
    by_name: dict[str, str]
    symbolic: dict[str, str]
    notes: tuple[str, ...] = ()


def read_refs(layout: Layout) -> Refs:
    """Reads HEAD, the loose refs and `packed-refs`; never raises, unreadable refs are missing."""
    if not layout.gitdir:
        return Refs(head="", branch="", by_name={}, symbolic={})
    notes: list[str] = []
    by_name: dict[str, str] = {}
    symbolic: dict[str, str] = {}
    width = 64 if layout.object_format == "sha256" else 40
    _read_packed(layout.common, by_name, notes)
    for name, value in _loose(layout.common, notes):
        _take(name, value, by_name, symbolic)
    for name in ("HEAD", "ORIG_HEAD", "MERGE_HEAD"):
        value = _value(os.path.join(layout.gitdir, name))
        if not value and name == "HEAD":
            notes.append("HEAD cannot be read: the commit is not known")
        _take(name, value, by_name, symbolic)
    by_name = {name: oid for name, oid in by_name.items() if len(oid) == width}
    for name, target in symbolic.items():
        if target in by_name:
            by_name[name] = by_name[target]
    if os.path.isdir(os.path.join(layout.common, "reftable")):
        notes.append("refs are kept in the reftable format, which is not read: the change is not known")
    return Refs(
        head=by_name.get("HEAD", ""),
        branch=symbolic.get("HEAD", ""),
        by_name=by_name,
        symbolic=symbolic,
        notes=tuple(notes),
    )


def read_head(layout: Layout) -> tuple[str, bool]:
    """The commit checked out, found without reading every ref.

    Returns:
        Its id, "" when there is none; and whether that is known to be true.
    """
    value = _value(os.path.join(layout.gitdir, "HEAD")) if layout.gitdir else ""
    width = 64 if layout.object_format == "sha256" else 40
    target = value.removeprefix("ref:").strip() if value.startswith("ref:") else ""
    if not target:
        sound = bool(_OID.fullmatch(value)) and len(value) == width
        return (value, True) if sound else ("", False)
    if not _is_sound(target) or os.path.isdir(os.path.join(layout.common, "reftable")):
        return "", False
    path = os.path.join(layout.common, target)
    if os.path.lexists(path) and not os.path.isdir(path):
        loose = _value(path)
        sound = bool(_OID.fullmatch(loose)) and len(loose) == width
        return (loose, True) if sound else _resolved(layout)
    return _packed(layout, target, width)


def read_merge_heads(layout: Layout) -> tuple[str, ...]:
    """Commits that a merge under way brings in, at most eight; () when there is none."""
    lines = _value(os.path.join(layout.gitdir, "MERGE_HEAD")).split() if layout.gitdir else []
    return tuple(line for line in lines[:_MERGE_HEADS] if _OID.fullmatch(line))


def _packed(layout: Layout, target: str, width: int) -> tuple[str, bool]:
    try:
        text = read_regular(os.path.join(layout.common, "packed-refs"), _PACKED_BYTES)
    except FileNotFoundError:
        return "", True
    except OSError:
        return "", False
    found = re.search(rb"^([0-9a-f]{%d}) %s$" % (width, re.escape(os.fsencode(target))), text, re.MULTILINE)
    return (found[1].decode("ascii"), True) if found else ("", True)


def _resolved(layout: Layout) -> tuple[str, bool]:
    """The long way, for a ref that points to another."""
    head = read_refs(layout).head
    return head, bool(head)


def _take(name: str, value: str, by_name: dict[str, str], symbolic: dict[str, str]) -> None:
    if not _is_sound(name):
        return
    if value.startswith("ref:"):
        target = value[4:].strip()
        if _is_sound(target):
            symbolic[name] = target
    elif _OID.fullmatch(value):
        by_name[name] = value


def _is_sound(name: str) -> bool:
    # Replacements would show other content under an object's name.
    return bool(_NAME.fullmatch(name)) and ".." not in name and not name.startswith("refs/replace/")


def _value(path: str) -> str:
    try:
        return os.fsdecode(read_regular(path, _REF_BYTES)).strip()
    except (OSError, ValueError):
        return ""


def _read_packed(common: str, by_name: dict[str, str], notes: list[str]) -> None:
    path = os.path.join(common, "packed-refs")
    try:
        text = os.fsdecode(read_regular(path, _PACKED_BYTES))
    except FileNotFoundError:
        return
    except OSError:
        notes.append("packed-refs cannot be read: branches and tags in it are not known")
        return
    for line in text.split("\n"):
        oid, _, name = line.partition(" ")
        if _OID.fullmatch(oid) and _is_sound(name):
            by_name[name] = oid


def _loose(common: str, notes: list[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    pending = [("refs", 0)]
    while pending:
        folder, depth = pending.pop()
        try:
            with os.scandir(os.path.join(common, folder)) as listing:
                items = sorted(listing, key=lambda item: item.name)
        except (OSError, ValueError):
            continue
        for item in items:
            name = f"{folder}/{item.name}"
            if item.is_dir(follow_symlinks=False):
                if depth < _MAX_DEPTH:
                    pending.append((name, depth + 1))
            elif len(found) < _MAX_REFS:
                found.append((name, _value(os.path.join(common, name))))
            else:
                notes.append(f"more than {_MAX_REFS:,} loose refs: the rest is not known")
                return found
    return found
