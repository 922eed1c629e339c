"""Dependencies as tables of names: those of Poetry and of Pipfile."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared
from vedette.languages.packages.python.specifiers import PYPI
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Package, Scope

_EXACT = re.compile(r"(={2,3}\s*)?(v?[0-9][^\s,*|<>=~^!]*)")


def add(
    draft: Draft, name: str, asked: Node, scope: Scope, group: str = "", *, bare_is_exact: bool = True
) -> None:
    """Add the package of one entry; of several alternatives each is one.

    Args:
        draft: what it is added to.
        name: as the file has it.
        asked: a text, a table with `version`, `git`, `path`, `url`, or a list of such tables.
        scope: of the table.
        group: of the table.
        bare_is_exact: `1.2` stands for that version alone (Poetry); else for what it allows.
    """
    for node in asked if asked.is_list else (asked,):
        node.at = asked.at  # each stands under the same name
        _one(draft, name, node, scope, group, bare_is_exact)


def _one(draft: Draft, name: str, node: Node, scope: Scope, group: str, bare_is_exact: bool) -> None:
    constraint = node["version"] if node.is_mapping else node if node.text else NOTHING
    text = "" if constraint.text == "*" else constraint.text
    exact = _EXACT.fullmatch(text.strip())
    settled = exact[2] if exact and (exact[1] or bare_is_exact) else ""
    start = constraint.end - len(settled.encode()) if settled and text == text.strip() else constraint.start
    draft.add(
        Package(
            ecosystem=PYPI,
            name=compared(PYPI, name),
            line=draft.line(node.at),
            version=settled,
            constraint=constraint.text,
            start=start,
            end=constraint.end,
            direct=True,
            scope=Scope.optional if scope is Scope.runtime and node["optional"].is_true else scope,
            group=group,
            origin=_origin(node),
            markers=node["markers"].text,
        )
    )


def _origin(node: Node) -> str:
    for kind in ("git", "hg", "svn", "bzr"):
        if node[kind].text:
            where = next((node[key].text for key in ("rev", "tag", "branch", "ref") if node[key].text), "")
            return bare_address(f"{kind}+{node[kind].text}" + (f"@{where}" if where else ""))
    for kind in ("path", "file"):
        if node[kind].text:
            text = node[kind].text
            return bare_address(text) if "://" in text else f"path:{text}"
    return bare_address(node["url"].text)
