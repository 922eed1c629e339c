"""Show earlier runs, or the findings they left open."""

from __future__ import annotations

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.ledgers import open_existing
from vedette.feedback.paper import Paper, Style
from vedette.ledger.interface import RunSummary
from vedette.model.finding import State, Tracked

_TITLES = ("time (UTC)", "commit", "verdict", "examined", "new", "fixed", "open")


@click.command("history")
@click.option("--findings", is_flag=True, help="List the open findings instead of the runs.")
@click.option("--project", metavar="ID", help="Only of this project.  [default: all]")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Runs to show.")
@shared.ledger_option
def command(findings: bool, project: str | None, limit: int, ledger: str | None) -> int:
    """Show earlier runs, newest first, from the ledger."""
    shared.standing().judges = False
    store = open_existing(ledger)
    try:
        sheet = _open(store.findings(project)) if findings else _runs(store.runs(project, limit))
    finally:
        store.close()
    terminal.show(sheet)
    return 0


def _runs(runs: list[RunSummary]) -> Paper:
    sheet = terminal.paper()
    rows = [_TITLES, *(_row(run) for run in runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
    for number, row in enumerate(rows):
        text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        sheet.line((Style.plain if number else Style.strong, text))
    if not runs:
        sheet.line("no run is on record here")
    return sheet


def _row(summary: RunSummary) -> tuple[str, ...]:
    run = summary.run
    verdict = summary.decision
    if summary.completeness == "void" and verdict == "passed":
        verdict = "VOID"
    elif summary.completeness != "complete":
        verdict = f"{verdict}, {summary.completeness.upper()}"
    counts = (summary.new, summary.fixed, summary.open)
    return (
        (run.finished or run.started).removesuffix("+00:00").replace("T", " ").removesuffix("Z"),
        run.commit[:12] or "-",
        verdict,
        f"{summary.examined} of {summary.asked}",
        *map(str, counts),
    )


def _open(findings: list[Tracked]) -> Paper:
    sheet = terminal.paper()
    standing = [item for item in findings if item.state is State.open]
    standing.sort(key=lambda item: (-item.finding.severity.rank, item.finding.place, item.id))
    for item in standing:
        finding = item.finding
        due = f", due {item.due}" if item.due else ""
        owner = f", {item.owner}" if item.owner else ""
        sheet.line(
            (Style.strong, item.id),
            f"  {finding.severity.value}  {finding.rule}  ",
            (Style.place, f"{finding.place.path}:{finding.place.start.line}"),
            (Style.faint, f"  since {item.first_seen[:10]}{due}{owner}"),
        )
    sheet.line(f"{len(standing)} open of {len(findings)} on record")
    return sheet
