"""List the rules."""

from __future__ import annotations

import click
import msgspec

from vedette import index
from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Paper, Style
from vedette.model.errors import UsageError
from vedette.model.rule import Rule
from vedette.rulebook import all_rules
from vedette.settings.suggestion import did_you_mean


@click.command("rules")
@click.option("--kind", metavar="KIND", help="Only rules of this kind of detector.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(kind: str | None, format_: str) -> int:
    """List the rules: id, severity, confidence and title."""
    shared.standing().judges = False
    rules = sorted(all_rules().values(), key=lambda rule: (rule.kind, rule.id))
    kinds = {rule.kind for rule in rules} | set(index.load()["kinds"])
    if kind is not None and kind not in kinds:
        known = f"known kinds: {', '.join(sorted(kinds))}"
        raise UsageError(f'unknown detector kind "{kind}"', help=did_you_mean(kind, kinds, known))
    chosen = [rule for rule in rules if kind in (None, rule.kind)]
    if format_ == "json":
        terminal.write(msgspec.json.format(msgspec.json.encode(chosen), indent=2) + b"\n")
    else:
        terminal.show(_table(chosen))
    return 0


def _table(rules: list[Rule]) -> Paper:
    sheet = terminal.paper()
    width = max((len(rule.id) for rule in rules), default=0)
    kind = ""
    for rule in rules:
        if rule.kind != kind:
            kind = rule.kind
            sheet.blank()
            sheet.line((Style.strong, kind))
        words = f"{rule.severity.value:<8}  {rule.confidence.value:<6}"
        sheet.line(f"  {rule.id:<{width}}  ", (Style.faint, words), f"  {rule.title}")
    sheet.blank()
    sheet.line(f"{len(rules)} rules. ", (Style.hint, "vedette explain RULE"), " says why and how to mend it.")
    return sheet
