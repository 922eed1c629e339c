"""All rules of this installation as the index has them, with what a user's settings change about them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from vedette import index
from vedette.model.rule import Rule, Severity
from vedette.settings.interface import RuleSetting
from vedette.settings.merge import Known

_RULE_FIELDS = frozenset(field.name for field in fields(Rule))
_NO_SETTING = RuleSetting()


class Rulebook(Struct, frozen=True, kw_only=True):
    """Rules that are switched on, by id.

    Attributes:
        rules: the advice.
        definitions: for the same ids the whole entries of the data files, detector fields included.
    """

    rules: Mapping[str, Rule]
    definitions: Mapping[str, Mapping[str, Any]]

    def of_kind(self, kind: str) -> Rulebook:
        """The part of one detector kind."""
        chosen = {id_: rule for id_, rule in self.rules.items() if rule.kind == kind}
        return Rulebook(rules=chosen, definitions={id_: self.definitions[id_] for id_ in chosen})

    def digest(self) -> str:
        """SHA-256 (hex) of everything that may change what is found."""
        severities = {id_: rule.severity.value for id_, rule in self.rules.items()}
        content = msgspec.msgpack.encode([severities, self.definitions], order="deterministic")
        return hashlib.sha256(content).hexdigest()


def all_rules() -> dict[str, Rule]:
    """Every rule of this installation, by id, as shipped."""
    return {id_: _rule(entry) for id_, entry in index.load()["rules"].items()}


def known_names(own: Mapping[str, Mapping[str, Any]] | None = None) -> Known:
    """What settings may refer to in this installation.

    Args:
        own: entries of rules that users add, by id.
    """
    entries = index.load()
    rules = {**entries["rules"], **(own or {})}
    return Known(
        kinds=frozenset(entries["kinds"]),
        rules=frozenset(rules),
        severities={id_: Severity(entry["severity"]) for id_, entry in rules.items()},
    )


def rulebook(
    settings: Mapping[str, RuleSetting] | None = None,
    kinds: Iterable[str] | None = None,
    own: Mapping[str, Mapping[str, Any]] | None = None,
) -> Rulebook:
    """The rules that a run uses.

    Args:
        settings: what the user changed, by rule id.
        kinds: detector kinds to keep; None for all.
        own: entries of rules that users add, by id.
    """
    settings = settings or {}
    wanted = None if kinds is None else frozenset(kinds)
    rules, definitions = {}, {}
    for id_, entry in {**index.load()["rules"], **(own or {})}.items():
        setting = settings.get(id_, _NO_SETTING)
        if not setting.enabled or (wanted is not None and entry["kind"] not in wanted):
            continue
        rule = _rule(entry)
        rules[id_] = rule if setting.severity is None else replace(rule, severity=setting.severity)
        definitions[id_] = entry
    return Rulebook(rules=rules, definitions=definitions)


def rules_of(entries: Mapping[str, Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The advice of some entries."""
    return tuple(map(_rule, entries.values()))


def _rule(entry: Mapping[str, Any]) -> Rule:
    return msgspec.convert({key: value for key, value in entry.items() if key in _RULE_FIELDS}, Rule)
