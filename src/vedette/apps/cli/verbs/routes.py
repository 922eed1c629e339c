"""List the routes of a program: who answers each, who owns that, and who may come in."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import click
import msgspec

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback import neutral
from vedette.feedback.paper import Paper, Style
from vedette.model.inventory import Guard, Inventory, Route
from vedette.work.plan import make_plan

_WIDEST = 60
_REASONS = {
    "path": "a part of the path is only known when the program runs",
    "handler": "what answers is none of the program's, or could not be followed",
    "memory": "the program is too large to look at all of it at once; ask for one of its folders",
    "unmounted": "what it is registered with is mounted nowhere in sight",
    "outside": "routes of a library are included",
}


@click.command("routes")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--tests", is_flag=True, help="List those of tests, examples and documentation too.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "jsonl"]), default="text", show_default=True
)
def command(path: Path, tests: bool, format_: str) -> int:
    """List the routes of the programs below PATH: method, path, who answers, who owns it, what guards it.

    Blueprints, routers, includes and mounts are followed across files. Nothing of the program is run: of what
    could not be followed the number is told, and --format json has the places.
    """
    shared.standing().judges = False
    plan = make_plan(shared.request(path, shared.RunOptions(), {}))
    from vedette.work.routes import routes

    below = os.path.relpath(path.resolve(), Path(plan.source.root).resolve())
    listed = routes(plan, "" if below == "." else f"{below}/", tests=tests)
    if format_ == "text":
        terminal.show(_sheet(listed.inventory.routes))
    else:
        _write(listed.inventory, format_)
    _tell(listed.inventory, listed.files, listed.unread)
    return 0


def _sheet(found: tuple[Route, ...]) -> Paper:
    sheet = terminal.paper()
    methods = max((len(route.method) for route in found), default=0)
    paths = min(max((len(route.path) for route in found), default=0), _WIDEST)
    for route in found:
        sheet.line(
            (Style.strong, f"{neutral.visible(route.method):<{methods}}"),
            f" {neutral.visible(route.path):<{paths}} -> ",
            (Style.place, f"{neutral.visible(route.file)}:{route.line}"),
            f" -> {neutral.visible(route.function)}",
            f" -> {neutral.visible(route.owner) or 'nobody'}",
            *_guards(route.guards),
        )
    return sheet


def _guards(guards: tuple[Guard, ...]) -> tuple[tuple[Style, str], ...]:
    if not guards:
        return ((Style.faint, "  [unguarded]"),)
    told = ", ".join(f"{guard.kind}: {neutral.visible(guard.name)}" for guard in guards)
    return ((Style.faint, f"  [{told}]"),)


def _tell(found: Inventory, files: int, unread: int) -> None:
    terminal.say("note", f"{len(found.routes):,} routes in {files:,} files")
    for reason, number in sorted(Counter(one.reason for one in found.unresolved).items()):
        terminal.say("warning", f"not resolved at {number:,} places: {_REASONS.get(reason, reason)}")
    if unread:
        terminal.say("warning", f"{unread:,} files could not be read, and their routes are missing")


def _write(found: Inventory, format_: str) -> None:
    plain: Any = neutral.valid_tree(msgspec.to_builtins(found))
    if format_ == "json":
        terminal.write(msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n")
        return
    for route in plain["routes"]:
        terminal.write(msgspec.json.encode(route) + b"\n")
