"""Which format a bill has: told by how it begins, since its name may be anything."""

from __future__ import annotations

import re

from vedette.model.bom import Bom

_BEGINNING = 1 << 20
_TAG_VALUE = re.compile(rb"^[ \t]*SPDXVersion[ \t]*:", re.MULTILINE)


def read(data: bytes) -> Bom | None:
    """Read a bill of whatever format, in time linear in its bytes. Never raises for what is in it.

    Args:
        data: the file.

    Returns:
        The bill: what is not as the format has it is among its faults, and what stands before a break in the
        file is read. None if it is of no format that is known here.
    """
    format_ = format_of(data)
    if format_ == "cyclonedx-json":
        from vedette.languages.sbom import cyclonedx_json

        return cyclonedx_json.read(data)
    if format_ == "cyclonedx-xml":
        from vedette.languages.sbom import cyclonedx_xml

        return cyclonedx_xml.read(data)
    if format_ == "spdx-json":
        from vedette.languages.sbom import spdx_json

        return spdx_json.read(data)
    if format_ == "spdx-tag-value":
        from vedette.languages.sbom import spdx_tagvalue

        return spdx_tagvalue.read(data)
    return None


def format_of(data: bytes) -> str:
    """The name of the format that a file seems to have; "" for none that is known here."""
    head = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        if b'"bomFormat"' in data and b'"CycloneDX"' in data:
            return "cyclonedx-json"
        return "spdx-json" if b'"spdxVersion"' in data else ""
    if head.startswith(b"<"):
        return "cyclonedx-xml" if b"cyclonedx.org/schema/bom/" in head else ""
    return "spdx-tag-value" if _TAG_VALUE.search(head) else ""
