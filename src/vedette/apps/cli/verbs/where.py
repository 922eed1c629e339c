"""Say in which deployments a package runs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.ledgers import open_existing
from vedette.feedback import neutral
from vedette.feedback.document import dumps, plain_fields
from vedette.feedback.paper import Paper, Style, cells

if TYPE_CHECKING:
    from vedette.model.deployment import Deployment
    from vedette.model.inventory import Part
    from vedette.work.where import Hit, Searched

_MOST_LINES = 500
_MOST_NAMED = 10
_MOST_PLACES = 3
_LONGEST = 60
_EVERY = 1_000_000


@click.command("where")
@click.argument("package", metavar="PACKAGE[@RANGE]")
@click.option(
    "--ecosystem", default="", metavar="NAME", help="Only of this one, such as npm.  [default: any]"
)
@click.option("--all", "every", is_flag=True, help="Look at what was replaced since, too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@shared.ledger_option
def command(package: str, ecosystem: str, every: bool, form: str, ledger: str | None) -> int:
    """Say in which services, versions and environments PACKAGE runs, since when, whose they are.

    RANGE is as in `lodash@<4.17.21`, `django@>=4,<4.2.8` or `@babel/core@^7`; versions are ordered as the
    ecosystem orders them. PACKAGE may be a package URL. Deployments whose packages nobody knows are named.
    """
    shared.standing().judges = False
    from vedette.work.where import asked, search

    wanted = asked(package, ecosystem)
    with closing(open_existing(ledger)) as opened:
        deployments = opened.deployments(current=False, limit=_EVERY)
        # What was replaced is looked at only when it is asked for.
        current = deployments if every else opened.deployments(limit=_EVERY)
        found = search(wanted, deployments, opened.parts(one.packages for one in current), every=every)
    if form == "json":
        terminal.write(dumps(neutral.valid_tree(_document(package, found))) + b"\n")
        return 0
    sheet = terminal.paper()
    _tell(sheet, found)
    sheet.line((Style.faint, _searched(found)))
    terminal.show(sheet)
    _warn("not searched, their packages are not known", found.unknown)
    _warn("not searched in whole, they have more packages than are kept", found.cut)
    if found.unknown:
        terminal.say("help", "scan their commits (`vedette scan`), or deploy with --sbom")
    return 0


def _tell(sheet: Paper, found: Searched) -> None:
    package = ""
    hits = found.hits[:_MOST_LINES]
    rows = [_cells(hit) for hit in hits]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for texts, hit in zip(rows, hits, strict=True):
        told = _package(hit)
        if told != package:
            sheet.blank()
            sheet.line((Style.strong, told))
            package = told
        first, *rest = (text + " " * (width - cells(text)) for text, width in zip(texts, widths, strict=True))
        sheet.line("  ", (Style.strong, first), f"  {'  '.join(rest)}".rstrip())
        for part in hit.parts[:_MOST_PLACES]:
            sheet.line("    ", (Style.faint, _way(part, hit)))
        if len(hit.parts) > _MOST_PLACES:
            sheet.line("    ", (Style.faint, f"and at {len(hit.parts) - _MOST_PLACES} more places"))
    if len(found.hits) > _MOST_LINES:
        sheet.line(f"and {len(found.hits) - _MOST_LINES:,} more: --format json lists all")
    if rows:
        sheet.blank()
    else:
        sheet.line("it runs nowhere that is known")


def _cells(hit: Hit) -> tuple[str, ...]:
    one = hit.deployment
    span = f"{_moment(one.at)} to {_moment(hit.until)}" if hit.until else f"since {_moment(one.at)}"
    return tuple(
        _clean(text) for text in (one.service, one.version, one.environment, span, one.owner or "nobody's")
    )


def _package(hit: Hit) -> str:
    names = list(dict.fromkeys(f"{part.ecosystem} {part.name}" for part in hit.parts))
    return _clean(", ".join(names))


def _way(part: Part, hit: Hit) -> str:
    version = part.version or "no settled version"
    version += ", which may be in the range" if hit.undecided else ""
    way = " > ".join(part.way)
    by = "direct" if part.direct else f"by {way}" if len(part.way) > 1 else "brought in, nobody tells by what"
    scope = "" if part.scope.value == "runtime" else f", for {part.scope.value}"
    source = "SBOM" if hit.deployment.sbom else f"commit {hit.deployment.commit[:12]}"
    place = f"{_clean(part.path)}:{part.line}  ({source})"
    return f"{_clean(version)}  {neutral.clip(neutral.visible(by), 200)}{scope}  {place}"


def _searched(found: Searched) -> str:
    return (
        f"searched {_number(found.deployments - len(found.unknown), 'deployment')}"
        f" of {_number(found.services, 'service')}"
    )


def _warn(what: str, named: Sequence[Deployment]) -> None:
    if named:
        names = [f"{one.service} {one.version} ({one.environment})" for one in named[:_MOST_NAMED]]
        more = f" and {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
        terminal.say("warning", f"{what}: {', '.join(names)}{more}")


def _document(package: str, found: Searched) -> dict[str, Any]:
    return {
        "asked": package,
        "found": [
            {
                "deployment": plain_fields(hit.deployment),
                "until": hit.until,
                "source": "sbom" if hit.deployment.sbom else "commit",
                "undecided": hit.undecided,
                "packages": [
                    {name: getattr(part, name) for name in part.__struct_fields__} for part in hit.parts
                ],
            }
            for hit in found.hits
        ],
        "searched": {"deployments": found.deployments - len(found.unknown), "services": found.services},
        "not_searched": [plain_fields(one) for one in found.unknown],
        "searched_in_part": [plain_fields(one) for one in found.cut],
    }


def _moment(text: str) -> str:
    """Day and minute."""
    return text[:16].replace("T", " ")


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _clean(text: str) -> str:
    return neutral.clip(neutral.visible(text), _LONGEST)
