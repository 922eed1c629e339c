"""Annotations for a change on GitHub: workflow commands on standard output, at most ten of each level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from vedette.feedback import chapters, headline, neutral, owned
from vedette.feedback.interface import Context, Writer
from vedette.feedback.shared import AtVerdict
from vedette.feedback.sites import sites
from vedette.model.coverage import Completeness
from vedette.model.finding import Finding
from vedette.model.verdict import Decision, Judgement, Record

# GitHub shows no more of one level for one step.
MOST = 10
_MOST_TITLE = 200
_MOST_MESSAGE = 1_500
_ALL = "another report (text, json, sarif) has all of them"


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of workflow commands: `::error file=…,line=…::…`.

    What stops the change is an error, what else the change brought in a warning, what was there before a
    notice; what was accepted is not annotated.

    Args:
        out: where to write; only the runner's standard output makes annotations of it.
        context: rules, and whether an auditor reads.
    """
    return AtVerdict(
        out,
        lambda record, _notes: "".join(f"{line}\n" for line in _report(record, context)).encode(),
        lambda _run: (command("error", {"title": "vedette"}, chapters.NO_VERDICT) + "\n").encode(),
    )


def command(level: str, properties: dict[str, str], message: str) -> str:
    """One workflow command, without its line end.

    Args:
        level: `error`, `warning` or `notice`.
        properties: names -> values, escaped here; an empty value is left out.
        message: its lines are kept, whatever else could act is shown.
    """
    lines = "\n".join(neutral.visible(line) for line in message.split("\n"))
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{level}{' ' if listed else ''}{listed}::{_data(lines)}"


def _report(record: Record, context: Context) -> Iterator[str]:
    told = chapters.chapters(record, context)
    parts = {
        "error": told.emergencies,
        "warning": (*told.overridden, *told.new),
        "notice": told.still_open,
    }
    every = {
        level: [site.judgement for site in sites(part, auditor=context.auditor)]
        for level, part in parts.items()
    }
    listed = {
        level: [_annotation(level, item, context) for item in items[: MOST + 1]]
        for level, items in every.items()
    }
    numbers = {level: len(items) for level, items in every.items()}
    level = _level(record)
    listed[level].insert(0, command(level, {"title": "vedette"}, _verdict(record)))
    numbers[level] += 1
    for name, lines in listed.items():
        if numbers[name] <= MOST:
            yield from lines
            continue
        yield from lines[: MOST - 1]
        more = numbers[name] - (MOST - 1)
        yield command(name, {"title": "vedette"}, f"and {more:,} more: {_ALL}")


def _level(record: Record) -> str:
    verdict = record.verdict
    if verdict.decision is Decision.blocked or verdict.completeness is Completeness.void:
        return "error"
    if verdict.completeness is Completeness.complete:
        return "notice" if verdict.decision is Decision.passed else "warning"
    return "error" if verdict.stop_on_partial else "warning"


def _verdict(record: Record) -> str:
    lines = [f"{headline.word(record.verdict)}: {headline.sentence(record)}"]
    lines += [f"- {reason}" for reason in record.verdict.reasons[:MOST]]
    if record.mended:
        lines.append(f"{len(record.mended):,} mended")
    return neutral.cut("\n".join(lines), _MOST_MESSAGE)


def _annotation(level: str, item: Judgement, context: Context) -> str:
    tracked, finding = item.tracked, item.tracked.finding
    rule = chapters.rule_of(finding, context)
    owner = f"owner {owned.brief(tracked)}{', due ' + tracked.due if tracked.due else ''}"
    lines = [
        _one_line(finding.message + (f" ({finding.evidence})" if finding.evidence else "")),
        _one_line(f"Why: {rule.why}") if rule else "",
        _one_line(f"To mend it: {rule.fix}") if rule else "",
        _one_line(f"{finding.rule}, {tracked.id}; {owner}; {item.reason}"),
    ]
    title = f"{finding.severity}: {chapters.title(finding, context)}"
    properties = {"title": neutral.cut(neutral.visible(title), _MOST_TITLE), **_place(finding)}
    return command(level, properties, "\n".join(line for line in lines if line))


def _place(finding: Finding) -> dict[str, str]:
    place = finding.place
    properties = {"file": neutral.visible(place.path)}
    # A line of an old version would mark whatever stands there now.
    if place.revision or place.start.line < 1:
        return properties
    properties["line"] = str(place.start.line)
    if place.end.line > place.start.line:
        properties["endLine"] = str(place.end.line)
    elif place.start.column >= 1:
        properties["col"] = str(place.start.column)
        properties["endColumn"] = str(max(place.end.column, place.start.column))
    return properties


def _one_line(text: str) -> str:
    return neutral.cut(neutral.visible(text), _MOST_MESSAGE)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
