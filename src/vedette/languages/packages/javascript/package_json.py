"""package.json, what a project of npm, Yarn, pnpm or Bun asks for."""

from __future__ import annotations

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "package-json"
FILES = ("package.json",)
_TABLES = (
    ("dependencies", Scope.runtime, ""),
    ("optionalDependencies", Scope.optional, "optional"),
    ("peerDependencies", Scope.runtime, "peer"),
    ("devDependencies", Scope.development, "dev"),
)
_DEEPEST = 20


def applies(path: str) -> bool:
    """By its base name alone, unless it is one of what is installed."""
    return path.endswith("package.json") and "node_modules/" not in path


def read(path: str, data: bytes) -> Manifest:
    """Read what is asked for, with what is forced upon others (`overrides`, `resolutions`)."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    for table, scope, group in _TABLES:
        optional = root["peerDependenciesMeta"] if group == "peer" else Node(None, 0, 0, 0)
        for name, node in root[table].items():
            weak = optional[name]["optional"].is_true
            _take(draft, name, node, Scope.optional if weak else scope, group)
    _forced(draft, root["overrides"], 0)
    _forced(draft, root["pnpm"]["overrides"], 0)
    for key, node in root["resolutions"].items():
        _force(draft, key, node)
    for name in specs.LIFECYCLE:
        if command := root["scripts"][name]:
            draft.say("script", f"{name}: {specs.outline(command.text)}", command.at)
    if root["private"].is_true:
        draft.say("application", "", root["private"].at)
    members = root["workspaces"]
    for node in members["packages"] if members.is_mapping else members:
        if node.text and not node.text.startswith("!"):
            draft.refer(f"{node.text}/package.json", node.at)
    return draft.done(
        name=root["name"].text, version=root["version"].text, runtime=root["engines"]["node"].text
    )


def _take(
    draft: Draft, name: str, node: Node, scope: Scope, group: str, *, direct: bool | None = True
) -> None:
    if not isinstance(node.value, str):
        draft.gap(node.at, "has a dependency that is no text")
        return
    found = specs.asked(name, node.text)
    escaped = node.end - node.start != len(node.text.encode())
    start = node.start if escaped else node.start + len(node.text[: found.offset].encode())
    # An address may hold a credential: of it the origin tells, without that.
    asks = "" if found.origin else found.constraint
    draft.add(
        Package(
            ecosystem=specs.NPM,
            name=found.name,
            line=draft.line(node.at),
            version=found.version,
            constraint=asks,
            start=start if asks else 0,
            end=node.end if asks else 0,
            direct=direct,
            scope=scope,
            group=group,
            origin=found.origin,
            aliased=name if name != found.name else "",
        )
    )


def _forced(draft: Draft, nodes: Node, depth: int) -> None:
    for key, node in nodes.items():
        if node.is_mapping and depth < _DEEPEST:
            _forced(draft, node, depth + 1)
        elif key != ".":
            _force(draft, key, node)


def _force(draft: Draft, key: str, node: Node) -> None:
    name, _ = specs.named(_last(key))
    if name and node.text and not node.text.startswith("$"):
        _take(draft, name, node, Scope.runtime, "overrides", direct=False)


def _last(key: str) -> str:
    """The package that a path of Yarn or pnpm ends at: `a/**/@b/c`, `a>b@1`."""
    key = key.rpartition(">")[2].strip()
    head, _, last = key.rpartition("/")
    scope = head.rpartition("/")[2]
    return f"{scope}/{last}" if scope.startswith("@") else last
