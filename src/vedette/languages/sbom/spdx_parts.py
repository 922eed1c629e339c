"""Packages of SPDX in one shape: what their fields have no room for is kept as the format has it."""

from __future__ import annotations

import re
from typing import Any

from vedette.languages.sbom.interface import Faults, Placed, text_of
from vedette.model.bom import Component, Hash, Licence, Reference

_TEXTS = {
    "SPDXID": "ref",
    "name": "name",
    "versionInfo": "version",
    "description": "description",
    "copyrightText": "copyright",
}
_KEPT = frozenset(
    "annotations attributionTexts builtDate comment filesAnalyzed hasFiles licenseComments "  # noqa: SIM905 - as words
    "licenseInfoFromFiles originator packageFileName packageVerificationCode releaseDate sourceInfo summary "
    "validUntilDate".split()
)
_LICENCES = {"licenseDeclared": "declared", "licenseConcluded": "concluded"}
_NOTHING = frozenset({"NONE", "NOASSERTION"})
_PURPOSES = {
    name.upper().replace("-", "_"): name
    for name in (
        "firmware",
        "application",
        "framework",
        "library",
        "container",
        "device",
        "operating-system",
        "file",
    )
}
_ALGORITHM = re.compile(r"SHA(1|224|256|384|512)")
_SINGLE = re.compile(r"[A-Za-z0-9.-]+\+?")
_PLACES = {"downloadLocation": "distribution", "homepage": "website"}


def package(raw: Placed, faults: Faults) -> Component | None:
    """One package; None when it has no name."""
    rest: dict[str, Any] = {}
    fields: dict[str, Any] = {"type": "", "licences": (), "references": ()}
    for key in raw:
        _field(key, raw[key], fields, rest, raw.line, faults)
    if not fields.get("name"):
        faults.add(raw.line, "a package has no name: it was left out")
        return None
    return Component(**fields, line=raw.line, rest=rest)


def _field(
    key: str, value: Any, fields: dict[str, Any], rest: dict[str, Any], line: int, faults: Faults
) -> None:
    """Puts a value where it belongs, and also to the rest if its field cannot say all of it."""
    if key in _READERS:
        if not _READERS[key](value, fields):
            rest[key] = value
    elif key in _KEPT:
        rest[key] = value
    elif key in _TEXTS or key in _LICENCES or key in _PLACES:
        if not isinstance(value, str):
            faults.add(line, f"{key} is no text: it was left out")
        elif not value or value in _NOTHING:
            _nothing(key, value, rest)
        else:
            _told(key, value, fields)
    elif key == "externalRefs":
        others = _external(value, fields)
        if others or not value:
            rest[key] = others
    else:
        faults.add(line, f"the format has no field {key[:60]!r}: it was left out")


def _nothing(key: str, value: str, rest: dict[str, Any]) -> None:
    """That nobody knows, or that there is none, is said by saying nothing only where the format has it so."""
    if key != "downloadLocation" or value != "NOASSERTION":
        rest[key] = value


def _told(key: str, value: str, fields: dict[str, Any]) -> None:
    if key in _TEXTS:
        fields[_TEXTS[key]] = value
    elif key in _PLACES:
        fields["references"] += (Reference(_PLACES[key], value),)
    else:
        single = _SINGLE.fullmatch(value) and not value.startswith(("LicenseRef-", "DocumentRef-"))
        kind = "id" if single else "expression"
        fields["licences"] += (Licence(**{kind: value, "by": _LICENCES[key]}),)


def _supplier(value: object, fields: dict[str, Any]) -> bool:
    kind, _, name = text_of(value).partition(": ")
    fields["supplier"] = name if kind in {"Organization", "Person", "Tool"} else ""
    return kind == "Organization" and bool(name)


def _purpose(value: object, fields: dict[str, Any]) -> bool:
    fields["type"] = _PURPOSES.get(text_of(value), "")
    return bool(fields["type"])


def _checksums(value: object, fields: dict[str, Any]) -> bool:
    entries = [one for one in value if isinstance(one, Placed)] if isinstance(value, list) else []
    found = [
        Hash(_ALGORITHM.sub(r"SHA-\1", text_of(one.get("algorithm"))), text_of(one.get("checksumValue")))
        for one in entries
    ]
    found = [one for one in found if one.algorithm and one.value]
    fields["hashes"] = tuple(found)
    back = [{"algorithm": one.algorithm.replace("SHA-", "SHA"), "checksumValue": one.value} for one in found]
    return value == back and bool(found)


def _external(value: object, fields: dict[str, Any]) -> list[Any]:
    """Takes package URL and CPE out of the references; gives the others."""
    others = []
    for one in value if isinstance(value, list) else []:
        if not isinstance(one, Placed):
            continue
        category = text_of(one.get("referenceCategory")).replace("_", "-")
        kind = text_of(one.get("referenceType"))
        locator = text_of(one.get("referenceLocator"))
        name = {("PACKAGE-MANAGER", "purl"): "purl", ("SECURITY", "cpe23Type"): "cpe"}.get((category, kind))
        if name and locator and name not in fields and len(one) == len(("category", "type", "locator")):
            fields[name] = locator
        else:
            one["referenceCategory"] = category
            others.append(one)
    return others


_READERS = {"supplier": _supplier, "primaryPackagePurpose": _purpose, "checksums": _checksums}
