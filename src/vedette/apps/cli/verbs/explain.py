"""Explain a rule, or tell the life of a finding."""

from __future__ import annotations

from pathlib import Path

import click

from vedette import index
from vedette.apps.cli import life, terminal
from vedette.apps.cli import options as shared
from vedette.feedback.paper import Paper, Style
from vedette.ledger.interface import FindingHistory
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError
from vedette.model.rule import Rule
from vedette.rulebook import all_rules
from vedette.settings.suggestion import did_you_mean
from vedette.verification.spec import specs

_SECRETS = "secrets"


@click.command("explain")
@click.argument("name", metavar="RULE|FINDING")
@shared.ledger_option
def command(name: str, ledger: str | None) -> int:
    """Explain RULE: why it matters, how to mend it. Or tell the life of FINDING, by its id."""
    shared.standing().judges = False
    rules = all_rules()
    sheet = terminal.paper()
    if name in rules:
        _rule(sheet, rules[name])
        terminal.show(sheet)
        return 0
    found, ids = _look_up(name, ledger)
    if found is None:
        known = "`vedette rules` lists the rules, `vedette findings` the findings"
        raise UsageError(
            f'neither a rule nor a finding is called "{name}"', help=did_you_mean(name, [*rules, *ids], known)
        )
    life.tell(sheet, found)
    rule = rules.get(found.tracked.finding.rule)
    if rule is not None:
        sheet.blank()
        _rule(sheet, rule)
        if rule.kind == _SECRETS:
            sheet.labelled((Style.hint, "look:"), life.exposure(found.tracked))
    terminal.show(sheet)
    return 0


def _look_up(name: str, option: str | None) -> tuple[FindingHistory | None, list[str]]:
    """The finding, or the ids of all findings to choose the nearest from."""
    path = shared.ledger_path(option)
    if path is None or (isinstance(path, Path) and not path.exists()):
        return None, []
    store = open_ledger(path)
    try:
        found = store.finding(name)
        return found, [] if found else [item.id for item in store.findings(None)]
    finally:
        store.close()


def _rule(sheet: Paper, rule: Rule) -> None:
    sheet.line((Style.strong, rule.id), f": {rule.title}")
    cwe = "".join(f", CWE-{number}" for number in rule.cwe)
    sheet.line(
        (Style.faint, f"{rule.kind}, severity {rule.severity.value}, confidence {rule.confidence.value}{cwe}")
    )
    sheet.blank()
    sheet.labelled((Style.strong, "why:"), rule.why)
    sheet.labelled((Style.hint, "fix:"), rule.fix)
    spec = specs().get(rule.id) if rule.kind == _SECRETS else None
    if spec is not None:
        asked = f"vedette scan --verify asks {spec.hosts[0]} whether it still works"
        sheet.labelled((Style.hint, "verify:"), asked)
    sheet.labelled((Style.faint, "principle:"), rule.principle.value)
    if rule.weakness:
        _weakness(sheet, rule)
    for reference in rule.references:
        sheet.labelled((Style.faint, "see:"), reference)


def _weakness(sheet: Paper, rule: Rule) -> None:
    """What a rule on code says beyond advice: where it follows data from, and the form by framework."""
    entry = index.load()["rules"][rule.id]
    sheet.labelled((Style.faint, "weakness:"), rule.weakness)
    for label, key in (("from:", "sources"), ("audited:", "audited")):
        if entry.get(key):
            sheet.labelled((Style.faint, label), ", ".join(entry[key]))
    if rule.asvs:
        sheet.labelled((Style.faint, "asvs:"), ", ".join(rule.asvs))
    for form in entry.get("advice", ()):
        whose = form["names"].rstrip(".") or form.get("language", "")
        sheet.labelled((Style.hint, f"{whose}:"), form["text"])
