"""CycloneDX 1.6 in JSON; a bill that was read from 1.7 stays one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from vedette import __version__
from vedette.feedback.bom.shared import address, document, everything, is_moment, unique
from vedette.model.bom import Bom, Component, Hash, Licence, Reference, Relation

SPECIFICATION = "1.6"
_LATER = "1.7"
_XML = "cyclonedx-xml"
_OWN = frozenset({"cyclonedx", _XML})
# What has the same shape in XML as in JSON, among what is kept as the format has it.
_SAFE = frozenset(
    "mime-type author publisher modified properties tags authors licenses hashes externalReferences "  # noqa: SIM905 - as words
    "supplier manufacturer manufacture tools lifecycles components swid swhid omniborId".split()
)
_SCHEMA = "http://cyclonedx.org/schema/bom-{}.schema.json"
_SERIAL = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGITS = {32, 40, 64, 96, 128}
_HEX = re.compile("[0-9a-fA-F]+")
_TYPES = frozenset(
    "application framework library container platform operating-system device device-driver firmware "  # noqa: SIM905 - as words
    "file machine-learning-model data cryptographic-asset".split()
)
_ALGORITHMS = frozenset(
    "MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 "  # noqa: SIM905 - as words
    "BLAKE3".split()
)
_LATER_ALGORITHMS = frozenset({"Streebog-256", "Streebog-512"})
_KINDS = frozenset(
    "vcs issue-tracker website advisories bom mailing-list social chat documentation support "  # noqa: SIM905 - as words
    "source-distribution distribution distribution-intake license build-meta build-system release-notes "
    "security-contact model-card log configuration evidence formulation attestation threat-model "
    "adversary-model risk-assessment vulnerability-assertion exploitability-statement pentest-report "
    "static-analysis-report dynamic-analysis-report runtime-analysis-report component-analysis-report "
    "maturity-report certification-report codified-infrastructure quality-metrics poam "
    "electronic-signature digital-signature rfc-9116 other".split()
)
_LATER_KINDS = frozenset({"patent", "patent-family", "patent-assertion", "citation"})
_EDGES = {"DEPENDS_ON": "dependsOn", "PROVIDES": "provides"}
# Of SPDX, the source and the target of which change places.
_BACKWARDS = frozenset(
    "DEPENDENCY_OF BUILD_DEPENDENCY_OF DEV_DEPENDENCY_OF OPTIONAL_DEPENDENCY_OF PROVIDED_DEPENDENCY_OF "  # noqa: SIM905 - as words
    "RUNTIME_DEPENDENCY_OF TEST_DEPENDENCY_OF".split()
)


def write(bom: Bom) -> bytes:
    """The bill as a document.

    Args:
        bom: whatever it was read from. Of a format other than this one, what its own fields hold is
            written; see `lost`.
    """
    own = bom.format in _OWN
    version = _LATER if own and bom.specification == _LATER else SPECIFICATION
    keeps = _SAFE if bom.format == _XML else None
    shape = _Shape(own=own, later=version == _LATER, keeps=keeps)
    body: dict[str, Any] = {"version": max(bom.version, 1), "metadata": _metadata(bom, shape)}
    listed = [shape.component(one) for one in bom.components]
    # The format has each once; of a bill of its own nothing is left out.
    body["components"] = listed if own else list({str(unique(one)): one for one in listed}.values())
    edges = _dependencies(bom, shape)
    if edges:
        body["dependencies"] = edges
    if own:
        kept = {key: value for key, value in bom.rest.items() if key != "metadata"}
        body |= {key: value for key, value in kept.items() if keeps is None or key in keeps}
    serial = bom.serial if _SERIAL.fullmatch(bom.serial) else f"urn:uuid:{unique(body)}"
    head = {
        "$schema": _SCHEMA.format(version),
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": serial,
    }
    return document(head | body)


def lost(bom: Bom) -> tuple[str, ...]:
    """What of a bill this format has no room for, in words; empty for one that was read from it."""
    if bom.format in {"", "cyclonedx"}:
        return ()
    safe = (_SAFE | {"metadata"}) if bom.format == _XML else frozenset()
    found = [f"{key} of the document" for key in bom.rest if key not in safe]
    inside = {f"{key} of components" for one, _ in everything(bom) for key in one.rest if key not in safe}
    found += sorted(inside)
    kinds = {one.kind for one in bom.relations} - _EDGES.keys() - _BACKWARDS - {"DESCRIBES", "DESCRIBED_BY"}
    return (*found, *(f"relations {kind}" for kind in sorted(kinds)))


class _Shape:
    """How components are written, in this version; refs are unique."""

    def __init__(self, *, own: bool, later: bool, keeps: frozenset[str] | None) -> None:
        self._own = own
        self._keeps = keeps
        self._kinds = _KINDS | _LATER_KINDS if later else _KINDS
        self._algorithms = _ALGORITHMS | _LATER_ALGORITHMS if later else _ALGORITHMS
        self.refs: set[str] = set()

    def component(self, one: Component) -> dict[str, Any]:
        """One, with its parts."""
        made: dict[str, Any] = {"type": one.type if one.type in _TYPES else "library"}
        ref = one.ref if one.ref not in self.refs else ""
        self.refs.add(ref)
        texts = {
            "bom-ref": ref,
            "group": one.group,
            "name": one.name,
            "version": one.version,
            "description": one.description,
            "scope": one.scope,
        }
        made |= {key: text for key, text in texts.items() if text}
        made.setdefault("name", "")
        if one.supplier:
            made["supplier"] = {"name": one.supplier}
        made |= self._lists(one)
        texts = {"copyright": one.copyright, "cpe": one.cpe, "purl": one.purl}
        made |= {key: text for key, text in texts.items() if text}
        if one.parts:
            made["components"] = [self.component(part) for part in one.parts]
        if not self._own:
            return made
        kept = one.rest.items()
        return {**made, **{key: each for key, each in kept if self._keeps is None or key in self._keeps}}

    def _lists(self, one: Component) -> dict[str, Any]:
        made: dict[str, Any] = {
            "hashes": [
                {"alg": each.algorithm, "content": each.value} for each in one.hashes if self._is_hash(each)
            ],
            "licenses": _licences(one.licences),
            "externalReferences": [self._reference(each) for each in one.references],
        }
        return {key: value for key, value in made.items() if value}

    def _is_hash(self, one: Hash) -> bool:
        is_hex = len(one.value) in _DIGITS and _HEX.fullmatch(one.value)
        return bool(is_hex) and one.algorithm in self._algorithms

    def _reference(self, one: Reference) -> dict[str, str]:
        url = one.url if self._own else address(one.url)
        made = {"type": one.kind if one.kind in self._kinds else "other", "url": url}
        return made | ({"comment": one.comment} if one.comment else {})


def _licences(found: Sequence[Licence]) -> list[dict[str, Any]]:
    if len(found) > 1 and any(one.expression for one in found):
        return _joined(found)
    return [_licence(one) for one in found]


def _joined(found: Sequence[Licence]) -> list[dict[str, Any]]:
    """An expression stands alone: with what is said beside it, it is one expression or a list of names."""
    unique_ = dict.fromkeys(one.expression or one.id or one.name for one in found)
    if len(unique_) == 1:
        return [_licence(next(one for one in found if one.expression))]
    if all(one.expression or one.id for one in found):
        return [
            {"expression": " AND ".join(f"({text})" if " " in text else text for text in unique_)},
        ]
    return [_licence(one if not one.expression else Licence(name=one.expression)) for one in found]


def _licence(one: Licence) -> dict[str, Any]:
    by = {"acknowledgement": one.by} if one.by in {"declared", "concluded"} else {}
    if one.expression:
        return {"expression": one.expression, **by}
    url = {"url": one.url} if one.url else {}
    key, text = ("id", one.id) if one.id else ("name", one.name)
    return {"license": {key: text, **by, **url}}


def _metadata(bom: Bom, shape: _Shape) -> dict[str, Any]:
    made: dict[str, Any] = {}
    own = bom.format in _OWN
    if bom.created and (own or is_moment(bom.created)):
        made["timestamp"] = bom.created
    kept = bom.rest.get("metadata", {}) if own else {}
    if not own:
        tool = {"type": "application", "name": "vedette", "version": __version__}
        made["tools"] = {"components": [tool]}
        people = [one.partition(": ")[2] for one in bom.authors if one.startswith("Person: ")]
        if people:
            made["authors"] = [{"name": name} for name in people]
    if bom.subject:
        made["component"] = shape.component(bom.subject)
    return made | kept


def _dependencies(bom: Bom, shape: _Shape) -> list[dict[str, Any]]:
    own = bom.format in _OWN
    found: dict[str, dict[str, list[str]]] = {}
    for source, field, target in _edges(bom.relations):
        if not own and (source not in shape.refs or (target and target not in shape.refs)):
            continue
        entry = found.setdefault(source, {})
        if target and target not in (targets := entry.setdefault(field, [])):
            targets.append(target)
    return [{"ref": source, **entry} for source, entry in found.items()]


def _edges(relations: Iterable[Relation]) -> Iterable[tuple[str, str, str]]:
    for one in relations:
        if one.target is None:
            continue
        if one.kind in _EDGES:
            yield one.source, _EDGES[one.kind], one.target
        elif one.kind in _BACKWARDS and one.target:
            yield one.target, "dependsOn", one.source
