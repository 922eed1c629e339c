"""Another tool's report, taken as findings."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Seen
from vedette.model.coverage import Completeness, Coverage, KindCoverage, completeness
from vedette.model.events import Event, Found, Judged, Skipped, Started
from vedette.pipeline.belonging import settled
from vedette.pipeline.conclusion import compare, conclude, ledger_of, touched_by
from vedette.sources.reports.interface import Report
from vedette.work.plan import Request, make_plan


def import_report(request: Request, report: Report, base: Report | None = None) -> Iterator[Event]:
    """Take another tool's report as findings: same identity, owner, lifecycle and gate.

    Nothing of the tree is examined, so nothing is said of it. Introduced is what the report of the base does
    not have; without one, what lies in a file that the change touches.

    Args:
        request: `path` is the project the report is about.
        report: as `sources.reports.sarif.read` gives it.
        base: the same tool's report at the base of the change.
    """
    plan = make_plan(request)
    tool = ", ".join(f"{name} {version}".strip() for name, version in report.tools)
    run = replace(plan.run, kinds=report.kinds, tool=tool, scope=":".join((plan.run.scope, *report.kinds)))
    plan = replace(plan, run=run, own_findings=())
    findings = with_fingerprints(report.findings)
    compared = (
        touched_by(findings, plan.change)
        if base is None
        else compare(findings, with_fingerprints(base.findings), plan.change, None)
    )
    # The report itself is one of the things asked for: an empty one was examined all the same.
    coverage = Coverage(
        asked=1 + report.asked,
        examined=1 + len(findings),
        skips=report.skips,
        kinds=tuple(KindCoverage(kind=kind, examined=1) for kind in report.kinds),
    )
    seen = Seen(
        kinds=frozenset(report.kinds),
        examined={},
        present=frozenset(),
        complete=completeness(coverage)[0] is Completeness.complete,
    )
    ledger = ledger_of(request, plan)
    try:
        plan = settled(plan, ledger, request)
        run = plan.run
        yield Started(run=run, asked=coverage.asked, notes=plan.notes)
        yield from (Skipped(skip=skip) for skip in report.skips)
        yield from (Found(finding=finding) for finding in findings)
        with ledger.session(run) as session:
            record = conclude(plan, session, findings, coverage, seen, compared)
        yield Judged(record=record)
    finally:
        ledger.close()
