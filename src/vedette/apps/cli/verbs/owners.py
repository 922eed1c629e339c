"""Say who owns a path, and which line of which file decides so."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback import neutral
from vedette.feedback.paper import Paper, Style
from vedette.model.errors import UsageError
from vedette.model.facts import Entry
from vedette.model.owners import CodeOwners
from vedette.policy.owners import Owned, Owners, Share, unowned
from vedette.work.plan import Plan, make_plan

_STEPS = 30_000_000
_SECONDS = 10.0
_MOST_LINES = 200
_MOST_PEOPLE = 5
_MOST_PROBLEMS = 5
_ADVICE = "add an [[owners]] entry to vedette.toml, or a line to CODEOWNERS"


class _Asked(Struct, frozen=True, kw_only=True):
    """A path that was asked for: a file, or all files of a folder, by who owns them."""

    path: str
    files: int
    owned: tuple[tuple[Owned, int], ...]
    last_people: tuple[str, ...] = ()


@click.command("owners")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--unowned", "is_unowned", is_flag=True, help="List what nobody owns, folder by folder.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(paths: tuple[Path, ...], is_unowned: bool, format_: str) -> int:
    """Say who owns each PATH, and what decides so: vedette.toml, else CODEOWNERS of GitHub or GitLab.

    Both are read from the base of the change, as a scan reads them. Of a folder it is said who owns how many
    of its files. Where nobody owns a file, those who changed it last are named.
    """
    shared.standing().judges = False
    if not paths and not is_unowned:
        raise UsageError("name a PATH", help="or list what nobody owns: vedette owners --unowned")
    named = paths or (Path(),)
    plan = make_plan(shared.request(named[0], shared.RunOptions(), {}, also=named[1:]))
    from vedette.work.owners import codeowners

    file = codeowners(plan.source, plan.change, plan.settings.policy, plan.environment)
    owners = Owners(plan.settings.policy, file, _STEPS)
    files = [thing.path for thing in plan.source.entries() if isinstance(thing, Entry)]
    if is_unowned:
        _unowned(files, owners, format_)
    else:
        _owned([_asked(path, plan, files, owners) for path in named], file, plan, format_)
    _warn(file, owners)
    return 0


def _asked(path: Path, plan: Plan, files: list[str], owners: Owners) -> _Asked:
    name = os.path.relpath(path.resolve(), Path(plan.source.root).resolve())
    inside = [one for one in files if name in (".", one) or one.startswith(f"{name}/")]
    if inside == [name] or not inside:
        found = owners.of(name)
        people = () if found.owners else _last_people(plan, name)
        return _Asked(path=name, files=len(inside), owned=((found, 1),), last_people=people)
    counted = Counter(map(owners.of, inside))
    return _Asked(path=f"{name}/", files=len(inside), owned=tuple(counted.most_common()))


def _last_people(plan: Plan, path: str) -> tuple[str, ...]:
    asking = plan.settings.policy.asking
    if not asking.last_people or not plan.run.commit:
        return ()
    from vedette.policy.people import can_be_asked
    from vedette.sources.git.blame import LastPeople

    base = plan.change.base if plan.change else ""
    with LastPeople(plan.source.root, can_be_asked(asking), seconds=_SECONDS, mailmap_of=base) as people:
        return tuple(people.of_path(path)[:_MOST_PEOPLE])


def _owned(asked: list[_Asked], file: CodeOwners | None, plan: Plan, format_: str) -> None:
    if format_ == "json":
        _write(
            {
                "codeowners": file
                and {"path": file.path, "dialect": file.dialect, "problems": file.problems},
                "paths": [_as_json(one) for one in asked],
            }
        )
        return
    sheet = terminal.paper()
    for one in asked:
        count = f"  {one.files:,} files" if one.path.endswith("/") else ""
        sheet.line((Style.place, neutral.visible(one.path)), (Style.faint, count))
        for found, number in one.owned:
            _write_owned(sheet, found, f"{number:,}: " if count else "", plan)
        if one.last_people:
            sheet.labelled(
                (Style.faint, "  last to change it:"), ", ".join(map(neutral.visible, one.last_people))
            )
    terminal.show(sheet)


def _write_owned(sheet: Paper, found: Owned, lead: str, plan: Plan) -> None:
    for share in found.shares:
        names = ", ".join(map(neutral.visible, share.owners)) or "nobody"
        section = f"[{neutral.visible(share.section)}] " if share.section else ""
        sheet.line(f"  {lead}{section}", (Style.strong, names), (Style.faint, f"  {_why(share, plan)}"))
    if not found.owners:
        sheet.line(f"  {lead}", (Style.warning, "nobody owns this"), f": {_ADVICE}")


def _why(share: Share, plan: Plan) -> str:
    key = {"[[owners]]": "owners", "service": "service", "gate.default_owner": "gate.default_owner"}
    origin = plan.settings.origins.get(key.get(share.source.partition(" ")[0], ""), "")
    words = [neutral.visible(share.source) + (f" ({neutral.visible(origin)})" if origin else "")]
    if share.pattern:
        words.append(neutral.clip(neutral.visible(share.pattern), 80))
    if share.optional:
        words.append("optional")
    elif share.approvals > 1:
        words.append(f"{share.approvals} approvals")
    return ", ".join(words)


def _unowned(files: list[str], owners: Owners, format_: str) -> None:
    found = unowned(files, owners)
    bare = sum(count for _, count in found)
    if format_ == "json":
        rows = [{"path": path, "files": count} for path, count in found]
        _write({"files": len(files), "unowned": bare, "paths": rows})
        return
    sheet = terminal.paper()
    for path, count in found[:_MOST_LINES]:
        sheet.line(f"{count:>8,}  ", (Style.place, neutral.visible(path)))
    if len(found) > _MOST_LINES:
        sheet.line(f"  and {len(found) - _MOST_LINES:,} more: --format json lists all")
    sheet.line(
        f"Nobody owns {bare:,} of {len(files):,} files.", f" To change that, {_ADVICE}." if bare else ""
    )
    terminal.show(sheet)


def _warn(file: CodeOwners | None, owners: Owners) -> None:
    if owners.spent:
        terminal.say("warning", "matching CODEOWNERS took too long and was given up: simplify its patterns")
    for line in _problems(file):
        terminal.say("warning", line)


def _problems(file: CodeOwners | None) -> Iterator[str]:
    if file is None:
        return
    for problem in file.problems[:_MOST_PROBLEMS]:
        yield (
            f"{file.path}:{problem.line}: {problem.what}" if problem.line else f"{file.path}: {problem.what}"
        )
    if len(file.problems) > _MOST_PROBLEMS:
        yield f"{file.path}: {len(file.problems) - _MOST_PROBLEMS} more, which --format json lists"


def _as_json(one: _Asked) -> dict[str, Any]:
    return {
        "path": one.path,
        "files": one.files,
        "last_people": one.last_people,
        "owned": [
            {
                "files": number,
                "owner": next(iter(found.owners), ""),
                "owners": found.owners,
                "source": found.source,
                "shares": found.shares,
            }
            for found, number in one.owned
        ],
    }


def _write(document: dict[str, Any]) -> None:
    plain = neutral.valid_tree(msgspec.to_builtins(document))
    terminal.write(msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n")
