"""What a process kept for the next one, read back."""

from __future__ import annotations

from typing import TypeVar

import msgspec

_Kind = TypeVar("_Kind")


def restored(state: bytes, kind: type[_Kind], fresh: _Kind) -> _Kind:
    """What `state` holds, as MessagePack.

    Args:
        state: what an earlier process kept, perhaps of another release; b"" for nothing.
        kind: what it should be.
        fresh: what is taken where nothing was kept, or what was kept cannot be read as that.
    """
    try:
        return msgspec.msgpack.decode(state, type=kind) if state else fresh
    except msgspec.MsgspecError:
        return fresh
