"""OpenVEX 0.2 in JSON."""

from __future__ import annotations

from typing import Any

from vedette.feedback.bom.shared import document, is_moment, unique
from vedette.model.vex import Product, Statement, Status, Vex

CONTEXT = "https://openvex.dev/ns/v0.2.0"
_IDS = "https://openvex.dev/docs/public/vex-"


def write(vex: Vex) -> bytes:
    """The statements as a document.

    Args:
        vex: a statement that is `not_affected` and has neither justification nor impact, or `affected`
            without an action, gets the least that the format asks for.
    """
    timestamp = vex.timestamp if is_moment(vex.timestamp) or vex.id else "1970-01-01T00:00:00Z"
    texts = {"role": vex.role, "timestamp": timestamp, "last_updated": vex.updated, "tooling": vex.tooling}
    body: dict[str, Any] = {
        "author": vex.author or "unknown",
        **{key: text for key, text in texts.items() if text},
        "version": max(vex.version, 1),
        "statements": [_statement(one) for one in vex.statements],
    }
    name = vex.id or f"{_IDS}{unique(body)}"
    return document({"@context": vex.context or CONTEXT, "@id": name, **body})


def _statement(one: Statement) -> dict[str, Any]:
    address, description = one.described
    vulnerability: dict[str, Any] = {"@id": address} if address else {}
    vulnerability["name"] = one.vulnerability
    if description:
        vulnerability["description"] = description
    if one.aliases:
        vulnerability["aliases"] = list(one.aliases)
    impact, action = one.impact, one.action
    if one.status is Status.not_affected and not (one.justification or impact):
        impact = "No reason was given."
    if one.status is Status.affected and not action:
        action = "No action was given."
    made: dict[str, Any] = {"@id": one.id} if one.id else {}
    if one.version:
        made["version"] = one.version
    made["vulnerability"] = vulnerability
    texts = {"timestamp": one.timestamp, "last_updated": one.updated}
    made |= {key: text for key, text in texts.items() if text}
    made["products"] = [_product(each) for each in one.products]
    made["status"] = str(one.status)
    texts = {
        "supplier": one.supplier,
        "status_notes": one.notes,
        "justification": str(one.justification or ""),
        "impact_statement": impact,
        "action_statement": action,
        "action_statement_timestamp": one.action_timestamp,
    }
    return made | {key: text for key, text in texts.items() if text}


def _product(one: Product) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": one.id} if one.id else {}
    others = [purl for purl in one.purls if purl != one.id]
    identifiers = {**({"purl": others[0]} if others else {}), **dict(one.identifiers)}
    if identifiers:
        made["identifiers"] = identifiers
    if one.hashes:
        made["hashes"] = dict(each.split(":", 1) for each in one.hashes)
    if one.parts:
        made["subcomponents"] = [_product(part) for part in one.parts]
    return made
