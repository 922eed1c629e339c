"""Compose files: the images of services. What a service builds itself is told by its Dockerfile."""

from __future__ import annotations

import re

from msgspec.structs import replace

from vedette.languages.packages.docker.variables import resolved
from vedette.languages.packages.images import image_package
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Manifest, Scope

FORMAT = "compose"
FILES = ("docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml")

_NAME = re.compile(r"(?:docker-)?compose(?:[._-][^/]*)?\.ya?ml\Z", re.IGNORECASE)

_MERGES = 3


def applies(path: str) -> bool:
    """`compose.yaml`, `docker-compose.yml` and their variants."""
    return bool(_NAME.match(path.rpartition("/")[2]))


def read(path: str, data: bytes) -> Manifest:
    """The images of its services; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.yaml()
    for name, service in root["services"].items():
        _service(draft, name, service)
    for item in root["include"] if root["include"].is_list else [root["include"]]:
        for part in (item, item["path"], *item["path"]):
            if part.text:
                draft.refer(part.text, part.start)
    return draft.done(name=root["name"].text)


def _service(draft: Draft, name: str, service: Node) -> None:
    further = service["extends"]["file"]
    if further.text:
        draft.refer(further.text, further.start)
    node = _part(service, "image", 0)
    if not node.text or _part(service, "build", 0):
        return
    text = resolved(node.text, {})
    package = image_package(draft, text, node.start, Scope.runtime, name)
    if package is None:
        return
    if text != node.text:
        # The default of a variable is where it stands; what is put together has no one place.
        at = draft.data.find(package.version.encode(), node.start, node.end) if package.version else -1
        package = replace(package, start=max(at, 0), end=at + len(package.version.encode()) if at >= 0 else 0)
    draft.add(replace(package, line=draft.line(node.start)))


def _part(service: Node, key: str, depth: int) -> Node:
    """What a service says, or what it takes over by a merge key (`<<`)."""
    if key in service or depth > _MERGES:
        return service[key]
    merged = service["<<"]
    for part in merged if merged.is_list else [merged]:
        found = _part(part, key, depth + 1) if part.is_mapping else NOTHING
        if found:
            return found
    return NOTHING
