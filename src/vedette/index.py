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


def build(package: Path = PACKAGE) -> dict[str, Any]:
    """Compile the index of a package folder.

    Args:
        package: the folder `vedette`.

    Returns:
        `kinds`: detector kind -> module; `rules`: rule id -> entry of its data file with `kind` and
        `file`; `verify`: how providers are asked about the values of rules; `formats`: name -> module;
        `verbs`: name -> [module, first line of its docstring].

    Raises:
        ValueError: two rules share an id, or a rules file is not TOML.
    """
    return {
        "kinds": {
            path.parent.name: f"vedette.detectors.{path.parent.name}.detector"
            for path in sorted(package.glob("detectors/*/detector.py"))
        },
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
    """Build the index and store it in the package, replaced atomically."""
    index = build(package)
    temporary = package / f"{_FILE}.{os.getpid()}"
    temporary.write_text(json.dumps(index, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    temporary.replace(package / _FILE)
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


def _rebuild() -> dict[str, Any]:
    try:
        return write()
    except OSError:
        return build()


def _is_source_tree() -> bool:
    return (PACKAGE.parent.parent / "hatch_build.py").is_file()


def _newest() -> int:
    newest = 0
    for folder in ("detectors", "policy/rules", "feedback", "apps/cli/verbs"):
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
