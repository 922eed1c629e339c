"""Accept a finding until a date, on record, or stand for it as the second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.actor import user
from vedette.apps.cli.ledgers import open_existing
from vedette.apps.cli.target import write_whole
from vedette.feedback.paper import Style
from vedette.model.errors import UsageError, WorldError
from vedette.model.finding import Finding, State, Tracked
from vedette.model.waiver import Waiver
from vedette.policy.waivers import has_second, identity, is_exact, needs_second, places
from vedette.settings.waivers import FILE, LONGEST_TEXT, is_fit, read_waivers, with_approval, with_waiver

if TYPE_CHECKING:
    from vedette.work.plan import Plan


@click.command("accept")
@click.argument("finding", metavar="FINDING")
@click.option("--reason", metavar="TEXT", help="Why it may stay as it is.")
@click.option("--until", metavar="DATE", help="The last day on which that holds, such as 2027-06-01.")
@click.option("--by", metavar="NAME", help="Who answers for it.  [default: the user's name]")
@click.option("--approve", is_flag=True, help="Stand for a waiver that is there, as the second person.")
@click.option(
    "--project",
    default=".",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The repository or folder that the finding is in.  [default: here]",
)
@shared.ledger_option
def command(finding: str, approve: bool, project: Path, ledger: str | None, **given: str | None) -> int:
    """Accept FINDING, by its id: a waiver is added to .vedette/waivers.toml of the project.

    It is a file to be reviewed and merged like any other: a waiver takes effect once it is in the base of the
    change that is judged. It follows the finding wherever that moves, and ends on its last day.

    What is critical needs two people: another one runs the same with --approve.
    """
    shared.standing().judges = False
    reason, until, by = (given[name] for name in ("reason", "until", "by"))
    who = by if by is not None else user()
    if not is_fit(who):
        raise UsageError("--by gives no name", help="say who answers for it, such as --by jane@example.org")
    plan = _plan(project, ledger)
    before = _file(plan)
    if approve:
        if reason is not None or until is not None:
            raise UsageError("--approve takes neither --reason nor --until: they are in the waiver")
        return _approve(plan, before, finding.upper(), who)
    if reason is None or until is None:
        raise UsageError("a waiver needs --reason and --until", help="say why, and until when it may stay")
    if not is_fit(reason):
        raise UsageError(
            f"--reason is empty, longer than {LONGEST_TEXT} characters, or not on one line",
            help="say in a sentence why it may stay",
        )
    day = _day(until, plan.settings.policy.waivers.max_days)
    item, alike = _look_up(plan, finding, ledger)
    new = [replace(one, reason=reason, until=day.isoformat(), by=who) for one in _entries(item, alike)]
    return _accept(plan, before, item, new)


def _accept(plan: Plan, before: bytes | None, item: Tracked, new: Sequence[Waiver]) -> int:
    written = before
    there = read_waivers(before) if before is not None else ()
    for waiver in new:
        for known in there:
            same = (known.identity, known.path) == (waiver.identity, waiver.path)
            if same and not known.fault and known.until >= waiver.until:
                raise UsageError(
                    f"{item.id} is accepted until {known.until} already ({FILE}:{known.line})",
                    help="give a later --until, or change the entry",
                )
        written = with_waiver(written, waiver)
    _write(plan, written or b"")
    sheet = terminal.paper()
    sheet.line((Style.good, "accepted "), f"{item.id} until {new[0].until}: ", item.finding.message)
    sheet.line(f"Review and commit {FILE}; it takes effect once it is in the base of a change.")
    if needs_second(item):
        then = f"vedette accept {item.id} --approve --by NAME"
        sheet.line("It is critical and waits for a second person: ", (Style.hint, then))
    terminal.show(sheet)
    return 0


def _approve(plan: Plan, before: bytes | None, name: str, who: str) -> int:
    waivers = read_waivers(before) if before is not None else ()
    today = datetime.now(UTC).date().isoformat()
    found = [
        (at, one) for at, one in enumerate(waivers) if one.finding.upper() == name and one.until >= today
    ]
    if not found or before is None:
        raise UsageError(
            f'no waiver of "{name}" that still holds is in {FILE}', help="`vedette waivers` lists them"
        )
    open_ = [(at, one) for at, one in found if not has_second(one)]
    if not open_:
        raise UsageError(f"{name} has its second person already: {found[0][1].approved_by}")
    written = before
    for at, one in open_:
        if not has_second(replace(one, approved_by=who)):
            raise UsageError(
                f"{one.by} accepted {name} and cannot stand for it twice",
                help="another person runs this, or names themselves with --by",
            )
        written = with_approval(written, at, who)
    _write(plan, written)
    sheet = terminal.paper()
    sheet.line((Style.good, "approved "), f"{name}: two people stand for it, {open_[0][1].by} and {who}")
    sheet.line(f"Review and commit {FILE}; it takes effect once it is in the base of a change.")
    terminal.show(sheet)
    return 0


def _plan(project: Path, ledger: str | None) -> Plan:
    # The sources and all they need: not for those who only want the help.
    from vedette.work.plan import make_plan

    return make_plan(shared.request(project, shared.RunOptions(ledger=ledger), {}))


def _file(plan: Plan) -> bytes | None:
    from vedette.work.waivers import read_head

    data, trouble = read_head(plan.source)
    if trouble:
        raise UsageError(trouble, help="make it a regular file")
    return data


def _look_up(plan: Plan, name: str, ledger: str | None) -> tuple[Tracked, list[Finding]]:
    """The finding, and everything else that is known of its project."""
    store = open_existing(ledger)
    try:
        found = store.finding(name)
        if found is None:
            raise UsageError(
                f'no finding is called "{name}"',
                help="`vedette scan` makes them known, `vedette findings` lists them",
            )
        if found.project != plan.run.project:
            raise UsageError(
                f"{found.tracked.id} is a finding of {found.project}, and this is {plan.run.project}",
                help="name its folder with --project",
            )
        every = store.findings(found.project)
    finally:
        store.close()
    item = next((one for one in every if one.id == found.tracked.id), found.tracked)
    if item.state not in (State.open, State.accepted):
        raise UsageError(f"{item.id} is {item.state.value}: there is nothing to accept")
    standing = (State.open, State.accepted)
    return item, [one for other in every if other.state in standing for one in places(other)]


def _entries(item: Tracked, alike: Sequence[Finding]) -> list[Waiver]:
    """One waiver for each thing that the finding is: one where the identity says all, else one a path."""
    entries: dict[tuple[str, str], Waiver] = {}
    for one in places(item):
        if one.kind == "secrets" and not one.portable:
            raise UsageError(
                f"{item.id} was found by an earlier vedette, which did not say what it is on other machines",
                help="run `vedette scan --no-cache` once more",
            )
        name, path = identity(one), one.place.path.encode("utf-8", "replace").decode()
        key = (name, "" if is_exact(one) else path)
        number = sum(other.place.path == one.place.path and identity(other) == name for other in alike)
        entries.setdefault(
            key,
            Waiver(
                finding=item.id,
                identity=name,
                rule=one.rule,
                path=path,
                places=1 if is_exact(one) else max(number, 1),
            ),
        )
    return list(entries.values())


def _day(text: str, most: int) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError("--until is no date", help="write it as 2027-06-01") from None
    today = datetime.now(UTC).date()
    if day < today:
        raise UsageError(f"--until {day} is over", help=f"give a date up to {today + timedelta(days=most)}")
    if day > today + timedelta(days=most):
        raise UsageError(
            f"--until {day} is {(day - today).days} days away, and the policy allows {most}",
            help=f"give {today + timedelta(days=most)} at most, or have `[waivers] max_days` changed",
        )
    return day


def _write(plan: Plan, data: bytes) -> None:
    """Replaces the file whole, never through a link."""
    root = Path(plan.source.root).resolve()
    path = root / FILE
    if not root.is_dir():
        raise UsageError(f"{root} is no folder to keep waivers in", help="name the repository with --project")
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, data, below=[root])
    except OSError as error:
        raise WorldError(f"{path} could not be written: {error.strerror}") from None
