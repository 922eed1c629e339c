"""`*.tf`: the providers that a configuration requires, and its modules, where they are constants."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import LONGEST, Draft, bare_address
from vedette.languages.packages.terraform.hcl import Block, hcl_tree
from vedette.languages.packages.terraform.providers import provider_name, settled
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "terraform"
FILES = ("*.tf", "*.tofu")

_REGISTRY = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?\Z")
_HOSTED = re.compile(r"(?:github\.com|bitbucket\.org)/")
_REFERENCE = re.compile(r"[?&]ref=([^&#]+)")


def applies(path: str) -> bool:
    """Every `*.tf` and `*.tofu`."""
    return bool(path)


def read(path: str, data: bytes) -> Manifest:
    """Its providers and modules; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = hcl_tree(draft)
    for block in root.all("terraform", "required_providers"):
        for name, node in block.attributes.items():
            _provider(draft, name, node)
    for block in root.all("module"):
        _module(draft, block)
    runtime = next((block["required_version"].text for block in root.all("terraform")), "")
    return draft.done(runtime=runtime)


def _provider(draft: Draft, name: str, node: Node) -> None:
    source = node["source"]
    if not node.text and not node.is_mapping:
        draft.gap(node.at, "has a provider that is no constant; it was not read")
        return
    version = node if node.text else node["version"]
    full = provider_name(source.text or name)
    _add(
        draft,
        Package(ecosystem="Terraform", name=full, line=node.at, group="provider", aliased=name),
        version,
    )


def _module(draft: Draft, block: Block) -> None:
    source, version = block["source"], block["version"]
    label = block.labels[0].text if block.labels else ""
    if source.text.startswith(("./", "../", "/")):
        return
    if not source.text:
        draft.gap(block.at, "has a module whose source is no constant; it was not read")
        return
    if _REGISTRY.match(source.text) and not _HOSTED.match(source.text):
        name = compared("Terraform", source.text.partition("//")[0])
        kind = Package(ecosystem="Terraform", name=name, line=source.at, group="module", aliased=label[:100])
        _add(draft, kind, version)
        return
    reference = _REFERENCE.search(source.text)
    address = bare_address(source.text.partition("?")[0].removeprefix("git::"))
    start = source.start + len(source.text[: reference.start(1)].encode()) if reference else 0
    point = reference[1] if reference else ""
    exact = settled(point)
    draft.add(
        Package(
            ecosystem="Terraform",
            name=address[:LONGEST],
            line=draft.line(source.at),
            version=point if exact else "",
            constraint="" if exact else point[:LONGEST],
            start=start,
            end=start + len(point.encode()) if point else 0,
            direct=True,
            scope=Scope.build,
            group="module",
            origin=address,
            aliased=label[:100],
        )
    )


def _add(draft: Draft, kind: Package, version: Node) -> None:
    version = version if version.text else NOTHING
    exact = settled(version.text)
    draft.add(
        Package(
            ecosystem="Terraform",
            name=kind.name,
            line=draft.line(kind.line),
            version=exact[1] if exact else "",
            constraint=version.text[:LONGEST],
            start=version.start,
            end=version.end,
            direct=True,
            scope=Scope.build,
            group=kind.group,
            aliased=kind.aliased,
        )
    )
