"""One value of a request, peeled of its encodings, and what an attack in it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct


class Value(Struct, frozen=True, kw_only=True):
    """One value that a client sent: a parameter, the path, a header, a field of a body.

    Attributes:
        where: which part of the request: `path`, `query`, `referer`, `agent`, `cookie`, `body`, `header`,
            `target` (the whole target, where parts make no sense on their own).
        name: of the parameter, cookie, field or header; b"" where it has none.
        raw: as logged, bounded.
        layers: what decoding brought out, from `raw` (after the first step) to the fixed point, each other
            than the one before; the last is what a lenient server may see. Never empty; bounded in number and
            length.
        steps: how each layer was won from the one before: `percent`, `double-percent`, `unicode`, `html`,
            `base64`, `comments`, `overlong`, ...; as long as `layers`, the first may be `plain`. `comments`
            and `nulls` come last and take out what other classes may want to see: the layer before has it.
        cut: it was longer, and only its beginning and its end are here.
    """

    where: str
    raw: bytes
    layers: tuple[bytes, ...]
    steps: tuple[str, ...]
    name: bytes = b""
    cut: bool = False

    @property
    def text(self) -> bytes:
        """The last layer: everything peeled off."""
        return self.layers[-1]


class Attack(Struct, frozen=True, kw_only=True):
    """What a value shows.

    Attributes:
        rule: id of the rule.
        shown: the decoded bytes that show it.
        reason: one sentence: why these bytes are an attack and no text; quotes nothing.
        sure: they can hardly be anything else; else the rule's confidence is one step lower.
    """

    rule: str
    shown: bytes
    reason: str
    sure: bool = True


class Judge(Protocol):
    """`judge` of each file in `attacks/`."""

    def __call__(self, value: Value) -> Iterable[Attack]:
        """The attacks of its class in a value, at most a few; time linear in the value's length."""
        ...
