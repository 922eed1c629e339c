"""The index: rules, detectors, formats and verbs found by looking at the folders, compiled once.

Building needs the standard library only, since the build hook runs it before anything is installed. The
index is part of the package; in a source tree it is rebuilt when a file is newer. Nothing is imported to
build it, so that what does not apply to a run is never loaded.
"""

from __future__ import annotations

import ast
import json
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
_FILE = "_index.json"
_CATALOGUE = "_catalogue.{}.json"


def build(package: Path = PACKAGE) -> dict[str, Any]:
    """Compile the index of a package folder.

    Args:
        package: the folder `vedette`.

    Returns:
        `kinds`: detector kind -> module, of those that a scan runs; `programs`: those of them whose detector
        judges whole programs; `streams`: detector kind -> module, of those that judge logs;
        `languages`: those that have a catalogue of their libraries; `rules`: rule id -> entry of its data
        file with `kind` and `file`; `verify`: how providers are asked about the values of rules; `formats`:
        name -> module; `verbs`: name -> [module, first line of its docstring].

    Raises:
        ValueError: two rules share an id, or a rules file is not TOML.
    """
    return {
        "kinds": {
            path.parent.name: f"vedette.detectors.{path.parent.name}.detector"
            for path in sorted(package.glob("detectors/*/detector.py"))
            if _defines(path, "create") or _defines(path, "create_program")
        },
        "streams": {
            path.parent.name: f"vedette.detectors.{path.parent.name}.detector"
            for path in sorted(package.glob("detectors/*/detector.py"))
            if _defines(path, "create_stream")
        },
        "programs": [
            path.parent.name
            for path in sorted(package.glob("detectors/*/detector.py"))
            if _defines(path, "create_program")
        ],
        "languages": sorted({path.parts[-3] for path in package.glob("languages/*/catalogue/*.toml")}),
        "rules": _rules(package),
        "verify": _verify(package),
        "formats": {
            path.stem.replace("_", "-"): f"vedette.feedback.{path.stem}"
            for path in sorted(package.glob("feedback/*.py"))
            if _defines(path, "create")
        },
        "verbs": {
            path.stem.rstrip("_").replace("_", "-"): [f"vedette.apps.cli.verbs.{path.stem}", _summary(path)]
            for path in sorted(package.glob("apps/cli/verbs/*.py"))
            if path.stem != "__init__"
        },
    }


def write(package: Path = PACKAGE) -> dict[str, Any]:
    """Build the index and store it in the package with the catalogues, each replaced atomically."""
    index = build(package)
    for language in index["languages"]:
        _store(package / _CATALOGUE.format(language), _catalogue(language, package))
    _store(package / _FILE, _json(index))
    return index


@cache
def load() -> dict[str, Any]:
    """The index of this installation, rebuilt first if this is a source tree that changed."""
    stored = PACKAGE / _FILE
    try:
        when = stored.stat().st_mtime_ns
    except FileNotFoundError:
        return _rebuild()
    if _is_source_tree() and _newest() > when:
        return _rebuild()
    index: dict[str, Any] = json.loads(stored.read_bytes())
    return index


def catalogue(language: str) -> bytes:
    """What the libraries of a language mean for security: all files of its catalogue as one, in JSON.

    Args:
        language: one of `languages` of the index.
    """
    load()  # which writes it anew if it has to
    try:
        return (PACKAGE / _CATALOGUE.format(language)).read_bytes()
    except FileNotFoundError:
        return _catalogue(language, PACKAGE)


def _catalogue(language: str, package: Path) -> bytes:
    joined: dict[str, list[Any]] = {}
    for path in sorted(package.glob(f"languages/{language}/catalogue/*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path}: {error}") from error
        for name, items in entries.items():
            joined.setdefault(name, []).extend(items)
    return _json(joined)


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _store(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)


def _rebuild() -> dict[str, Any]:
    try:
        return write()
    except OSError:
        return build()


def _is_source_tree() -> bool:
    return (PACKAGE.parent.parent / "hatch_build.py").is_file()


def _newest() -> int:
    newest = 0
    for folder in ("detectors", "policy/rules", "feedback", "apps/cli/verbs", "languages"):
        for path, _, files in os.walk(PACKAGE / folder):
            if path.endswith("__pycache__"):
                continue
            for name in (".", *(name for name in files if name.endswith((".py", ".toml")))):
                newest = max(newest, os.stat(os.path.join(path, name)).st_mtime_ns)  # noqa: PTH116, PTH118
    return newest


def _rules(package: Path) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    for path in sorted((*package.glob("detectors/*/rules/*.toml"), *package.glob("policy/rules/*.toml"))):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path}: {error}") from error
        for entry in entries:
            if entry["id"] in rules:
                raise ValueError(f"{path}: rule {entry['id']} exists already in {rules[entry['id']]['file']}")
            where = path.relative_to(package).as_posix()
            rules[entry["id"]] = {"kind": path.parts[-3], **entry, "file": where}
    return rules


def _verify(package: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for path in sorted(package.glob("detectors/*/rules/*.toml")):
        entries += tomllib.loads(path.read_text(encoding="utf-8")).get("verify", [])
    return entries


def _defines(path: Path, name: str) -> bool:
    tree = ast.parse(path.read_bytes())
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


def _summary(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_bytes())) or "").partition("\n")[0]
