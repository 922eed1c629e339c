"""Statements about whether a product is affected by a vulnerability, in the terms of OpenVEX."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """Whether the product is affected."""

    not_affected = "not_affected"
    affected = "affected"
    fixed = "fixed"
    under_investigation = "under_investigation"


class Justification(StrEnum):
    """Why it is not affected."""

    component_not_present = "component_not_present"
    vulnerable_code_not_present = "vulnerable_code_not_present"
    vulnerable_code_not_in_execute_path = "vulnerable_code_not_in_execute_path"
    vulnerable_code_cannot_be_controlled_by_adversary = "vulnerable_code_cannot_be_controlled_by_adversary"
    inline_mitigations_already_exist = "inline_mitigations_already_exist"


class Product(Struct, frozen=True, kw_only=True):
    """What a statement is about.

    Attributes:
        id: an address or package URL.
        purls: its package URLs; the id among them, if it is one.
        parts: package URLs or ids of the components in it that the statement is about; without them it is
            about the product itself.
        hashes: `algorithm:hex`.
        identifiers: others, such as `cpe23`, and their values.
    """

    id: str = ""
    purls: tuple[str, ...] = ()
    parts: tuple[Product, ...] = ()
    hashes: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


class Statement(Struct, frozen=True, kw_only=True):
    """One statement.

    Attributes:
        vulnerability: its name; `aliases` its other names.
        described: the address of the vulnerability, and what it is; "".
        products: what it is about.
        status: whether they are affected.
        justification: why not; None if another reason or none is given.
        impact: why not, as a text.
        action: what to do, if they are.
        notes: on the status.
        timestamp: since when it holds, ISO 8601; "" for that of the document.
        updated: ISO 8601; "".
        supplier: who says so of the product; "".
        id: of the statement; "".
        version: of the statement; 0 for none.
        line: in the file it was read from.
    """

    vulnerability: str
    aliases: tuple[str, ...] = ()
    described: tuple[str, str] = ("", "")
    products: tuple[Product, ...] = ()
    status: Status = Status.under_investigation
    justification: Justification | None = None
    impact: str = ""
    action: str = ""
    action_timestamp: str = ""
    notes: str = ""
    timestamp: str = ""
    updated: str = ""
    supplier: str = ""
    id: str = ""
    version: int = 0
    line: int = 0


class Vex(Struct, frozen=True, kw_only=True):
    """A document of statements.

    Attributes:
        context: address of the specification's version.
        id: of the document; "" to have it made from the content.
        author, role, tooling: who or what says so.
        timestamp, updated: ISO 8601.
        version: from 1.
        statements: in the order of the document.
        faults: line and reason of what could not be read; such a statement is not among them.
    """

    context: str = ""
    id: str = ""
    author: str = ""
    role: str = ""
    tooling: str = ""
    timestamp: str = ""
    updated: str = ""
    version: int = 1
    statements: tuple[Statement, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()

    def standing(self, vulnerability: frozenset[str], purl: str) -> Statement | None:
        """The statement that counts for a vulnerability in a package; None when there is none.

        Args:
            vulnerability: all names of it; letters of both sizes are the same.
            purl: of the package, with its version.

        Returns:
            Of those that fit the latest by its time, and of equal times the last in the document. One
            about all versions (a package URL without one) fits each.
        """
        names = {name.lower() for name in vulnerability}
        found: Statement | None = None
        for one in self.statements:
            said = {name.lower() for name in (one.vulnerability, *one.aliases)}
            if not said & names or not any(_fits(product, purl) for product in one.products):
                continue
            if found is None or self._since(one) >= self._since(found):
                found = one
        return found

    def _since(self, one: Statement) -> str:
        return one.updated or one.timestamp or self.updated or self.timestamp


def _fits(product: Product, purl: str) -> bool:
    if product.parts:
        return any(_fits(part, purl) for part in product.parts)
    return any(covers(said, purl) for said in product.purls)


def covers(said: str, purl: str) -> bool:
    """Whether a package URL of a statement is about a package: each part that it has must be the same.

    Args:
        said: of the statement; without version or qualifiers it is about all of them.
        purl: of the package.
    """
    wide, narrow = _parts(said), _parts(purl)
    if wide[0] != narrow[0] or (wide[1] and wide[1] != narrow[1]):
        return False
    return wide[2] <= narrow[2]


def _parts(purl: str) -> tuple[str, str, frozenset[str]]:
    bare, _, _ = purl.partition("#")
    bare, _, qualifiers = bare.partition("?")
    slash = bare.rfind("/")
    at = bare.find("@", slash + 1)
    name, version = (bare[:at], bare[at + 1 :]) if at >= 0 else (bare, "")
    return name, version.replace("%2B", "+").replace("%3A", ":"), frozenset(qualifiers.split("&")) - {""}
