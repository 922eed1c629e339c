"""Bills of material: what a thing is made of, in the terms that CycloneDX and SPDX have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Hash(Struct, frozen=True, array_like=True):
    """A digest: the algorithm as CycloneDX writes it (`SHA-256`), and hexadecimal digits."""

    algorithm: str
    value: str


class Reference(Struct, frozen=True, array_like=True):
    """Where more is to be had: the kind as CycloneDX has it (`website`, `vcs`, …), and the address."""

    kind: str
    url: str
    comment: str = ""


class Licence(Struct, frozen=True, kw_only=True):
    """One statement about the licence of a component.

    Attributes:
        id: of SPDX's list.
        expression: of several ids or references, as SPDX has them.
        name: of a licence that has neither; one of the three is given.
        url: of its text.
        by: `declared` by whoever made the component, `concluded` by whoever wrote the bill; "" if not told.
    """

    id: str = ""
    expression: str = ""
    name: str = ""
    url: str = ""
    by: str = ""


class Component(Struct, frozen=True, kw_only=True):
    """One part.

    Attributes:
        ref: by which relations name it; unique in its bill, "" if none names it.
        type: as CycloneDX has it, such as `library`, `application`, `file`; "" if not told.
        group, name, version: as the bill has them.
        purl: package URL; "" if it is none.
        cpe: name in the dictionary of NVD; "".
        scope: `required`, `optional`, `excluded`; "" if not told.
        licences: what is said about its licence, in the order of the bill.
        hashes: of the component itself.
        supplier: who hands it on; a name.
        description, copyright: texts; "".
        references: addresses.
        parts: components inside of it.
        line: in the file that the bill was read from, from 1; 0 for a bill that was made.
        rest: what the format that it was read from says beyond this, as that format has it.
    """

    name: str
    ref: str = ""
    type: str = "library"
    group: str = ""
    version: str = ""
    purl: str = ""
    cpe: str = ""
    scope: str = ""
    licences: tuple[Licence, ...] = ()
    hashes: tuple[Hash, ...] = ()
    supplier: str = ""
    description: str = ""
    copyright: str = ""
    references: tuple[Reference, ...] = ()
    parts: tuple[Component, ...] = ()
    line: int = 0
    rest: Mapping[str, Any] = {}


class Relation(Struct, frozen=True, kw_only=True):
    """What one component is to another, in the words of SPDX, such as `DEPENDS_ON`.

    Attributes:
        source, target: refs. A target "" says that there is nothing, None that nobody knows.
        kind: in capitals; `PROVIDES`, which CycloneDX alone has, among them.
        comment: ""; SPDX has one.
    """

    source: str
    kind: str
    target: str | None
    comment: str = ""


class Flaw(Struct, frozen=True, kw_only=True):
    """One thing that a bill says about a vulnerability and its components.

    Attributes:
        id: of the vulnerability; `aliases` its other names.
        state: in the words of OpenVEX; "" where nothing is decided.
        justification: as the bill has it; "".
        detail: text; "".
        affects: refs of the components.
        updated: when that was said, ISO 8601; "" for the time of the bill.
        line: in the file it was read from.
    """

    id: str
    aliases: tuple[str, ...] = ()
    state: str = ""
    justification: str = ""
    detail: str = ""
    affects: tuple[str, ...] = ()
    updated: str = ""
    line: int = 0


class Fault(Struct, frozen=True, array_like=True):
    """What of a bill could not be read as its format has it: line (0 for the whole), and why."""

    line: int
    reason: str


class Bom(Struct, frozen=True, kw_only=True):
    """A bill of material.

    Attributes:
        format: what it was read from: `cyclonedx`, `spdx`; "" for one that was made.
        specification: version of that format, such as `1.6` or `SPDX-2.3`; "" for one that was made.
        name: of the document; the subject's name where the format has none.
        serial: `urn:uuid:…` or the document's namespace; "" to have it made from the content.
        version: of the document, from 1; 0 where the format has none.
        created: UTC, ISO 8601; "" if not told.
        authors: who or what wrote it, as `Tool: …`, `Person: …` or `Organization: …`.
        subject: what the bill is of; None if not told.
        components: without the subject.
        relations: in the order of the bill.
        flaws: what it says about vulnerabilities.
        faults: what could not be read; the rest is there.
        rest: what the format says beyond this, as that format has it.
    """

    format: str = ""
    specification: str = ""
    name: str = ""
    serial: str = ""
    version: int = 1
    created: str = ""
    authors: tuple[str, ...] = ()
    subject: Component | None = None
    components: tuple[Component, ...] = ()
    relations: tuple[Relation, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    faults: tuple[Fault, ...] = ()
    rest: Mapping[str, Any] = {}
