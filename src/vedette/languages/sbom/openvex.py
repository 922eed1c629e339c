"""OpenVEX 0.2 in JSON."""

from __future__ import annotations

from vedette.languages.sbom.interface import (
    MOST_COMPONENTS,
    Faults,
    Placed,
    document_of,
    mappings_of,
    text_of,
    texts_of,
)
from vedette.model.vex import Justification, Product, Statement, Status, Vex

_CONTEXT = "https://openvex.dev/ns"
_DEEPEST = 3
_STATUSES = {str(one): one for one in Status}
_JUSTIFICATIONS = {str(one): one for one in Justification}


def read(data: bytes) -> Vex:
    """Read a document, in time linear in its bytes. Never raises for what is in it.

    Args:
        data: the file.

    Returns:
        Its statements; one without a vulnerability, a product or a status that the format has is a fault,
        and is not believed.
    """
    return _document(*document_of(data))


def _document(root: Placed, faults: Faults) -> Vex:
    context = text_of(root.get("@context"))
    if not context.startswith(_CONTEXT):
        faults.add(root.line, "it does not say that it is OpenVEX")
    statements: list[Statement] = []
    for raw in mappings_of(root.get("statements"), "statements", faults, root.line):
        if len(statements) >= MOST_COMPONENTS:
            faults.add(raw.line, f"it has more than {MOST_COMPONENTS:,} statements: the rest was not read")
            break
        made = _statement(raw, faults)
        if made is not None:
            statements.append(made)
    version = root.get("version")
    return Vex(
        context=context,
        id=text_of(root.get("@id")),
        author=text_of(root.get("author")),
        role=text_of(root.get("role")),
        tooling=text_of(root.get("tooling")),
        timestamp=text_of(root.get("timestamp")),
        updated=text_of(root.get("last_updated")),
        version=version if type(version) is int and version > 0 else 1,
        statements=tuple(statements),
        faults=tuple((one.line, one.reason) for one in faults.told()),
    )


def _statement(raw: Placed, faults: Faults) -> Statement | None:
    name, aliases, described = _vulnerability(raw.get("vulnerability"))
    status = _STATUSES.get(text_of(raw.get("status")))
    products = tuple(_products(raw.get("products"), faults, 0))
    for lacks, what in ((not name, "vulnerability"), (status is None, "status"), (not products, "product")):
        if lacks:
            faults.add(raw.line, f"a statement has no {what} that the format knows: it was left out")
            return None
    given = text_of(raw.get("justification"))
    if given and given not in _JUSTIFICATIONS:
        faults.add(raw.line, "a statement has a justification that the format does not know")
    version = raw.get("version")
    return Statement(
        vulnerability=name,
        aliases=aliases,
        described=described,
        products=products,
        status=status or Status.under_investigation,
        justification=_JUSTIFICATIONS.get(given),
        impact=text_of(raw.get("impact_statement")),
        action=text_of(raw.get("action_statement")),
        action_timestamp=text_of(raw.get("action_statement_timestamp")),
        notes=text_of(raw.get("status_notes")),
        timestamp=text_of(raw.get("timestamp")),
        updated=text_of(raw.get("last_updated")),
        supplier=text_of(raw.get("supplier")),
        id=text_of(raw.get("@id")),
        version=version if type(version) is int and version > 0 else 0,
        line=raw.line,
    )


def _vulnerability(value: object) -> tuple[str, tuple[str, ...], tuple[str, str]]:
    if isinstance(value, str):
        return value, (), ("", "")
    if not isinstance(value, Placed):
        return "", (), ("", "")
    address = text_of(value.get("@id"))
    name = text_of(value.get("name")) or address.rstrip("/").rpartition("/")[2]
    return name, tuple(texts_of(value.get("aliases"))), (address, text_of(value.get("description")))


def _products(value: object, faults: Faults, depth: int) -> list[Product]:
    if not isinstance(value, list):
        return []
    found = []
    for one in value:
        raw = one
        if isinstance(one, str):
            raw = Placed()
            raw["@id"] = one
        if not isinstance(raw, Placed):
            faults.add(0, "a product is no mapping: it was left out")
            continue
        made = _product(raw, faults, depth)
        if made.id or made.purls or made.identifiers or made.hashes:
            found.append(made)
        else:
            faults.add(raw.line, "a product has no name: it was left out")
    return found


def _product(raw: Placed, faults: Faults, depth: int) -> Product:
    address = text_of(raw.get("@id"))
    given = raw.get("identifiers")
    said = given if isinstance(given, Placed) else {}
    named = [address] if address.startswith("pkg:") else []
    purl = text_of(said.get("purl"))
    if purl and purl not in named:
        named.append(purl)
    others = tuple((key, value) for key, value in said.items() if key != "purl" and isinstance(value, str))
    digests = raw.get("hashes")
    hashes = digests if isinstance(digests, Placed) else {}
    parts = _products(raw.get("subcomponents"), faults, depth + 1) if depth < _DEEPEST else []
    return Product(
        id=address,
        purls=tuple(named),
        parts=tuple(parts),
        hashes=tuple(f"{key}:{value}" for key, value in hashes.items() if isinstance(value, str)),
        identifiers=others,
    )
