"""Forms as bytes, for the cache: of any language, and without a path, as equal texts have equal forms."""

from __future__ import annotations

import msgspec

from vedette.languages.later import completed
from vedette.model.form import Module

# Bytes; the form of the largest file that is read is far smaller.
MOST = 1 << 28

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Module)


def pack(module: Module) -> bytes:
    """The form of a file as bytes, its path left out.

    Raises:
        ValueError: it is larger or nested deeper than can be read back.
    """
    try:
        data = _encoder.encode(msgspec.structs.replace(module, path=""))
    except RecursionError:
        raise ValueError("the form is nested too deeply to be kept") from None
    if len(data) > MOST:
        raise ValueError(f"the form has {len(data)} bytes, more than {MOST}")
    return data


def unpack(data: bytes, path: str, *, whole: bool = True) -> Module:
    """The form that `pack` made bytes of.

    Args:
        data: the bytes.
        path: of the file that has this form.
        whole: functions are read that were left for later.

    Raises:
        ValueError: these are no such bytes.
    """
    if len(data) > MOST:
        raise ValueError(f"{len(data)} bytes are more than a form has")
    try:
        module = msgspec.structs.replace(_decoder.decode(data), path=path)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"no form of a module: {type(error).__name__}") from None
    return completed(module) if whole else module
