"""Write a bill of material of a tree, or say what differs between two."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from msgspec.structs import replace

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.target import write_whole
from vedette.feedback.headline import plural
from vedette.model.errors import UsageError, WorldError
from vedette.model.verdict import Run, Verdict
from vedette.work.named import content

if TYPE_CHECKING:
    from vedette.feedback.paper import Paper
    from vedette.model.bom import Bom
    from vedette.work.bom import Billed
    from vedette.work.bom_difference import Consequences

_MOST_TOLD = 20
_MOST_LINES = 100
_WIDEST = 160
_LARGEST = 256 << 20
_NAMED = "name a file of at most 256 MiB"
_FORMATS = click.Choice(["cyclonedx", "spdx"])


class _Kept(msgspec.Struct, frozen=True):
    """What is needed of the record of a run."""

    run: Run
    verdict: Verdict


class _Group(click.Group):
    """What is no command is the path of `write`, which is what one mostly wants."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in {"-h", "--help"}):
            args = ["write", *args]
        return super().parse_args(ctx, args)


@click.group("sbom", cls=_Group)
def command() -> None:
    """Write the bill of material of a tree, or say what differs between two.

    `vedette sbom PATH` is `vedette sbom write PATH`.
    """


@command.command("write")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=_FORMATS, default="cyclonedx", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
@click.option("--tests", is_flag=True, help="With what tests, examples and documentation need.")
def write(path: Path, format_: str, output: Path | None, tests: bool) -> int:
    """Write what PATH is made of: CycloneDX 1.6 or SPDX 2.3, both in JSON.

    PATH is a folder or repository, of which manifests and lock files are read and nothing is run, or a bill
    of material to be written in the other format. With SOURCE_DATE_EPOCH set the same tree gives the same
    bytes.
    """
    shared.standing().judges = False
    shared.must_exist(path)
    from vedette.feedback.bom.shared import moment
    from vedette.pipeline.conclusion import without_collector

    now = moment(os.environ, datetime.now(UTC))
    with without_collector():
        bom = _converted(path, format_) if path.is_file() else None
        if bom is None:
            bom = replace(_billed(path, tests=tests), created=now)
        data = _written(bom, format_)
    _out(data, output)
    return 0


@command.command("diff")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(before: Path, after: Path, format_: str) -> int:
    """Say what the bill AFTER has and BEFORE has not: components, versions, licences.

    With a database of advisories also which known weaknesses that brings in and mends; with a policy of
    licences (in the settings here) what it denies.
    """
    shared.standing().judges = False
    from vedette.feedback.bom.difference import as_json, as_text, difference

    one, other = _read(before), _read(after)
    found, consequences = difference(one, other), _consequences(one, other)
    if format_ == "json":
        terminal.write(as_json(found, msgspec.to_builtins(consequences)))
        return 0
    sheet = terminal.paper()
    as_text(found, sheet)
    _show(consequences, sheet)
    terminal.show(sheet)
    return 0


@command.command("vex")
@click.argument("record", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
def vex(record: Path, output: Path | None) -> int:
    """Write what a run says about vulnerabilities in packages as OpenVEX.

    RECORD is what `vedette scan --record FILE` kept. What was accepted with a reason that begins with one of
    OpenVEX's justifications is not affected; what the code reaches is; all else is under investigation.
    """
    shared.standing().judges = False
    shared.must_exist(record, "name what `vedette scan --record FILE` kept")
    from vedette.feedback.bom.openvex import write as as_openvex
    from vedette.feedback.bom.shared import moment
    from vedette.work.vex import statements

    kept = _record(record)
    now = moment(os.environ, datetime.now(UTC))
    found = statements(kept.verdict.judgements, kept.run, now)
    terminal.say("note", f"{len(found.statements):,} statements")
    _out(as_openvex(found), output)
    return 0


def _consequences(before: Bom, after: Bom) -> Consequences:
    from vedette.sources.advisories.store import NoDatabaseError, open_store
    from vedette.work import intel
    from vedette.work.bom_difference import consequences
    from vedette.work.plan import make_plan

    settings = make_plan(shared.request(Path(), shared.RunOptions(), {})).settings
    try:
        store = open_store(intel.place_of(settings))
    except NoDatabaseError as error:
        terminal.say("note", f"nothing is said of known weaknesses: {error.message}; {error.help}")
        return consequences(before, after, None, settings.policy)
    try:
        return consequences(before, after, store, settings.policy)
    finally:
        store.close()


def _show(found: Consequences, sheet: Paper) -> None:
    from vedette.feedback import neutral
    from vedette.feedback.paper import Style

    for title, style, weaknesses in (
        ("brings in", Style.alarm, found.brought),
        ("mends", Style.good, found.mended),
    ):
        if weaknesses:
            sheet.line((style, f"{title} known weaknesses: {len(weaknesses):,}"))
        for one in weaknesses[:_MOST_LINES]:
            how = "malicious" if one.malicious else one.severity or "severity unknown"
            how += ", exploited in the wild" if one.exploited else ""
            told = f"{one.package} {one.version}  {one.name}  {how}  {one.summary}"
            sheet.line("  ", neutral.cut(neutral.visible(told), _WIDEST))
        if len(weaknesses) > _MOST_LINES:
            sheet.line(f"  and {len(weaknesses) - _MOST_LINES:,} more: --format json lists all")
    if found.denied:
        sheet.line((Style.alarm, f"brings in licences that may not be used: {len(found.denied):,}"))
    for denied in found.denied[:_MOST_LINES]:
        told = f"{denied.package} {denied.version}  {denied.why}"
        sheet.line("  ", neutral.cut(neutral.visible(told), _WIDEST))
        if denied.obligation:
            sheet.labelled((Style.hint, "    asks:"), denied.obligation)
    if len(found.denied) > _MOST_LINES:
        sheet.line(f"  and {len(found.denied) - _MOST_LINES:,} more: --format json lists all")


def _record(path: Path) -> _Kept:
    try:
        return msgspec.json.decode(content(path, _LARGEST, _NAMED), type=_Kept)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(
            f"{path} is no record of a run: {error}", help="make one with `vedette scan --record FILE`"
        ) from error


def _out(data: bytes, output: Path | None) -> None:
    if output is None:
        terminal.write(data)
        return
    try:
        write_whole(output, data)
    except OSError as error:
        raise WorldError(f"{output} could not be written: {error.strerror}") from error


def _billed(path: Path, *, tests: bool) -> Bom:
    from vedette.work.bom import bill
    from vedette.work.plan import make_plan

    plan = make_plan(shared.request(path, shared.RunOptions(), {}))
    full = path.resolve()
    below = os.path.relpath(full, Path(plan.source.root).resolve())
    inner = "" if below == "." or full.is_file() else f"{below}/"
    billed = bill(plan, inner, tests=tests, name=full.name)
    _tell(billed)
    return billed.bom


def _tell(billed: Billed) -> None:
    where = plural(len(billed.manifests), "file")
    terminal.say("note", f"{plural(len(billed.bom.components), 'component')} in {where}")
    unsettled = sum(not one.version for one in billed.bom.components)
    if unsettled:
        what = plural(unsettled, "component has", "components have")
        terminal.say("warning", f"{what} no version: no lock file settles it")
    if billed.left_out:
        what = f"left out {plural(billed.left_out, 'file')} of tests, examples and documentation"
        terminal.say("note", f"{what}: --tests takes them in")
    for place, why in billed.unread[:_MOST_TOLD]:
        terminal.say("warning", f"{place} {why}")
    if len(billed.unread) > _MOST_TOLD:
        terminal.say("warning", f"and {len(billed.unread) - _MOST_TOLD:,} more that could not be read whole")


def _converted(path: Path, format_: str) -> Bom | None:
    """The bill that a file is; None when it is none."""
    from vedette.languages.sbom.reading import read

    bom = read(content(path, _LARGEST, _NAMED))
    if bom is None:
        return None
    _tell_faults(path, bom)
    if format_ == "spdx":
        from vedette.feedback.bom.spdx import lost
    else:
        from vedette.feedback.bom.cyclonedx import lost
    for what in lost(bom)[:_MOST_TOLD]:
        terminal.say("warning", f"{format_} has no room for {what}: not written")
    return bom


def _read(path: Path) -> Bom:
    from vedette.languages.sbom.reading import read

    shared.must_exist(path, "name a bill of material")
    bom = read(content(path, _LARGEST, _NAMED))
    if bom is None:
        raise UsageError(
            f"{path} is no bill of material that is known here",
            help="CycloneDX in JSON or XML, SPDX 2 in JSON or tag-value",
        )
    _tell_faults(path, bom)
    return bom


def _tell_faults(path: Path, bom: Bom) -> None:
    for fault in bom.faults[:_MOST_TOLD]:
        place = f"{path}:{fault.line}" if fault.line else f"{path}"
        terminal.say("warning", f"{place}: {fault.reason}")
    if len(bom.faults) > _MOST_TOLD:
        terminal.say("warning", f"{path}: and {len(bom.faults) - _MOST_TOLD:,} more faults")


def _written(bom: Bom, format_: str) -> bytes:
    if format_ == "spdx":
        from vedette.feedback.bom.spdx import write as as_spdx

        return as_spdx(bom)
    from vedette.feedback.bom.cyclonedx import write as as_cyclonedx

    return as_cyclonedx(bom)
