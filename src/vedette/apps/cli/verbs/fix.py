"""Mend what can be mended safely: show the difference, or write it and scan again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from vedette.apps.cli import mending, terminal
from vedette.apps.cli import options as shared
from vedette.apps.cli.mending import Left, Plan, Rewriting
from vedette.apps.cli.progress import Progress
from vedette.detectors.code.masking import masked
from vedette.feedback import diff
from vedette.feedback.paper import Paper, Style
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError, WorldError
from vedette.model.events import Judged
from vedette.model.finding import Finding
from vedette.model.rule import Persona
from vedette.model.verdict import Disposition, Record
from vedette.rulebook import all_rules
from vedette.settings.suggestion import did_you_mean

_KIND = "code"
_MOST_LEFT = 20
_MOST_SHOWN = 200


class _Wanted(Struct, frozen=True):
    """Which findings: of these rules, with these ids; all where neither is given."""

    rules: frozenset[str]
    ids: frozenset[str]


@click.command("fix")
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--rule", "rules", metavar="RULE", multiple=True, help="Mend findings of this rule; repeatable."
)
@click.option(
    "--finding", "ids", metavar="FINDING", multiple=True, help="Mend this one, by its id; repeatable."
)
@click.option("--apply", "is_applied", is_flag=True, help="Write the files, then scan again.")
@shared.ledger_option
def command(
    path: Path, rules: tuple[str, ...], ids: tuple[str, ...], *, is_applied: bool, ledger: str | None
) -> int:
    """Show what would mend the findings in PATH (by default here), where that is sure to be right.

    With --apply the files are written, each whole or not at all and never through a link, and PATH is scanned
    again. If anything is found that was not there, all files are put back as they were, and the exit code is
    1. A file that an edit would make unreadable is left alone, and so is one that is changed by somebody else
    meanwhile; then the code is 3.

    What an ignore or a waiver accepts is left, as are findings for auditors unless they are asked for.
    """
    shared.standing().judges = False
    known = all_rules()
    for rule in rules:
        if rule not in known:
            raise UsageError(f'unknown rule "{rule}"', help=did_you_mean(rule, known, "see `vedette rules`"))
    options = shared.RunOptions(ledger=ledger)
    record = _scanned(path, options)
    root = Path(record.run.root)
    if not root.is_dir():
        raise UsageError(f"{path} is no folder of files", help="unpack it first")
    plan = mending.plan(root, _chosen(record, _Wanted(frozenset(rules), frozenset(ids))))
    sheet = terminal.paper()
    for file in plan.files[:_MOST_SHOWN]:
        diff.show(sheet, file.held.name, file.text.data, file.edits, masked)
    sheet.blank()
    if is_applied and plan.files:
        return _apply(sheet, root, plan, record, (path, options))
    _preview(sheet, plan)
    terminal.show(sheet)
    return 0


def _apply(
    sheet: Paper, root: Path, plan: Plan, before: Record, again: tuple[Path, shared.RunOptions]
) -> int:
    rewriting = Rewriting(root)
    try:
        failed = rewriting.apply(plan.files)
        # The ledger hears of it by the next scan: what may be undone is not remembered.
        after = _scanned(again[0], replace(again[1], ledger="none"))
    except BaseException:
        _undo(rewriting)
        raise
    appeared = _keys(after) - _keys(before)
    if appeared:
        _undo(rewriting)
        sheet.line((Style.alarm, "nothing is changed"), ": all files are as they were, since this appeared:")
        for path, rule, _ in sorted(appeared)[:_MOST_LEFT]:
            sheet.line(f"  {rule} {path}")
        terminal.show(sheet)
        return 1
    there = _keys(after)
    still = [one for one in rewriting.findings if _key(one) in there]
    mended = [one for one in rewriting.findings if _key(one) not in there]
    for one in mended:
        sheet.line((Style.good, "mended"), f": {one.rule} ", (Style.place, _where(one)))
    left = [*failed, *(Left(one, "it is found all the same") for one in still), *plan.left]
    _leave(sheet, left)
    sheet.blank()
    sheet.line((Style.strong, f"{_counted(len(mended), 'finding')} mended"), f", {len(left)} left.")
    terminal.show(sheet)
    return 3 if failed else 0


def _undo(rewriting: Rewriting) -> None:
    kept = rewriting.undo()
    if kept:
        raise WorldError(
            f"could not put back {', '.join(kept[:_MOST_LEFT])}: changed by somebody else meanwhile",
            help="compare them with what you have committed",
        )


def _preview(sheet: Paper, plan: Plan) -> None:
    count = sum(len(file.findings) for file in plan.files)
    _leave(sheet, plan.left)
    sheet.blank()
    if not count:
        sheet.line("Nothing here can be mended by an edit that is sure to be right.")
        return
    files = _counted(len(plan.files), "file")
    sheet.line(
        (Style.strong, f"{_counted(count, 'finding')} can be mended"),
        f" in {files}, {len(plan.left)} are left.",
    )
    sheet.labelled((Style.hint, "next:"), "the same with --apply writes it and scans again")


def _leave(sheet: Paper, left: Sequence[Left]) -> None:
    for one in left[:_MOST_LEFT]:
        finding = one.finding
        sheet.line(
            (Style.warning, "left"), f": {finding.rule} ", (Style.place, _where(finding)), f", {one.why}"
        )
    if len(left) > _MOST_LEFT:
        sheet.line(f"and {len(left) - _MOST_LEFT} more; `vedette scan` tells them all")


def _scanned(path: Path, options: shared.RunOptions) -> Record:
    """The record of a scan.

    Raises:
        WorldError: not enough was examined to compare.
    """
    from vedette import pipeline

    # Fingerprints of other kinds depend on the ledger's key, and no edit can touch them.
    request = shared.request(path, options, {"scan.only": _KIND})
    progress = Progress(wanted=True)
    record = None
    try:
        for event in pipeline.scan(request):
            progress.event(event)
            if isinstance(event, Judged):
                record = event.record
    finally:
        progress.erase()
    if record is None or record.verdict.completeness is Completeness.void:
        raise WorldError("the scan is void, so that nothing is changed", help="`vedette scan` says why")
    return record


def _chosen(record: Record, wanted: _Wanted) -> list[Finding]:
    judgements = record.verdict.judgements
    known = [item.tracked.id for item in judgements]
    for id_ in wanted.ids:
        if id_ not in known:
            help_ = did_you_mean(id_, known, "`vedette findings` lists what there is")
            raise UsageError(f"{id_} is not found in what was scanned", help=help_)
    return [
        finding
        for item in judgements
        if item.disposition is not Disposition.accepted
        if not wanted.ids or item.tracked.id in wanted.ids
        for finding in (item.tracked.finding, *item.tracked.also)
        if finding.kind == _KIND and not finding.place.revision
        if not wanted.rules or finding.rule in wanted.rules
        if finding.persona is Persona.regular or wanted.rules or wanted.ids
    ]


def _found(record: Record) -> Iterator[Finding]:
    for item in record.verdict.judgements:
        yield from (item.tracked.finding, *item.tracked.also)


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.place.path, finding.rule, finding.fingerprint


def _keys(record: Record) -> set[tuple[str, str, str]]:
    return {_key(finding) for finding in _found(record)}


def _where(finding: Finding) -> str:
    return f"{finding.place.path}:{finding.place.start.line}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
