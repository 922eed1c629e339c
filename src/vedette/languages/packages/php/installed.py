"""`vendor/composer/installed.json`: the packages whose code lies in the tree."""

from __future__ import annotations

from vedette.languages.packages.json_tree import json_tree
from vedette.languages.packages.php.locked import entry
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Scope

FORMAT = "composer-installed"
FILES = ("installed.json",)


def applies(path: str) -> bool:
    """In a folder `composer` only."""
    return path.endswith("composer/installed.json")


def read(path: str, data: bytes) -> Manifest:
    """Its packages, of Composer 1 (a list) and 2; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = json_tree(draft.data, draft.gap)
    if not root.is_list and not root.is_mapping:
        draft.gap(-1, "holds nothing that this format has")
    development = {name.lower() for name in root["dev-package-names"].texts()}
    for node in root if root.is_list else root["packages"]:
        is_development = node["name"].text.lower() in development
        package = entry(draft, node, Scope.development if is_development else Scope.runtime)
        if package is not None:
            draft.add(package)
    return draft.done(lock=True)
