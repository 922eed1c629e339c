"""What `composer.lock` and `installed.json` have in common: an entry for a package."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared
from vedette.languages.packages.php.platform import PLATFORM
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Package, Scope

_SHA1 = re.compile(r"[0-9a-f]{40}\Z", re.IGNORECASE)


def entry(draft: Draft, node: Node, scope: Scope) -> Package | None:
    """One package of a list; None, and a gap, for what has no name."""
    name, version = node["name"], node["version"]
    if not name.text:
        draft.gap(node.at, "has a package without a name")
        return None
    checksum = node["dist"]["shasum"].text
    return Package(
        ecosystem="Packagist",
        name=compared("Packagist", name.text),
        line=draft.line(name.at),
        version=version.text,
        start=version.start,
        end=version.end,
        scope=scope,
        needs=tuple(
            compared("Packagist", need) for need, _ in node["require"].items() if not PLATFORM.match(need)
        ),
        hashes=(f"sha1:{checksum.lower()}",) if _SHA1.match(checksum) else (),
        origin=_origin(node),
        scripts=node["type"].text == "composer-plugin",
        licence=" OR ".join(node["license"].texts())[:500] or node["license"].text[:500],
    )


def _origin(node: Node) -> str:
    """Packages of Packagist come as archives of GitHub and its like; others say that they have no mirror."""
    if node["dist"]["type"].text == "path":
        return f"path:{node['dist']['url'].text[:500]}"
    told = node["notification-url"].text
    if told.startswith(("https://packagist.org/", "http://packagist.org/")):
        return ""
    place = node["source"]
    if place["url"].text:
        point = place["reference"].text[:100]
        return f"{place['type'].text or 'git'}+{bare_address(place['url'].text)}" + (
            f"#{point}" if point else ""
        )
    return bare_address(node["dist"]["url"].text)
