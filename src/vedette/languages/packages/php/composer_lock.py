"""`composer.lock`: every package of a project, with its hash, its licence and what it needs."""

from __future__ import annotations

from vedette.languages.packages.php.locked import entry
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Scope

FORMAT = "composer-lock"
FILES = ("composer.lock",)

_SECTIONS = {"packages": Scope.runtime, "packages-dev": Scope.development}


def applies(path: str) -> bool:
    """Every `composer.lock`."""
    return path.endswith("composer.lock")


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    for section, scope in _SECTIONS.items():
        for node in root[section]:
            package = entry(draft, node, scope)
            if package is not None:
                draft.add(package)
    return draft.done(lock=True, runtime=root["platform"]["php"].text)
