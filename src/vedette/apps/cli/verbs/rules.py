"""List the rules, or test those that users add."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from vedette.work import cases

_MOST_LINES = 200


@click.group("rules", invoke_without_command=True)
@click.option("--kind", metavar="KIND", help="Only rules of this kind of detector.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(kind: str | None, format_: str) -> int:
    """List the rules: id, severity, confidence and title; or test those that you add."""
    shared.standing().judges = False
    if click.get_current_context().invoked_subcommand is not None:
        if kind or format_ != "text":
            raise UsageError("options of the list do not go with a verb", help="put them after it")
        return 0
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


@command.command("test")
@click.argument("path", default=".", type=click.Path(path_type=Path))
def test(path: Path) -> int:
    """Test the catalogues and rules in .vedette/ of PATH, and your own, by their cases.

    Cases are the examples `bad` and `good` of a rule, and files in .vedette/cases/ whose lines end in
    `# expect: RULE` or `# ok: RULE`; a folder there is one program. Nothing of them is run. It exits 1 if
    something is not as they say, and 2 if a file is wrong.
    """
    shared.standing().judges = False
    shared.must_exist(path, "name the folder that has .vedette/")
    from vedette.sources.tree import FolderSource
    from vedette.work import cases
    from vedette.work.added import LARGEST
    from vedette.work.own import at_head, read

    notes: list[str] = []
    folder = FolderSource(str(path.resolve()), LARGEST + 1)
    own = read((*at_head(folder, notes), *shared.user_catalogues()))
    for note in notes:
        terminal.say("warning", note)
    if not own:
        raise UsageError(
            f"there are no catalogues or rules in {path}/.vedette",
            help="docs/catalogues.md shows how to add one",
        )
    proved = cases.prove(own, (*cases.examples(own), *cases.marked(path)))
    _tell(proved, len(own.files))
    return 1 if proved.failures else 0


def _tell(proved: cases.Proved, files: int) -> None:
    sheet = terminal.paper()
    for one in proved.failures[:_MOST_LINES]:
        sheet.line((Style.strong, "failed"), f"  {one.where}: {one.rule} {one.what}")
        if one.why:
            sheet.line(f"        {one.why}")
    if len(proved.failures) > _MOST_LINES:
        sheet.line(f"and {len(proved.failures) - _MOST_LINES:,} more")
    for rule in proved.unproven:
        sheet.line((Style.faint, "unproven"), f"  {rule}: no case expects it to find anything")
    good = proved.expectations - len(proved.failures)
    sheet.line(
        f"{files} files, {proved.cases} cases, {proved.expectations} expectations: "
        f"{max(good, 0)} as expected, {len(proved.failures)} failed"
    )
    terminal.show(sheet)


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
