"""SPDX 2.x as lines of tags and values: brought into the shape of its JSON, then read as that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from vedette.languages.sbom import spdx_json
from vedette.languages.sbom.interface import Faults, Placed, text_within
from vedette.model.bom import Bom

_TAG = re.compile(r"[ \t]*([A-Za-z]{2,60})[ \t]*:[ \t]*(.*)")
_DOCUMENT = {
    "SPDXVersion": "spdxVersion",
    "DataLicense": "dataLicense",
    "DocumentName": "name",
    "DocumentNamespace": "documentNamespace",
    "DocumentComment": "comment",
}
_CREATION = {"Created": "created", "CreatorComment": "comment", "LicenseListVersion": "licenseListVersion"}
_PACKAGE = {
    "PackageVersion": "versionInfo",
    "PackageFileName": "packageFileName",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageDownloadLocation": "downloadLocation",
    "PackageHomePage": "homepage",
    "PackageSourceInfo": "sourceInfo",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseDeclared": "licenseDeclared",
    "PackageLicenseComments": "licenseComments",
    "PackageCopyrightText": "copyrightText",
    "PackageSummary": "summary",
    "PackageDescription": "description",
    "PackageComment": "comment",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
    "ReleaseDate": "releaseDate",
    "BuiltDate": "builtDate",
    "ValidUntilDate": "validUntilDate",
}
_FILE = {
    "FileComment": "comment",
    "LicenseConcluded": "licenseConcluded",
    "LicenseComments": "licenseComments",
    "FileCopyrightText": "copyrightText",
    "FileNotice": "noticeText",
}
_SNIPPET = {
    "SnippetName": "name",
    "SnippetComment": "comment",
    "SnippetCopyrightText": "copyrightText",
    "SnippetLicenseComments": "licenseComments",
    "SnippetLicenseConcluded": "licenseConcluded",
    "SnippetFromFileSPDXID": "snippetFromFile",
}
_EXTRACTED = {"ExtractedText": "extractedText", "LicenseName": "name", "LicenseComment": "comment"}
_ANNOTATION = {
    "AnnotationDate": "annotationDate",
    "AnnotationComment": "comment",
    "AnnotationType": "annotationType",
}
_REVIEW = {"ReviewDate": "reviewDate", "ReviewComment": "comment"}
# Tags that may come again -> the list that they go to.
_AGAIN = {
    "PackageLicenseInfoFromFiles": "licenseInfoFromFiles",
    "PackageAttributionText": "attributionTexts",
    "FileType": "fileTypes",
    "FileContributor": "fileContributors",
    "FileAttributionText": "attributionTexts",
    "FileDependency": "fileDependencies",
    "LicenseInfoInFile": "licenseInfoInFiles",
    "LicenseInfoInSnippet": "licenseInfoInSnippets",
    "SnippetAttributionText": "attributionTexts",
    "LicenseCrossReference": "seeAlsos",
}
# A tag that begins something new -> the list it belongs to, and the field that its value goes to.
_BEGINS = {
    "PackageName": ("packages", "name"),
    "FileName": ("files", "fileName"),
    "SnippetSPDXID": ("snippets", "SPDXID"),
    "LicenseID": ("hasExtractedLicensingInfos", "licenseId"),
    "Annotator": ("annotations", "annotator"),
    "Reviewer": ("revieweds", "reviewer"),
}
_FIELDS = {
    "packages": _PACKAGE,
    "files": _FILE,
    "snippets": _SNIPPET,
    "hasExtractedLicensingInfos": _EXTRACTED,
    "annotations": _ANNOTATION,
    "revieweds": _REVIEW,
}
_VERIFICATION = re.compile(r"([0-9a-fA-F]+)[ \t]*(?:\((?:excludes:)?[ \t]*(.*)\))?")


def read(data: bytes) -> Bom:
    """As `reading.read`, of a bill that has this format."""
    faults = Faults()
    shape = _Shape(faults)
    for line, tag, value in _tags(text_within(data, faults).decode(), faults):
        shape.take(line, tag, value)
    return spdx_json.bom_of(shape.done(), faults)


def _tags(text: str, faults: Faults) -> Iterator[tuple[int, str, str]]:
    """Line, tag and value; a value between `<text>` and `</text>` goes over many lines."""
    lines = iter(enumerate(text.split("\n"), 1))
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _TAG.match(line.rstrip("\r"))
        if match is None:
            faults.add(number, "a line has no tag: it was left out")
            continue
        tag, value = match[1], match[2]
        if not value.startswith("<text>"):
            yield number, tag, value.rstrip()
            continue
        parts = [value.removeprefix("<text>")]
        while "</text>" not in parts[-1]:
            following = next(lines, None)
            if following is None:
                faults.add(number, "a text is cut off: it goes to the end of the file")
                break
            parts.append(following[1].rstrip("\r"))
        yield number, tag, "\n".join(parts).partition("</text>")[0]


class _Shape:
    """The document while its tags come in: each belongs to what began last."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._root = Placed(1)
        self._root["creationInfo"] = Placed(1)
        self._now: Placed | None = None
        self._list = ""
        self._named: dict[str, Placed] = {}
        self._notes: list[tuple[str, Placed]] = []

    def take(self, line: int, tag: str, value: str) -> None:
        """One tag."""
        if tag in _BEGINS:
            self._begin(line, tag, value)
        elif tag in _DOCUMENT:
            self._root[_DOCUMENT[tag]] = value
        elif tag in _CREATION:
            self._root["creationInfo"][_CREATION[tag]] = value
        elif tag in _SPECIAL:
            _SPECIAL[tag](self, line, value)
        elif self._now is not None and tag in _FIELDS.get(self._list, {}):
            self._now[_FIELDS[self._list][tag]] = value
        elif self._now is not None and tag in _AGAIN:
            self._now.setdefault(_AGAIN[tag], []).append(value)
        else:
            self._faults.add(line, f"the tag {tag} has no place here: it was left out")

    def done(self) -> Placed:
        """The document; annotations stand with what they are about."""
        for ref, note in self._notes:
            about = self._named.get(ref, self._root)
            about.setdefault("annotations", []).append(note)
        return self._root

    def _begin(self, line: int, tag: str, value: str) -> None:
        name, field = _BEGINS[tag]
        made = Placed(line)
        made[field] = value
        if name == "annotations":
            self._notes.append((spdx_json.DOCUMENT, made))
        else:
            self._root.setdefault(name, []).append(made)
        if field == "SPDXID":
            self._named[value] = made
        self._now, self._list = made, name

    def _id(self, _line: int, value: str) -> None:
        if self._now is None or self._list not in {"packages", "files"}:
            self._root["SPDXID"] = value
            return
        self._now["SPDXID"] = value
        self._named[value] = self._now

    def _about(self, line: int, value: str) -> None:
        if self._list == "annotations" and self._notes:
            self._notes[-1] = (value, self._notes[-1][1])
        else:
            self._faults.add(line, "the tag SPDXREF has no place here: it was left out")

    def _creator(self, _line: int, value: str) -> None:
        self._root["creationInfo"].setdefault("creators", []).append(value)

    def _relation(self, line: int, value: str) -> None:
        words = value.split()
        if len(words) != 3:  # noqa: PLR2004 - two ends and a kind
            self._faults.add(line, "a relationship is not `A KIND B`: it was left out")
            return
        made = Placed(line)
        made |= {"spdxElementId": words[0], "relationshipType": words[1], "relatedSpdxElement": words[2]}
        self._root.setdefault("relationships", []).append(made)

    def _relation_comment(self, line: int, value: str) -> None:
        self._of_last(self._root.get("relationships"), line, value)

    def _checksum(self, line: int, value: str) -> None:
        algorithm, _, digits = value.partition(":")
        made = Placed(line)
        made |= {"algorithm": algorithm.strip(), "checksumValue": digits.strip()}
        self._of_now("checksums", made, line)

    def _external(self, line: int, value: str) -> None:
        words = value.split(None, 2)
        if len(words) != 3:  # noqa: PLR2004 - category, type and locator
            self._faults.add(line, "an external reference misses a part: it was left out")
            return
        made = Placed(line)
        made |= dict(zip(("referenceCategory", "referenceType", "referenceLocator"), words, strict=True))
        self._of_now("externalRefs", made, line)

    def _external_comment(self, line: int, value: str) -> None:
        self._of_last(self._now.get("externalRefs") if self._now is not None else None, line, value)

    def _analyzed(self, _line: int, value: str) -> None:
        if self._now is not None:
            self._now["filesAnalyzed"] = value.strip().lower() == "true"

    def _verification(self, line: int, value: str) -> None:
        match = _VERIFICATION.fullmatch(value.strip())
        if match is None or self._now is None:
            self._faults.add(line, "a verification code is none: it was left out")
            return
        made = Placed(line)
        made["packageVerificationCodeValue"] = match[1]
        if match[2]:
            made["packageVerificationCodeExcludedFiles"] = [part.strip() for part in match[2].split(",")]
        self._now["packageVerificationCode"] = made

    def _document_ref(self, line: int, value: str) -> None:
        words = value.split(None, 3)
        if len(words) != 4:  # noqa: PLR2004 - id, address, algorithm and digits
            self._faults.add(line, "a reference to a document misses a part: it was left out")
            return
        sums = Placed(line)
        sums |= {"algorithm": words[2].rstrip(":"), "checksumValue": words[3]}
        made = Placed(line)
        made |= {"externalDocumentId": words[0], "spdxDocument": words[1], "checksum": sums}
        self._root.setdefault("externalDocumentRefs", []).append(made)

    def _range(self, line: int, value: str, key: str) -> None:
        first, _, last = value.strip().partition(":")
        if self._now is None or not (first.isdigit() and last.isdigit() and len(value) < 40):  # noqa: PLR2004
            self._faults.add(line, "a range of a snippet is none: it was left out")
            return
        made = Placed(line)
        for name, number in (("startPointer", first), ("endPointer", last)):
            end = Placed(line)
            end |= {"reference": self._now.get("snippetFromFile", ""), key: int(number)}
            made[name] = end
        self._now.setdefault("ranges", []).append(made)

    def _bytes(self, line: int, value: str) -> None:
        self._range(line, value, "offset")

    def _lines(self, line: int, value: str) -> None:
        self._range(line, value, "lineNumber")

    def _of_now(self, name: str, made: Placed, line: int) -> None:
        if self._now is None or self._list not in {"packages", "files"}:
            self._faults.add(line, "a checksum or reference belongs to nothing: it was left out")
        else:
            self._now.setdefault(name, []).append(made)

    def _of_last(self, listed: Any, line: int, value: str) -> None:
        if listed:
            listed[-1]["comment"] = value
        else:
            self._faults.add(line, "a comment belongs to nothing: it was left out")


_SPECIAL = {
    "SPDXID": _Shape._id,  # noqa: SLF001 - a table of the class's own methods
    "SPDXREF": _Shape._about,  # noqa: SLF001 - the same
    "Creator": _Shape._creator,  # noqa: SLF001 - the same
    "Relationship": _Shape._relation,  # noqa: SLF001 - the same
    "RelationshipComment": _Shape._relation_comment,  # noqa: SLF001 - the same
    "PackageChecksum": _Shape._checksum,  # noqa: SLF001 - the same
    "FileChecksum": _Shape._checksum,  # noqa: SLF001 - the same
    "ExternalRef": _Shape._external,  # noqa: SLF001 - the same
    "ExternalRefComment": _Shape._external_comment,  # noqa: SLF001 - the same
    "FilesAnalyzed": _Shape._analyzed,  # noqa: SLF001 - the same
    "PackageVerificationCode": _Shape._verification,  # noqa: SLF001 - the same
    "ExternalDocumentRef": _Shape._document_ref,  # noqa: SLF001 - the same
    "SnippetByteRange": _Shape._bytes,  # noqa: SLF001 - the same
    "SnippetLineRange": _Shape._lines,  # noqa: SLF001 - the same
}
