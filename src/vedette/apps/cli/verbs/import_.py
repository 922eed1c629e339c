"""Take another tool's SARIF report as findings."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli.reports import Reports, wanted
from vedette.ledger.store import open_ledger
from vedette.work.named import content

_LARGEST = 512 * 1024 * 1024


@click.command("import")
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--project",
    default=".",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The repository or folder that the report is about.  [default: here]",
)
@click.option(
    "--base",
    type=click.Path(path_type=Path),
    metavar="REPORT",
    help="The same tool's report at the base of the change: what it has too is not introduced.",
)
@shared.run_options
def command(report: Path, project: Path, base: Path | None, options: shared.RunOptions) -> int:
    """Take the SARIF file REPORT of another tool as findings.

    They get the same identity, owner, lifecycle and gate as those found here. Nothing of the tree is
    examined, so nothing is said of it.
    """
    chosen = wanted(options.format, options.record)
    request = shared.request(project, options, {})
    for path in filter(None, (report, base)):
        shared.must_exist(path)
    from vedette.pipeline import import_report
    from vedette.sources.reports.sarif import read

    with closing(open_ledger(shared.ledger_path(options.ledger))) as ledger:
        root, key = str(project.resolve()), ledger.identity_key()
    found = read(content(report, _LARGEST, "split it"), root, key)
    before = None if base is None else read(content(base, _LARGEST, "split it"), root, key)
    reports = Reports(chosen, auditor=options.auditor, root=project, rules=found.rules)
    return reports.carry(
        import_report(request, found, before), shared.standing(), exit_zero=options.exit_zero
    )
