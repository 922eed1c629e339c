"""What comments in the source accept: which findings, and which of the comments are worth a word. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from vedette.model.facts import Position
from vedette.model.finding import Finding, Place
from vedette.model.marker import Marker
from vedette.model.rule import Confidence, Severity
from vedette.model.waiver import Acceptance
from vedette.policy.interface import Ignores

Spot = tuple[Place, str, str]

# Markers of tools that look for nothing but secrets say nothing of other kinds.
_OF_SECRETS = frozenset({"gitleaks:allow", "pragma: allowlist secret", "trufflehog:ignore"})
_SEVERITIES = {"ignore-faulty": Severity.medium, "ignore-added": Severity.medium}


class Marked(Struct, frozen=True, kw_only=True):
    """A text that has markers.

    Attributes:
        path: of the text.
        kinds: detector kinds that inspected it.
        markers: its markers.
        findings: what was found in it.
    """

    path: str
    kinds: tuple[str, ...]
    markers: tuple[Marker, ...]
    findings: tuple[Finding, ...]


class Setting(Struct, frozen=True, kw_only=True):
    """What markers are weighed by.

    Attributes:
        policy: what markers may do.
        today: an end before it is over.
        rules: rules in use -> their kind.
        known: ids of all rules there are.
        suggest: from an unknown rule id to words of help; "" for none.
        touched: paths that the change touches; None when there is no base to compare with.
        renames: path now -> path at the base.
    """

    policy: Ignores
    today: date
    rules: Mapping[str, str]
    known: frozenset[str]
    suggest: Callable[[str], str]
    touched: frozenset[str] | None = None
    renames: Mapping[str, str] = {}


class Weighed(Struct, frozen=True, kw_only=True):
    """What the markers come to.

    Attributes:
        accepted: by place and rule of a finding.
        lapsed: why a marker of a finding has no effect, to be read after a comma.
        findings: about the markers themselves.
        base: the same, of the base's versions of the files that the change touches.
    """

    accepted: Mapping[Spot, Acceptance] = {}
    lapsed: Mapping[Spot, str] = {}
    findings: tuple[Finding, ...] = ()
    base: tuple[Finding, ...] = ()


def spot(finding: Finding) -> Spot:
    """What a sighting is known by within one run: several weaknesses of a package stand at its one line."""
    return finding.place, finding.rule, finding.subject


def weigh(head: Sequence[Marked], base: Sequence[Marked], setting: Setting) -> Weighed:
    """Weigh the markers of a run.

    Under a change a marker counts for a finding of a touched file only if the base's version of that file had
    the same finding under the same marker: an ignore that comes with what it hides, or is copied to it, has
    nobody's consent yet.

    Args:
        head: texts of what is scanned that have markers.
        base: the base's versions of touched files that have markers.
        setting: what to weigh by.
    """
    accepted: dict[Spot, Acceptance] = {}
    lapsed: dict[Spot, str] = {}
    at_base = Counter(key for marked in base for key in _reviewed(marked, setting))
    for marked in head:
        is_new = setting.touched is not None and marked.path in setting.touched
        for finding, marker in _covered(marked, setting):
            key = (setting.renames.get(marked.path, marked.path), *_key(finding, marker))
            consent = not is_new or at_base[key] > 0
            if is_new and consent:
                at_base[key] -= 1
            why_not = _refusal(finding, marker, setting, consent=consent)
            if why_not:
                lapsed.setdefault(spot(finding), why_not)
            else:
                accepted.setdefault(spot(finding), _acceptance(marker))
    before = {marked.path: marked.markers for marked in base}
    told = [*(one for marked in head for one in _told(marked, setting)), *_added(head, before, setting)]
    return Weighed(
        accepted=accepted,
        lapsed={key: why for key, why in lapsed.items() if key not in accepted},
        findings=tuple(told),
        base=tuple(one for marked in base for one in _told(marked, setting)),
    )


def _covered(marked: Marked, setting: Setting) -> Iterator[tuple[Finding, Marker]]:
    for finding in marked.findings:
        for marker in marked.markers:
            if _covers(marker, finding, setting):
                yield finding, marker


def _covers(marker: Marker, finding: Finding, setting: Setting) -> bool:
    if marker.fault or not finding.place.start.line <= marker.covers <= finding.place.end.line:
        return False
    if not marker.tool:
        return finding.rule in marker.rules
    return setting.policy.foreign and (marker.tool not in _OF_SECRETS or finding.kind == "secrets")


def _reviewed(marked: Marked, setting: Setting) -> Iterator[tuple[str, ...]]:
    return ((marked.path, *_key(finding, marker)) for finding, marker in _covered(marked, setting))


def _key(finding: Finding, marker: Marker) -> tuple[str, ...]:
    name = finding.subject or finding.fingerprint
    return finding.kind, finding.family or finding.rule, name, marker.tool, marker.reason, marker.until


def _refusal(finding: Finding, marker: Marker, setting: Setting, *, consent: bool) -> str:
    what = f"the marker {marker.tool}" if marker.tool else "its ignore"
    if marker.until and date.fromisoformat(marker.until) < setting.today:
        return f"{what} ended on {marker.until}"
    if finding.severity.rank > setting.policy.severity.rank:
        return f"{what} has no effect on severity {finding.severity.value}: it needs a waiver"
    return "" if consent else f"{what} is new for it in this change and counts once that is in the base"


def _acceptance(marker: Marker) -> Acceptance:
    if marker.tool:
        return Acceptance(how="foreign", reason=marker.tool)
    return Acceptance(how="ignore", reason=marker.reason, until=marker.until)


def _told(marked: Marked, setting: Setting) -> Iterator[Finding]:
    """What is to be said of the markers themselves."""
    for marker in marked.markers:
        if marker.tool:
            continue
        if marker.fault:
            yield _finding("ignore-faulty", marked, marker, f"this ignore {marker.fault}; it has no effect")
            continue
        for rule in marker.rules:
            if "/" not in rule and rule not in setting.known:
                help_ = setting.suggest(rule)
                words = f': "{rule}", {help_}' if help_ else ""
                what = f"this ignore names a rule that does not exist{words}"
                yield _finding("ignore-faulty", marked, marker, what)
        unused = [rule for rule in marker.rules if _is_unused(rule, marker, marked, setting)]
        if unused:
            what = (
                f"this ignore of {', '.join(unused)} is unused: nothing of the kind is found there any more"
            )
            yield _finding("ignore-unused", marked, marker, what)


def _is_unused(rule: str, marker: Marker, marked: Marked, setting: Setting) -> bool:
    if setting.rules.get(rule, "") not in marked.kinds:
        return False
    return not any(finding.rule == rule and _covers(marker, finding, setting) for finding in marked.findings)


def _added(
    head: Sequence[Marked], before: Mapping[str, Sequence[Marker]], setting: Setting
) -> Iterator[Finding]:
    """The markers that touched files have and their versions at the base do not."""
    for marked in head:
        if setting.touched is None or marked.path not in setting.touched:
            continue
        there = before.get(setting.renames.get(marked.path, marked.path), ())
        known = Counter(map(_words, there))
        for marker in marked.markers:
            if marker.fault or (marker.tool and not setting.policy.foreign):
                continue
            words = _words(marker)
            known[words] -= 1
            if known[words] < 0:
                rules = ", ".join(rule for rule in marker.rules if rule in setting.known) or "a rule"
                what = f"the marker {marker.tool}" if marker.tool else f"this ignore of {rules}"
                sentence = f"{what} is new in this change: it has no effect before it is in the base"
                yield _finding("ignore-added", marked, marker, sentence)


def _words(marker: Marker) -> tuple[object, ...]:
    return marker.tool, marker.rules, marker.reason, marker.until


def _finding(rule: str, marked: Marked, marker: Marker, message: str) -> Finding:
    here = Position(line=marker.line, column=1)
    said = repr((rule, marker.tool, marker.rules, marker.reason, marker.until, marker.fault))
    return Finding(
        rule=rule,
        kind="policy",
        place=Place(path=marked.path, start=here, end=here),
        severity=_SEVERITIES.get(rule, Severity.low),
        confidence=Confidence.high,
        message=message,
        subject=hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32],
    )
