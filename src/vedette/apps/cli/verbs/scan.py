"""Examine a tree, judge what changed, explain."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli.reports import Reports, wanted
from vedette.model.errors import UsageError


@click.command("scan")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--only", metavar="KIND[,KIND]", help="Use these kinds of detector and no other.")
@click.option("--skip", metavar="KIND[,KIND]", help="Leave these kinds of detector out.")
@click.option("--jobs", type=int, metavar="N", help="Worker processes; 0 chooses.")
@click.option("--history", is_flag=True, help="Examine every version that was ever committed, not the tree.")
@shared.run_options
def command(
    path: Path,
    only: str | None,
    skip: str | None,
    jobs: int | None,
    history: bool,
    options: shared.RunOptions,
) -> int:
    """Examine PATH (a repository, folder or file; by default here), judge it and say why.

    What the change brought in is judged by the policy at its merge base. A usable credential that comes in
    stops the line; all else is tracked, with an owner and a date.

    With --history the commits are examined instead of the tree, those that no branch has any more too. Each
    finding says which commit brought it in and what still leads to it.
    """
    chosen = wanted(options.format, options.record)
    asked: dict[str, object] = {"scan.only": only, "scan.skip": skip, "scan.jobs": jobs}
    if history and options.since is not None:
        raise UsageError("--history and --since exclude each other", help="history is judged against nothing")
    request = shared.request(path, options, asked)
    from vedette.pipeline import scan, scan_history

    reports = Reports(chosen, auditor=options.auditor, root=path)
    return reports.carry((scan_history if history else scan)(request), shared.standing(), exit_zero=options.exit_zero)
