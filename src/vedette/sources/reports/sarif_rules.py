"""The rules of a SARIF run: which one a result means, and its advice as a `Rule`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from vedette.model.rule import Confidence, Principle, Rule, Severity
from vedette.sources.reports.redaction import one_line, redacted
from vedette.sources.reports.sarif_file import (
    Bag,
    Component,
    Descriptor,
    DescriptorReference,
    Message,
    Result,
    Run,
    Tool,
)

_MOST_TITLE = 120
_MOST_PROSE = 2_000
_MOST_NAME = 160
_MOST_NUMBERS = 10
_CWE = re.compile(r"\bcwe[-_/: ]{0,2}0{0,6}([1-9][0-9]{0,5})\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?:CWE-)?0{0,6}([1-9][0-9]{0,5})", re.IGNORECASE)
_LEVELS = {"error": Severity.high, "warning": Severity.medium, "note": Severity.low, "none": Severity.low}
_PRECISIONS = {
    "very-high": Confidence.high,
    "high": Confidence.high,
    "medium": Confidence.medium,
    "low": Confidence.low,
}
# Which principle a weakness offends, by CWE; what is not here is a matter of knowing what one runs.
_PRINCIPLES = {
    Principle.authentication: {256, 259, 287, 306, 307, 321, 352, 384, 522, 613, 798, 862, 863},
    Principle.encryption: {295, 311, 312, 319, 326, 327, 328, 330, 338, 347, 759, 760, 916},
    Principle.logging: {117, 209, 223, 532, 778},
    Principle.zoning: {22, 200, 284, 434, 601, 611, 668, 732, 918, 942},
}


class Rules:
    """The rules of one run."""

    def __init__(self, run: Run) -> None:
        tool = run.tool or Tool()
        self.driver = tool.driver or Component(name=tool.name, version=tool.version)
        self._components = [self.driver, *(tool.extensions or ())]
        self.tool = slug(self.driver.name or "unknown")
        self.kind = f"import:{self.tool}"
        self._by_id = dict(run.resources.rules or {}) if run.resources else {}
        for component in reversed(self._components):
            self._by_id.update({rule.id: rule for rule in _listed(component) if rule.id})

    def find(self, result: Result) -> tuple[str, Descriptor]:
        """The tool's own id of the result's rule, and what the run says about that rule."""
        reference = result.rule or DescriptorReference()
        name = result.rule_id or reference.id or ""
        rule = self._by_id.get(name) or self._by_id.get(name.rpartition("/")[0])
        if rule is None and not name:
            rule = self._indexed(result, reference)
        rule = rule or Descriptor()
        return name or rule.id or rule.name or "unnamed", rule

    def advice(self, name: str, descriptor: Descriptor) -> Rule:
        """The rule as advice; `name` is the tool's own id of it."""
        why = _words(descriptor.full_description) or _words(descriptor.short_description)
        page = descriptor.help_uri or ""
        page = page if page.startswith(("https://", "http://")) and len(page) <= _MOST_PROSE else ""
        title = _words(descriptor.short_description) or (descriptor.name or "").replace("_", " ") or name
        numbers = cwe(descriptor.properties, descriptor)
        maker = one_line(self.driver.name or "the tool", _MOST_NAME)
        advised = f"Follow what {maker} advises for {one_line(name, _MOST_NAME)}" + (
            f": {page}" if page else "."
        )
        return Rule(
            id=self.rule_id(name),
            kind=self.kind,
            title=redacted(one_line(title, _MOST_TITLE)).rstrip("."),
            why=redacted(one_line(why, _MOST_PROSE)),
            fix=redacted(one_line(_words(descriptor.help), _MOST_PROSE)) or advised,
            severity=severity(None, None, descriptor),
            confidence=confidence(None, descriptor),
            principle=_principle(numbers),
            cwe=numbers,
            references=(one_line(page, _MOST_PROSE),) if page else (),
        )

    def rule_id(self, name: str) -> str:
        """Our id for the tool's rule: `tool/rule`."""
        return f"{self.tool}/{re.sub(r'[^!-~]+', '-', name[:_MOST_NAME])}"

    def _indexed(self, result: Result, reference: DescriptorReference) -> Descriptor | None:
        index = result.rule_index if result.rule_index is not None else reference.index
        component = self.driver
        if reference.tool_component and reference.tool_component.index is not None:
            at = reference.tool_component.index + 1
            component = self._components[at] if 0 < at < len(self._components) else component
        rules = _listed(component)
        return rules[index] if index is not None and 0 <= index < len(rules) else None


def slug(name: str) -> str:
    """A tool's name as part of an id: lower case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name[:_MOST_NAME].lower()).strip("-")[:60] or "unknown"


def severity(level: str | None, properties: Bag | None, rule: Descriptor) -> Severity:
    """Severity by the score (as GitHub reads it) of the result or its rule, else by the level."""
    for bag in (properties, rule.properties):
        score = _score(bag.security_severity if bag else None)
        if score is not None:
            return _by_score(score)
    level = level or (rule.default_configuration and rule.default_configuration.level) or "warning"
    return _LEVELS.get(level, Severity.medium)


def confidence(properties: Bag | None, rule: Descriptor) -> Confidence:
    """Confidence by the precision of the result or its rule; medium when neither says."""
    for bag in (properties, rule.properties):
        for word in (bag.issue_confidence, bag.precision) if bag else ():
            if isinstance(word, str) and word.lower() in _PRECISIONS:
                return _PRECISIONS[word.lower()]
    return Confidence.medium


def cwe(
    properties: Bag | None, rule: Descriptor, taxa: Iterable[DescriptorReference] | None = ()
) -> tuple[int, ...]:
    """CWE numbers from tags, taxa and relationships, in the order found."""
    found: dict[int, None] = {}
    for bag in (properties, rule.properties):
        for tag in bag.tags if bag and isinstance(bag.tags, list) else ():
            if isinstance(tag, str) and (match := _CWE.search(tag[:_MOST_NAME])):
                found[int(match[1])] = None
    targets = [*(taxa or ()), *(item.target for item in rule.relationships or () if item.target)]
    found.update(dict.fromkeys(_numbers(targets)))
    return tuple(found)[:_MOST_NUMBERS]


def _numbers(targets: Iterable[DescriptorReference]) -> Iterator[int]:
    for target in targets:
        taxonomy = target.tool_component and target.tool_component.name
        match = _DIGITS.fullmatch(target.id or "")
        if match and (taxonomy or "").upper().startswith("CWE"):
            yield int(match[1])


def _listed(component: Component) -> list[Descriptor]:
    return component.rules or component.rule_descriptors or []


def _words(message: Message | None) -> str:
    return (message.text or message.markdown or "") if message else ""


def _principle(numbers: tuple[int, ...]) -> Principle:
    for number in numbers:
        for principle, members in _PRINCIPLES.items():
            if number in members:
                return principle
    return Principle.asset_management


def _score(value: Any) -> float | None:
    try:
        score = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return score if score is not None and 0 <= score <= 10 else None  # noqa: PLR2004 - the range of CVSS


def _by_score(score: float) -> Severity:
    # The borders at which GitHub names a score.
    for border, name in ((9.0, Severity.critical), (7.0, Severity.high), (4.0, Severity.medium)):
        if score >= border:
            return name
    return Severity.low
