"""The packages of a tree as upgrades need them: manifests with their texts, and what findings are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from msgspec import Struct

from vedette.analysis.packages.dependencies import Dependency, join
from vedette.analysis.packages.manifests import included
from vedette.analysis.packages.upgrading import Known
from vedette.analysis.packages.upgrading_files import Proposal, propose
from vedette.analysis.packages.upgrading_places import Files
from vedette.analysis.packages.upgrading_steps import Weak
from vedette.languages.packages.reading import reader_of
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.sources.advisories.store import Store, open_store
from vedette.work.intel import cooldown_of
from vedette.work.plan import Plan
from vedette.work.taken import text_of


class Upgrades(Struct, frozen=True):
    """What is offered.

    Attributes:
        findings: those that were to be mended; `Weak.number` is the place here.
        proposal: for them.
        lost: those whose package is no longer there.
    """

    findings: tuple[Finding, ...]
    proposal: Proposal
    lost: tuple[Finding, ...] = ()


def upgrades(plan: Plan, findings: Sequence[Finding], *, widens: bool) -> Upgrades:
    """What would mend findings about packages. Nothing is written, no registry is asked.

    Args:
        plan: of the run that found them; its database says which versions are mended.
        findings: about known weaknesses of packages.
        widens: ranges may be widened, and major versions stepped over.

    Raises:
        NoDatabaseError: there is no database, or it is damaged.
    """
    files = _files(plan)
    joined = join(files.manifests.values())
    with open_store(plan.intel) as store:
        known = _Kept(store)
        weak: list[Weak] = []
        lost: list[Finding] = []
        places: dict[tuple[str, int, str], list[Dependency]] = {}
        for path, those in joined.dependencies.items():
            for one in those:
                places.setdefault((path, max(one.package.line, 1), one.package.name), []).append(one)
        for number, finding in enumerate(findings):
            place = (finding.place.path, finding.place.start.line, finding.symbol)
            found = list(_weak(finding, number, places.get(place, ()), known))
            weak += found
            if not found:
                lost.append(finding)
        proposal = propose(
            files, joined, weak, known, widens=widens, cooldown=cooldown_of(plan.settings.intel.cooldown)
        )
    return Upgrades(tuple(findings), proposal, tuple(lost))


class _Kept:
    """What a database says, asked once."""

    def __init__(self, store: Store) -> None:
        self.matches = cache(store.matches)
        self.find = cache(store.find)


def _files(plan: Plan) -> Files:
    manifests, texts = {}, {}
    others: dict[str, Entry] = {}
    reader = plan.source.reader()
    try:
        for entry in plan.entries():
            if not isinstance(entry, Entry):
                continue
            format_ = reader_of(entry.path)
            if format_ is None:
                others[entry.path] = entry
                continue
            text = text_of(reader, entry)  # of what cannot be read the scan has told
            if text is not None:
                manifests[entry.path] = format_.read(entry.path, text.data)
                texts[entry.path] = text

        def content(path: str) -> bytes | None:
            text = text_of(reader, others.get(path))
            if text is not None:
                texts[path] = text
            return text.data if text else None

        manifests.update(included(manifests, content).manifests)
    finally:
        reader.close()
    return Files(manifests, texts)


def _weak(finding: Finding, number: int, dependencies: Iterable[Dependency], known: Known) -> Iterator[Weak]:
    """The weakness that a finding tells of; several where its line names the package more than once."""
    name = finding.subject.rpartition(":")[2]
    for dependency in dependencies:
        package = dependency.package
        for advisory in known.matches(package.ecosystem, package.name, package.version).affecting:
            if name in {advisory.id, *advisory.aliases}:
                yield Weak(dependency, advisory, number)
