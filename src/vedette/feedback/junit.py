"""JUnit XML for the test page of a CI system: what stops the change is a failed test."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import BinaryIO

from msgspec import Struct

from vedette.feedback import chapters, headline, neutral, owned
from vedette.feedback.interface import Context, Writer
from vedette.feedback.shared import AtVerdict
from vedette.model.coverage import Completeness, KindCoverage
from vedette.model.verdict import Decision, Judgement, Record

_MOST_TEXT = 4_000


class _Case(Struct, frozen=True):
    """One test; `outcome` is an element's name, "" for a test that passed."""

    suite: str
    name: str
    outcome: str = ""
    message: str = ""
    text: str = ""
    path: str = ""
    line: int = 0


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one JUnit document.

    The verdict is a test, and so is each kind of detector with its canary. A finding that stops the change
    is a failed test, any other is a skipped one with its owner and date.

    Args:
        out: where to write; UTF-8.
        context: rules, and whether an auditor reads.
    """
    # Without a verdict nothing is written: CI systems take a missing report for a failure.
    return AtVerdict(out, lambda record, _notes: _document(record, context).encode())


def _document(record: Record, context: Context) -> str:
    run = record.run
    suites = {
        "vedette.verdict": list(_verdict(record)),
        "vedette.findings": [_finding(item, context) for item in chapters.chapters(record, context).shown],
    }
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    every = [case for cases in suites.values() for case in cases]
    lines.append(f"<testsuites {_totals('vedette', every)} time={_quoted(f'{run.seconds:.3f}')}>")
    for name, cases in suites.items():
        when = _quoted(run.started[:19])
        lines.append(f"  <testsuite {_totals(name, cases)} timestamp={when}>")
        lines += [line for case in cases for line in _element(case)]
        lines.append("  </testsuite>")
    lines.append("</testsuites>\n")
    return "\n".join(lines)


def _totals(name: str, cases: list[_Case]) -> str:
    numbers = {
        "tests": len(cases),
        "failures": sum(case.outcome == "failure" for case in cases),
        "errors": sum(case.outcome == "error" for case in cases),
        "skipped": sum(case.outcome == "skipped" for case in cases),
    }
    return " ".join([f'name="{name}"', *(f'{key}="{number}"' for key, number in numbers.items())])


def _element(case: _Case) -> Iterator[str]:
    place = f" file={_quoted(case.path)}" if case.path else ""
    place += f' line="{case.line}"' if case.line > 0 else ""
    head = f"    <testcase classname={_quoted(case.suite)} name={_quoted(case.name)}{place}"
    if not case.outcome:
        yield f"{head}/>"
        return
    yield f"{head}>"
    inner = f"      <{case.outcome} message={_quoted(case.message)}"
    yield f"{inner}>{_text(case.text)}</{case.outcome}>" if case.text else f"{inner}/>"
    yield "    </testcase>"


def _verdict(record: Record) -> Iterator[_Case]:
    verdict = record.verdict
    said = f"{headline.word(verdict)}: {headline.sentence(record)}"
    stops = verdict.decision is Decision.blocked
    void = verdict.completeness is Completeness.void
    partial = verdict.completeness is Completeness.partial
    reasons = "\n".join(verdict.reasons)
    passed = "skipped" if verdict.decision is Decision.overridden else ""
    yield _Case("vedette.verdict", "the change may pass", "failure" if stops else passed, said, reasons)
    held = "error" if void else "failure" if verdict.stop_on_partial else "skipped"
    outcome = held if void or partial else ""
    yield _Case("vedette.verdict", "everything asked for is accounted for", outcome, said, reasons)
    ran = {kind.kind: kind for kind in record.coverage.kinds}
    for name in sorted({*ran, *record.coverage.asked_kinds}):
        yield _canary(name, ran.get(name))


def _canary(name: str, kind: KindCoverage | None) -> _Case:
    case = f"the {name} detector finds its canary"
    if kind is None:
        return _Case("vedette.verdict", case, "error", "the detector did not run")
    if name.startswith(headline.IMPORTED):
        return _Case("vedette.verdict", case, "skipped", "taken from a report, which no canary proves")
    if 0 < kind.canaries_planted <= kind.canaries_found:
        return _Case("vedette.verdict", case)
    found = f"canary found in {kind.canaries_found} of {kind.canaries_planted} workers"
    return _Case("vedette.verdict", case, "error", found)


def _finding(item: Judgement, context: Context) -> _Case:
    tracked, finding = item.tracked, item.tracked.finding
    rule = chapters.rule_of(finding, context)
    stops = item.disposition == "emergency"
    owner = f"owner: {owned.brief(tracked)}{', due ' + tracked.due if tracked.due else ''}"
    lines = [
        finding.message + (f" ({finding.evidence})" if finding.evidence else ""),
        f"why: {rule.why}" if rule else "",
        f"help: {rule.fix}" if rule else "",
        f"gate: {item.reason}",
        owner,
    ]
    title = chapters.title(finding, context)
    lead = f"{finding.severity}: {title}" if stops else f"{item.disposition}, {finding.severity}: {title}"
    return _Case(
        suite=f"vedette.{finding.kind}.{finding.rule}",
        name=f"{chapters.where(finding)} {tracked.id}",
        outcome="failure" if stops else "skipped",
        message=lead,
        text="\n".join(line for line in lines if line),
        path=finding.place.path,
        line=0 if finding.place.revision else finding.place.start.line,
    )


def _quoted(text: str) -> str:
    # Every character that XML forbids is one that is not printable, and so was made visible.
    return f'"{escape(neutral.cut(neutral.visible(text), _MOST_TEXT))}"'


def _text(text: str) -> str:
    lines = (neutral.cut(neutral.visible(line), _MOST_TEXT) for line in text.split("\n"))
    return escape("\n".join(lines), quote=False)
