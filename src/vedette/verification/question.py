"""Questions: a spec and a credential become a request, and an answer becomes one word."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from vedette.model.verification import Credential, Verified
from vedette.network.interface import Answer, Ask
from vedette.verification import aws
from vedette.verification.spec import Condition, Signing, Spec

_MOST_IDS = 50


class Halves(Struct, frozen=True):
    """What is sent: the value, and the other half if there is one.

    Attributes:
        sure: they are known to belong together.
    """

    secret: str
    id: str = ""
    sure: bool = True

    def __repr__(self) -> str:
        """Without them."""
        return "Halves()"


def halves(spec: Spec, credential: Credential) -> Halves | None:
    """What would be sent; None when the value is not one to be asked about, or its other half is missing."""
    try:
        secret = credential.secret.decode("ascii")
    except UnicodeDecodeError:
        return None
    if not secret.isprintable() or (spec.only and not re.fullmatch(spec.only, secret)):
        return None
    if not spec.id:
        return Halves(secret)
    near = credential.nearby
    middle = near.find(credential.secret)
    found: dict[str, int] = {}
    for match, _ in zip(re.finditer(spec.id.encode("ascii"), near), range(_MOST_IDS), strict=False):
        value = (match[1] if match.re.groups else match[0]).decode("ascii")
        found[value] = min(abs(match.start() - middle), found.get(value, len(near)))
    if not found:
        return None
    # Of several the nearest is asked about, and a refusal then says nothing.
    return Halves(secret, min(found, key=lambda value: (found[value], value)), sure=len(found) == 1)


def hosts(spec: Spec, given: Halves) -> tuple[str, ...]:
    """The hosts to ask, in order: all of the spec's, or the one of them that the value itself names."""
    if not spec.host_from:
        return spec.hosts
    named = re.search(spec.host_from, given.secret)
    return tuple(host for host in spec.hosts if named and host.partition(".")[0] == named[1])


def request(spec: Spec, given: Halves, host: str, moment: datetime) -> tuple[Ask, dict[str, str]]:
    """The request, and the headers that hold the credential."""

    def filled(template: str, *, encoded: bool = False) -> str:
        # One pass: a value is never looked through for slots.
        slots = {"{secret}": given.secret, "{id}": given.id}
        safe = "/:" if encoded else ""
        return re.sub(
            r"\{(?:secret|id)\}",
            lambda slot: quote(slots[slot[0]], safe=safe) if encoded else slots[slot[0]],
            template,
        )

    headers = {name: filled(value) for name, value in spec.headers.items()}
    if spec.basic:
        pair = base64.b64encode(filled(spec.basic).encode()).decode("ascii")
        headers["Authorization"] = f"Basic {pair}"
    if spec.sign is Signing.aws:
        pair_ = aws.Pair(given.id, given.secret)
        headers.update(aws.signed(pair_, host, spec.path, spec.query, moment))
    ask = Ask(
        method=spec.method,
        path=filled(spec.path, encoded=True),
        query={name: filled(value) for name, value in spec.query.items()},
        body=filled(spec.body).encode(),
        repeatable=False,
    )
    return ask, headers


def meaning(spec: Spec, answer: Answer) -> Verified:
    """What an answer says. Nothing of it is kept."""
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    live = _any_holds(spec.live, answer, document)
    dead = _any_holds(spec.dead, answer, document)
    if live == dead:
        return Verified.unknown
    return Verified.live if live else Verified.dead


def _any_holds(conditions: Iterable[Condition], answer: Answer, document: Any) -> bool:
    return any(_holds(one, answer, document) for one in conditions)


def _holds(condition: Condition, answer: Answer, document: Any) -> bool:
    if condition.status and answer.status not in condition.status:
        return False
    if condition.text and condition.text.encode() not in answer.body:
        return False
    if not condition.field:
        return True
    value = document
    for name in condition.field.split("."):
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    # Compared with their types: 1 is not true.
    return not condition.values or any(type(value) is type(one) and value == one for one in condition.values)
