"""What writers of bills have in common: documents as bytes, names made from content, addresses made whole."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from vedette import __version__
from vedette.feedback import neutral
from vedette.model.bom import Bom, Component
from vedette.model.errors import UsageError

TOOL = f"vedette-{__version__}"
_SPACE = uuid.UUID("6f1d4f0e-52c5-5c0b-8a55-0d6f0b1f3c8e")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LATEST = 253402300799
_SAFE = "%/:=&?~+!$,;'@()*._-"
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(
    r"(?:(?:https?|ftp|ssh|git|git\+https?|git\+ssh)://(?:[A-Za-z0-9._~-]{1,60}@)?[A-Za-z0-9.-]{1,250}"
    r"(?::[0-9]{1,5})?(?=[/?#]|$)|(?:mailto|urn|pkg):(?=[A-Za-z0-9]))"
)


def document(value: Mapping[str, Any]) -> bytes:
    """A document as JSON: ASCII, two blanks of indent, in the order of its keys, a line end at its end."""
    # The encoder of `json` that indents is written in Python, and ten times slower.
    return msgspec.json.format(_encoded(value, allow_nan=False).encode("ascii"), indent=2) + b"\n"


def unique(value: object) -> uuid.UUID:
    """A UUID that follows from content alone."""
    text = _encoded(value, sort_keys=True)
    return uuid.uuid5(_SPACE, hashlib.sha256(text.encode("ascii")).hexdigest())


def _encoded(value: object, *, sort_keys: bool = False, allow_nan: bool = True) -> str:
    """As JSON, in ASCII; what is no Unicode in its texts is made visible."""
    more: dict[str, Any] = {"sort_keys": sort_keys, "separators": (",", ":"), "allow_nan": allow_nan}
    text = json.dumps(value, **more)
    # Only a text with a surrogate, or a pair of them, needs a second look.
    return json.dumps(neutral.valid_tree(value), **more) if "\\ud" in text else text


def moment(environment: Mapping[str, str], now: datetime) -> str:
    """The time that a document made now gives: that of `SOURCE_DATE_EPOCH`, where it is set.

    Returns:
        UTC, ISO 8601 to the second, with a `Z`.

    Raises:
        UsageError: the variable is no number of seconds.
    """
    given = environment.get("SOURCE_DATE_EPOCH", "").strip()
    if given:
        if not (given.isascii() and given.isdigit() and len(given) <= len(str(_LATEST))):
            raise UsageError("SOURCE_DATE_EPOCH is no number of seconds since 1970", help="unset or mend it")
        if int(given) > _LATEST:
            raise UsageError("SOURCE_DATE_EPOCH lies after the year 9999", help="unset or mend it")
        now = datetime.fromtimestamp(int(given), UTC)
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_moment(text: str) -> bool:
    """It is a time of this calendar, in UTC to the second."""
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def address(text: str) -> str:
    """The text as an address of RFC 3986: what may not stand there is percent-encoded.

    What has no scheme that is known here becomes a relative reference, which always is one.
    """
    text = _BARE_PERCENT.sub("%25", neutral.valid(text))
    match = _SCHEME.match(text)
    if match is None:
        return quote(text, safe="%/-._~").lstrip("/")
    rest, _, fragment = text[match.end() :].partition("#")
    end = f"#{quote(fragment, safe=_SAFE)}" if fragment else ""
    return f"{match[0]}{quote(rest, safe=_SAFE)}{end}"


def flat(components: tuple[Component, ...]) -> Iterator[tuple[Component, Component | None]]:
    """Components with those inside of them, each with the one it lies in; whole before parts."""
    waiting = [(one, None) for one in reversed(components)]
    stack: list[tuple[Component, Component | None]] = list(waiting)
    while stack:
        one, around = stack.pop()
        yield one, around
        stack += [(part, one) for part in reversed(one.parts)]


def everything(bom: Bom) -> Iterator[tuple[Component, Component | None]]:
    """As `flat`, of the subject and then all components of a bill."""
    yield from flat(((bom.subject,) if bom.subject else ()) + bom.components)
