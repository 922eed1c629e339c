"""SPDX 2.3 in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vedette.feedback.bom.shared import TOOL, address, document, everything, is_moment, unique
from vedette.feedback.bom.spdx_licences import Licences
from vedette.model.bom import Bom, Component, Hash, Relation

SPECIFICATION = "SPDX-2.3"
DOCUMENT = "SPDXRef-DOCUMENT"
_NAMESPACES = "https://spdx.org/spdxdocs/"
_ID = re.compile(r"SPDXRef-[A-Za-z0-9.-]+")
_NOT_OF_ID = re.compile(r"[^A-Za-z0-9.-]+")
_ALGORITHMS = frozenset(
    "SHA1 SHA224 SHA256 SHA384 SHA512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 "  # noqa: SIM905 - as words
    "BLAKE3 MD2 MD4 MD5 MD6 ADLER32".split()
)
_LENGTHS = {
    "SHA1": 40,
    "SHA224": 56,
    "SHA256": 64,
    "SHA384": 96,
    "SHA512": 128,
    "MD5": 32,
    "SHA3-256": 64,
    "SHA3-384": 96,
    "SHA3-512": 128,
    "BLAKE2b-256": 64,
    "BLAKE2b-384": 96,
    "BLAKE2b-512": 128,
}
_PURPOSES = frozenset(
    "FIRMWARE APPLICATION FRAMEWORK LIBRARY CONTAINER DEVICE OPERATING_SYSTEM FILE".split()  # noqa: SIM905 - as words
)
_SCOPES = {"excluded": "DEV_DEPENDENCY_OF", "optional": "OPTIONAL_DEPENDENCY_OF"}
_LONGEST = 60
_PAGE = re.compile(r"(?:https?|ftp)://[A-Za-z0-9][A-Za-z0-9.-]{0,200}(?::[0-9]{1,5})?(?:/[!-~]{0,2000})?")


def write(bom: Bom) -> bytes:
    """The bill as a document.

    Args:
        bom: whatever it was read from. Of a format other than this one, what its own fields hold is
            written; see `lost`.
    """
    own = bom.format == "spdx"
    names = _Names(bom, own=own)
    licences = Licences(own=own)
    packages = [_package(one, names, licences, own=own) for one, _ in everything(bom)]
    body: dict[str, Any] = {
        "name": bom.name or (bom.subject.name if bom.subject else "") or "bill of material",
        "creationInfo": _creation(bom, own=own),
        "packages": packages,
        "relationships": _relationships(bom, names, own=own),
    }
    extracted = licences.extracted()
    if extracted:
        body["hasExtractedLicensingInfos"] = extracted
    if own:
        body |= {key: value for key, value in bom.rest.items() if key != "creationInfo"}
    head = {
        "spdxVersion": SPECIFICATION,
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": body.pop("name"),
        "documentNamespace": bom.serial if own and bom.serial else _namespace(bom, body),
    }
    return document(head | body)


def lost(bom: Bom) -> tuple[str, ...]:
    """What of a bill this format has no room for, in words; empty for one that was read from it."""
    if bom.format in {"", "spdx"}:
        return ()
    found = [f"{key} of the document" for key in bom.rest]
    return (*found, *sorted({f"{key} of components" for one, _ in everything(bom) for key in one.rest}))


class _Names:
    """The id that each component has in the document."""

    def __init__(self, bom: Bom, *, own: bool) -> None:
        self.by_ref: dict[str, str] = {}
        self._by_component: dict[int, str] = {}
        self._taken = {DOCUMENT}
        if own:
            self._taken |= {one.ref for one, _ in everything(bom)}
        for one, _ in everything(bom):
            name = one.ref if own and _ID.fullmatch(one.ref) else self._made(one)
            self._by_component[id(one)] = name
            if one.ref:
                self.by_ref.setdefault(one.ref, name)

    def of(self, one: Component) -> str:
        """The id."""
        return self._by_component[id(one)]

    def _made(self, one: Component) -> str:
        words = _NOT_OF_ID.sub("-", "-".join(filter(None, (one.group, one.name, one.version)))).strip("-.")
        name = base = f"SPDXRef-{words[:_LONGEST] or 'Package'}"
        number = 1
        while name in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._taken.add(name)
        return name


def _namespace(bom: Bom, body: Mapping[str, Any]) -> str:
    words = _NOT_OF_ID.sub("-", bom.name or "bom").strip("-.")[:_LONGEST] or "bom"
    return f"{_NAMESPACES}{words}-{unique([bom.serial, bom.name, body])}"


def _creation(bom: Bom, *, own: bool) -> dict[str, Any]:
    kept: Mapping[str, Any] = bom.rest.get("creationInfo", {}) if own else {}
    created = bom.created if own or is_moment(bom.created) else "1970-01-01T00:00:00Z"
    if own:
        return {"created": created, "creators": list(bom.authors), **kept}
    told = [_actor(one) for one in bom.authors if one.startswith(("Person: ", "Organization: ", "Tool: "))]
    return {"created": created, "creators": list(dict.fromkeys([*told, f"Tool: {TOOL}"]))}


def _supplier(one: Component, *, own: bool) -> str:
    if own and one.supplier:
        return f"Organization: {one.supplier}"
    return _actor(f"Organization: {one.supplier}") if one.supplier.strip() else ""


def _actor(text: str) -> str:
    """Who made something, in one line, as readers of SPDX demand."""
    return " ".join(text.split())


def _package(one: Component, names: _Names, licences: Licences, *, own: bool) -> dict[str, Any]:
    places = {"distribution": "NOASSERTION", "website": ""}
    for each in reversed(one.references):
        if each.kind in places and (own or _PAGE.fullmatch(each.url)):
            places[each.kind] = each.url if own else address(each.url)
    texts = {
        "name": (one.name if own or not one.group else f"{one.group}/{one.name}") or "unnamed",
        "SPDXID": names.of(one),
        "versionInfo": one.version,
        "downloadLocation": places["distribution"],
        "homepage": places["website"],
        "description": one.description,
        "copyrightText": one.copyright,
        "supplier": _supplier(one, own=own),
        **licences.of(one),
    }
    made: dict[str, Any] = {key: text for key, text in texts.items() if text}
    purpose = one.type.upper().replace("-", "_")
    if purpose in _PURPOSES:
        made["primaryPackagePurpose"] = purpose
    if not own:
        made["filesAnalyzed"] = False
    sums = [_checksum(each) for each in one.hashes if own or _is_checksum(each)]
    if sums:
        made["checksums"] = sums
    external = _external(one, own=own)
    made |= {key: value for key, value in one.rest.items() if own and key != "externalRefs"}
    if external or (own and "externalRefs" in one.rest):
        made["externalRefs"] = external
    return made


def _checksum(one: Hash) -> dict[str, str]:
    return {"algorithm": one.algorithm.replace("SHA-", "SHA"), "checksumValue": one.value}


def _is_checksum(one: Hash) -> bool:
    algorithm = one.algorithm.replace("SHA-", "SHA")
    right = _LENGTHS.get(algorithm, len(one.value)) == len(one.value)
    return algorithm in _ALGORITHMS and right and re.fullmatch("[0-9a-f]+", one.value) is not None


def _external(one: Component, *, own: bool) -> list[Any]:
    found: list[Any] = []
    for category, kind, locator in (
        ("PACKAGE-MANAGER", "purl", one.purl),
        ("SECURITY", "cpe23Type", one.cpe if own or one.cpe.startswith("cpe:2.3:") else ""),
    ):
        if locator and (own or not re.search(r"\s", locator)):
            found.append({"referenceCategory": category, "referenceType": kind, "referenceLocator": locator})
    if own:
        return found + list(one.rest.get("externalRefs", ()))
    seen: set[str] = set()
    for each in one.references:
        # The first of these stands in a field of its own.
        is_page = each.kind in {"distribution", "website"} and _PAGE.fullmatch(each.url)
        if is_page and each.kind not in seen:
            seen.add(each.kind)
            continue
        if not each.url.strip():
            continue
        kind = _NOT_OF_ID.sub("-", each.kind) or "other"
        made = {
            "referenceCategory": "OTHER",
            "referenceType": kind,
            "referenceLocator": address(each.url),
        }
        found.append(made | ({"comment": each.comment} if each.comment else {}))
    return found


def _relationships(bom: Bom, names: _Names, *, own: bool) -> list[dict[str, str]]:
    if own:
        return [_relationship(one) for one in bom.relations]
    found: list[Relation] = []
    if bom.subject:
        found.append(Relation(source=DOCUMENT, kind="DESCRIBES", target=names.of(bom.subject)))
    else:
        found += (Relation(source=DOCUMENT, kind="DESCRIBES", target=names.of(one)) for one in bom.components)
    for one, around in everything(bom):
        if around is not None:
            found.append(Relation(source=names.of(around), kind="CONTAINS", target=names.of(one)))
        elif bom.subject and one.scope in _SCOPES:
            target = names.of(bom.subject)
            found.append(Relation(source=names.of(one), kind=_SCOPES[one.scope], target=target))
    found += _translated(bom.relations, names)
    return [_relationship(one) for one in found]


def _translated(relations: Iterable[Relation], names: _Names) -> Iterable[Relation]:
    for one in relations:
        source = names.by_ref.get(one.source)
        target = names.by_ref.get(one.target) if one.target else one.target
        if source is None or (one.target and target is None):
            continue
        if one.kind == "PROVIDES":
            yield Relation(source=source, kind="OTHER", target=target, comment="provides")
        else:
            yield Relation(source=source, kind=one.kind, target=target, comment=one.comment)


def _relationship(one: Relation) -> dict[str, str]:
    target = "NOASSERTION" if one.target is None else one.target or "NONE"
    made = {
        "spdxElementId": one.source,
        "relationshipType": one.kind,
        "relatedSpdxElement": target,
    }
    return made | ({"comment": one.comment} if one.comment else {})
