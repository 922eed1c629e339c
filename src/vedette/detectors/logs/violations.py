"""Scripts that browsers refused on a page: what its content security policy reports.

Extensions of browsers inject scripts into every page; what names itself as one is left out, and what is
inline may be one, which is why nobody is told before several reports agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from vedette.detectors.interface import Batch
from vedette.detectors.logs.bounded import Bounded
from vedette.detectors.logs.columns import usable
from vedette.detectors.logs.routes import template
from vedette.detectors.logs.seen import Seen
from vedette.languages.logs.redaction import redact
from vedette.model.kept import restored
from vedette.model.rule import Confidence
from vedette.model.traffic import Violation

_RULE = "logs-csp"
_MOST = 2048
_LONGEST = 200
_LEAST = 3
_AGAIN = 10
_SCRIPTS = ("script-src", "default-src", "object-src", "base-uri", "worker-src", "trusted-types")
_EXTENSIONS = (
    "chrome-extension",
    "moz-extension",
    "safari-extension",
    "safari-web-extension",
    "ms-browser-extension",
    "webkit-masked-url",
    "about",
    "chrome",
    "resource",
)
_WORDS = {
    "inline": "an inline script",
    "eval": "a script made from text (eval)",
    "wasm-eval": "a program made from bytes (wasm-eval)",
    "trusted-types-sink": "text put where scripts can come from",
    "trusted-types-policy": "a policy for trusted types that is not allowed",
    "data": "a script in the address itself (data)",
    "blob": "a script made in the page (blob)",
}


class _Group(Struct, array_like=True):
    """Reports of one thing on one page."""

    count: int = 0
    told: int = 0


class Violations:
    """Groups reports by page, directive and what was refused."""

    def __init__(self) -> None:
        self._groups: Bounded[tuple[str, str, str, str], _Group] = Bounded(_MOST, _Group)

    def take(self, batch: Batch) -> Iterator[Seen]:
        """What the reports of a block show."""
        rows, block = batch.rows, batch.block
        moments = dict(zip(rows.index, rows.moments, strict=False)) if rows.violations else {}
        for violation in rows.violations:
            what = _what(violation)
            if what is None:
                continue
            time = usable(batch.format.moment(moments.get(violation.line, b"")), block.arrived)
            yield from self._reported(block.stream, violation, what, (time, block.line + violation.line))

    def state(self) -> bytes:
        """All of it."""
        return msgspec.msgpack.encode(self._groups.items)

    def restore(self, state: bytes) -> None:
        """Goes on from there; what cannot be read is forgotten."""
        self._groups.items = restored(state, dict[tuple[str, str, str, str], _Group], {})

    def _reported(
        self, stream: str, violation: Violation, what: tuple[str, str], at: tuple[float, int]
    ) -> Iterator[Seen]:
        directive, blocked = what
        host, path = _split(violation.document)
        group = self._groups.of((stream, f"{host}{path}", directive, blocked))
        group.count += 1
        if group.count < max(_LEAST, _AGAIN * group.told):
            return
        new, group.told = group.count - group.told, group.count
        words = _WORDS.get(blocked, f"a script of {blocked}")
        yield Seen(
            rule=_RULE,
            time=at[0],
            line=at[1],
            host=host.encode("utf-8", "backslashreplace"),
            path=path,
            where=directive,
            text=_evidence(violation, words),
            reason=f"Browsers report {redact(words.encode(), 120)} that the page's policy does not allow.",
            confidence=Confidence.low if blocked in ("inline", "blob") else None,
            count=new,
        )


def _what(violation: Violation) -> tuple[str, str] | None:
    """Directive and what was refused; None for what no attack needs, or what an extension does."""
    directive = _text(violation.directive).partition(" ")[0]
    if not directive.startswith(_SCRIPTS):
        return None
    if _scheme(_text(violation.source)) in _EXTENSIONS:
        return None
    blocked = _text(violation.blocked)
    scheme = _scheme(blocked)
    if scheme in _EXTENSIONS:
        return None
    if blocked == "self" or not blocked:
        return directive, "inline"
    if "//" not in blocked:
        return directive, scheme or blocked[:40]
    return directive, _host(blocked) or blocked[:40]


def _evidence(violation: Violation, words: str) -> str:
    blocked = _text(violation.blocked).partition("?")[0]
    sample = _text(violation.sample)
    return " ".join(filter(None, (words, f"({blocked})" if blocked else "", sample)))


def _split(document: bytes) -> tuple[str, str]:
    text = _text(document).partition("?")[0].partition("#")[0]
    path = text.partition("://")[2].partition("/")[2] if "://" in text else text.lstrip("/")
    return _host(text), template(b"/" + path.encode("utf-8", "backslashreplace"))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        return ""


def _scheme(address: str) -> str:
    name, colon, _ = address.partition(":")
    return name.lower() if colon and name.replace("-", "").isalpha() else ""


def _text(data: bytes) -> str:
    return data[:_LONGEST].decode("utf-8", "backslashreplace").strip()
