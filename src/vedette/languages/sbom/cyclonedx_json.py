"""CycloneDX in JSON, 1.4 to 1.7; earlier ones are read as far as they have the same words."""

from __future__ import annotations

from typing import Any

from vedette.languages.sbom.cyclonedx_parts import Parts
from vedette.languages.sbom.interface import (
    MOST_RELATIONS,
    Faults,
    Placed,
    document_of,
    line_of,
    mappings_of,
    text_of,
    texts_of,
)
from vedette.model.bom import Bom, Component, Flaw, Relation

VERSIONS = ("1.4", "1.5", "1.6", "1.7")
_STATES = {
    "resolved": "fixed",
    "resolved_with_pedigree": "fixed",
    "exploitable": "affected",
    "in_triage": "under_investigation",
    "false_positive": "not_affected",
    "not_affected": "not_affected",
}
# What the format has beside what is read into fields of its own; see its schema.
_KEPT = frozenset(
    "services externalReferences compositions annotations formulation declarations definitions "  # noqa: SIM905 - as words
    "citations properties signature".split()
)
_METADATA = frozenset(
    "lifecycles tools manufacturer authors manufacture supplier licenses properties "  # noqa: SIM905 - as words
    "distributionConstraints".split()
)
_READ = frozenset(
    "$schema bomFormat specVersion serialNumber version metadata components dependencies "  # noqa: SIM905 - as words
    "vulnerabilities".split()
)


def read(data: bytes) -> Bom:
    """As `reading.read`, of a bill that has this format."""
    return bom_of(*document_of(data))


def bom_of(root: Placed, faults: Faults) -> Bom:
    """The bill that a document in the shape of CycloneDX's JSON is.

    Args:
        root: the document.
        faults: takes what is not as the format has it.
    """
    version = text_of(root.get("specVersion"))
    if root.get("bomFormat") != "CycloneDX" or version not in VERSIONS:
        shown = version[:20] or "no version"
        faults.add(root.line, f"it is no CycloneDX 1.4 to 1.7 ({shown}): it was read as far as the words fit")
    parts = Parts(faults)
    rest = {key: root[key] for key in root if key in _KEPT}
    for key in root:
        if key not in _KEPT and key not in _READ:
            faults.add(root.line, f"the format has no field {key[:60]!r}: it was left out")
    if root.get("dependencies") == []:
        rest["dependencies"] = []
    metadata = _metadata(root, rest, faults)
    subject = metadata.get("component")
    number = root.get("version", 1)
    flaws = _flaws(root, rest, faults)
    made = _subject(subject, parts, faults)
    return Bom(
        format="cyclonedx",
        specification=version,
        name=made.name if made else "",
        serial=text_of(root.get("serialNumber")),
        version=number if type(number) is int and number >= 1 else 1,
        created=text_of(metadata.get("timestamp")),
        authors=tuple(_authors(metadata)),
        subject=made,
        components=parts.all(root.get("components")),
        relations=tuple(_relations(root, faults)),
        flaws=flaws,
        faults=faults.told(),
        rest=rest,
    )


def _subject(value: object, parts: Parts, faults: Faults) -> Component | None:
    if value is None:
        return None
    if not isinstance(value, Placed):
        faults.add(0, "metadata.component is no mapping: it was not read")
        return None
    return parts.one(value)


def _metadata(root: Placed, rest: dict[str, Any], faults: Faults) -> Placed:
    metadata = root.get("metadata")
    if metadata is None:
        return Placed()
    if not isinstance(metadata, Placed):
        faults.add(root.line, "metadata is no mapping: it was not read")
        return Placed()
    kept = {key: value for key, value in metadata.items() if key in _METADATA}
    for key in metadata:
        if key not in _METADATA and key not in {"timestamp", "component"}:
            faults.add(metadata.line, f"the format has no field {key[:60]!r}: it was left out")
    if kept:
        rest["metadata"] = kept
    return metadata


def _authors(metadata: Placed) -> list[str]:
    tools = metadata.get("tools")
    listed = tools.get("components") if isinstance(tools, Placed) else tools
    found = []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Placed) and text_of(one.get("name")):
            version = text_of(one.get("version"))
            found.append(f"Tool: {one['name']}-{version}" if version else f"Tool: {one['name']}")
    authors = metadata.get("authors")
    named = [one for one in authors if isinstance(one, Placed)] if isinstance(authors, list) else []
    return [*found, *(f"Person: {one['name']}" for one in named if text_of(one.get("name")))]


def _relations(root: Placed, faults: Faults) -> list[Relation]:
    found: list[Relation] = []
    for one in mappings_of(root.get("dependencies"), "dependencies", faults, root.line):
        source = text_of(one.get("ref"))
        if not source:
            faults.add(one.line, "a dependency has no ref: it was left out")
            continue
        if len(found) > MOST_RELATIONS:
            faults.add(one.line, f"it has more than {MOST_RELATIONS:,} relations: the rest was not read")
            break
        before = len(found)
        for field, kind in (("dependsOn", "DEPENDS_ON"), ("provides", "PROVIDES")):
            targets = one.get(field, [])
            if not isinstance(targets, list):
                faults.add(one.line, f"{field} is no list: it was left out")
                continue
            found += [Relation(source=source, kind=kind, target=target) for target in texts_of(targets)]
        if len(found) == before:
            found.append(Relation(source=source, kind="DEPENDS_ON", target=""))
    return found


def _flaws(root: Placed, rest: dict[str, Any], faults: Faults) -> tuple[Flaw, ...]:
    listed = list(mappings_of(root.get("vulnerabilities"), "vulnerabilities", faults, root.line))
    if "vulnerabilities" in root and isinstance(root["vulnerabilities"], list):
        rest["vulnerabilities"] = listed
    found = []
    for one in listed:
        analysis = one.get("analysis")
        said = analysis if isinstance(analysis, Placed) else Placed()
        affects = one.get("affects")
        refs = [
            text_of(each.get("ref"))
            for each in (affects if isinstance(affects, list) else ())
            if isinstance(each, Placed)
        ]
        others = one.get("references")
        aliases = [
            text_of(each.get("id"))
            for each in (others if isinstance(others, list) else ())
            if isinstance(each, Placed)
        ]
        flaw = Flaw(
            id=text_of(one.get("id")),
            aliases=tuple(filter(None, aliases)),
            state=_STATES.get(text_of(said.get("state")), ""),
            justification=text_of(said.get("justification")),
            detail=text_of(said.get("detail")),
            affects=tuple(filter(None, refs)),
            updated=text_of(said.get("lastUpdated")) or text_of(said.get("firstIssued")),
            line=one.line,
        )
        if flaw.id:
            found.append(flaw)
        else:
            faults.add(line_of(one), "a vulnerability has no id: nothing is concluded from it")
    return tuple(found)
