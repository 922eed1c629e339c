"""What is wrong with the packages of one file, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from vedette.analysis.packages.cooldown import Cooldown, known_since
from vedette.analysis.packages.dependencies import Dependency, Joined
from vedette.analysis.packages.fixing import nearest_fix
from vedette.analysis.packages.manifests import BILLS
from vedette.analysis.packages.naming import names_of
from vedette.analysis.packages.reach import Found, Reach, reach
from vedette.analysis.packages.severity import severity_of
from vedette.detectors.interface import Fault, Program
from vedette.detectors.packages.interface import Advisories
from vedette.detectors.packages.remarks import Book, findings
from vedette.detectors.packages.supply import Supply
from vedette.model.advisory import Advisory
from vedette.model.facts import Position
from vedette.model.finding import Excerpt, Finding, FlowStep, Place
from vedette.model.package import Manifest, Package, Scope
from vedette.model.rule import Confidence, Severity

VULNERABLE, MALICIOUS = "package-vulnerable", "package-malicious"
_LONGEST = 160
_NOT_SHIPPED = frozenset({Scope.development, Scope.build})
_NEEDED = {
    Scope.runtime: "",
    Scope.optional: "only an optional part needs it",
    Scope.build: "only building needs it",
    Scope.development: "only development needs it",
}
_MOST_FAULTS = 5


class Known(Struct, frozen=True, kw_only=True):
    """A weakness of a package that is in use.

    Attributes:
        dependency: the package.
        advisory: what is known.
        near: how near the program comes to it.
        fix: the nearest version that has the mend; "" when there is none.
        young: why not to take it yet; "" when nothing speaks against it.
    """

    dependency: Dependency
    advisory: Advisory
    near: Found
    fix: str = ""
    young: str = ""


class Knowledge(Struct, frozen=True):
    """What is known besides the tree.

    Attributes:
        advisories: what is publicly known.
        cooldown: for how long a mend has to be known before it is advised.
        before: what the change under judgement altered or removed, as it was.
    """

    advisories: Advisories
    cooldown: Cooldown
    before: Sequence[Manifest] = ()


class Judged(Struct, frozen=True):
    """What is wrong at one file, in order of place; what could not be judged; the sources looked at."""

    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    looked: frozenset[str] = frozenset()


class Judge:
    """Judges one file after the other.

    Args:
        book: rules that are switched on.
        knowledge: what is known besides the tree.
        program: the tree, for what its own sources use.
        joined: all manifests together.
        manifests: by path.
    """

    def __init__(
        self,
        book: Book,
        knowledge: Knowledge,
        program: Program,
        joined: Joined,
        manifests: Mapping[str, Manifest],
    ) -> None:
        self._book = book
        self._rules = book.rules
        self._advisories, self._cooldown = knowledge.advisories, knowledge.cooldown
        self._program = program
        self._joined = joined
        self._manifests = manifests
        self._supply = Supply(manifests, joined, knowledge.before)
        self._sources: set[str] = set()
        self._faults: list[Fault] = []

    def judged(self, path: str) -> Judged:
        """What is wrong at one file."""
        manifest = self._manifests.get(path)
        if manifest is None:
            return Judged()
        self._sources, self._faults = set(), []
        found = [
            finding
            for dependency in self._joined.dependencies.get(path, ())
            for known in self._known(dependency)
            if (finding := self._told(known)) is not None
        ]
        found += findings(self._supply, manifest, self._book)
        found.sort(key=lambda one: (one.place, one.rule, one.subject))
        return Judged(tuple(found), tuple(self._faults[:_MOST_FAULTS]), frozenset(self._sources))

    def _known(self, dependency: Dependency) -> list[Known]:
        package = dependency.package
        if not package.version:
            return []
        matches = self._advisories.matches(package.ecosystem, package.name, package.version)
        if matches.undecided:
            self._faults.append(_unordered(dependency, len(matches.undecided)))
        found = []
        for advisory in matches.affecting:
            fix = nearest_fix(advisory, package.ecosystem, package.name, package.version)
            near = self._reach(dependency, advisory)
            young = "" if advisory.exploited or not fix else self._young(package, fix, matches.affecting)
            found.append(Known(dependency=dependency, advisory=advisory, near=near, fix=fix, young=young))
        return found

    def _young(self, package: Package, fix: str, known: Sequence[Advisory]) -> str:
        if not self._cooldown.days:
            return ""
        age = self._cooldown.age(known_since(known, package.ecosystem, package.name, fix))
        return "" if age is None else self._cooldown.words(age)

    def _reach(self, dependency: Dependency, advisory: Advisory) -> Found:
        package = dependency.package
        if self._manifests[dependency.path].format in BILLS:
            return Found(Reach.unknown)  # the sources around a bill need not be those of what it is of
        symbols = [symbol for one in advisory.affected if one.name == package.name for symbol in one.symbols]
        found = reach(package.ecosystem, package.name, symbols, self._program.around, self._text)
        if found.path:
            self._sources.add(found.path)
        return found

    def _text(self, path: str) -> bytes | None:
        text = self._program.text(path)
        return text.data if text else None

    def _told(self, known: Known) -> Finding | None:
        advisory, dependency = known.advisory, known.dependency
        rule = self._rules.get(MALICIOUS if advisory.malicious else VULNERABLE)
        if rule is None:
            return None
        package = dependency.package
        names = names_of(advisory)
        severity = rule.severity if advisory.malicious else _severity(known, rule.severity)
        return Finding(
            rule=rule.id,
            kind=rule.kind,
            family=rule.family or rule.id,
            place=_place(dependency.path, package),
            severity=severity,
            confidence=_confidence(known),
            message=_message(known, names),
            symbol=package.name,
            # Known under any of its names, whichever comes first in another database.
            subject=f"{package.ecosystem}:{package.name}:{names[0]}",
            evidence=f"{package.name} {package.version}"[:_LONGEST],
            excerpt=_excerpt(self._program, dependency.path, package),
            advice=_advice(known),
            flow=_flow(known),
            pressing=_pressing(known),
            urgency=_urgency(known),
            portable=f"{package.ecosystem}:{package.name}:{names[0]}",
            aliases=tuple(names),
        )


def _unordered(dependency: Dependency, count: int) -> Fault:
    package = dependency.package
    known = f"{count} known weaknesses" if count > 1 else "a known weakness"
    why = f"{package.ecosystem} does not order such a version, so that {known} may be in it"
    return Fault(dependency.path, "unordered-version", f"line {package.line}: {why}")


def _severity(known: Known, otherwise: Severity) -> Severity:
    """As bad as published; one step less where only development needs it or nothing imports it."""
    published = severity_of(known.advisory.severity) or otherwise
    if known.advisory.exploited:
        return max(published, Severity.high, key=lambda one: one.rank)
    lesser = known.dependency.scope in _NOT_SHIPPED
    lesser = lesser or (known.near.reach is Reach.unmentioned and known.dependency.direct is True)
    return tuple(Severity)[max(published.rank - lesser, 0)]


def _confidence(known: Known) -> Confidence:
    """How sure it is that the weakness is there, which the version decides; not that it can be attacked."""
    return Confidence.medium if known.near.reach is Reach.unmentioned else Confidence.high


def _pressing(known: Known) -> str:
    if known.advisory.malicious:
        return "it is malicious"
    near = known.near.reach in {Reach.used, Reach.imported}
    if known.advisory.exploited and near and known.dependency.scope is not Scope.development:
        return f"it is exploited in the wild since {known.advisory.exploited} or before, and reached here"
    return ""


def _urgency(known: Known) -> float:
    """First what is exploited, then what is needed where it runs, then what is reached, then the likely."""
    advisory, near = known.advisory, known.near.reach
    shipped = known.dependency.scope not in _NOT_SHIPPED
    reached = near in {Reach.used, Reach.imported}
    return 4 * bool(advisory.exploited) + 2 * shipped + reached + max(advisory.epss, 0.0)


def _message(known: Known, names: Sequence[str]) -> str:
    package, advisory = known.dependency.package, known.advisory
    summary = advisory.summary or advisory.details.partition("\n")[0]
    what = "is malicious" if advisory.malicious else f"has {names[0]}"
    way = known.dependency.way
    # Before the summary, which lists cut off.
    aside = [] if advisory.malicious else [f"mended in {known.fix}" if known.fix else "no mend is published"]
    aside += [f"brought in by {' > '.join(way[:-1])}"[:_LONGEST]] if len(way) > 1 else []
    told = f"{package.name} {package.version} {what}" + (f" ({', '.join(aside)})" if aside else "")
    return f"{told}: {summary}"[: _LONGEST * 3].rstrip(". ") + "." if summary else f"{told}."


def _advice(known: Known) -> str:
    package = known.dependency.package
    upgrade = f"upgrade {package.name} to {known.fix} or later"
    if known.young:
        upgrade = f"mended in {known.fix}, {known.young}: wait, or look at what it brings"
    parts = [upgrade if known.fix else "no mended version is published"]
    near = known.near
    where = f" at {near.path}:{near.line}" if near.path else ""
    parts.append(
        {
            Reach.used: f"the part that is wrong is used{where} ({near.name})",
            Reach.imported: f"it is imported{where}",
            Reach.unmentioned: "the program itself does not import it",
            Reach.unknown: "",
        }[near.reach]
    )
    parts.append(_NEEDED[known.dependency.scope])
    if known.advisory.exploited:
        parts.append(f"exploited in the wild (CISA, {known.advisory.exploited})")
    if known.advisory.epss >= 0:
        parts.append(f"exploited within 30 days with a probability of {known.advisory.epss:.1%}")
    return "; ".join(part for part in parts if part)


def _flow(known: Known) -> tuple[FlowStep, ...]:
    near = known.near
    if not near.path:
        return ()
    words = "uses the part that is wrong" if near.reach is Reach.used else "imports it"
    package = known.dependency.package
    return (
        FlowStep(path=near.path, line=near.line, column=1, words=f"{words}: {near.name}"),
        FlowStep(path=known.dependency.path, line=package.line, column=1, words=f"settles {package.version}"),
    )


def _place(path: str, package: Package) -> Place:
    line = max(package.line, 1)
    return Place(path, Position(line, 1), Position(line, 2))


def _excerpt(program: Program, path: str, package: Package) -> Excerpt | None:
    text = program.text(path)
    if text is None or package.line < 1:
        return None
    start, end = text.line_bounds(package.line)
    line = text.data[start:end].decode("utf-8", "replace").strip()[:_LONGEST]
    at = line.find(package.version) if package.version else -1
    mark = (at, at + len(package.version)) if at >= 0 else (0, len(line))
    return Excerpt(package.line, line, mark)
