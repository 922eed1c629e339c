"""SPDX 2.2 and 2.3 in JSON."""

from __future__ import annotations

from typing import Any

from vedette.languages.sbom.interface import (
    MOST_COMPONENTS,
    MOST_RELATIONS,
    Faults,
    Placed,
    document_of,
    mappings_of,
    text_of,
    texts_of,
)
from vedette.languages.sbom.spdx_parts import package
from vedette.model.bom import Bom, Component, Relation

VERSIONS = ("SPDX-2.1", "SPDX-2.2", "SPDX-2.3")
DOCUMENT = "SPDXRef-DOCUMENT"
_KEPT = frozenset(
    "annotations comment documentDescribes externalDocumentRefs files hasExtractedLicensingInfos "  # noqa: SIM905 - as words
    "revieweds snippets".split()
)
_READ = frozenset(
    "SPDXID creationInfo dataLicense name spdxVersion documentNamespace packages relationships".split()  # noqa: SIM905 - as words
)
_CREATION = frozenset({"comment", "licenseListVersion"})
_RELATION = frozenset({"spdxElementId", "relationshipType", "relatedSpdxElement", "comment"})
_TARGETS = {"NONE": "", "NOASSERTION": None}


def read(data: bytes) -> Bom:
    """As `reading.read`, of a bill that has this format."""
    return bom_of(*document_of(data))


def bom_of(root: Placed, faults: Faults) -> Bom:
    """The bill that a document in the shape of SPDX's JSON is.

    Args:
        root: the document.
        faults: takes what is not as the format has it.
    """
    version = text_of(root.get("spdxVersion"))
    if version not in VERSIONS:
        shown = version[:20] or "no version"
        faults.add(root.line, f"it is no SPDX 2.1 to 2.3 ({shown}): it was read as far as the words fit")
    rest = {key: root[key] for key in root if key in _KEPT}
    for key in root:
        if key not in _KEPT and key not in _READ:
            faults.add(root.line, f"the format has no field {key[:60]!r}: it was left out")
    created = _creation(root, rest, faults)
    relations = _relations(root, faults)
    components = _packages(root, faults)
    subject = _subject(root, relations, components)
    return Bom(
        format="spdx",
        specification=version,
        name=text_of(root.get("name")),
        serial=text_of(root.get("documentNamespace")),
        version=0,
        created=text_of(created.get("created")),
        authors=tuple(texts_of(created.get("creators"))),
        subject=subject,
        components=tuple(one for one in components if one is not subject),
        relations=tuple(relations),
        faults=faults.told(),
        rest=rest,
    )


def _creation(root: Placed, rest: dict[str, Any], faults: Faults) -> Placed:
    creation = root.get("creationInfo")
    if not isinstance(creation, Placed):
        faults.add(root.line, "creationInfo is no mapping: it was not read")
        return Placed()
    kept = {key: value for key, value in creation.items() if key in _CREATION}
    if kept:
        rest["creationInfo"] = kept
    for key in creation:
        if key not in _CREATION and key not in {"created", "creators"}:
            faults.add(creation.line, f"the format has no field {key[:60]!r}: it was left out")
    return creation


def _packages(root: Placed, faults: Faults) -> list[Component]:
    found: list[Component] = []
    for raw in mappings_of(root.get("packages"), "packages", faults, root.line):
        if len(found) >= MOST_COMPONENTS:
            faults.add(raw.line, f"it has more than {MOST_COMPONENTS:,} packages: the rest was not read")
            break
        made = package(raw, faults)
        if made is not None:
            found.append(made)
    return found


def _relations(root: Placed, faults: Faults) -> list[Relation]:
    found: list[Relation] = []
    for raw in mappings_of(root.get("relationships"), "relationships", faults, root.line):
        if len(found) >= MOST_RELATIONS:
            faults.add(raw.line, f"it has more than {MOST_RELATIONS:,} relations: the rest was not read")
            break
        source, kind, target = (
            text_of(raw.get(key)) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement")
        )
        if not (source and kind and target):
            faults.add(raw.line, "a relationship misses one of its ends or its kind: it was left out")
            continue
        if raw.keys() - _RELATION:
            faults.add(raw.line, "a relationship has fields that the format has not: they were left out")
        comment = text_of(raw.get("comment"))
        to = _TARGETS.get(target, target)
        found.append(Relation(source=source, kind=kind, target=to, comment=comment))
    return found


def _subject(root: Placed, relations: list[Relation], components: list[Component]) -> Component | None:
    described = set(texts_of(root.get("documentDescribes")))
    for one in relations:
        if one.kind == "DESCRIBES" and one.source == DOCUMENT and one.target:
            described.add(one.target)
        elif one.kind == "DESCRIBED_BY" and one.target == DOCUMENT:
            described.add(one.source)
    if len(described) != 1:
        return None
    return next((one for one in components if one.ref in described), None)
