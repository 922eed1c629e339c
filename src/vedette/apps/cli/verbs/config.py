"""Show the settings and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import click
import msgspec

from vedette import index
from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Style
from vedette.settings.files import nearest_file, tree_reader, user_file, user_path
from vedette.settings.interface import Settings
from vedette.settings.lines import dotted
from vedette.settings.merge import Known, TreeFile, resolve, value_of
from vedette.settings.schema import KEYS


@click.group("config")
def command() -> None:
    """Show the settings that are in force."""


@command.command("show")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--origin", is_flag=True, help="Say where each value comes from.")
def show(path: Path, origin: bool) -> int:
    """Show every setting for PATH (by default here), as the work tree has it.

    When a change is judged, policy is read from its merge base, and not from the work tree.
    """
    shared.standing().judges = False
    shared.must_exist(path)
    settings = _settings(path)
    sheet = terminal.paper()
    pairs = [(key.name, value_of(settings, key.name)) for key in KEYS]
    for rule, change in settings.rules.items():
        fields = msgspec.structs.asdict(change)
        pairs += [(name, value) for name, value in _of_rule(rule, fields).items() if name in settings.origins]
    for name, value in pairs:
        where = f"  # {settings.origins[name]}" if origin else ""
        sheet.line(f"{name} = {_toml(value)}", (Style.faint, where))
    terminal.show(sheet)
    terminal.say("note", f"the user's file is {user_path()}; policy comes from the merge base of a change")
    return 0


def _of_rule(rule: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {dotted("rules", rule, field): value for field, value in fields.items()}


def _settings(path: Path) -> Settings:
    folder = Path(path.resolve())
    folder = folder if folder.is_dir() else folder.parent
    root = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)
    tree = nearest_file(tree_reader(root), folder.relative_to(root).as_posix())
    user = user_file()
    entries = index.load()
    return resolve(
        cli={},
        env=shared.environment(),
        tree=TreeFile(*tree) if tree else None,
        user=TreeFile(*user) if user else None,
        known=Known(kinds=frozenset(entries["kinds"]), rules=frozenset(entries["rules"])),
    )


def _toml(value: Any) -> str:
    """A value as TOML would have it on one line; nothing is left out but what was not given."""
    if isinstance(value, msgspec.Struct):
        given = {k: v for k, v in msgspec.structs.asdict(value).items() if v not in (None, ())}
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in given.items()) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
