"""One layer of settings: the values that one file, the environment or the command line gives."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import EnumMeta, StrEnum
from pathlib import PurePosixPath
from typing import Any, cast, get_args

import msgspec
from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.policy.patterns import is_costly
from vedette.settings.key import Authority, Key
from vedette.settings.lines import dotted, lines_of
from vedette.settings.schema import BY_NAME, KEYS, NEVER_FROM_TREE, RULE_KEYS, TABLES
from vedette.settings.suggestion import did_you_mean, nearest

LARGEST = 1 << 20
_MOST_COSTLY = 100
_TOO_DEAR = 300_000_000
_PLACES = "the user's configuration file, the environment or the command line"
_RULE_KEYS = {key.name: key for key in RULE_KEYS}
_PREFIX = "VEDETTE_"


class Value(Struct, frozen=True):
    """A value and where it came from, such as `vedette.toml:12`."""

    value: Any
    origin: str


class Layer(Struct, frozen=True, kw_only=True):
    """Values by dotted key, and changes to rules by rule id and field."""

    values: Mapping[str, Value] = {}
    rules: Mapping[str, Mapping[str, Value]] = {}


def parse(data: bytes, origin: str, *, from_tree: bool) -> Layer:
    """Read a configuration file's bytes. Nothing is opened.

    Args:
        data: TOML. When `origin` is named `pyproject.toml`, the table `tool.vedette` of it.
        origin: the file's name for people; lines are added to it.
        from_tree: the bytes come from the scanned tree, which may not set everything.

    Returns:
        The layer.

    Raises:
        UsageError: it is too large, no TOML, or holds a key, type or value that is not known.
    """
    document, text = load_toml(data, origin)
    inner = ""
    if PurePosixPath(origin.partition("@")[0]).name == "pyproject.toml":
        document, inner = _table(_table(document, "tool"), "vedette"), "tool.vedette."
    return _File(origin, lines_of(text), inner, from_tree).read(document)


def load_toml(data: bytes, origin: str) -> tuple[dict[str, Any], str]:
    """Read hostile TOML in bounded time.

    Args:
        data: UTF-8, at most `LARGEST` bytes.
        origin: the file's name for messages.

    Returns:
        The document, and its text.

    Raises:
        UsageError: it is too large, too costly or no TOML.
    """
    text = _decode(data, origin)
    try:
        return tomllib.loads(text), text
    except RecursionError:
        raise UsageError(f"{origin}: nested too deep") from None
    except ValueError as error:
        raise UsageError(f"{origin} is not valid TOML: {error}") from None


def from_environment(env: Mapping[str, str]) -> Layer:
    """The layer of the `VEDETTE_*` variables; an empty one counts as not set.

    Raises:
        UsageError: a value is wrong, or a name is so near to a known one that it must be a slip.
    """
    known = {key.env: key for key in KEYS if key.env}
    values = {}
    for name, text in sorted(env.items()):
        key = known.get(name)
        if key is not None and text.strip():
            values[key.name] = Value(_convert(key, _from_text(key, text), name), name)
        elif key is None and name.startswith(_PREFIX):
            meant = nearest(name.removeprefix(_PREFIX), (k.removeprefix(_PREFIX) for k in known), 0.85)
            spelt = _in_full(name)
            meant = f"{_PREFIX}{meant}" if meant else spelt.env if spelt else ""
            if meant:
                raise UsageError(f"unknown environment variable {name}", help=f'did you mean "{meant}"?')
            if spelt:
                raise UsageError(f"no environment variable sets {spelt.name}", help="set it in a file")
    return Layer(values=values)


def from_command_line(options: Mapping[str, object]) -> Layer:
    """The layer of the command line.

    Args:
        options: dotted key -> value, only of options that were given.

    Raises:
        UsageError: a value is wrong.
    """
    values = {}
    for name, value in options.items():
        key = BY_NAME[name]
        origin = key.option or "command line"
        raw = _from_text(key, value) if isinstance(value, str) else value
        values[name] = Value(_convert(key, raw, origin), origin)
    return Layer(values=values)


def _in_full(name: str) -> Key | None:
    """The key that a variable is named after, section and all, as `VEDETTE_GATE_BUDGET`; none is read so."""
    plain = name.removeprefix(_PREFIX).lower()
    return next((key for key in KEYS if "." in key.name and key.name.replace(".", "_") == plain), None)


class _File:
    """Walks one document."""

    def __init__(self, origin: str, lines: Mapping[str, int], inner: str, from_tree: bool) -> None:
        self._origin = origin
        self._lines = lines
        self._inner = inner
        self._from_tree = from_tree
        self._values: dict[str, Value] = {}
        self._rules: dict[str, dict[str, Value]] = {}
        self._costly = 0

    def read(self, document: Mapping[str, Any]) -> Layer:
        for name, value in document.items():
            if self._from_tree and name in NEVER_FROM_TREE:
                raise UsageError(
                    f'{self._at(name)}: "{name}" may not stand in a scanned tree',
                    help=f"set it in {_PLACES}",
                )
            if name in TABLES:
                self._read_table(name, value)
            else:
                self._read_key(name, value)
        return Layer(values=self._values, rules=self._rules)

    def _read_table(self, name: str, value: object) -> None:
        if not isinstance(value, dict):
            raise UsageError(f'{self._at(name)}: "{name}" must be a table, `[{name}]`')
        if name == "rules":
            for rule, fields in value.items():
                self._read_rule(rule, fields)
            return
        for inner, item in value.items():
            self._read_key(dotted(name, inner), item)

    def _read_key(self, name: str, value: object) -> None:
        key = BY_NAME.get(name)
        if key is None:
            raise self._unknown(name, [*BY_NAME, "rules"])
        where = self._at(name)
        if self._from_tree and key.authority is Authority.user:
            raise UsageError(
                f'{where}: "{name}" may not stand in a scanned tree', help=f"set it in {_PLACES}"
            )
        if key.fields:
            self._check_entries(key, value)
        self._values[name] = Value(_convert(key, value, where), where)

    def _read_rule(self, rule: str, fields: object) -> None:
        name = dotted("rules", rule)
        if not isinstance(fields, dict):
            raise UsageError(f'{self._at(name)}: "{name}" must be a table, `[rules."{rule}"]`')
        read: dict[str, Value] = {}
        for field, value in fields.items():
            full = f"{name}.{dotted(field)}"
            if field not in _RULE_KEYS:
                raise self._unknown(full, [f"{name}.{known}" for known in _RULE_KEYS])
            where = self._at(full)
            read[field] = Value(_convert(_RULE_KEYS[field], value, where, full), where)
        self._rules[rule] = read

    def _check_entries(self, key: Key, value: object) -> None:
        """Names the entry and the field that is wrong, which a conversion of the whole would not."""
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise UsageError(f'{self._at(key.name)}: "{key.name}" must be {key.expects}')
        (entry_type, _) = get_args(key.type)
        for number, item in enumerate(value):
            entry = f"{key.name}[{number}]"
            for field, inner in item.items():
                full = f"{entry}.{dotted(field)}"
                if field not in key.fields:
                    raise self._unknown(full, [f"{entry}.{known}" for known in key.fields])
                self._check_paths(full, field, inner)
                if field == "reason" and isinstance(inner, str) and not inner.strip():
                    raise UsageError(f'{self._at(full)}: "{full}" is empty', help="say why, in a few words")
            try:
                msgspec.convert(item, entry_type)
            except msgspec.ValidationError as error:
                raise UsageError(
                    f"{self._at(entry)}: {key.name}: {_plain(error)}", help=_choices(entry_type, item)
                ) from None

    def _check_paths(self, full: str, field: str, value: object) -> None:
        if field not in {"path", "paths"}:
            return
        given: list[object] = value if isinstance(value, list) else [value]
        patterns = [one for one in given if isinstance(one, str)]
        # Costs 40 ms to import, so only those who write patterns pay for it.
        from pathspec import GitIgnoreSpec

        self._costly += sum(map(is_costly, patterns))
        if self._costly > _MOST_COSTLY:
            raise UsageError(
                f'{self._at(full)}: "{full}" is one of more than {_MOST_COSTLY} patterns with three stars or '
                "more, which take too long to prepare",
                help="put the simpler pattern of a folder in place of several",
            )
        for pattern in patterns:
            try:
                GitIgnoreSpec.from_lines([pattern], backend="simple")
                valid = bool(pattern.strip()) and not (field == "path" and pattern.startswith("!"))
            except ValueError:
                valid = False
            if not valid:
                raise UsageError(
                    f'{self._at(full)}: "{full}" holds a pattern that cannot be used: {pattern[:80]!r}',
                    help="patterns are those of a .gitignore file; an exclusion cannot begin with `!`",
                )

    def _unknown(self, name: str, known: Iterable[str]) -> UsageError:
        known = list(known)
        at_end = {choice.rpartition(".")[2]: choice for choice in known}
        help_ = did_you_mean(name, known)
        if not help_:
            meant = nearest(name.rpartition(".")[2], at_end)
            help_ = f'did you mean "{at_end[meant]}"?' if meant else "`vedette config show` lists every key"
        return UsageError(f'{self._at(name)}: unknown key "{name[:200]}"', help=help_)

    def _at(self, name: str) -> str:
        """File and line of a key, or of the nearest key around it that has a line."""
        inner = self._inner + name
        while inner:
            line = self._lines.get(inner)
            if line is not None:
                return f"{self._origin}:{line}"
            inner = inner[: max(inner.rfind("."), inner.rfind("["), 0)]
        return self._origin


def _convert(key: Key, raw: object, origin: str, name: str = "") -> Any:
    try:
        return msgspec.convert(key.read(raw) if key.read else raw, key.type)
    except (ValueError, msgspec.ValidationError):
        raise UsageError(
            f'{origin}: "{name or key.name}" must be {key.expects}',
            help=_meant(key, raw),
        ) from None


def _meant(key: Key, raw: object) -> str:
    choices = re.findall(r'"([a-z]+)"', key.expects)
    return did_you_mean(raw, choices) if isinstance(raw, str) else ""


def _from_text(key: Key, text: str) -> object:
    text = text.strip()
    if key.type == tuple[str, ...]:
        return [part.strip() for part in text.split(",") if part.strip()]
    if key.type is int and text.isascii() and text.isdigit() and len(text) <= 18:  # noqa: PLR2004
        return int(text)
    return text


def _decode(data: bytes, origin: str) -> str:
    if len(data) > LARGEST:
        raise UsageError(f"{origin} is larger than {LARGEST} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{origin} is not UTF-8 (byte {error.start})") from None
    # tomllib takes time with the cube of the parts of a dotted key, which stand on one line.
    if sum(line.count(".") ** 3 for line in text.split("\n")) > _TOO_DEAR:
        raise UsageError(f"{origin}: a line has too many dots to be read in bearable time")
    return text


def _table(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    inner = document.get(name, {})
    return inner if isinstance(inner, dict) else {}


def _choices(entry_type: type[Struct], item: Mapping[str, Any]) -> str:
    """The word that was meant, for the first field that takes one of few words and holds another."""
    for field in msgspec.structs.fields(entry_type):
        given = item.get(field.name)
        if isinstance(field.type, EnumMeta) and isinstance(given, str):
            words = [str(member) for member in cast("type[StrEnum]", field.type)]
            if given not in words:
                return did_you_mean(given, words, f"it is one of {', '.join(words)}")
    return ""


def _plain(error: msgspec.ValidationError) -> str:
    """Turn `Object missing required field `x`` into words that fit a configuration file."""
    text, _, where = str(error).partition(" - at ")
    field = where.strip("`$.")
    text = text.replace("Object missing", "an entry misses the").replace("`", '"')
    return f'"{field}": {text}' if field and "misses" not in text else text
