"""`gradle/verification-metadata.xml`: the hashes that Gradle lets pass, by component.

It may have versions that are no longer used: what is used stands in lock files.
"""

from __future__ import annotations

import re

from vedette.languages.packages.elements import Element, xml_tree
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package

FORMAT = "gradle-verification"
FILES = ("verification-metadata.xml",)

_HEX = re.compile(r"[0-9a-f]{32,128}\Z", re.IGNORECASE)
_KINDS = frozenset({"md5", "sha1", "sha256", "sha512"})


def applies(path: str) -> bool:
    """Every file of that name."""
    return path.endswith(".xml")


def read(path: str, data: bytes) -> Manifest:
    """Its components; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = xml_tree(draft.data, draft.gap)
    for item in root.all("components", "component"):
        has = item.attributes
        if not (has.get("group") and has.get("name") and has.get("version")):
            draft.gap(item.at, "has a component without a group, a name or a version")
            continue
        start, end = item.place("version")
        draft.add(
            Package(
                ecosystem="Maven",
                name=f"{has['group']}:{has['name']}",
                line=draft.line(item.place("name")[0] or item.at),
                version=has["version"],
                start=start,
                end=end,
                hashes=tuple(sorted(_hashes(item))),
            )
        )
    return draft.done()


def _hashes(item: Element) -> set[str]:
    found = set()
    for artifact in item.all("artifact"):
        for sum_ in artifact:
            for entry in (sum_, *sum_.all("also-trust")):
                value = entry.attributes.get("value", "")
                if sum_.tag in _KINDS and _HEX.match(value):
                    found.add(f"{sum_.tag}:{value.lower()}")
    return found
