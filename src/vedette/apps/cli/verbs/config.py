"""Show the settings and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import click
import msgspec

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.policies import effective, root_of, work_tree_file
from vedette.feedback.paper import Style
from vedette.ledger.place import place_of
from vedette.model.errors import UsageError
from vedette.settings.extends import of_tree, of_user
from vedette.settings.files import nearest_file, user_file, user_path
from vedette.settings.layer import LARGEST
from vedette.settings.lines import dotted
from vedette.settings.merge import TreeFile, resolve, value_of
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
    settings, _ = effective(path, None)
    sheet = terminal.paper()
    pairs = [(key.name, value_of(settings, key.name)) for key in KEYS]
    for rule, change in settings.rules.items():
        fields = msgspec.structs.asdict(change)
        pairs += [(name, value) for name, value in _of_rule(rule, fields).items() if name in settings.origins]
    for name, value in pairs:
        if name == "ledger.path" and value:
            # It may hold a password.
            value = str(place_of(value))  # noqa: PLW2901 - what is shown of it
        where = f"  # {settings.origins[name]}" if origin else ""
        sheet.line(f"{name} = {_toml(value)}", (Style.faint, where))
    terminal.show(sheet)
    terminal.say("note", f"the user's file is {user_path()}; policy comes from the merge base of a change")
    return 0


@command.command("fetch")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--since", metavar="REVISION", help="Also what the merge base with REVISION extends.")
def fetch(path: Path, since: str | None) -> int:
    """Fetch the organisation's policy that the settings for PATH extend by address and digest.

    This alone asks the network for it. Only hosts are asked that the user's own file names, or that
    `[hosts] policy` there or VEDETTE_POLICY_HOSTS lists; what has another digest is thrown away.
    """
    from vedette.apps.cli.policy_fetch import fetch_all, host_of

    shared.standing().judges = False
    shared.must_exist(path)
    user = user_file()
    own = resolve(cli={}, env=shared.environment(), tree=None, user=user and TreeFile(*user))
    hosts = {host.lower() for host in own.policy_hosts} | {host_of(own.extends)}
    root, start = root_of(path)
    loads: list[Callable[[], TreeFile | None]] = [lambda: of_user(user), lambda: work_tree_file(root, start)]
    loads += [lambda: _at_base(path, start, since)]
    fetched = [url for load in loads for url in fetch_all(load, hosts, os.environ)]
    for url in fetched:
        terminal.say("note", f"fetched {url}")
    if not fetched:
        terminal.say("note", "there is nothing to fetch: all that the settings extend is here")
    return 0


def _of_rule(rule: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {dotted("rules", rule, field): value for field, value in fields.items()}


def _at_base(path: Path, start: str, since: str | None) -> TreeFile | None:
    from vedette.sources.opening import open_source

    source = open_source(path, max_file_bytes=LARGEST)
    change = source.change(since)
    if change is None or not change.base:
        return None

    def read(name: str) -> bytes | None:
        return source.base_file(change, name)

    found = nearest_file(read, start)
    try:
        return of_tree(found and TreeFile(*found), read)
    except UsageError:
        # A run does without a broken file of the base, as no change could mend it.
        return None


def _toml(value: Any) -> str:
    """A value as TOML would have it on one line; nothing is left out but what was not given."""
    if isinstance(value, msgspec.Struct):
        given = {k: v for k, v in msgspec.structs.asdict(value).items() if v not in (None, ())}
        if not given:
            return "{}"
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
