"""What is accepted in a run: markers gathered while texts are examined, waivers, and statements of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from vedette import index
from vedette.ledger.interface import Seen
from vedette.ledger.lifecycle import is_gone
from vedette.model.finding import Finding, Tracked
from vedette.model.marker import Marker
from vedette.model.waiver import Waiver
from vedette.policy.ignores import Marked, Setting, Weighed, spot, weigh
from vedette.policy.vex import VexView, with_statements
from vedette.policy.waivers import Standing, View, assess
from vedette.settings.suggestion import did_you_mean
from vedette.work.interface import Outcome
from vedette.work.plan import Plan
from vedette.work.statements import purls_of


class Markers:
    """The texts of a run that have markers; there are few."""

    def __init__(self) -> None:
        self._head: dict[str, Marked] = {}
        self._base: dict[str, Marked] = {}

    def take(self, outcome: Outcome, findings: Sequence[Finding], *, base: bool) -> None:
        """Takes a text that has markers.

        Args:
            outcome: of the text.
            findings: in it, fingerprints set.
            base: it is the base's version of a file that the change touches.
        """
        (self._base if base else self._head)[outcome.entry.path] = Marked(
            path=outcome.entry.path, kinds=outcome.kinds, markers=outcome.markers, findings=tuple(findings)
        )

    def join(
        self, findings: Sequence[Finding], markers: Mapping[str, tuple[Marker, ...]], *, base: bool
    ) -> None:
        """Takes what was found when all texts were examined.

        Args:
            findings: of any of them, fingerprints set.
            markers: other tools' on their lines, by path.
            base: as for `take`.
        """
        known = self._base if base else self._head
        for finding in findings:
            path = finding.place.path
            one = known.get(path) or Marked(path=path, kinds=(finding.kind,), markers=(), findings=())
            if not one.markers and path not in markers:
                continue
            found = (*one.findings, finding)
            all_markers = tuple(dict.fromkeys((*one.markers, *markers.get(path, ()))))
            known[path] = replace(one, markers=all_markers, findings=found)

    def weighed(self, plan: Plan) -> Weighed:
        """What the markers come to, by the plan's policy and change."""
        if not (self._head or self._base):
            return Weighed()
        rules = index.load()["rules"]
        change = plan.change if plan.change and plan.change.base else None
        setting = Setting(
            policy=plan.settings.policy.ignores,
            today=datetime.now(UTC).date(),
            rules={name: rule.kind for name, rule in plan.book.rules.items()},
            known=frozenset(rules),
            suggest=lambda name: did_you_mean(name, rules),
            touched=change.touched if change else None,
            renames=change.renames if change else {},
        )
        return weigh(list(self._head.values()), list(self._base.values()), setting)


def standing(
    plan: Plan,
    tracked: Sequence[Tracked],
    findings: Sequence[Finding],
    removed: Sequence[Finding],
    weighed: Weighed,
    seen: Seen,
) -> Standing:
    """What waivers, markers and statements of others accept of the findings of a run.

    Args:
        plan: of the run.
        tracked: the findings as the ledger knows them.
        findings: the sightings of this run.
        removed: findings of the base that are there no more.
        weighed: the markers.
        seen: what the run looked at.
    """
    found = _of_waivers(plan, tracked, findings, removed, weighed, seen)
    heard = plan.heard
    if not heard.given:
        return found
    policy = plan.settings.policy
    view = VexView(
        trust=policy.vex,
        max_days=policy.waivers.max_days,
        today=datetime.now(UTC).date(),
        ours=heard.ours,
        purls=purls_of,
    )
    return with_statements(found, heard.given, tracked, view)


def _of_waivers(
    plan: Plan,
    tracked: Sequence[Tracked],
    findings: Sequence[Finding],
    removed: Sequence[Finding],
    weighed: Weighed,
    seen: Seen,
) -> Standing:
    waivers = plan.waivers
    if not (waivers.standing or waivers.pending or weighed.accepted or weighed.lapsed):
        return Standing()
    rules = index.load()["rules"]

    def looked(waiver: Waiver) -> bool:
        kind = rules[waiver.rule]["kind"] if waiver.rule in rules else ""
        if not seen.complete or kind not in seen.kinds or waiver.rule not in plan.book.rules:
            return False
        return waiver.path in seen.examined or is_gone(waiver.path, seen)

    view = View(
        limits=plan.settings.policy.waivers,
        today=datetime.now(UTC).date(),
        renames=seen.renames,
        is_gone=lambda path: bool(seen.present) and is_gone(path, seen),
        looked=looked,
        here=frozenset(map(spot, findings)),
        removed=removed,
    )
    return assess(waivers, tracked, weighed, view)
