"""List the waivers with what each of them does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from msgspec.structs import replace

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.headline import plural
from vedette.feedback.paper import Paper, Style
from vedette.model.events import Judged, Started
from vedette.model.verdict import Disposition, Record
from vedette.model.waiver import Effect, WaiverEffect
from vedette.settings.waivers import FILE

if TYPE_CHECKING:
    from vedette.work.plan import Request

_STYLES = {Effect.active: Style.good, Effect.unused: Style.faint, Effect.unseen: Style.faint}
_HOW = {
    "waiver": "by a waiver",
    "ignore": "by an ignore in the source",
    "foreign": "by a foreign marker",
    "vex": "by a statement",
}


@click.command("waivers")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--since", metavar="REVISION", help="As in `vedette scan`: which base counts.")
@click.option(
    "--vex",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Hear the statements of FILE as well, as in `vedette scan`; repeatable.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@shared.ledger_option
def command(path: Path, since: str | None, vex: tuple[Path, ...], format_: str, ledger: str | None) -> int:
    """Examine PATH (by default here) and list its waivers with the effect of each.

    active: it accepts a finding. waiting: a critical one without a second person. not-in-base: it counts once
    merged. expired: over, and its finding open again. over-broad: it fits too much, or ends too late. unused:
    its finding was looked for and is gone. not-looked-for: this run cannot tell. unknown-finding: the ledger
    has never seen it. faulty: it lacks something.
    """
    shared.standing().judges = False
    request = shared.request(path, shared.RunOptions(ledger=ledger, since=since), {}, vex=vex)
    record = _record(request)
    effects = _refined(record.waivers, ledger)
    if format_ == "json":
        terminal.write(msgspec.json.format(msgspec.json.encode(effects), indent=2) + b"\n")
    else:
        terminal.show(_list(effects, record))
    return 0


def _record(request: Request) -> Record:
    # The pipeline and all it needs: not for those who only want the help.
    from vedette import pipeline

    for event in pipeline.scan(request):
        if isinstance(event, Started):
            for note in event.notes:
                if FILE in note or any(str(one) in note for one in request.vex):
                    terminal.say("note", note)
        elif isinstance(event, Judged):
            return event.record
    raise RuntimeError("the run ended without a verdict")


def _refined(effects: Sequence[WaiverEffect], option: str | None) -> list[WaiverEffect]:
    """Tells what was never known here from what is gone."""
    quiet = {Effect.unused, Effect.unseen}
    place = shared.ledger_path(option)
    if place is None or not any(one.effect in quiet for one in effects):
        return list(effects)
    from vedette.ledger.store import open_ledger

    store = open_ledger(place)
    try:
        known = {item.id for item in store.findings(None)}
    finally:
        store.close()
    detail = "no finding of this name was ever seen with this ledger"
    return [
        replace(one, effect=Effect.unknown, detail=detail)
        if one.effect in quiet and one.waiver.finding not in known
        else one
        for one in effects
    ]


def _list(effects: Sequence[WaiverEffect], record: Record) -> Paper:
    sheet = terminal.paper()
    for one in effects:
        waiver = one.waiver
        names = ", ".join(one.findings) or waiver.finding or "no finding"
        sheet.line(
            (_STYLES.get(one.effect, Style.warning), f"{one.effect.value}  "),
            (Style.strong, names),
            f"  {waiver.rule}",
        )
        second = f", approved by {waiver.approved_by}" if waiver.approved_by else ""
        sheet.line(
            (Style.place, f"  {waiver.path or 'no path'}"),
            (Style.faint, f"  until {waiver.until or 'no date'}, by {waiver.by or 'nobody'}{second}"),
            (Style.faint, f"  {waiver.source or FILE}:{waiver.line}"),
        )
        if waiver.reason:
            sheet.labelled((Style.faint, "  reason:"), waiver.reason)
        if one.detail:
            sheet.labelled((Style.hint, "  note:"), one.detail)
    counted = Counter(one.effect for one in effects)
    told = ", ".join(f"{counted[effect]} {effect.value}" for effect in Effect if counted[effect])
    sheet.line((Style.strong, plural(len(effects), "waiver")), f": {told}" if told else "")
    sheet.line(_accepted(record))
    return sheet


def _accepted(record: Record) -> str:
    accepted = [item for item in record.verdict.judgements if item.disposition is Disposition.accepted]
    ways = Counter(item.acceptance.how for item in accepted if item.acceptance)
    told = ", ".join(f"{ways[how]} {words}" for how, words in _HOW.items() if ways[how])
    return f"{plural(len(accepted), 'finding is', 'findings are')} accepted{f': {told}' if told else ''}"
