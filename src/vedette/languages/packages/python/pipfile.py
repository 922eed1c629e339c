"""Pipfile, what Pipenv is asked for."""

from __future__ import annotations

from vedette.languages.packages.python import poetry_specs
from vedette.languages.packages.shared import Draft, bare_address
from vedette.model.package import Manifest, Scope

FORMAT = "pipfile"
FILES = ("pipfile",)
_OTHER = frozenset({"source", "requires", "scripts", "pipenv"})


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("Pipfile")


def read(path: str, data: bytes) -> Manifest:
    """Read a Pipfile; categories but `packages` are for development."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    for category, nodes in root.items():
        if category in _OTHER:
            continue
        shipped = category == "packages"
        group = "" if shipped else "develop" if category == "dev-packages" else category
        scope = Scope.runtime if shipped else Scope.development
        for name, node in nodes.items():
            poetry_specs.add(draft, name, node, scope, group, bare_is_exact=False)
    for place, source in enumerate(root["source"]):
        if address := source["url"].text:
            draft.say("extra-index" if place else "index", bare_address(address), source["url"].at)
        if source["verify_ssl"].value is False:
            draft.say("unverified", bare_address(source["url"].text), source["verify_ssl"].at)
    return draft.done(runtime=root["requires"]["python_version"].text)
