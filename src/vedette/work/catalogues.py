"""Users' own catalogues and rules: data of a project or of the user, checked before any of it counts.

A file in `.vedette/` comes with the scanned tree. It holds data only, bounded in size, number and in what its
patterns may cost; each entry is one of `languages.catalogue`, each rule one of the kind `code`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from vedette import index
from vedette.detectors.code.rulebook import Advice
from vedette.languages.catalogue import Catalogue, Condition
from vedette.model.errors import UsageError
from vedette.model.rule import Confidence, Principle, Severity
from vedette.settings.layer import load_toml
from vedette.settings.lines import lines_of
from vedette.settings.regexes import fault
from vedette.settings.suggestion import did_you_mean
from vedette.work.added import LARGEST, MOST_FILES, Own

MOST_ENTRIES = 2_000
MOST_PATTERNS = 200
_MOST_ITEMS = 200
_LONGEST_NAME = 160
_LONGEST_TEXT = 2_000
_LONGEST_CASE = 20_000
_ID = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RULE, _LANGUAGE = "rule", "language"
_DEFAULT_LANGUAGE = "python"
# What builtins do is the business of the engine.
_NOT_OURS = frozenset({"operation"})
_PATTERNS = frozenset(
    {
        "matches",
        "named",
        "inside",
        "file",
        "has",
        "lacks",
        "unless_begins",
        "methods",
        "refuses",
        "about",
        "asks",
    }
    | {"unless"}
)
_CASES = frozenset({"bad", "good"})
# Which keys of which tables are words that rules know.
_WORDS = defaultdict[str, tuple[tuple[str, str], ...]](
    tuple,
    sink=(("kind", "weakness"),),
    check=(("weakness", "weakness"),),
    source=(("kind", "kind"),),
    entry=(("kind", "kind"),),
)
_NAME = re.compile(r"(\*\.)?[A-Za-z_][\w-]*(\.[\w-]+|\(\)|\[[^\[\]]{0,80}\])*")
_NAMES = frozenset({"names", "sets", "reads", "decorators", "bases", "registered", "of", "first", "imports"})


class OwnRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as users write it; see `model.rule.Rule` and `detectors.code.rulebook.Definition`.

    Attributes:
        bad, good: programs of one file in which it is found, or not.
    """

    id: str
    weakness: str
    title: str
    why: str
    fix: str
    severity: Severity
    confidence: Confidence = Confidence.medium
    principle: Principle = Principle.zoning
    cwe: tuple[int, ...] = ()
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    asvs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    audited: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


def read(files: Iterable[tuple[str, bytes]]) -> Own:
    """Read catalogues and rules.

    Args:
        files: name for messages, and content of each.

    Raises:
        UsageError: one is no TOML, too large, holds what is not known or may cost too much.
    """
    reading = _Reading()
    for name, data in files:
        reading.take(name, data)
    return reading.done()


class _Reading:
    """All files together: bounds are on their sum, and one may rule what another names."""

    def __init__(self) -> None:
        known = index.load()
        self._languages = known["languages"]
        self._shipped = known["rules"]
        self._files: list[str] = []
        self._rules: dict[str, dict[str, Any]] = {}
        self._cases: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._entries: dict[str, dict[str, list[Any]]] = {}
        self._weaknesses: list[tuple[str, str]] = []
        self._kinds: list[tuple[str, str]] = []
        self._number = self._patterns = 0

    def take(self, origin: str, data: bytes) -> None:
        if len(data) > LARGEST:
            raise UsageError(f"{origin} is larger than {LARGEST // 1024} KiB", help="split it, or say less")
        if len(self._files) >= MOST_FILES:
            raise UsageError(
                f"there are more than {MOST_FILES} files of catalogues", help="join some of them"
            )
        document, text = load_toml(data, origin)
        where = _Where(origin, lines_of(text))
        language = document.pop(_LANGUAGE, _DEFAULT_LANGUAGE)
        if not isinstance(language, str) or language not in self._languages:
            raise where.wrong(
                _LANGUAGE,
                "the language is none that has a catalogue",
                did_you_mean(
                    str(language)[:80], self._languages, f"it is one of: {', '.join(self._languages)}"
                ),
            )
        for table, items in document.items():
            if table not in _TABLES and table != _RULE:
                raise where.wrong(table, *_unknown(table, [*_TABLES, _RULE, _LANGUAGE]))
            if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
                raise where.wrong(table, f"it has to be an array of tables, [[{table}]]", "")
            for number, one in enumerate(items):
                self._one(table, one, where.at(f"{table}[{number}]"), language)
        self._files.append(origin)

    def done(self) -> Own:
        rules = (*self._shipped.values(), *self._rules.values())
        weaknesses = {one["weakness"] for one in rules if one.get("weakness")}
        for word, place in self._weaknesses:
            if word not in weaknesses:
                help_ = did_you_mean(
                    word, weaknesses, "add a [[rule]] with it, or take one of `vedette rules`"
                )
                raise UsageError(f'{place}: no rule reports the weakness "{word[:80]}"', help=help_)
        kinds = {kind for one in rules for name in ("sources", "audited") for kind in one.get(name, ())}
        for kind, place in self._kinds:
            if kind not in kinds:
                help_ = did_you_mean(kind, kinds, f"known kinds of sources: {', '.join(sorted(kinds))}")
                raise UsageError(f'{place}: no rule follows data of the kind "{kind[:80]}"', help=help_)
        return Own(rules=self._rules, cases=self._cases, entries=self._entries, files=tuple(self._files))

    def _one(self, table: str, entry: dict[str, Any], where: _Where, language: str) -> None:
        self._number += 1
        if self._number > MOST_ENTRIES:
            raise where.wrong("", f"there are more than {MOST_ENTRIES:,} entries", "say less")
        self._bounded(entry, where, "")
        type_ = OwnRule if table == _RULE else _TABLES[table]
        known = [field.encode_name for field in msgspec.structs.fields(type_)]
        for name in entry:
            if name not in known:
                raise where.wrong(name, *_unknown(name, known))
        try:
            converted = msgspec.convert(entry, type_)
        except msgspec.ValidationError as error:
            raise where.wrong(*_told(str(error))) from None
        if isinstance(converted, OwnRule):
            self._rule(converted, where)
            return
        for name, words in (*_WORDS[table], ("returns", "weakness")):
            if entry.get(name):
                told = self._weaknesses if words == "weakness" else self._kinds
                told.append((entry[name], where.of(name)))
        self._entries.setdefault(language, {}).setdefault(table, []).append(entry)

    def _rule(self, rule: OwnRule, where: _Where) -> None:
        if not _ID.fullmatch(rule.id):
            raise where.wrong(
                "id", f'"{rule.id[:80]}" is no id', "write small letters and digits with - between words"
            )
        if rule.id in self._shipped or rule.id in self._rules:
            raise where.wrong("id", f'there is a rule "{rule.id}" already', "give yours another id")
        for other in (*self._shipped.values(), *self._rules.values()):
            if other.get("weakness") == rule.weakness:
                raise where.wrong(
                    "weakness",
                    f'{other["id"]} reports the weakness "{rule.weakness}" already',
                    "leave your rule out, or give the weakness a word of its own",
                )
        plain = msgspec.to_builtins(rule)
        self._cases[rule.id] = (rule.bad, rule.good)
        self._rules[rule.id] = {
            "kind": "code",
            **{name: value for name, value in plain.items() if name not in _CASES},
            "file": where.origin,
        }

    def _bounded(self, value: Any, where: _Where, name: str) -> None:
        """Texts, lists and patterns within an entry, each named by its nearest key."""
        if isinstance(value, str):
            longest = _LONGEST_CASE if name in _CASES else _LONGEST_NAME if name == "names" else _LONGEST_TEXT
            if len(value) > longest:
                raise where.wrong(name, f"a text has more than {longest:,} characters", "say less")
            if name in _NAMES and not _NAME.fullmatch(value):
                help_ = "write the way to it from an import, such as flask.request.args or *.execute"
                raise where.wrong(name, f'"{value[:80]}" is no name', help_)
            if name in _PATTERNS and value:
                self._patterns += 1
                if self._patterns > MOST_PATTERNS:
                    raise where.wrong(name, f"there are more than {MOST_PATTERNS} patterns", "say less")
                wrong = fault(value, whole=name in {"methods", "unless_begins"})
                if wrong:
                    raise where.wrong(name, "this pattern is not taken", wrong)
        elif isinstance(value, (list, dict)):
            if len(value) > _MOST_ITEMS:
                raise where.wrong(
                    name, f"it has more than {_MOST_ITEMS} items", "split it into several entries"
                )
            if isinstance(value, dict):
                # What stands deeper has the line of the key outside.
                deeper = where.at(f"{where.entry}.{name}") if name else where
                for key, inner in value.items():
                    self._bounded(inner, deeper, str(key))
            else:
                for inner in value:
                    self._bounded(inner, where, name)


class _Where(Struct, frozen=True):
    """A place in a file, for messages."""

    origin: str
    lines: Mapping[str, int]
    entry: str = ""

    def at(self, entry: str) -> _Where:
        return _Where(self.origin, self.lines, entry)

    def of(self, key: str) -> str:
        """`file:line` of a key, else of the entry that it stands in."""
        names = (f"{self.entry}.{key}" if self.entry and key else "", self.entry or key)
        return f"{self.origin}:{next((self.lines[name] for name in names if name in self.lines), 1)}"

    def wrong(self, key: str, what: str, help_: str) -> UsageError:
        return UsageError(f"{self.of(key)}: {what}", help=help_ or _LOOK)


def _unknown(name: str, known: Iterable[str]) -> tuple[str, str]:
    listed = sorted(set(known))
    return f'unknown key "{name[:80]}"', did_you_mean(name, listed, f"known keys: {', '.join(listed)}")


def _told(message: str) -> tuple[str, str, str]:
    """Key, mistake and advice of what msgspec says: the path at its end is ours to show."""
    what, _, path = message.partition(" - at `$.")
    key = re.match(r"[a-z_]*", path)
    missing = re.match(r"Object missing required field `(\w+)`", what)
    if missing:
        return "", f"it lacks {missing[1]}", _LOOK
    unknown = re.match(r"Object contains unknown field `([^`]*)`", what)
    if unknown:
        inner = Condition if path.startswith("where") else Advice
        fields = [field.encode_name for field in msgspec.structs.fields(inner)]
        return key[0] if key else "", *_unknown(unknown[1], fields)
    return key[0] if key else "", what[:1].lower() + what[1:200], _LOOK


def _tables() -> Iterator[tuple[str, type[Struct]]]:
    """Name of each table of a catalogue, and what its entries are."""
    for field in msgspec.structs.fields(Catalogue):
        if field.encode_name not in _NOT_OURS:
            yield field.encode_name, field.type.__args__[0]


_TABLES = dict(_tables())
_LOOK = "docs/catalogues.md has all keys with an example"
