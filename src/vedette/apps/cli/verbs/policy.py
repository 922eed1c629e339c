"""Run a policy's own examples, or say in plain words what it does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from msgspec.structs import replace

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.apps.cli.policies import effective, on_trial, policy_option
from vedette.feedback import neutral
from vedette.feedback.headline import plural
from vedette.feedback.paper import Paper, Style, cells
from vedette.policy.example import Example
from vedette.policy.examples import DEFAULT, Tried, try_examples
from vedette.policy.interface import Policy
from vedette.policy.words import in_words

FAILED = 1
_TITLES = ("", "example", "does", "due", "owner")
_MOST_NAME = 60


@click.group("policy")
def command() -> None:
    """Run a policy's own examples, or say in plain words what it does."""


@command.command("test")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@policy_option
def test(path: Path, policy: Path | None) -> int:
    """Run the examples of the policy for PATH (by default here): each `[[policy.test]]` of its settings.

    A policy without examples is tried with those of the default policy. Nothing is examined. Exits 1 if the
    policy does not do what an example expects.
    """
    shared.standing().judges = False
    settings, origin = effective(path, on_trial(policy))
    examples = settings.policy.tests or _default(settings.policy)
    tried = try_examples(settings.policy, examples, datetime.now(UTC).date())
    sheet = terminal.paper()
    _table(sheet, tried)
    failed = sum(bool(item.faults) for item in tried)
    sheet.blank()
    if failed:
        sheet.line((Style.alarm, "FAILED"), f": {failed} of {plural(len(tried), 'example')}, by {origin}")
    else:
        sheet.line((Style.good, "passed"), f": {plural(len(tried), 'example')}, by {origin}")
    terminal.show(sheet)
    if not settings.policy.tests:
        terminal.say("note", "there is no [[policy.test]]: these are the examples of the default policy")
    return FAILED if failed else 0


def _default(policy: Policy) -> tuple[Example, ...]:
    """The default policy's examples; its days are expected of nobody who chose others."""
    plain = Policy()
    if (policy.due, policy.gap_days) == (plain.due, plain.gap_days):
        return DEFAULT
    return tuple(replace(example, due=None) for example in DEFAULT)


@command.command("show")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@policy_option
def show(path: Path, policy: Path | None) -> int:
    """Say in plain words what the policy for PATH (by default here) does, as the work tree has it."""
    shared.standing().judges = False
    settings, origin = effective(path, on_trial(policy))
    sheet = terminal.paper()
    sheet.line((Style.strong, "Policy"), f": {origin}")
    for heading, sentences in in_words(settings.policy):
        sheet.blank()
        sheet.line((Style.strong, heading))
        for sentence in sentences:
            sheet.labelled((Style.plain, "  -"), sentence)
    terminal.show(sheet)
    terminal.say("note", "a change is judged by the policy at its merge base")
    return 0


def _table(sheet: Paper, tried: list[Tried]) -> None:
    rows = [_TITLES, *(_row(item) for item in tried)]
    widths = [max(cells(row[column]) for row in rows) for column in range(len(_TITLES))]
    for number, row in enumerate(rows):
        text = "  ".join(
            f"{cell}{' ' * (width - cells(cell))}" for cell, width in zip(row, widths, strict=True)
        )
        item = tried[number - 1] if number else None
        style = Style.strong if item is None else Style.alarm if item.faults else Style.plain
        sheet.line((style, text.rstrip()))
        for fault in item.faults if item else ():
            sheet.labelled((Style.alarm, " " * (widths[0] + 1)), fault)
        if item and item.faults:
            sheet.labelled(
                (Style.faint, " " * (widths[0] + 1)), f"the gate says: {item.reason}; {item.due_reason}"
            )


def _row(item: Tried) -> tuple[str, ...]:
    name = neutral.clip(neutral.visible(item.example.name), _MOST_NAME)
    owner = neutral.clip(neutral.visible(item.owner), 40) or "nobody"
    return "FAIL" if item.faults else "ok", name, str(item.does), plural(item.due, "day"), owner
