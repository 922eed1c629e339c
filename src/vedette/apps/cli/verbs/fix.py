"""Mend what can be mended safely: show the difference, or write it and scan again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal, upgrading
from vedette.apps.cli.mending import Left, Plan, Rewriting
from vedette.apps.cli.progress import Progress
from vedette.apps.cli.upgrading import Offered
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

_CODE, _PACKAGES = "code", "packages"
_MOST_LEFT = 20
_MOST_SHOWN = 200
_MOST_REASONS = 5


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
@click.option("--widen", is_flag=True, help="Upgrade packages beyond declared ranges and major versions too.")
@shared.ledger_option
def command(
    path: Path,
    rules: tuple[str, ...],
    ids: tuple[str, ...],
    *,
    is_applied: bool,
    widen: bool,
    ledger: str | None,
) -> int:
    """Show what would mend the findings in PATH (by default here), where that is sure to be right.

    With --apply the files are written, each whole or not at all and never through a link, and PATH is scanned
    again. If anything is found that was not there, all files are put back as they were, and the exit code is
    1. A file that an edit would make unreadable is left alone, and so is one that is changed by somebody else
    meanwhile; then the code is 3.

    Packages with known weaknesses are upgraded where a person wrote their version, by the fewest and smallest
    steps to versions that advisories name as mended. Where a tool wrote it, hashes and all, its command is
    named instead. Nothing is resolved or installed here.

    What an ignore or a waiver accepts is left, as are findings for auditors unless they are asked for.
    """
    shared.standing().judges = False
    known = all_rules()
    for rule in rules:
        if rule not in known:
            raise UsageError(f'unknown rule "{rule}"', help=did_you_mean(rule, known, "see `vedette rules`"))
    options = shared.RunOptions(ledger=ledger)
    intended = upgrading.intended(path, options)
    kinds = [_CODE]
    if upgrading.is_possible(intended) or any(known[rule].kind == _PACKAGES for rule in rules):
        kinds.append(_PACKAGES)
    again = (path, options, kinds)
    record = _scanned(*again)
    for reason in record.verdict.reasons[:_MOST_REASONS]:
        terminal.say("note", f"there may be more to mend: {reason}")
    root = Path(record.run.root)
    if not root.is_dir():
        raise UsageError(f"{path} is no folder of files", help="unpack it first")
    chosen = _chosen(record, _Wanted(frozenset(rules), frozenset(ids)))
    offered = upgrading.offer(intended, chosen, widens=widen)
    plan = upgrading.planned(root, [one for one in chosen if not upgrading.is_about(one)], offered)
    sheet = terminal.paper()
    packaged = {edit.path for step in offered.steps for edit in step.upgrade.edits}
    for file in plan.files[:_MOST_SHOWN]:
        mask = upgrading.mask(masked) if file.held.name in packaged else masked
        diff.show(sheet, file.held.name, file.text.data, file.edits, mask)
    sheet.blank()
    if is_applied and plan.files:
        return _apply(sheet, _Intended(root, plan, offered), record, again)
    _preview(sheet, plan, offered)
    terminal.show(sheet)
    return 0


class _Intended(Struct, frozen=True):
    """What is to be done with the tree at a root."""

    root: Path
    plan: Plan
    offered: Offered


def _apply(
    sheet: Paper, intended: _Intended, before: Record, again: tuple[Path, shared.RunOptions, Sequence[str]]
) -> int:
    rewriting = Rewriting(intended.root)
    try:
        failed = rewriting.apply(intended.plan.files)
        # The ledger hears of it by the next scan: what may be undone is not remembered.
        after = _scanned(again[0], replace(again[1], ledger="none"), again[2])
    except BaseException:
        _undo(rewriting)
        raise
    offered = intended.offered
    appeared = {key for key in _keys(after) - _keys(before) if not offered.is_expected(*key[:2])}
    if appeared:
        _undo(rewriting)
        sheet.line((Style.alarm, "nothing is changed"), ": all files are as they were, since this appeared:")
        for path, rule, _ in sorted(appeared)[:_MOST_LEFT]:
            sheet.line(f"  {rule} {path}")
        terminal.show(sheet)
        return 1
    there = {_version_key(one) for one in _found(after)}
    offered.drop({id(one.finding): one.why for one in failed})
    tried = [one for one in rewriting.findings if not upgrading.is_about(one)] + offered.mended
    still = [one for one in tried if _version_key(one) in there]
    mended = [one for one in tried if _version_key(one) not in there]
    for one in mended:
        if not upgrading.is_about(one):
            sheet.line((Style.good, "mended"), f": {one.rule} ", (Style.place, _where(one)))
    upgrading.tell(sheet, offered, "upgraded")
    code = [one for one in failed if not upgrading.is_about(one.finding)]
    left = [
        *code,
        *(Left(one, "it is found all the same") for one in still),
        *intended.plan.left,
        *offered.left,
    ]
    _leave(sheet, left)
    upgrading.tell_left(sheet, offered)
    upgrading.tell_afterwards(sheet, offered)
    sheet.blank()
    count = len(left) + offered.kept + offered.pending
    later = f", {offered.pending} of them for what is to be run" if offered.pending else ""
    sheet.line((Style.strong, f"{_counted(len(mended), 'finding')} mended"), f", {count} left{later}.")
    terminal.show(sheet)
    return 3 if failed else 0


def _undo(rewriting: Rewriting) -> None:
    kept = rewriting.undo()
    if kept:
        raise WorldError(
            f"could not put back {', '.join(kept[:_MOST_LEFT])}: changed by somebody else meanwhile",
            help="compare them with what you have committed",
        )


def _preview(sheet: Paper, plan: Plan, offered: Offered) -> None:
    code = [one for file in plan.files for one in file.findings if not upgrading.is_about(one)]
    count = len(code) + len(offered.mended)
    left = [*plan.left, *offered.left]
    upgrading.tell(sheet, offered, "upgrade")
    _leave(sheet, left)
    upgrading.tell_left(sheet, offered)
    upgrading.tell_afterwards(sheet, offered)
    sheet.blank()
    if not plan.files:
        sheet.line("Nothing here can be mended by an edit that is sure to be right.")
        return
    files = _counted(len(plan.files), "file")
    later = f", {offered.pending} of them for what is to be run" if offered.pending else ""
    rest = len(left) + offered.kept + offered.pending
    sheet.line(
        (Style.strong, f"{_counted(count, 'finding')} can be mended"),
        f" in {files}, {rest} {'is' if rest == 1 else 'are'} left{later}.",
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


def _scanned(path: Path, options: shared.RunOptions, kinds: Sequence[str]) -> Record:
    """The record of a scan.

    Raises:
        WorldError: not enough was examined to compare.
    """
    from vedette import pipeline

    # Fingerprints of other kinds depend on the ledger's key, and no edit can touch them.
    request = shared.request(path, options, {"scan.only": tuple(kinds)})
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
        why = f": {record.verdict.reasons[0]}" if record and record.verdict.reasons else ""
        raise WorldError(
            f"the scan is void, so that nothing is changed{why}", help="`vedette scan` says more"
        )
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
        if finding.kind in {_CODE, _PACKAGES} and not finding.place.revision
        if not wanted.rules or finding.rule in wanted.rules
        if finding.persona is Persona.regular or wanted.rules or wanted.ids
    ]


def _found(record: Record) -> Iterator[Finding]:
    for item in record.verdict.judgements:
        yield from (item.tracked.finding, *item.tracked.also)


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.place.path, finding.rule, finding.fingerprint


def _version_key(finding: Finding) -> tuple[str, str, str, str]:
    """As `_key`; of two versions of a package in one file each by itself."""
    return (*_key(finding), finding.evidence if upgrading.is_about(finding) else "")


def _keys(record: Record) -> set[tuple[str, str, str]]:
    return {_key(finding) for finding in _found(record)}


def _where(finding: Finding) -> str:
    return f"{finding.place.path}:{finding.place.start.line}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
