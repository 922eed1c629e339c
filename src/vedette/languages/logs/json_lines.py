"""JSON, an object a line, of any shape: a mapping says where what stands, or the shape is a known one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.logins import Logins
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import ROLES, Bare, by_parts, continues, request_line, request_of, rows_of
from vedette.model.errors import UsageError
from vedette.model.traffic import Request

_SHAPES: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("json_shapes.toml").read_text(encoding="utf-8")
)
_NEEDS = {name: shape.pop("need").split() for name, shape in _SHAPES.items()}
NAMES = tuple(_SHAPES)
_FIELDS = {"time", "client", "user", "method", "host", "target", "query", "status", "size", "took", "took_ms",
           "took_us", "took_ns", "referer", "agent", "body", "headers", "request", "message"}  # fmt: skip
_CELLS = (
    "time",
    "client",
    "method",
    "target",
    "status",
    "agent",
    "user",
    "host",
    "query",
    "request",
    "message",
)
_HEX = re.compile(rb"(?<!\\)((?>\\\\)*+)\\x([0-9A-Fa-f]{2})")
_ABSOLUTE = re.compile(rb"[a-z]{2,6}://([^/?#]*)")
_MOST_PLACES = 8
_Any = Any


class JsonLines(Bare):
    """Objects whose fields stand where a mapping says.

    Args:
        name: of the format.
        places: field -> dotted paths, tried in turn, parted by spaces.
        moments: reads the moments.
        need: a line fits only if one of these fields is in it.
    """

    def __init__(
        self, name: str, places: Mapping[str, str], moments: Moments, need: Sequence[str] = ()
    ) -> None:
        super().__init__(name, moments)
        self._places = {field: tuple(paths.split()[:_MOST_PLACES]) for field, paths in places.items()}
        self._need = need or [field for field in self._places if field not in {"headers", "body"}]
        self._logins = Logins() if "message" in self._places else None
        self._columns = _Columns({field: self._places[field] for field in _CELLS if field in self._places})

    def rows(self, data: bytes) -> Rows:
        """All lines of a block in columns."""
        return by_parts(data, self._part)

    def request(self, line: bytes) -> Request | None:
        """One line in full; None when it is no object, or tells of no request."""
        whole = _object(line)
        if whole is None:
            return None
        values = {field: _first(whole, paths) for field, paths in self._places.items() if field != "headers"}
        part = {field: _text(value) for field, value in values.items()}
        if not any(part.get(field) for field in ("target", "method", "request", "status", "client")):
            return None
        host, target = _target(part.get("target", b""), part.get("query", b""))
        method = part.get("method", b"")
        if not target and part.get("request"):
            method, target = request_line(part["request"])
        told = {
            "moment": part.get("time", b""),
            "client": part.get("client", b""),
            "status": part.get("status", b""),
        }
        told["size"] = part.get("size", b"")
        told |= {
            unit: part[unit].removesuffix(b"s")
            for unit in ("took", "took_ms", "took_us", "took_ns")
            if unit in part
        }
        plain = request_of(told, self.moment)
        return Request(
            time=plain.time, client=plain.client, status=plain.status, size=plain.size, took=plain.took,
            user=_said(part, "user"), method=method, host=_said(part, "host") or host, target=target,
            referer=_said(part, "referer"), agent=_said(part, "agent"), body=_said(part, "body"),
            headers=self._headers(whole, part),
        )  # fmt: skip

    def _headers(self, whole: dict[str, Any], part: Mapping[str, bytes]) -> tuple[tuple[bytes, bytes], ...]:
        found = _first(whole, self._places.get("headers", ()))
        headers = [
            (f.encode()[7:], v) for f, v in part.items() if f.startswith("header.") and v not in {b"", b"-"}
        ]
        if isinstance(found, dict):
            named = ((_text(name).lower(), _text(value)) for name, value in list(found.items())[:200])
            headers += [one for one in named if one[0] not in {b"user-agent", b"referer", b"host"} and one[1]]
        return tuple(headers)

    def _part(self, data: bytes) -> Rows:
        objects, missing = self._columns.decode(data)
        columns = self._columns.of(objects)
        count = len(objects)
        empty: list[bytes] = [b""] * count
        get = columns.get
        targets, methods = get("target", empty), get("method", empty)
        hosts = get("host", empty)
        if any(columns.get("query", ())):
            targets = [_asked(one, query) for one, query in zip(targets, columns["query"], strict=True)]
        if any(one[:1] not in b"/" for one in targets):
            both = [_target(one, b"") for one in targets]
            targets = [one[1] for one in both]
            hosts = [host or one[0] for host, one in zip(hosts, both, strict=True)]
        if any(columns.get("request", ())):
            lines = [request_line(one) if one else (b"", b"") for one in columns["request"]]
            methods = [method or one[0] for method, one in zip(methods, lines, strict=True)]
            targets = [target or one[1] for target, one in zip(targets, lines, strict=True)]
        cells = {
            "moment": get("time", empty),
            "client": get("client", empty),
            "method": methods,
            "target": targets,
            "status": get("status", empty),
            "agent": get("agent", empty),
            "user": get("user", empty),
            "host": hosts,
        }
        needed = [columns[field] for field in self._need if field in columns]
        fits = list(map(bool, needed[0])) if len(needed) == 1 else list(map(any, zip(*needed, strict=True)))
        return self._rows(data, [cells[role] for role in ROLES], fits, (missing, get("message", empty)))

    def _rows(
        self,
        data: bytes,
        columns: list[Sequence[bytes]],
        fits: list[bool],
        odd: tuple[set[int], Sequence[bytes]],
    ) -> Rows:
        missing, messages = odd
        count = len(fits)
        if not missing and all(fits):
            rows = rows_of(columns, count, range(count))
        else:
            fits = [fit and index not in missing for index, fit in enumerate(fits)]
            index = list(compress(range(count), fits))
            rows = rows_of([list(compress(column, fits)) for column in columns], count, index)
            lines = data.split(b"\n")
            others = [(place, lines[place]) for place, fit in enumerate(fits) if not fit]
            rows.blank = sum(not line.strip() for _, line in others)
            rows.unreadable = [place for place, line in others if line.strip() and not continues(line)]
            rows.continued = len(others) - rows.blank - len(rows.unreadable)
        if self._logins is not None and len(rows.index):
            rows.logins = self._logins.of_texts(messages, columns[0], self.moment, columns[1])
        return rows


class _Columns:
    """Decodes only what columns need; the rest of an object is skipped over."""

    def __init__(self, places: Mapping[str, Sequence[str]]) -> None:
        self._places = places
        tree: dict[str, Any] = {}
        flat: set[str] = set()
        for path in {path for paths in places.values() for path in paths}:
            branch = tree
            *parents, leaf = path.split(".")
            for parent in parents:
                branch = branch.setdefault(parent, {})
                if not isinstance(branch, dict):
                    break
            else:
                branch.setdefault(leaf, None)
            if parents:
                flat.add(path)
        for path in flat:
            tree.setdefault(path, None)
        kind = _kind(tree)
        self._empty = kind()
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(kind)
        self._flat = flat

    def decode(self, data: bytes) -> tuple[list[Any], set[int]]:
        """An object for each line, and which lines are none."""
        count = data.count(b"\n") + 1
        try:
            objects = self._decoder.decode_lines(data)
            if len(objects) == count:
                return objects, set()
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
            pass
        missing: set[int] = set()
        objects = []
        for index, line in enumerate(data.split(b"\n")):
            try:
                objects.append(self._one(line))
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
                missing.add(index)
                objects.append(self._empty)
        return objects, missing

    def of(self, objects: list[Any]) -> dict[str, list[bytes]]:
        """The columns of each field."""
        return {field: self._column(objects, paths) for field, paths in self._places.items()}

    def _one(self, line: bytes) -> Any:
        try:
            return self._decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if line[:1] != b"{":
                raise
            return self._decoder.decode(_mended(line))

    def _column(self, objects: list[Any], paths: Sequence[str]) -> list[bytes]:
        column: list[Any] = [None] * len(objects)
        for path in paths:
            values = self._values(objects, path)
            column = (
                values
                if column.count(None) == len(column)
                else [one if one is not None else other for one, other in zip(column, values, strict=True)]
            )
            if None not in column:
                break
        if column.count(None) == len(column):
            return [b""] * len(column)
        return [
            value.encode("utf-8", "surrogatepass")
            if type(value) is str
            else b"%d" % value
            if type(value) is int
            else _text(value)
            for value in column
        ]

    def _values(self, objects: list[Any], path: str) -> list[Any]:
        dotted = ".".join(map(_attribute, path.split(".")))
        try:
            values = list(map(attrgetter(dotted), objects))
        except AttributeError:
            values = [_reach(one, dotted.split(".")) for one in objects]
        if path in self._flat and None in values:
            flat = map(attrgetter(_attribute(path)), objects)
            values = [one if one is not None else other for one, other in zip(values, flat, strict=True)]
        return values


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """A format of a known shape, changed by the mapping; `json` is what the mapping says alone.

    Raises:
        UsageError: the mapping has a field that no request has.
    """
    for field in mapping:
        if field not in _FIELDS and not field.startswith("header."):
            raise UsageError(
                f"no such field of a JSON log: {field}", help="known: " + ", ".join(sorted(_FIELDS))
            )
    places = dict(mapping) if name == "json" and mapping else {**_SHAPES[name], **mapping}
    return JsonLines(name, places, moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Each known shape, where the sample has objects at all; one of requests before one of messages."""
    if b"{" not in sample:
        return
    for rank, name in enumerate(reversed(NAMES)):
        yield 60 + rank, JsonLines(name, _SHAPES[name], moments, _NEEDS[name])


def _kind(tree: Mapping[str, Any]) -> type:
    fields: list[tuple[str, Any, Any]] = []
    rename: dict[str, str] = {}
    for name, branch in tree.items():
        attribute = _attribute(name)
        rename[attribute] = name
        if isinstance(branch, dict) and branch:
            kind = _kind(branch)
            fields.append((attribute, kind | str | int | float | bool | list | None, None))
        else:
            fields.append((attribute, _Any, None))
    return msgspec.defstruct("Line", fields, rename=rename)


def _attribute(name: str) -> str:
    return "f_" + name.encode().hex()


def _reach(one: Any, names: Sequence[str]) -> Any:
    for name in names:
        one = getattr(one, name, None)
    return one


def _mended(line: bytes) -> bytes:
    r"""`\xhh`, which nginx writes into JSON unless told not to, and bytes that are no UTF-8, made JSON."""
    return _HEX.sub(rb"\1\\u00\2", line).decode("utf-8", "replace").encode()


def _object(line: bytes) -> dict[str, Any] | None:
    for text in (line, _mended(line)):
        try:
            whole = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
            continue
        return whole if isinstance(whole, dict) else None
    return None


def _first(whole: dict[str, Any], paths: Sequence[str]) -> Any:
    for path in paths:
        value: Any = whole
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None and "." in path:
            value = whole.get(path)
        if value is not None:
            return value
    return None


def _text(value: Any) -> bytes:
    """A value as it would stand in a log; a list by its first item, an object as JSON."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if value is None or isinstance(value, bool):
        return b""
    if isinstance(value, int | float):
        return str(value).encode()
    if isinstance(value, list):
        return _text(value[0]) if value and not isinstance(value[0], list) else b""
    return msgspec.json.encode(value) if isinstance(value, dict) else b""


def _target(target: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Host and target of an address; the query is joined to it."""
    host = b""
    if target[:1] not in b"/" and (found := _ABSOLUTE.match(target)):
        host, target = found[1], target[found.end() :] or b"/"
    return host, _asked(target, query)


def _asked(target: bytes, query: bytes) -> bytes:
    return target + b"?" + query if query and target and b"?" not in target else target


def _said(part: Mapping[str, bytes], name: str) -> bytes:
    value = part.get(name, b"")
    return b"" if value == b"-" else value
