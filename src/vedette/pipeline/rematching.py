"""Rematching: all that runs, held against what is publicly known now. No tree is read, nothing scanned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from msgspec import Struct

from vedette.analysis.packages.fixing import nearest_fix
from vedette.analysis.packages.naming import names_of
from vedette.analysis.packages.severity import severity_of
from vedette.ledger.interface import Ledger, Letters, Rematched, Running, Sighting
from vedette.ledger.rematching import evidence
from vedette.model.advisory import Advisory, Matches
from vedette.model.deployment import KIND, Deployment
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.inventory import Part
from vedette.model.package import Scope
from vedette.model.rule import Confidence, Severity
from vedette.policy.due import DueDates
from vedette.policy.interface import Policy
from vedette.sources.advisories.store import Store

VULNERABLE, MALICIOUS = "package-vulnerable", "package-malicious"
_RUNS = frozenset({Scope.runtime, Scope.optional})
_LONGEST = 320
_BILL = "sbom"
_NOTHING = Matches()


class Told(Struct, frozen=True, kw_only=True):
    """What a matching did, and the packages (ecosystem, name, version) of which it cannot be told."""

    done: Rematched
    undecided: tuple[tuple[str, str, str], ...] = ()


def rematch(ledger: Ledger, store: Store, policy: Policy, letters: Letters, now: datetime) -> Told:
    """Hold all deployments against the advisories, and remember what is new or gone.

    Done again with the same advisories and deployments, it changes nothing.

    Args:
        ledger: with deployments; findings and alerts are kept there.
        store: the advisories.
        policy: whose due dates count.
        letters: what is to be told of emergencies.
        now: with time zone.

    Raises:
        WorldError: the ledger or the database cannot be read.
    """
    matching = Matching(store, policy, now)
    # Asked for once before anybody else has to wait for it; then only what came meanwhile is new.
    matching.judge(ledger.running()[0])
    done = ledger.rematch(matching.judge, now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), letters)
    return Told(done=done, undecided=tuple(sorted(matching.undecided)))


class Matching:
    """Judges deployments; what it found out of a version once, it knows.

    Args:
        store: the advisories.
        policy: whose due dates count.
        now: with time zone.

    Attributes:
        undecided: packages (ecosystem, name, version) of which it cannot be told.
    """

    def __init__(self, store: Store, policy: Policy, now: datetime) -> None:
        self.undecided: set[tuple[str, str, str]] = set()
        self._store = store
        self._dates = DueDates(policy)
        self._today = now.astimezone(UTC).date()
        self._about: dict[tuple[str, str], bool] = {}
        self._known: dict[tuple[str, str, str], Matches] = {}
        self._fixes: dict[tuple[str, str, str, str], str] = {}
        self._sightings: dict[Deployment, list[Sighting]] = {}

    def judge(self, running: Sequence[Running]) -> list[Sighting]:
        """The weaknesses of what runs, each once for a deployment and package.

        What is only needed to build or to develop does not run; but what is malicious may have got in by it.

        Args:
            running: deployments with their packages.
        """
        for one in running:
            # A deployment names its packages by their content: judged once, it stays so.
            if one.deployment not in self._sightings:
                self._sightings[one.deployment] = list(self._of(one))
        return [sighting for one in running for sighting in self._sightings[one.deployment]]

    def _of(self, one: Running) -> Iterator[Sighting]:
        found: dict[tuple[str, str, str], tuple[Advisory, list[Part]]] = {}
        for part in one.parts:
            if not part.version:
                continue
            for advisory in self._matches(part).affecting:
                if part.scope in _RUNS or advisory.malicious:
                    key = (part.ecosystem, part.name, advisory.id)
                    found.setdefault(key, (advisory, []))[1].append(part)
        for advisory, parts in found.values():
            yield self._sighting(one.deployment, advisory, parts)

    def _matches(self, part: Part) -> Matches:
        package = (part.ecosystem, part.name)
        about = self._about.get(package)
        if about is None:
            about = self._about[package] = bool(self._store.candidates(*package))
        if not about:
            return _NOTHING
        key = (*package, part.version)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._store.matches(*key)
            if known.undecided:
                self.undecided.add(key)
        return known

    def _sighting(self, deployment: Deployment, advisory: Advisory, parts: Sequence[Part]) -> Sighting:
        finding = _finding(deployment, advisory, parts, self._fix(advisory, parts[0]))
        item = Tracked(
            id="", finding=finding, state=State.open, introduced=False, first_seen="", last_seen=""
        )
        due, _ = self._dates.of(item, self._today)
        names = tuple(names_of(advisory))
        return Sighting(deployment=deployment, part=parts[0], names=names, finding=finding, due=due)

    def _fix(self, advisory: Advisory, part: Part) -> str:
        key = (advisory.id, part.ecosystem, part.name, part.version)
        if key not in self._fixes:
            self._fixes[key] = nearest_fix(advisory, part.ecosystem, part.name, part.version)
        return self._fixes[key]


def _finding(deployment: Deployment, advisory: Advisory, parts: Sequence[Part], fix: str) -> Finding:
    part = parts[0]
    rule = MALICIOUS if advisory.malicious else VULNERABLE
    runs = evidence(part.name, [one.version for one in parts])
    return Finding(
        rule=rule,
        kind=KIND,
        family=rule,
        place=_place(deployment, part),
        severity=_severity(advisory),
        confidence=Confidence.high,
        message=_message(deployment, advisory, part, runs),
        symbol=part.name,
        evidence=runs,
        advice=_advice(advisory, part, fix),
        pressing=_pressing(advisory),
    )


def _place(deployment: Deployment, part: Part) -> Place:
    """Environment, service, and the file that settles the package, or the bill of material."""
    where = (quote(one, safe=" ") for one in (deployment.environment, deployment.service))
    line = max(part.line, 1)
    path = "/".join((KIND, *where, part.path or _BILL))
    return Place(path, Position(line, 1), Position(line, 2))


def _severity(advisory: Advisory) -> Severity:
    if advisory.malicious:
        return Severity.critical
    published = severity_of(advisory.severity) or Severity.medium
    return max(published, Severity.high, key=lambda one: one.rank) if advisory.exploited else published


def _pressing(advisory: Advisory) -> str:
    if advisory.malicious:
        return "it is malicious"
    if advisory.exploited:
        return f"it is exploited in the wild since {advisory.exploited} or before"
    return ""


def _message(deployment: Deployment, advisory: Advisory, part: Part, runs: str) -> str:
    summary = advisory.summary or advisory.details.partition("\n")[0]
    what = "is malicious" if advisory.malicious else f"has {names_of(advisory)[0]}"
    lead = f"{deployment.service} {deployment.version} in {deployment.environment} runs {runs}, which {what}"
    told = f"{lead}: {summary}" if summary else lead
    by = f" Brought in by {' > '.join(part.way[:-1])}." if len(part.way) > 1 else ""
    return f"{told[:_LONGEST].rstrip('. ')}.{by}"


def _advice(advisory: Advisory, part: Part, fix: str) -> str:
    if advisory.malicious:
        return f"take {part.name} out and deploy again; treat what it could reach as known to the attacker"
    return (
        f"upgrade {part.name} to {fix} or later, and deploy that" if fix else "no mended version is published"
    )
