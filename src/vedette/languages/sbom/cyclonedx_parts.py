"""Components of CycloneDX in one shape: what their fields have no room for is kept as the format has it."""

from __future__ import annotations

from typing import Any

from vedette.languages.sbom.interface import (
    MOST_COMPONENTS,
    Faults,
    Placed,
    line_of,
    mappings_of,
    text_of,
)
from vedette.model.bom import Component, Hash, Licence, Reference

TYPES = frozenset(
    "application framework library container platform operating-system device device-driver firmware "  # noqa: SIM905 - as words
    "file machine-learning-model data cryptographic-asset".split()
)
SCOPES = frozenset({"required", "optional", "excluded"})
_TEXTS = {
    "bom-ref": "ref",
    "name": "name",
    "group": "group",
    "version": "version",
    "purl": "purl",
    "cpe": "cpe",
    "description": "description",
    "copyright": "copyright",
    "type": "type",
    "scope": "scope",
}
_KEPT = frozenset(
    "mime-type manufacturer authors author publisher versionRange isExternal patentAssertions omniborId "  # noqa: SIM905 - as words
    "swhid swid modified pedigree evidence releaseNotes modelCard data cryptoProperties properties tags "
    "signature".split()
)
_ACKNOWLEDGED = frozenset({"declared", "concluded"})


class Parts:
    """Reads components, and counts them."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._count = 0

    def all(self, value: object) -> tuple[Component, ...]:
        """The components of a list, with those inside of them."""
        found = []
        for raw in mappings_of(value, "components", self._faults):
            made = self.one(raw)
            if made is not None:
                found.append(made)
        return tuple(found)

    def one(self, raw: Placed) -> Component | None:
        """One component; None when it has no name, or there are too many."""
        self._count += 1
        if self._count > MOST_COMPONENTS:
            self._faults.add(
                raw.line, f"it has more than {MOST_COMPONENTS:,} components: the rest was not read"
            )
            return None
        rest: dict[str, Any] = {}
        fields: dict[str, Any] = {"type": ""}
        for key, value in raw.items():
            self._field(key, value, fields, rest, raw.line)
        if "name" not in fields:
            if not fields.get("purl"):
                self._faults.add(raw.line, "a component has neither name nor purl: it was left out")
                return None
            self._faults.add(raw.line, "a component has no name: it goes by its purl")
            fields["name"] = fields["purl"]
        return Component(**fields, line=raw.line, rest=rest)

    def _field(
        self, key: str, value: object, fields: dict[str, Any], rest: dict[str, Any], line: int
    ) -> None:
        """Puts a value where it belongs, and also to the rest if its field cannot say all of it."""
        if key in _TEXTS:
            self._text(key, value, fields, rest, line)
        elif key == "components":
            fields["parts"] = self.all(value)
            if value == []:
                rest[key] = value
        elif key in _READERS:
            name, reader = _READERS[key]
            fields[name], exact = reader(value)
            if not exact:
                rest[key] = value
        elif key in _KEPT:
            rest[key] = value
        else:
            self._faults.add(line, f"the format has no field {key[:60]!r}: it was left out")

    def _text(self, key: str, value: object, fields: dict[str, Any], rest: dict[str, Any], line: int) -> None:
        if not isinstance(value, str):
            self._faults.add(line, f"{key} is no text: it was left out")
            return
        fields[_TEXTS[key]] = value
        if not value:
            rest[key] = value
        known = {"type": TYPES, "scope": SCOPES}.get(key)
        if known and value not in known:
            self._faults.add(line, f"the format has no {key} {value[:40]!r}")
            fields[_TEXTS[key]] = ""
            rest.pop(key, None)


def _placed(value: object) -> list[Placed]:
    return [one for one in value if isinstance(one, Placed)] if isinstance(value, list) else []


def _supplier(value: object) -> tuple[str, bool]:
    name = text_of(value.get("name")) if isinstance(value, Placed) else ""
    return name, bool(name) and value == {"name": name}


def _hashes(value: object) -> tuple[tuple[Hash, ...], bool]:
    found = [
        Hash(one["alg"], one["content"])
        for one in _placed(value)
        if text_of(one.get("alg")) and text_of(one.get("content"))
    ]
    exact = value == [{"alg": one.algorithm, "content": one.value} for one in found]
    return tuple(found), exact and bool(found)


def _references(value: object) -> tuple[tuple[Reference, ...], bool]:
    found = [
        Reference(one["type"], one["url"], text_of(one.get("comment")))
        for one in _placed(value)
        if text_of(one.get("type")) and text_of(one.get("url"))
    ]
    back = [
        {"type": one.kind, "url": one.url, **({"comment": one.comment} if one.comment else {})}
        for one in found
    ]
    return tuple(found), value == back and bool(found)


def _licences(value: object) -> tuple[tuple[Licence, ...], bool]:
    found = []
    exact = isinstance(value, list) and bool(value)
    for one in value if isinstance(value, list) else ():
        made, whole = _licence(one)
        exact = exact and whole
        if made is not None:
            found.append(made)
    mixed = len(found) > 1 and any(one.expression for one in found)
    return tuple(found), exact and not mixed


def _licence(one: object) -> tuple[Licence | None, bool]:
    if not isinstance(one, Placed):
        return None, False
    inner = one.get("license")
    raw = inner if isinstance(inner, Placed) else one
    by = text_of(raw.get("acknowledgement"))
    expression = text_of(one.get("expression"))
    made = Licence(
        id=text_of(raw.get("id")) if raw is inner else "",
        expression=expression,
        name=text_of(raw.get("name")) if raw is inner else "",
        url=text_of(raw.get("url")) if raw is inner else "",
        by=by if by in _ACKNOWLEDGED else "",
    )
    if not (made.id or made.expression or made.name):
        return None, False
    known = {"expression": expression, "id": made.id, "name": made.name, "url": made.url}
    back = {key: text for key, text in known.items() if text}
    if made.by:
        back["acknowledgement"] = made.by
    whole = raw == back and line_of(one) >= 0 and (raw is one or one.keys() == {"license"})
    # A single id as an expression would come back as an id.
    return made, whole and (not expression or " " in expression)


_READERS: dict[str, tuple[str, Any]] = {
    "supplier": ("supplier", _supplier),
    "hashes": ("hashes", _hashes),
    "externalReferences": ("references", _references),
    "licenses": ("licences", _licences),
}
