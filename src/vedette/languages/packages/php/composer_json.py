"""`composer.json`: what a project asks for. A plain version settles it, anything else is a constraint."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared
from vedette.languages.packages.php.platform import PLATFORM
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package, Scope

FORMAT = "composer-json"
FILES = ("composer.json",)

_EXACT = re.compile(r"v?\d+(?:\.\d+){2,3}(?:-(?:alpha|beta|RC|p|patch)\.?\d*)?\Z", re.IGNORECASE)
_SECTIONS = {"require": Scope.runtime, "require-dev": Scope.development}


def applies(path: str) -> bool:
    """Every `composer.json`, but for those of packages that are installed."""
    return path.endswith("composer.json") and "vendor/" not in path


def read(path: str, data: bytes) -> Manifest:
    """What it asks for; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    for section, scope in _SECTIONS.items():
        for name, node in root[section].items():
            if PLATFORM.match(name):
                continue
            exact = bool(_EXACT.match(node.text))
            draft.add(
                Package(
                    ecosystem="Packagist",
                    name=compared("Packagist", name),
                    line=draft.line(node.at),
                    version=node.text if exact else "",
                    constraint=node.text,
                    start=node.start if node.text else 0,
                    end=node.end if node.text else 0,
                    direct=True,
                    scope=scope,
                )
            )
    return draft.done(
        name=root["name"].text, version=root["version"].text, runtime=root["require"]["php"].text
    )
