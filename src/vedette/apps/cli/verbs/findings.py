"""List what the ledger knows, show one finding, merge two that are one, split them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

import click
from msgspec import Struct

from vedette.apps.cli import life, terminal
from vedette.apps.cli import options as shared
from vedette.apps.cli.actor import actor
from vedette.apps.cli.ledgers import open_existing
from vedette.feedback import neutral
from vedette.feedback.document import dumps, plain_fields
from vedette.feedback.paper import Paper, Style
from vedette.ledger.interface import Deed, FindingHistory, Ledger, Said
from vedette.model.errors import UsageError
from vedette.model.finding import State, Tracked
from vedette.model.rule import Severity
from vedette.policy.patterns import matcher

_MOST_LINES = 500
_LONGEST_REASON = 1_000
_NOBODY = "nobody"


class Wanted(Struct, frozen=True, kw_only=True):
    """Which findings are asked for; what is empty is no condition."""

    states: tuple[str, ...] = ()
    owner: str = ""
    rule: str = ""
    severity: str = ""
    path: str = ""

    def fits(self) -> Callable[[Tracked], bool]:
        """Whether a finding is one of them; by path at any of its places."""
        least = Severity(self.severity).rank if self.severity else 0
        in_paths = matcher((self.path,)) if self.path else lambda _: True
        states = set(self.states) or {State.open.value}
        owner = "" if self.owner == _NOBODY else self.owner

        def fits(item: Tracked) -> bool:
            return (
                ("all" in states or item.state.value in states)
                and (not self.owner or item.owner == owner)
                and (not self.rule or fnmatchcase(item.finding.rule, self.rule))
                and item.finding.severity.rank >= least
                and any(in_paths(one.place.path) for one in (item.finding, *item.also))
            )

        return fits


_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
_reason = click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept in the journal.")


@click.group("findings", invoke_without_command=True)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([*(state.value for state in State), "all"]),
    help="Only in this state; repeatable.  [default: open]",
)
@click.option("--owner", default="", metavar="NAME", help="Only of this owner; `nobody` for what is unowned.")
@click.option("--rule", default="", metavar="ID", help="Only of this rule; `*` and `?` as wildcards.")
@click.option(
    "--severity", type=click.Choice([level.value for level in Severity]), help="Only as severe or more."
)
@click.option("--path", default="", metavar="PATTERN", help="Only at these paths, in gitignore syntax.")
@click.option("--project", metavar="ID", help="Only of this project.  [default: all]")
@_format
@shared.ledger_option
def command(form: str, ledger: str | None, project: str | None, **wanted: Any) -> int:
    """List what the ledger knows; show, merge or split findings.

    Merged findings are one from then on: either name leads to it, and it is fixed when it stands nowhere any
    more. A merge is journalled with who, when and why, and `split` undoes it.
    """
    shared.standing().judges = False
    then = click.get_current_context().invoked_subcommand
    if then is not None:
        if ledger or project or form != "text" or any(wanted.values()):
            raise UsageError("options of the list do not go with a verb", help=f"put them after `{then}`")
        return 0
    wanted["severity"] = wanted["severity"] or ""
    store = open_existing(ledger)
    try:
        found = list(filter(Wanted(**wanted).fits(), store.findings(project)))
    finally:
        store.close()
    found.sort(key=lambda item: (-item.finding.severity.rank, item.finding.place, item.id))
    if form == "json":
        _json({"findings": [plain_fields(item) for item in found]})
    else:
        terminal.show(_listed(found))
    return 0


@command.command("show")
@click.argument("name", metavar="FINDING")
@_format
@shared.ledger_option
def show(name: str, form: str, ledger: str | None) -> int:
    """Show FINDING: its places, its life, what was merged into it. By its id, or the beginning of it."""
    shared.standing().judges = False
    store = open_existing(ledger)
    try:
        found = store.finding(name)
        alerts = store.alerts_about(found.tracked.id) if found else []
    finally:
        store.close()
    if found is None:
        raise UsageError(f'no finding is called "{name}"', help="`vedette findings --state all` lists them")
    if form == "json":
        _json(_history(found))
        return 0
    sheet = terminal.paper()
    if name.strip().upper() in found.merged:
        sheet.line(f"{name.strip().upper()} was merged into {found.tracked.id}:")
    life.tell(sheet, found, alerts)
    terminal.show(sheet)
    return 0


@command.command("merge")
@click.argument("kept", metavar="FINDING")
@click.argument("other", metavar="OTHER")
@_reason
@shared.ledger_option
def merge(kept: str, other: str, reason: str, ledger: str | None) -> int:
    """Say that OTHER is the same weakness as FINDING, which it leads to from now on."""
    return _do(
        ledger, reason, lambda store, said: store.merge(kept, other, said), "{other} leads to {kept} now"
    )


@command.command("split")
@click.argument("name", metavar="FINDING")
@_reason
@shared.ledger_option
def split(name: str, reason: str, ledger: str | None) -> int:
    """Undo a merge: of FINDING itself if it was merged, else the last one into it."""
    return _do(
        ledger, reason, lambda store, said: store.split(name, said), "{other} is apart from {kept} again"
    )


def _do(ledger: str | None, reason: str, deed: Callable[[Ledger, Said], Deed], told: str) -> int:
    shared.standing().judges = False
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise UsageError(
            "--reason has to say why, in a sentence", help='give one: --reason "one login, two files"'
        )
    said = Said(who=actor(), at=datetime.now(UTC).isoformat(timespec="seconds"), reason=reason)
    store = open_existing(ledger)
    try:
        done = deed(store, said)
    finally:
        store.close()
    sheet = terminal.paper()
    sheet.line(told.format_map(done.payload))
    sheet.line("Next: ", (Style.hint, f"vedette findings show {done.payload['kept']}"))
    terminal.show(sheet)
    return 0


def _listed(found: Sequence[Tracked]) -> Paper:
    sheet = terminal.paper()
    for item in found[:_MOST_LINES]:
        finding = item.finding
        more = f" and {len(item.also)} more" if item.also else ""
        owner = item.owner or _NOBODY
        due = f", due {item.due}" if item.due else ""
        sheet.line(
            (Style.strong, item.id),
            f"  {finding.severity.value:<8}  {item.state.value:<9}  ",
            (Style.place, neutral.clip(neutral.visible(life.place(finding)), 200)),
            f"{more}  {neutral.clip(neutral.visible(finding.rule), 60)}  ",
            (Style.faint, f"{neutral.clip(neutral.visible(owner), 60)}{due}"),
        )
    if len(found) > _MOST_LINES:
        sheet.line(f"and {len(found) - _MOST_LINES:,} more: --format json lists all")
    if not found:
        sheet.line("no finding of that kind is on record here")
    return sheet


def _history(found: FindingHistory) -> dict[str, Any]:
    events = [{"at": when, "run": run, "what": what} for when, run, what in found.events]
    return {**plain_fields(found.tracked), "project": found.project, "merged": found.merged, "events": events}


def _json(document: dict[str, Any]) -> None:
    terminal.write(dumps(neutral.valid_tree(document)) + b"\n")
