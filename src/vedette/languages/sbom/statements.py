"""Statements about vulnerabilities of whatever format: OpenVEX, or the analyses of a CycloneDX bill."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.languages.sbom import openvex
from vedette.languages.sbom.reading import format_of, read
from vedette.model.bom import Bom, Component, Flaw
from vedette.model.vex import Product, Statement, Status, Vex

_STATUSES = {str(one): one for one in Status}
_MOST_PARTS = 200_000


def statements_of(data: bytes) -> Vex | None:
    """Read the statements of a file, each with its own time.

    Args:
        data: the file.

    Returns:
        None for what is neither OpenVEX nor a bill that may say such things.
    """
    if format_of(data).startswith("cyclonedx"):
        bom = read(data)
        return None if bom is None else _of_bill(bom)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b"openvex.dev" not in data:
        return None
    vex = openvex.read(data)
    time = vex.updated or vex.timestamp
    timed = (replace(one, timestamp=one.timestamp or time) for one in vex.statements)
    return replace(vex, statements=tuple(timed))


def subject_names(bom: Bom) -> tuple[str, ...]:
    """What a bill calls that which it is of: package URL and name."""
    subject = bom.subject
    return () if subject is None else tuple(filter(None, (subject.purl, subject.name)))


def _of_bill(bom: Bom) -> Vex:
    parts = {one.ref: one for one in _flat(bom.components) if one.ref}
    found = []
    for flaw in bom.flaws:
        status = _STATUSES.get(flaw.state)
        products = tuple(
            product for ref in flaw.affects if (product := _product(ref, parts, bom)) is not None
        )
        if status is not None and products:
            found.append(_statement(flaw, status, products, bom))
    author = ", ".join(one for one in bom.authors if not one.startswith("Tool: ")) or ", ".join(bom.authors)
    return Vex(
        author=author.removeprefix("Person: ").removeprefix("Organization: "),
        timestamp=bom.created,
        statements=tuple(found),
        faults=tuple((one.line, one.reason) for one in bom.faults),
    )


def _statement(flaw: Flaw, status: Status, products: tuple[Product, ...], bom: Bom) -> Statement:
    why = ": ".join(part for part in (flaw.justification, flaw.detail) if part)
    return Statement(
        vulnerability=flaw.id,
        aliases=flaw.aliases,
        products=products,
        status=status,
        impact=why,
        timestamp=flaw.updated or bom.created,
        line=flaw.line,
    )


def _product(ref: str, parts: dict[str, Component], bom: Bom) -> Product | None:
    """What a ref names: a component of the bill's subject, the subject, or a package by its own URL."""
    name = ref if ref in parts else ref.partition("#")[2] or ref
    component = parts.get(name)
    subject = bom.subject
    if component is None and subject is not None and name == subject.ref:
        return Product(id=subject.purl or subject.name, purls=(subject.purl,) if subject.purl else ())
    purl = component.purl if component is not None else name
    if not purl.startswith("pkg:"):
        return None
    part = Product(id=purl, purls=(purl,))
    if subject is None:
        return part
    return Product(
        id=subject.purl or subject.name, purls=(subject.purl,) if subject.purl else (), parts=(part,)
    )


def _flat(components: tuple[Component, ...]) -> list[Component]:
    found: list[Component] = []
    left = list(components)
    while left and len(found) < _MOST_PARTS:
        one = left.pop()
        found.append(one)
        left += one.parts
    return found
