"""pyproject.toml: PEP 621, dependency groups (PEP 735), the build; tables of Poetry, PDM, uv, Hatch."""

from __future__ import annotations

import re

from msgspec.structs import replace

from vedette.languages.packages.names import compared
from vedette.languages.packages.python import poetry_specs, specifiers
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Scope

FORMAT = "pyproject"
FILES = ("pyproject.toml",)
_OPTIONAL = re.compile(r"(?i)^(?:dev|develop|development|tests?|testing|lint|docs?|ci|typing)$")


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("pyproject.toml")


def read(path: str, data: bytes) -> Manifest:
    """Read what a project asks for, wherever its tool looks for it."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    project, tool = root["project"], root["tool"]
    _texts(draft, project["dependencies"], Scope.runtime)
    for extra, nodes in project["optional-dependencies"].items():
        scope = Scope.development if _OPTIONAL.match(extra) else Scope.optional
        _texts(draft, nodes, scope, extra)
    for group, nodes in root["dependency-groups"].items():
        _texts(draft, nodes, Scope.development, group)
    _texts(draft, root["build-system"]["requires"], Scope.build)
    _poetry(draft, tool["poetry"])
    for group, nodes in tool["pdm"]["dev-dependencies"].items():
        _texts(draft, nodes, Scope.development, group)
    _texts(draft, tool["uv"]["dev-dependencies"], Scope.development, "dev")
    for name, node in tool["hatch"]["envs"].items():
        _texts(draft, node["dependencies"], Scope.development, name)
        _texts(draft, node["extra-dependencies"], Scope.development, name)
    _sources(draft, tool["uv"]["sources"])
    _indexes(draft, tool)
    poetry = tool["poetry"]
    return draft.done(
        name=project["name"].text or poetry["name"].text,
        version=project["version"].text or poetry["version"].text,
        runtime=project["requires-python"].text or poetry["dependencies"]["python"].text,
    )


def _texts(draft: Draft, nodes: Node, scope: Scope, group: str = "") -> None:
    for node in nodes:
        if node.text:
            specifiers.add(draft, node, scope, group)
        elif not node["include-group"]:
            draft.gap(node.at, "has a requirement that was not understood")


def _poetry(draft: Draft, poetry: Node) -> None:
    for name, node in poetry["dependencies"].items():
        if name.lower() != "python":
            poetry_specs.add(draft, name, node, Scope.runtime)
    for name, node in poetry["dev-dependencies"].items():
        poetry_specs.add(draft, name, node, Scope.development, "dev")
    for group, table in poetry["group"].items():
        for name, node in table["dependencies"].items():
            poetry_specs.add(draft, name, node, specifiers.scope_of(group), group)


def _indexes(draft: Draft, tool: Node) -> None:
    for node in (*tool["uv"]["index"], *tool["poetry"]["source"], *tool["pdm"]["source"]):
        if node["url"].text:
            draft.say("index", bare_address(node["url"].text), node["url"].at)


def _sources(draft: Draft, sources: Node) -> None:
    """Uv says elsewhere where a package is taken from."""
    origins = {}
    for name, node in sources.items():
        one = node if node.is_mapping else next(iter(node), node)
        if one["git"].text:
            point = one["rev"].text or one["tag"].text or one["branch"].text
            address = bare_address(f"git+{one['git'].text}")
            origins[compared(specifiers.PYPI, name)] = f"{address}@{point[:200]}" if point else address
        elif one["path"].text:
            origins[compared(specifiers.PYPI, name)] = f"path:{one['path'].text}"
        elif one["url"].text:
            origins[compared(specifiers.PYPI, name)] = bare_address(one["url"].text)
        elif one["workspace"].is_true:
            origins[compared(specifiers.PYPI, name)] = "path:workspace"
    if origins:
        draft.packages = [
            replace(package, origin=package.origin or origins.get(package.name, ""))
            for package in draft.packages
        ]
