"""What one bill has that another has not: components, versions, licences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from vedette.feedback import neutral
from vedette.feedback.bom.shared import document, flat
from vedette.feedback.paper import Paper, Style
from vedette.model.bom import Bom, Component

_MOST_LINES = 200
_WIDEST = 80


class Changed(Struct, frozen=True, kw_only=True):
    """One component that both bills have, and what differs."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    licences_before: tuple[str, ...] = ()
    licences_after: tuple[str, ...] = ()


class Difference(Struct, frozen=True, kw_only=True):
    """What the second bill has and the first has not, and the other way round; each sorted by name.

    Attributes:
        added, removed: name -> versions.
        changed: of which the versions differ.
        relicensed: of which what is said about the licence differs, whatever the version.
    """

    added: tuple[Changed, ...] = ()
    removed: tuple[Changed, ...] = ()
    changed: tuple[Changed, ...] = ()
    relicensed: tuple[Changed, ...] = ()


def difference(before: Bom, after: Bom) -> Difference:
    """Compare two bills, whatever formats they are of.

    A component is the same when its package URL without version and qualifiers is, else its group and name.
    """
    old, new = _by_name(before), _by_name(after)
    added, removed, changed, relicensed = [], [], [], []
    for name in sorted(old.keys() | new.keys()):
        one = _changed(name, old.get(name, ()), new.get(name, ()))
        if name not in old:
            added.append(one)
        elif name not in new:
            removed.append(one)
        else:
            if one.before != one.after:
                changed.append(one)
            if one.licences_before != one.licences_after:
                relicensed.append(one)
    return Difference(
        added=tuple(added), removed=tuple(removed), changed=tuple(changed), relicensed=tuple(relicensed)
    )


def as_json(found: Difference, more: Mapping[str, Any] | None = None) -> bytes:
    """The difference as a document.

    Args:
        found: the difference.
        more: what follows from it, under names of its own.
    """
    both = {"added": (found.added, "after"), "removed": (found.removed, "before")}
    plain: dict[str, Any] = {
        key: [_alone(one, side) for one in listed] for key, (listed, side) in both.items()
    }
    plain["changed"] = [
        {"name": one.name, "before": list(one.before), "after": list(one.after)} for one in found.changed
    ]
    plain["relicensed"] = [
        {"name": one.name, "before": list(one.licences_before), "after": list(one.licences_after)}
        for one in found.relicensed
    ]
    return document(plain | dict(more or {}))


def as_text(found: Difference, sheet: Paper) -> None:
    """The difference for people, a line each."""
    for title, listed, style in (
        ("added", found.added, Style.warning),
        ("removed", found.removed, Style.good),
        ("changed", found.changed, Style.strong),
        ("relicensed", found.relicensed, Style.warning),
    ):
        if not listed:
            continue
        sheet.line((style, f"{title}: {len(listed):,}"))
        for one in listed[:_MOST_LINES]:
            sheet.line("  ", neutral.clip(neutral.visible(one.name), _WIDEST), "  ", _told(title, one))
        if len(listed) > _MOST_LINES:
            sheet.line(f"  and {len(listed) - _MOST_LINES:,} more: --format json lists all")
    if not (found.added or found.removed or found.changed or found.relicensed):
        sheet.line("no component, version or licence differs")


def _told(title: str, one: Changed) -> str:
    if title == "relicensed":
        return f"{_list(one.licences_before)} -> {_list(one.licences_after)}"
    if title == "changed":
        return f"{_list(one.before)} -> {_list(one.after)}"
    versions, licences = (
        (one.after, one.licences_after) if title == "added" else (one.before, one.licences_before)
    )
    return _list(versions) + (f"  ({_list(licences)})" if licences else "")


def _list(words: tuple[str, ...]) -> str:
    return (
        neutral.clip(neutral.visible(", ".join(word or "no version" for word in words)), _WIDEST) or "unknown"
    )


def _alone(one: Changed, side: str) -> dict[str, Any]:
    after = side == "after"
    return {
        "name": one.name,
        "versions": list(one.after if after else one.before),
        "licences": list(one.licences_after if after else one.licences_before),
    }


def _changed(name: str, old: tuple[Component, ...], new: tuple[Component, ...]) -> Changed:
    return Changed(
        name=name,
        before=_versions(old),
        after=_versions(new),
        licences_before=_licences(old),
        licences_after=_licences(new),
    )


def _versions(found: tuple[Component, ...]) -> tuple[str, ...]:
    return tuple(sorted({one.version for one in found}))


def _licences(found: tuple[Component, ...]) -> tuple[str, ...]:
    return tuple(sorted({said.expression or said.id or said.name for one in found for said in one.licences}))


def _by_name(bom: Bom) -> Mapping[str, tuple[Component, ...]]:
    found: dict[str, tuple[Component, ...]] = {}
    for one, _ in flat(bom.components):
        name = _name(one)
        found[name] = (*found.get(name, ()), one)
    return found


def _name(one: Component) -> str:
    if one.purl.startswith("pkg:"):
        bare = one.purl.partition("#")[0].partition("?")[0]
        at = bare.find("@", bare.rfind("/") + 1)
        return bare[:at] if at > 0 else bare
    return f"{one.group}/{one.name}" if one.group else one.name
