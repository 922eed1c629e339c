"""Show what scanning has cost the stream: seconds waited, people stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vedette.apps.cli import options as shared

if TYPE_CHECKING:
    from vedette.metrics.cost import Cost

_MOST_RUNS = 100_000


@click.command("cost")
@click.option(
    "--by", "by", type=click.Choice(["stage", "rule", "week"]), default=None, help="Only this table."
)
@click.option("--project", metavar="ID", default=None, help="Only this project.  [default: all]")
@shared.ledger_option
def command(by: str | None, project: str | None, ledger: str | None) -> int:
    """Show what the runs in the ledger have cost: by stage, by rule and by week.

    A stop is a run that the gate blocked. Nobody is named: this measures the stream, not people.
    """
    from vedette.ledger.passing import read
    from vedette.ledger.place import beside
    from vedette.ledger.store import open_ledger
    from vedette.metrics import cost

    chosen = shared.ledger_path(ledger)
    opened = open_ledger(chosen)
    try:
        runs = opened.runs(project, _MOST_RUNS)
        if chosen is not None:
            runs += read(beside(chosen), project)
        rules = {item.id: item.finding.rule for item in opened.findings(project)}
    finally:
        opened.close()
    if not runs:
        click.echo("No run is recorded yet. Next: vedette scan")
        return 0
    tables = {
        "stage": ("By stage", cost.by_stage(runs)),
        "rule": ("By the rule that stopped", cost.by_rule(runs, rules)),
        "week": ("By week", cost.by_week(runs)),
    }
    for name, (title, rows) in tables.items():
        if by in (None, name):
            click.echo(_table(title, rows))
    return 0


def _table(title: str, rows: list[Cost]) -> str:
    if not rows:
        return f"{title}\n  nobody was stopped\n"
    width = max(len(row.group) for row in rows)
    head = f"  {'':{width}}  {'runs':>7} {'stops':>6} {'seconds':>9} {'CPU s':>9} {'median':>8} {'95 %':>8}"
    lines = [
        f"  {row.group:{width}}  {row.runs:>7,} {row.stops:>6,} {row.seconds:>9,.1f} {row.cpu_seconds:>9,.1f}"
        f" {row.median:>7.2f}s {row.tail:>7.2f}s"
        for row in rows
    ]
    return "\n".join((title, head, *lines)) + "\n"
