"""What is wrong with the licences of the packages of one file, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import dirname

from msgspec import Struct

from vedette.analysis.licences.families import obligation
from vedette.analysis.licences.sources import Licences, is_installed
from vedette.analysis.packages.dependencies import Dependency
from vedette.analysis.packages.manifests import joined
from vedette.detectors.interface import Program
from vedette.detectors.licences.interface import Ruled, Rulings
from vedette.model.facts import Position
from vedette.model.finding import Excerpt, Finding, Place
from vedette.model.licence import Expression
from vedette.model.package import Manifest, Package, Scope
from vedette.model.rule import Confidence, Persona, Principle, Rule, Severity

DENIED, UNKNOWN = "package-licence-denied", "package-licence-unknown"
CANARY = "vedette-canary-"
_KIND = "licences"
_LONGEST = 160
_MOST_NAMES = 5
# What only building and testing need is handed to nobody.
_NOT_SHIPPED = frozenset({Scope.development, Scope.build})
# An image is many things under many licences; actions and providers run where the product is made.
_NO_PACKAGES = frozenset({"Docker", "GitHub Actions", "Terraform"})


class Judge:
    """Judges one file after the other.

    Args:
        rules: those that are switched on, by id.
        rulings: the policy.
        manifests: of the tree, by path.
        licences: what the tree knows.
        files: licence files of what was not written here.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule],
        rulings: Rulings,
        manifests: Mapping[str, Manifest],
        licences: Licences,
        files: Iterable[str],
    ) -> None:
        self._rules = rules
        self._rulings = rulings
        # What is not ok, by path.
        self._wrong: dict[str, list[_Wrong]] = {}
        self._number: dict[str, int] = {}
        for dependency in _shipped(manifests):
            self._weigh(dependency, licences.of(dependency.package, dependency.path))
        # Now that each package was asked for, what no package took stands for itself.
        first = {dirname(path): path for path in sorted(files, reverse=True)}
        for folder, licence in licences.loose():
            package = Package(ecosystem="", name=folder, line=1)
            self._weigh(Dependency(package=package, path=first[folder]), licence)

    def findings(self, path: str, program: Program) -> tuple[Finding, ...]:
        """What is wrong at one file, in order of place."""
        wrong = self._wrong.get(path, ())
        found = [
            self._denied(one, rule, program)
            for one in wrong
            if one.ruled.outcome == "deny" and (rule := self._rule(DENIED, one)) is not None
        ]
        unknown = [one for one in wrong if one.ruled.outcome == "unknown"]
        rule = self._rules.get(UNKNOWN)
        if unknown and rule is not None:
            found.append(self._unknown(unknown, path, rule))
        return tuple(sorted(found, key=lambda one: (one.place, one.rule, one.subject)))

    def _weigh(self, dependency: Dependency, licence: Expression | None) -> None:
        path, is_canary = dependency.path, dependency.package.name.startswith(CANARY)
        said = self._rulings.said(dependency.package)
        licence = said.licence if said is not None else licence
        ruled = self._rulings.planted(licence) if is_canary else self._rulings.ruled(licence, path)
        self._number[path] = self._number.get(path, 0) + 1
        if ruled.outcome != "ok":
            self._wrong.setdefault(path, []).append(
                _Wrong(dependency, ruled, licence, said.words if said else "")
            )

    def _rule(self, id_: str, wrong: _Wrong) -> Rule | None:
        # A canary is found whichever rules are switched on.
        is_canary = wrong.dependency.package.name.startswith(CANARY)
        return self._rules.get(id_) or (_PLANTED if is_canary else None)

    def _denied(self, wrong: _Wrong, rule: Rule, program: Program) -> Finding:
        package = wrong.dependency.package
        said = wrong.licence.words()[:_LONGEST] if wrong.licence is not None else "no licence that is known"
        subject = f"{package.ecosystem}:{package.name}:{said}"
        return Finding(
            rule=rule.id,
            kind=_KIND,
            family=rule.family or rule.id,
            place=_place(wrong.dependency),
            severity=rule.severity,
            # Without a policy of the user's own it is a guess what may be used.
            confidence=rule.confidence if self._rulings.configured else Confidence.medium,
            persona=rule.persona,
            message=_message(wrong, said),
            symbol=package.name,
            subject=subject,
            evidence=f"{_called(package)}: {said}"[:_LONGEST],
            excerpt=_excerpt(program, wrong.dependency),
            advice=obligation(wrong.ruled.term, wrong.ruled.ships) if wrong.ruled.term is not None else "",
            portable=subject,
            forbidden="a licence that may not be used here" if wrong.ruled.stops else "",
        )

    def _unknown(self, wrong: Sequence[_Wrong], path: str, rule: Rule) -> Finding:
        """One for a file: hundreds of packages of which a lock file says nothing are one thing to do."""
        names = [one.dependency.package.name for one in wrong]
        shown = ", ".join(names[:_MOST_NAMES])[:_LONGEST]
        rest = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
        count = f"{len(names):,} of {self._number[path]:,} packages"
        return Finding(
            rule=rule.id,
            kind=_KIND,
            family=rule.family or rule.id,
            place=_place(wrong[0].dependency),
            severity=rule.severity,
            confidence=rule.confidence,
            persona=rule.persona if self._rulings.configured else Persona.auditor,
            message=f"Of {count} nobody knows the licence: {shown}{rest}.",
            subject="licence-unknown",
            evidence=shown,
            portable="licence-unknown",
        )


class _Wrong(Struct, frozen=True):
    """A package that is not ok, what is said of it, its licence, and who says that by hand."""

    dependency: Dependency
    ruled: Ruled
    licence: Expression | None
    by_hand: str = ""


_PLANTED = Rule(
    id=DENIED,
    kind=_KIND,
    title="A canary",
    why="",
    fix="",
    severity=Severity.medium,
    confidence=Confidence.high,
    principle=Principle.asset_management,
    cwe=(),
)


def _shipped(manifests: Mapping[str, Manifest]) -> Iterator[Dependency]:
    whole = joined(manifests)
    dependencies = [one for those in whole.dependencies.values() for one in those]
    dependencies += [
        Dependency(package=package, path=path, direct=package.direct, scope=package.scope)
        for path, package in whole.unlocked
    ]
    locked = {_name(one.package) for one in dependencies if not is_installed(manifests[one.path])}
    for one in dependencies:
        # What a lock file settles is told there, and not again where it is installed.
        again = is_installed(manifests[one.path]) and _name(one.package) in locked
        is_package = one.package.ecosystem not in _NO_PACKAGES or one.package.licence
        if one.scope not in _NOT_SHIPPED and is_package and not again:
            yield one


def _name(package: Package) -> tuple[str, str, str]:
    return package.ecosystem, package.name, package.version


def _called(package: Package) -> str:
    return f"{package.name} {package.version}".strip()


def _message(wrong: _Wrong, said: str) -> str:
    dependency, ruled = wrong.dependency, wrong.ruled
    package = dependency.package
    where = f" in {ruled.service}" if ruled.service else ""
    because = "" if ruled.words.startswith(said) else f" ({said})"
    hand = f" The licence is said by hand: {wrong.by_hand}." if wrong.by_hand else ""
    way = dependency.way
    by = f" Brought in by {' > '.join(way[:-1])}." if len(way) > 1 else ""
    return f"{_called(package)} may not be used{where}: {ruled.words}{because}.{by}{hand}"


def _place(dependency: Dependency) -> Place:
    line = max(dependency.package.line, 1)
    return Place(dependency.path, Position(line, 1), Position(line, 2))


def _excerpt(program: Program, dependency: Dependency) -> Excerpt | None:
    text = program.text(dependency.path)
    if text is None or dependency.package.line < 1:
        return None
    start, end = text.line_bounds(dependency.package.line)
    line = text.data[start:end].decode("utf-8", "replace").strip()[:_LONGEST]
    return Excerpt(dependency.package.line, line, (0, len(line)))
