"""The record of a run as one document of plain values, and the schema that it keeps to."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from vedette.feedback import neutral
from vedette.feedback.interface import Context
from vedette.model.rule import Rule
from vedette.model.verdict import Record

SCHEMA = "vedette-record/1"
# Such characters stand in strings of JSON only.
_ODD = re.compile(r"[^ -~]+")
_LOCATION = "https://json-schema.org/draft/2020-12/schema"


def document(record: Record, context: Context) -> dict[str, Any]:
    """The document as plain values; every string is valid Unicode.

    Field names and words are those of the model; see docs/formats.md.
    """
    plain = _told(record, context)
    return {key: neutral.valid_tree(msgspec.to_builtins(value)) for key, value in plain.items()}


def written(record: Record, context: Context) -> bytes:
    """The document as `dumps` writes it, in a tenth of the time where strings are valid, as most are."""
    try:
        data = msgspec.json.encode(_told(record, context))
    except UnicodeEncodeError:
        return dumps(document(record, context))
    if data.isascii() and b"\x7f" not in data:
        return data
    return _ODD.sub(lambda odd: json.dumps(odd[0])[1:-1], data.decode()).encode("ascii")


def plain_fields(struct: msgspec.Struct) -> dict[str, Any]:
    """A struct's fields as plain values, without the tag of its type."""
    return {name: msgspec.to_builtins(getattr(struct, name)) for name in struct.__struct_fields__}


def dumps(value: object) -> bytes:
    """One line of ASCII: control and bidirectional characters can't reach whoever prints it."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def schema() -> dict[str, Any]:
    """The JSON Schema of the document, made from the model.

    Every field is written, so every field is required, and no other is allowed: a reader finds out at once
    when the document is of another version.
    """
    (record,), definitions = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    (rule,), more = msgspec.json.schema_components([Rule], ref_template="#/$defs/{name}")
    definitions = {name: _closed(item) for name, item in sorted({**definitions, **more}.items())}
    root = definitions.pop(record["$ref"].rpartition("/")[2])
    rules = {
        "type": "object",
        "description": "The rules that the findings are instances of, by id.",
        "additionalProperties": rule,
    }
    properties = {"schema": {"const": SCHEMA}, "rules": rules, **root["properties"]}
    made = {
        "$schema": _LOCATION,
        "$id": "urn:vedette:schema:record:1",
        **root,
        "title": "The record of one vedette run",
        "properties": properties,
        "required": list(properties),
        "$defs": definitions,
    }
    # Defaults of the model are tuples, which JSON has not.
    return dict(json.loads(json.dumps(made)))


def _told(record: Record, context: Context) -> dict[str, Any]:
    used = {item.tracked.finding.rule for item in record.verdict.judgements}
    rules = {name: context.rules[name] for name in sorted(used) if name in context.rules}
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    return {"schema": SCHEMA, "rules": rules, **fields}


def _closed(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("type") != "object" or "properties" not in item:
        return item
    properties = {
        name: {key: value for key, value in field.items() if key != "default"}
        for name, field in item["properties"].items()
    }
    # Of a docstring the first line: the rest is for people who read the model.
    summary = {"description": item["description"].partition("\n")[0]} if "description" in item else {}
    return {
        **item,
        **summary,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
