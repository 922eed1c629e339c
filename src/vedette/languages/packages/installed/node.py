"""`node_modules/NAME/package.json`: one package that is installed, with its licence and what it needs."""

from __future__ import annotations

import re

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "node-installed"
FILES = ("package.json",)

_PATH = re.compile(r"(?:.*/)?node_modules/((?:@[^/]+/)?[^/@][^/]*)/package\.json\Z")
# What stands under `prepare` is run where the package is made, and not where it is installed.
_SCRIPTS = tuple(name for name in specs.LIFECYCLE if name != "prepare")


def applies(path: str) -> bool:
    """That of a package itself, not of folders within it."""
    return bool(_PATH.match(path))


def read(path: str, data: bytes) -> Manifest:
    """The package; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    name, version = root["name"], root["version"]
    match = _PATH.match(path)
    folder = match[1] if match else ""
    if not name.text or not version.text:
        draft.gap(-1, "has no name or no version")
    if name.text:
        needs = {**dict(root["dependencies"].items()), **dict(root["optionalDependencies"].items())}
        scripts = root["scripts"]
        for key in _SCRIPTS:
            if scripts[key].text:
                draft.say("script", f"{key}: {specs.outline(scripts[key].text)}", scripts[key].at)
        draft.add(
            Package(
                ecosystem="npm",
                name=name.text,
                line=draft.line(name.at),
                version=version.text,
                start=version.start,
                end=version.end,
                scope=Scope.runtime,
                needs=tuple(needs),
                aliased=folder if folder != name.text else "",
                scripts=any(scripts[key].text for key in _SCRIPTS) or root["gypfile"].is_true,
                licence=_licence(root),
            )
        )
    return draft.done(lock=True, name=name.text, version=version.text, runtime=root["engines"]["node"].text)


def _licence(root: Node) -> str:
    """A text, or in old packages an object, or a list of them."""
    found = root["license"] or root["licence"] or root["licenses"]
    parts = [part.text or part["type"].text for part in (found if found.is_list else [found])]
    return " OR ".join(part for part in parts if part)[:LONGEST]
