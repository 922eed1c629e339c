"""What a rule of this kind says beyond advice: which weakness it reports, from which sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.edits import Recipe
from vedette.model.rule import Persona, Rule


class Advice(Struct, frozen=True, forbid_unknown_fields=True):
    """The secure form in one framework.

    Attributes:
        names: what the name of the sink or of the source begins with; "" for all others of the language.
        text: the form, as code or in a sentence.
        language: in which it is said.
    """

    names: str
    text: str
    language: str = "python"


class Definition(Struct, frozen=True, kw_only=True, rename={"edits": "edit"}):
    """One rule.

    Attributes:
        weakness: kind of the sink, or word of the check, that it reports.
        sources: kinds of source from which a flow is reported to everybody; none for a check.
        audited: kinds from which it is reported to auditors.
        asvs: requirements of OWASP's ASVS 5.0 that it serves.
        advice: the secure form, framework by framework.
        edits: what mends it where that is safe.
    """

    id: str
    weakness: str
    sources: tuple[str, ...] = ()
    audited: tuple[str, ...] = ()
    asvs: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    edits: tuple[Recipe, ...] = ()


class Rulebook:
    """The rules that are switched on, by the weakness that they report.

    Args:
        rules: the advice.
        definitions: entries of the data files, for the same ids.

    Raises:
        msgspec.ValidationError: an entry lacks what this kind of rule needs.
    """

    def __init__(self, rules: Mapping[str, Rule], definitions: Mapping[str, Mapping[str, object]]) -> None:
        self._rules = rules
        self._by_weakness: dict[str, list[Definition]] = {}
        for name in sorted(rules):
            one = definition(definitions[name])
            self._by_weakness.setdefault(one.weakness, []).append(one)

    def reports(self, weaknesses: Collection[str]) -> bool:
        """Whether any rule reports one of some weaknesses."""
        return any(one in self._by_weakness for one in weaknesses)

    def chosen(self, hit: Hit) -> tuple[Rule, Definition, Persona] | None:
        """The rule that reports a hit, and to whom; None when no rule does."""
        best = None
        for one in self._by_weakness.get(hit.weakness, ()):
            rule = self._rules[one.id]
            if not hit.source or hit.source in one.sources:
                return rule, one, rule.persona
            if hit.source in one.audited and best is None:
                best = rule, one, Persona.auditor
        return best

    def flows(self) -> dict[str, set[str]]:
        """For each kind of source the weaknesses that are reported for it, to anybody."""
        found: dict[str, set[str]] = {}
        for weakness, ones in self._by_weakness.items():
            for one in ones:
                for kind in (*one.sources, *one.audited):
                    found.setdefault(kind, set()).add(weakness)
        return found

    def leading(self) -> frozenset[str]:
        """Kinds of sources from which an analysis goes out."""
        told = {kind for ones in self._by_weakness.values() for one in ones for kind in one.sources}
        return frozenset(told | _LEADING)


# Data from files and the environment, for auditors, is seen where the way leads past it.
_LEADING = frozenset({"cli"})
_FIELDS = frozenset(field.encode_name for field in fields(Definition))


def definition(entry: Mapping[str, Any]) -> Definition:
    """A rule's definition from its entry in a data file.

    Raises:
        msgspec.ValidationError: it lacks something.
    """
    return msgspec.convert({key: value for key, value in entry.items() if key in _FIELDS}, Definition)


def advice(one: Definition, language: str, *names: str) -> str:
    """The secure form in the framework that some names are of; "" when nobody wrote it down.

    Args:
        one: the rule.
        language: of the program.
        names: of the sink, then of the source: the longest beginning counts.
    """
    found = [
        (len(form.names), -place, form.text)
        for place, name in enumerate(names)
        for form in one.advice
        if form.language == language and name.startswith(form.names)
    ]
    return max(found)[2] if found else ""
