"""What judges share: the text of a value that is worth judging, and the piece of it that is shown."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.detectors.web.value import Value

LONGEST = 16_384
"""Bytes of a layer that are judged: time stays bounded however long a body is."""

_SHOWN = 160
_BEFORE = 24


_LOSING = frozenset(("base64", "hex", "html", "escapes", "unicode", "nulls"))


def layers(value: Value) -> Iterator[bytes]:
    """The layers of a value, each bounded, the one that took the least decoding first."""
    for layer, _ in readings(value):
        yield layer


def readings(value: Value) -> Iterator[tuple[bytes, str]]:
    """The layers of a value with the step that won each; first what it was before a step that may lose some.

    None of a whole target: its parts come by themselves, and between them stand operators that mean nothing.
    """
    if value.where == "target":
        return
    if value.steps[0] in _LOSING:
        yield value.raw[:LONGEST], "plain"
    for layer, step in zip(value.layers, value.steps, strict=False):
        yield layer if len(layer) <= LONGEST else layer[:LONGEST], step


def excerpt(text: bytes, start: int = 0) -> bytes:
    """The piece of a text that is shown: from a little before `start` on."""
    begin = max(0, start - _BEFORE)
    return text[begin : begin + _SHOWN]
