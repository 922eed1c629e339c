"""Reads found credentials once more from where they were found, for those who ask their providers.

No finding holds a value, and no worker gives one away. What is to be verified is read again in this process,
looked for by the same rules, recognised by its keyed hash, and forgotten when it was asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from vedette.languages.text import decode
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.rule import Persona
from vedette.model.verification import Credential
from vedette.sources.interface import Unexaminable
from vedette.work.plan import Plan

# The kind whose values providers know.
KIND = "secrets"
_Key = tuple[str, str]


class _Known(Struct):
    """Where a value was seen, and how much it matters to know whether it works."""

    entry: Entry
    weight: tuple[bool, int, int]


class Sightings:
    """Remembers where values that can be asked about were found.

    Args:
        rules: ids of the rules whose values can be.
    """

    def __init__(self, rules: Collection[str]) -> None:
        self._rules = frozenset(rules)
        self._known: dict[_Key, _Known] = {}

    def take(self, entry: Entry, findings: Iterable[Finding]) -> None:
        """Takes what was found in an entry."""
        for finding in findings:
            if finding.kind != KIND or finding.rule not in self._rules or not finding.subject:
                continue
            key = (finding.rule, finding.subject)
            weight = (
                finding.persona is Persona.regular,
                finding.severity.rank,
                finding.confidence.rank,
            )
            known = self._known.get(key)
            if known is None:
                self._known[key] = _Known(entry, weight)
            else:
                known.weight = max(known.weight, weight)

    def subjects(self) -> list[str]:
        """What each value is known by, what matters most first; each once."""
        ordered = sorted(
            self._known, key=lambda key: (*(-int(part) for part in self._known[key].weight), key)
        )
        return list(dict.fromkeys(subject for _, subject in ordered))

    def reveal(self, plan: Plan, identity_key: bytes, subjects: Collection[str]) -> Iterator[Credential]:
        """The values, as long as the source still has them.

        Args:
            plan: of the run; its rules find them again.
            identity_key: by which they are recognised.
            subjects: those to read.

        Yields:
            In the order of `subjects`; one that cannot be read again is left out.
        """
        # Only for those who verify.
        from vedette.detectors.interface import Setup
        from vedette.detectors.secrets.detector import SecretsDetector

        book = plan.book.of_kind(KIND)
        detector = SecretsDetector(
            Setup(rules=book.rules, definitions=book.definitions, identity_key=identity_key)
        )
        found: dict[str, Credential] = {}
        reader = plan.source.reader()
        try:
            for entry, wanted in self._by_entry(frozenset(subjects)).values():
                try:
                    text = decode(entry.path, reader.read(entry))
                except (Unexaminable, MemoryError):
                    continue
                if text is not None:
                    found.update({one.subject: one for one in detector.values(text, wanted)})
        finally:
            reader.close()
        yield from (found[subject] for subject in subjects if subject in found)

    def _by_entry(self, subjects: Collection[str]) -> Mapping[str, tuple[Entry, set[_Key]]]:
        """By name of the entry what to look for in it."""
        grouped: dict[str, tuple[Entry, set[_Key]]] = {}
        wanted: defaultdict[str, set[_Key]] = defaultdict(set)
        for key, known in self._known.items():
            if key[1] in subjects:
                wanted[known.entry.name].add(key)
                grouped[known.entry.name] = (known.entry, wanted[known.entry.name])
        return grouped
