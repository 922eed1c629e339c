"""Say which version of a service was deployed where, or list what runs where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.actor import actor
from vedette.apps.cli.ledgers import open_existing
from vedette.feedback import neutral
from vedette.feedback.document import dumps, plain_fields
from vedette.feedback.paper import Style
from vedette.model.deployment import Deployment
from vedette.model.errors import UsageError
from vedette.model.service import Service
from vedette.settings.suggestion import did_you_mean

if TYPE_CHECKING:
    from vedette.ledger.interface import Ledger
    from vedette.work.plan import Plan

_LONGEST = 200
_MOST_LINES = 500
_SHORT = 12
_WHOLE = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


@click.command("deployed")
@click.argument("service", required=False, default="")
@click.option("--environment", default="", metavar="NAME", help="Where it runs, such as prod.")
@click.option("--version", default="", metavar="VERSION", help="What was deployed; without it, list.")
@click.option(
    "--commit", "revision", metavar="REV", help="The commit that it was made of.  [default: checked out]"
)
@click.option(
    "--project",
    "folder",
    default=".",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The repository that it was made of.  [default: here]",
)
@click.option(
    "--sbom",
    "bill",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The bill of material of what is deployed: CycloneDX or SPDX.",
)
@click.option("--gone", is_flag=True, help="It was shut down there: nothing of it runs any more.")
@click.option("--all", "every", is_flag=True, help="List what ran there before, too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@shared.ledger_option
def command(service: str, revision: str | None, folder: Path, bill: Path | None, **given: Any) -> int:
    """Put on record that a version of SERVICE was deployed to an environment; list what runs where.

    What the service offers there (routes, handlers, owners) and is made with (packages) is the inventory of
    the commit, which each complete `vedette scan` of a commit puts into the ledger. A deployment that is told
    of before is joined by it later. Packages of --sbom come before those of the commit.

    With --gone it was shut down there, and findings about what it ran with are closed.
    """
    shared.standing().judges = False
    told = {name: _word(name, given[name]) for name in ("environment", "version")}
    service = _word("SERVICE", service)
    if given.pop("gone"):
        if told["version"] or revision is not None or bill is not None:
            raise UsageError("--gone takes neither --version nor --commit nor --sbom")
        return _record(service, None, folder, given | told | {"bill": None, "gone": True})
    if not told["version"]:
        if revision is not None:
            raise UsageError("--commit goes with --version", help="say which version was deployed")
        if bill is not None:
            raise UsageError("--sbom goes with --version", help="say which version was deployed")
        return _list(service, told["environment"], given)
    return _record(service, revision, folder, given | told | {"bill": bill, "gone": False})


def _record(service: str, revision: str | None, folder: Path, given: dict[str, Any]) -> int:
    if not (service and given["environment"]):
        what = "--gone" if given["gone"] else "--version VERSION"
        raise UsageError(
            "a deployment is of a service to an environment",
            help=f"vedette deployed SERVICE --environment NAME {what}",
        )
    from vedette.apps.cli import rematching
    from vedette.apps.cli.bills import packages_of
    from vedette.ledger.store import open_ledger
    from vedette.pipeline.belonging import settled
    from vedette.work.plan import make_plan

    place = shared.ledger_path(given["ledger"])
    if place is None:
        raise UsageError("a ledger in memory remembers nothing", help="name a place with --ledger")
    request = shared.request(folder, shared.RunOptions(ledger=given["ledger"]), {})
    plan = make_plan(request)
    if not given["gone"]:  # what is named no more may still have to be taken off the record
        _known(plan.settings.policy.services, service, given["environment"])
    listed = packages_of(given["bill"]) if given["bill"] else None
    ledger = open_ledger(place)
    try:
        for note in ledger.notes():
            terminal.say("note", note)
        project = settled(plan, ledger, request).run.project
        if given["gone"]:
            _runs(ledger, project, service, given["environment"])
        done = ledger.deployed(
            Deployment(
                project=project,
                service=service,
                environment=given["environment"],
                version=given["version"],
                commit="" if given["gone"] else _commit(plan, revision),
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                who=actor(),
                owner=_owner(plan, service),
            ),
            listed,
        )
        _tell([done], ledger, given["form"])
        if not (done.inventory or given["gone"]):
            _hint(done)
        rematching.after_deployment(ledger, place, aside=given["form"] == "json")
    finally:
        ledger.close()
    return 0


def _runs(ledger: Ledger, project: str, service: str, environment: str) -> None:
    """Refuses to shut down what does not run: a mistyped name would stay watched."""
    there = [one for one in ledger.deployments(project) if one.service == service]
    if any(one.environment == environment for one in there):
        return
    known = ", ".join(sorted({one.environment for one in there})[:20])
    help_ = f"it runs in {known}" if known else "`vedette deployed --all` lists what is on record"
    raise UsageError(f"{service} is not on record as running in {environment}", help=help_)


def _owner(plan: Plan, service: str) -> str:
    """Who answers for a service; no address, since a ledger forgets nothing."""
    policy = plan.settings.policy
    named = next((one.owners for one in policy.services if one.name == service), ())
    return next((one for one in (*named, policy.default_owner) if one and "@" not in one[1:]), "")


def _list(service: str, environment: str, given: dict[str, Any]) -> int:
    ledger = open_existing(given["ledger"])
    try:
        found = ledger.deployments(service=service, environment=environment, current=not given["every"])
        _tell(found, ledger, given["form"])
    finally:
        ledger.close()
    return 0


def _known(services: Sequence[Service], service: str, environment: str) -> None:
    """Refuses a name that the project does not know: what is mistyped would be watched by nobody."""
    if not services:
        return
    names = {one.name: one for one in services}
    if service not in names:
        known = f"vedette.toml names {', '.join(sorted(names)[:20])}"
        raise UsageError(f'there is no service "{service}"', help=did_you_mean(service, names, known))
    environments = names[service].environments
    if environments and environment not in environments:
        known = f"vedette.toml names {', '.join(environments[:20])}"
        raise UsageError(
            f'{service} has no environment "{environment}"',
            help=did_you_mean(environment, environments, known),
        )


def _commit(plan: Plan, revision: str | None) -> str:
    if revision is None:
        return plan.run.commit
    from vedette.sources.git.repository import GitSource

    # Who deploys has often no history at hand, and knows the whole id.
    whole = revision.lower() if _WHOLE.fullmatch(revision.lower()) else ""
    if not isinstance(plan.source, GitSource):
        if whole:
            return whole
        raise UsageError("--commit names a revision, and this is no repository", help="name one: --project")
    try:
        return plan.source.resolve(revision)
    except UsageError:
        if whole:
            return whole
        raise


def _word(name: str, text: str) -> str:
    text = text.strip()
    if len(text) > _LONGEST or not text.isprintable():
        raise UsageError(f"{name} is longer than {_LONGEST} characters, or not printable")
    return text


def _hint(done: Deployment) -> None:
    if done.commit:
        what = f"no complete run of {done.commit[:_SHORT]} is on record: none knows yet what it offers"
        terminal.say("warning", what)
        terminal.say("help", "run `vedette scan` on a clean checkout of it; the deployment is joined by that")
    else:
        terminal.say("warning", "it is not known which commit it was made of, nor what it offers")
        terminal.say("help", "say so with --commit, in a repository")


def _tell(found: Sequence[Deployment], ledger: Ledger, form: str) -> None:
    if form == "json":
        document = {"deployments": [plain_fields(one) for one in found]}
        terminal.write(dumps(neutral.valid_tree(document)) + b"\n")
        return
    sheet = terminal.paper()
    shown = found[:_MOST_LINES]
    lists = ledger.parts(one.packages for one in shown)
    cells = [_cells(one, ledger, lists) for one in shown]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for one in cells:
        service, *rest = (f"{cell:<{width}}" for cell, width in zip(one, widths, strict=True))
        sheet.line((Style.strong, service), f"  {'  '.join(rest)}".rstrip())
    if len(found) > _MOST_LINES:
        sheet.line(f"and {len(found) - _MOST_LINES:,} more: --format json lists all")
    if not found:
        sheet.line("no deployment is on record here")
        sheet.line("Next: ", (Style.hint, "vedette deployed SERVICE --environment NAME --version VERSION"))
    terminal.show(sheet)


def _cells(one: Deployment, ledger: Ledger, lists: Mapping[str, Sequence[object]]) -> tuple[str, ...]:
    stock = ledger.inventory(one.project, one.commit, one.service) if one.inventory else None
    offers = f"{len(stock.inventory.routes):,} routes" if stock else "inventory: none yet"
    count = len(lists.get(one.packages, ()))
    made = (
        f"{count:,} packages ({'SBOM' if one.sbom else 'commit'})" if one.packages else "packages: none yet"
    )
    commit = one.commit[:_SHORT] or "no commit"
    if not one.version:
        offers = made = commit = ""
    told = (one.service, one.environment, one.version or "shut down")
    by = f"by {one.who}" if one.who else ""
    return (
        *(neutral.clip(neutral.visible(text), 60) for text in told),
        commit,
        one.at,
        offers,
        made,
        neutral.clip(neutral.visible(by), 60),
    )
