"""How one provider is asked: data of `detectors/*/rules/*.toml`, never of a tree or of settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from vedette import index

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_SLOTS = re.compile(r"\{[^}]*\}")
_KNOWN = {"{secret}", "{id}"}
# None of these does anything twice, or at all.
_METHODS = frozenset({"GET", "POST"})


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an answer has to look like; all that is given must hold.

    Attributes:
        status: one of these.
        field: dotted name of a field of a JSON object.
        values: that the field has one of; empty if it only has to be there.
        text: a short text that the body holds, for what is no JSON.
    """

    status: tuple[int, ...] = ()
    field: str = ""
    values: tuple[str | bool | int, ...] = ()
    text: str = ""


class Signing(StrEnum):
    """How a request is signed, where a header with the secret will not do."""

    none = ""
    aws = "aws"


class Spec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question to one provider.

    Attributes:
        provider: its name, for people.
        rules: ids of the rules whose values it is about.
        hosts: asked one after the other until one knows the value; "dead" is only what all of them refuse.
        method: `GET`, or a `POST` that is documented to read only, or to do nothing.
        path, query, headers, basic, body: of the request; `{secret}` and `{id}` stand for the halves.
        id: pattern of the other half, which stands near the value; "" when there is none.
        host_from: pattern whose first group, found in the value, is the first label of the host to ask.
        only: pattern that the whole value must have to be asked about; "" for any.
        sign: how the request is signed.
        live, dead: what answers mean that; anything else is unknown. An answer that is both is unknown.
        docs: the page that documents it.
        why: why it does no harm, or why nothing is taken for dead, where that needs saying.
    """

    provider: str
    rules: tuple[str, ...]
    hosts: tuple[str, ...]
    path: str
    live: tuple[Condition, ...]
    docs: str
    dead: tuple[Condition, ...] = ()
    method: str = "GET"
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    basic: str = ""
    body: str = ""
    id: str = ""
    host_from: str = ""
    only: str = ""
    sign: Signing = Signing.none
    why: str = ""


@cache
def specs() -> dict[str, Spec]:
    """Rule id -> how its values are verified, of this installation."""
    return read(index.load()["verify"])


def read(entries: Iterable[Mapping[str, Any]]) -> dict[str, Spec]:
    """Read entries of a data file.

    Args:
        entries: `[[verify]]` tables.

    Raises:
        msgspec.ValidationError: an entry is none, names no fixed host, or two are about one rule.
    """
    found: dict[str, Spec] = {}
    for entry in entries:
        spec = msgspec.convert(dict(entry), Spec)
        _check(spec)
        for rule in spec.rules:
            if rule in found:
                raise msgspec.ValidationError(f"{rule} is verified twice")
            found[rule] = spec
    return found


def _check(spec: Spec) -> None:
    templates = (spec.path, spec.basic, spec.body, *spec.query.values(), *spec.headers.values())
    # A brace of JSON or GraphQL is no slot.
    slots = {slot for text in templates for slot in _SLOTS.findall(text) if slot[1:-1].isidentifier()}
    faults = (
        (not spec.hosts or not all(map(_HOST.fullmatch, spec.hosts)), "hosts are fixed names"),
        (spec.method not in _METHODS, "a method is GET or POST"),
        (not spec.path.startswith("/"), "a path begins with /"),
        (not slots <= _KNOWN, "slots are {secret} and {id}"),
        (("{id}" in slots or spec.sign is Signing.aws) and not spec.id, "{id} needs its pattern"),
        (not spec.live, "something is live"),
        (
            not all(one.status or one.text or one.field for one in (*spec.live, *spec.dead)),
            "a condition asks",
        ),
        (not spec.docs.startswith("https://"), "it names its page"),
    )
    for is_wrong, what in faults:
        if is_wrong:
            raise msgspec.ValidationError(f"verification at {spec.provider}: {what}")
