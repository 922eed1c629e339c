"""Rules as SARIF reporting descriptors, with the properties that GitHub reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vedette.feedback import neutral
from vedette.model.finding import Finding
from vedette.model.rule import Confidence, Rule, Severity
from vedette.model.verdict import Judgement

SCORES = {Severity.critical: "9.5", Severity.high: "8.0", Severity.medium: "5.5", Severity.low: "3.0"}
LEVELS = {
    Severity.critical: "error",
    Severity.high: "error",
    Severity.medium: "warning",
    Severity.low: "note",
}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
# What GitHub shows of a title and of a description.
_MOST_SHORT = 1_000
_MOST_LONG = 8_000
_MOST_PART = 4_000


def descriptors(
    rules: Mapping[str, Rule], judgements: Sequence[Judgement]
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """All rules of the run in order of id, and the index of each.

    A finding of a rule that the run does not know gets a descriptor of its own, made from the finding.
    """
    known = {name: _descriptor(rule) for name, rule in rules.items()}
    for item in judgements:
        finding = item.tracked.finding
        if finding.rule not in known:
            known[finding.rule] = _unknown(finding)
    names = sorted(known)
    return [known[name] for name in names], {name: index for index, name in enumerate(names)}


def _descriptor(rule: Rule) -> dict[str, Any]:
    descriptor = {
        **_head(rule.id, rule.title, rule.severity),
        "fullDescription": {"text": _text(rule.why or rule.title, _MOST_LONG)},
        "help": {"text": _help_text(rule), "markdown": _help_markdown(rule)},
        "properties": {
            **_severity(rule.severity, rule.confidence),
            "tags": _tags(rule),
            "kind": neutral.valid(rule.kind),
            "principle": str(rule.principle),
        },
    }
    page = next(filter(neutral.is_page, rule.references), "")
    return {**descriptor, "helpUri": page} if page else descriptor


def _unknown(finding: Finding) -> dict[str, Any]:
    return {
        **_head(finding.rule, finding.rule, finding.severity),
        "properties": {**_severity(finding.severity, finding.confidence), "tags": ["security"]},
    }


def _head(name: str, title: str, severity: Severity) -> dict[str, Any]:
    name = neutral.valid(name)
    return {
        "id": name,
        "name": name,
        "shortDescription": {"text": _text(title, _MOST_SHORT)},
        "defaultConfiguration": {"level": LEVELS[severity]},
    }


def _severity(severity: Severity, confidence: Confidence) -> dict[str, Any]:
    return {
        "security-severity": SCORES[severity],
        "precision": str(confidence),
        "problem.severity": _PROBLEM[LEVELS[severity]],
    }


def _tags(rule: Rule) -> list[str]:
    weaknesses = [f"external/cwe/cwe-{number:03d}" for number in rule.cwe]
    asvs = [f"external/asvs/{neutral.valid(name)}" for name in rule.asvs]
    return list(dict.fromkeys(["security", *weaknesses, *asvs, *map(neutral.valid, rule.tags)]))


def _text(text: str, most: int) -> str:
    return neutral.cut(neutral.valid(text), most)


def _help_text(rule: Rule) -> str:
    parts = [rule.why, rule.fix, *(f"See {page}" for page in rule.references)]
    return _text("\n\n".join(part for part in parts if part) or rule.title, _MOST_LONG)


def _help_markdown(rule: Rule) -> str:
    parts = [
        neutral.markdown(neutral.cut(rule.why, _MOST_PART)),
        f"**To mend it:** {neutral.markdown(neutral.cut(rule.fix, _MOST_PART))}" if rule.fix else "",
        *(f"- <{page}>" for page in rule.references if neutral.is_page(page)),
    ]
    return "\n\n".join(part for part in parts if part) or neutral.markdown(rule.title)
